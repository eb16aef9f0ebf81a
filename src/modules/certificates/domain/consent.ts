/** How much of the holder's name everybody may read. */
export const NAME_DISPLAYS = ['FULL', 'MASKED', 'HIDDEN'] as const;
export type NameDisplay = (typeof NAME_DISPLAYS)[number];

/** What the holder agreed to make public. Before anything was agreed, as little as makes sense. */
export interface Consent {
  readonly nameDisplay: NameDisplay;
  readonly showEmployer: boolean;
}

export const NO_CONSENT_YET: Consent = { nameDisplay: 'MASKED', showEmployer: false };

/**
 * The name as everybody may read it; undefined when it is hidden. Masked means the first character, and
 * always two stars, so that the length of the name isn't told either.
 */
export function displayedName(name: string, display: NameDisplay): string | undefined {
  if (display === 'HIDDEN') return undefined;
  return display === 'FULL' ? name : `${[...name][0] ?? ''}**`;
}
