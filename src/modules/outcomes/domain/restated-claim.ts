import { isKnown, type EffectEstimate } from './effect-estimate.js';
import type { ClaimMeasure, ServiceEffectPolicy } from './service-effect-policy.js';

export const CLAIM_VERDICTS = ['CONSISTENT', 'OURS_LOWER', 'OURS_HIGHER', 'NOT_ESTIMABLE'] as const;
export type ClaimVerdict = (typeof CLAIM_VERDICTS)[number];

/** One of our figures, and how much stands behind it. */
export interface ClaimFigure {
  readonly figure: EffectEstimate;
  readonly merchants: number;
  readonly sessions: number | null;
  /** The comparison was off before it began, or its assumption does not hold. */
  readonly flagged: boolean;
}

/** A published claim beside what our data say. */
export interface RestatedClaim extends ClaimFigure {
  readonly code: string;
  readonly measure: ClaimMeasure;
  readonly text: { readonly en: string; readonly zh: string };
  readonly published: number;
  readonly verdict: ClaimVerdict;
}

/** Whether the published figure lies in our interval. That it does is no proof of it. */
export function restate(
  { code, measure, text, published }: ServiceEffectPolicy['claims'][number],
  ours: ClaimFigure,
): RestatedClaim {
  return { code, measure, text, published, ...ours, verdict: verdictOn(published, ours.figure) };
}

function verdictOn(published: number, figure: EffectEstimate): ClaimVerdict {
  if (!isKnown(figure)) return 'NOT_ESTIMABLE';
  if (figure.upper !== null && published > figure.upper) return 'OURS_LOWER';
  if (figure.lower !== null && published < figure.lower) return 'OURS_HIGHER';
  return 'CONSISTENT';
}
