import type { LocalisedText } from '../../platform/kernel/result.js';

/** Who wants to decide about a provider. `key` is as audits name an actor. */
export interface Officer {
  readonly key: string;
  /** Whether the officer belongs or ever belonged to the provider, or worked there as an operator. */
  readonly belonged: boolean;
}

/** For the catalogues of all decisions about a provider. */
export const FOUR_EYES_ERRORS = {
  OWN_PROVIDER: {
    en: 'You belong or belonged to this provider, so you cannot decide about it. Leave it to a colleague.',
    zh: '您现在或曾经隶属于该服务商，须回避。请交由同事处理。',
  },
  SAME_OFFICER: {
    en: 'You took part in this matter before, and this decision needs another person. Leave it to a colleague.',
    zh: '您已参与过此事，该决定须由另一人作出。请交由同事处理。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

/**
 * @param before keys of those who already took part and may not decide again
 * @returns what speaks against the officer, if anything
 */
export function objectionTo(
  officer: Officer,
  before: readonly (string | null)[],
): keyof typeof FOUR_EYES_ERRORS | undefined {
  if (officer.belonged) return 'OWN_PROVIDER';
  return before.includes(officer.key) ? 'SAME_OFFICER' : undefined;
}
