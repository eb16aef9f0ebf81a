/** Why a quantity cannot be estimated. Closed: callers translate each reason for the reader. */
export const CANNOT_ESTIMATE_REASONS = [
  'NO_DATA',
  'TOO_FEW',
  'ZERO_VARIANCE',
  'ZERO_DENOMINATOR',
  'ALL_TIED',
  'NON_POSITIVE',
  'NO_EVENTS',
  'ONE_CLUSTER',
  'SINGULAR',
  'NOT_CONVERGED',
  'INVALID_INPUT',
] as const;
export type CannotEstimateReason = (typeof CANNOT_ESTIMATE_REASONS)[number];

export type CannotEstimate = { estimable: false; reason: CannotEstimateReason; detail: string };
export type Estimable<T> = { estimable: true; value: T };

/** A value, or the reason why there is none. Degenerate input never yields NaN or Infinity. */
export type Estimate<T> = Estimable<T> | CannotEstimate;

export function estimated<T>(value: T): Estimable<T> {
  return { estimable: true, value };
}

export function cannotEstimate(reason: CannotEstimateReason, detail: string): CannotEstimate {
  return { estimable: false, reason, detail };
}
