import { criticalValue, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import {
  invalidObservations,
  riskTable,
  type RiskTableRow,
  type SurvivalObservation,
} from './observation.js';

/** The scale on which the interval is symmetric; 'log-log' stays inside [0, 1] by itself. */
export type SurvivalIntervalScale = 'plain' | 'log' | 'log-log';

export interface SurvivalStep {
  time: number;
  atRisk: number;
  events: number;
  /** S(time): the share that goes beyond `time`. */
  survival: number;
  /** Greenwood's standard error of S(time); null once S is zero. */
  standardError: number | null;
  /** Pointwise interval, cut to [0, 1]; null once S is zero. */
  interval: Interval | null;
}

export interface SurvivalCurve {
  /** One step per time with an event, in order. */
  steps: SurvivalStep[];
  observations: number;
  events: number;
  /** The last time anybody was under observation: the curve says nothing beyond it. */
  lastTime: number;
  confidence: number;
}

/**
 * The Kaplan–Meier curve S(t) = ∏ (1 − dᵢ/nᵢ) with Greenwood's variance S²·Σ dᵢ/(nᵢ(nᵢ−dᵢ)).
 *
 * Source: Kaplan & Meier (1958); intervals as in R `survival::survfit` (conf.type plain, log,
 * log-log). With left truncation a risk set may be empty early on and pull the whole curve to zero;
 * look at `atRisk` before believing it.
 *
 * @returns NO_DATA or INVALID_INPUT. A curve without events is estimable: it stays at 1.
 */
export function kaplanMeier(
  observations: readonly SurvivalObservation[],
  { confidence = 0.95, scale = 'log-log' as SurvivalIntervalScale } = {},
): Estimate<SurvivalCurve> {
  const invalid = invalidObservations(observations);
  if (invalid) return invalid;
  const table = riskTable(observations);
  const eventRows = table.filter((row) => row.events > 0);
  return estimated({
    steps: survivalSteps(eventRows, criticalValue(confidence), scale),
    observations: observations.length,
    events: eventRows.reduce((sum, row) => sum + row.events, 0),
    lastTime: table[table.length - 1]!.time,
    confidence,
  });
}

function survivalSteps(
  rows: readonly RiskTableRow[],
  z: number,
  scale: SurvivalIntervalScale,
): SurvivalStep[] {
  let survival = 1;
  let greenwood = 0;
  return rows.map(({ time, atRisk, events }) => {
    survival *= (atRisk - events) / atRisk;
    greenwood += events / (atRisk * (atRisk - events));
    if (survival === 0) {
      return { time, atRisk, events, survival, standardError: null, interval: null };
    }
    const logError = Math.sqrt(greenwood);
    return {
      time,
      atRisk,
      events,
      survival,
      standardError: survival * logError,
      interval: probabilityInterval(survival, survival * logError, z, scale),
    };
  });
}

/** An interval of a probability strictly between 0 and 1, symmetric on `scale`, cut to [0, 1]. */
export function probabilityInterval(
  probability: number,
  standardError: number,
  z: number,
  scale: SurvivalIntervalScale,
): Interval {
  const logError = standardError / probability;
  if (scale === 'plain') {
    return {
      lower: Math.max(0, probability - z * standardError),
      upper: Math.min(1, probability + z * standardError),
    };
  }
  if (scale === 'log') {
    return {
      lower: probability * Math.exp(-z * logError),
      upper: Math.min(1, probability * Math.exp(z * logError)),
    };
  }
  const spread = Math.exp((z * logError) / -Math.log(probability));
  return { lower: probability ** spread, upper: probability ** (1 / spread) };
}

/** S(t) read off the curve; null beyond the last time under observation, unless S is zero there. */
export function survivalAt(curve: SurvivalCurve, time: number): number | null {
  let survival = 1;
  for (const step of curve.steps) {
    if (step.time > time) break;
    survival = step.survival;
  }
  return time > curve.lastTime && survival > 0 ? null : survival;
}

/** Shares within rounding of a threshold have reached it: 1 − 1/2 − 1/2·1/3 … must meet 1/3. */
const ROUNDING = 1e-12;

/**
 * The time by which a share of `probability` has had the event, min{t : S(t) ≤ 1 − p}, with the
 * Brookmeyer–Crowley (1982) interval read off the curve's own pointwise intervals. A null bound has
 * not been reached.
 *
 * @returns TOO_FEW if the curve never comes down that far.
 */
export function survivalQuantile(
  curve: SurvivalCurve,
  probability: number,
): Estimate<{ time: number; lower: number | null; upper: number | null }> {
  if (!(probability > 0 && probability < 1)) {
    return cannotEstimate('INVALID_INPUT', `a probability lies in (0, 1), not at ${probability}`);
  }
  const reached = (value: (step: SurvivalStep) => number): number | null =>
    curve.steps.find((step) => value(step) <= 1 - probability + ROUNDING)?.time ?? null;
  const time = reached((step) => step.survival);
  if (time === null) {
    return cannotEstimate('TOO_FEW', `fewer than ${probability} of the subjects had the event`);
  }
  return estimated({
    time,
    // A step down to zero has no interval of its own: there the curve is known to have crossed only
    // for its lower side.
    lower: reached((step) => step.interval?.lower ?? step.survival),
    upper: reached((step) => step.interval?.upper ?? 1),
  });
}

/**
 * Restricted mean time to the event, the area ∫₀^τ S(t) dt, with its standard error
 * √Σ (∫_{tᵢ}^τ S)²·dᵢ/(nᵢ(nᵢ−dᵢ)).
 *
 * @param tau horizon > 0, in the observations' unit of time, which must start at 0
 * @returns NO_DATA if the curve is not known up to `tau`.
 */
export function restrictedMean(
  curve: SurvivalCurve,
  tau: number,
): Estimate<{ mean: number; standardError: number; interval: Interval }> {
  if (!(tau > 0)) return cannotEstimate('INVALID_INPUT', `the horizon must be > 0, not ${tau}`);
  if (survivalAt(curve, tau) === null) {
    return cannotEstimate('NO_DATA', `nobody was observed beyond ${curve.lastTime}`);
  }
  const steps = curve.steps.filter((step) => step.time < tau);
  let area = 0;
  let variance = 0;
  let end = tau;
  for (let index = steps.length - 1; index >= 0; index--) {
    const { time, survival, atRisk, events } = steps[index]!;
    area += survival * (end - time);
    if (survival > 0) variance += (area * area * events) / (atRisk * (atRisk - events));
    end = time;
  }
  const mean = area + end;
  const standardError = Math.sqrt(variance);
  const z = criticalValue(curve.confidence);
  return estimated({
    mean,
    standardError,
    interval: { lower: Math.max(0, mean - z * standardError), upper: mean + z * standardError },
  });
}
