import type { CannotEstimateReason, Estimate } from '../../../statistics/numeric/index.js';

/** A figure with its interval, or why there is none; the form in which it is stored and shown. */
export type EffectEstimate =
  | { readonly value: number; readonly lower: number | null; readonly upper: number | null }
  | { readonly reason: CannotEstimateReason; readonly detail: string };

/** The figure that `read` takes out of an estimate. */
export function figureOf<T>(
  estimate: Estimate<T>,
  read: (value: T) => { value: number; lower: number | null; upper: number | null },
): EffectEstimate {
  if (estimate.estimable) return read(estimate.value);
  return { reason: estimate.reason, detail: estimate.detail };
}

export function isKnown(
  figure: EffectEstimate,
): figure is Extract<EffectEstimate, { value: number }> {
  return 'value' in figure;
}

/** A difference of logarithms as a relative change: 0.262 is +30 %. */
export function relativeChange(logDifference: number): number {
  return Math.expm1(logDifference);
}
