import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';

export const confirmProfileErrors = errorCatalogue({
  CHANGED_MEANWHILE: {
    en: 'The profile is at version {version} by now. Read it again and confirm that.',
    zh: '资料已更新至版本 {version}，请重新阅读后再确认。',
  },
});

const DAY = 86_400_000;

/** When a profile that nobody confirmed since then begins to say that it may be out of date. */
export function staleFrom(confirmedAt: Date, staleAfterDays: number): Date {
  return new Date(confirmedAt.getTime() + staleAfterDays * DAY);
}
