import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import type { AppealOutcome } from './appeal.js';
import { isMilder, NO_TERMS, sameTerms, type Terms } from './violation-ladder.js';

export const REDUCED_TERMS_ERRORS = {
  REDUCED_TERMS_MISSING: {
    en: 'Say in `reduced` what the violation still costs; leave it out for any other outcome.',
    zh: '减轻处理时请在 reduced 中填写减轻后的处罚，其他结果请勿填写。',
  },
  NOT_MILDER: {
    en: 'Reduced terms must be milder in some part and harder in none than {points} points, {deduction} yuan and the measures in force.',
    zh: '减轻后的处罚必须有所减轻，且任何一项不得重于现行处罚（{points} 分、{deduction} 元及现有限制措施）。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;
const errors = errorCatalogue(REDUCED_TERMS_ERRORS);

/** What a violation costs after an appeal. */
export function termsAfter(
  outcome: AppealOutcome,
  current: Terms,
  reduced: Terms | undefined,
): Result<Terms> {
  const path = ['input', 'reduced'];
  if ((outcome === 'REDUCED') !== (reduced !== undefined)) {
    return fail(errors.error('REDUCED_TERMS_MISSING', path));
  }
  if (outcome === 'UPHELD') return succeed(current);
  if (outcome === 'REVERSED') return succeed(NO_TERMS);
  if (sameTerms(reduced!, current) || !isMilder(reduced!, current)) {
    const { points, deduction } = current;
    return fail(errors.error('NOT_MILDER', path, { points, deduction }));
  }
  return succeed(reduced!);
}
