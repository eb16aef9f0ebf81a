/** What can be forbidden to a provider for a time. Expulsion, while it waits for the exit, is all of them. */
export const RESTRICTION_KINDS = [
  'RECRUITING_BAN',
  'BOARD_EXCLUSION',
  'DELISTING',
  'EXPULSION',
] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];
