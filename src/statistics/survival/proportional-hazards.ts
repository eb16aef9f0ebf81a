import { chiSquareUpperTail } from '../distributions/index.js';
import { dot, factorPositiveDefinite, zeros } from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { prepareCoxRows, type CoxFit, type CoxObservation } from './cox.js';
import { spreadAtRisk, visitEventTimes, type TieRule } from './cox-partial-likelihood.js';
import { kaplanMeier } from './kaplan-meier.js';

export interface ProportionalHazardsTest {
  /** One test per covariate of a hazard ratio that changes over time. */
  covariates: { chiSquare: number; pValue: number }[];
  global: { chiSquare: number; degreesOfFreedom: number; pValue: number };
}

/**
 * Whether hazard ratios change over time: the score test for adding x·g(t) to a Cox model, with
 * g(t) = 1 − Kaplan–Meier just before t.
 *
 * Source: Grambsch & Therneau (1994), Biometrika 81, in the exact form of R `survival::cox.zph` since 3.0.
 *
 * @param fit of the same observations with the same tie rule
 * @returns SINGULAR if all events fall on one time.
 */
export function proportionalHazardsTest(
  observations: readonly CoxObservation[],
  fit: CoxFit,
  ties: TieRule = 'efron',
): Estimate<ProportionalHazardsTest> {
  const { strata, scale } = prepareCoxRows(observations);
  const beta = fit.coefficients.map(({ coefficient }, i) => coefficient * scale[i]!);
  const curve = kaplanMeier(observations);
  if (!curve.estimable) return curve;
  const transformed = new Map<number, number>();
  let before = 1;
  for (const { time, survival } of curve.value.steps) {
    transformed.set(time, 1 - before);
    before = survival;
  }
  const size = beta.length;
  const score = new Array<number>(size).fill(0);
  // Information about (β, change of β): blocks Σ V, Σ gV, Σ g²V over the event times.
  const information = zeros(2 * size, 2 * size);
  const events = strata.flatMap((rows) => rows.filter(({ event }) => event));
  const centre = events.reduce((sum, { time }) => sum + transformed.get(time)!, 0) / events.length;
  for (const stratum of strata) {
    visitEventTimes(stratum, beta, ties, ({ time, deaths, terms }) => {
      const g = transformed.get(time)! - centre;
      for (const { covariates } of deaths) covariates.forEach((x, i) => (score[i]! += g * x));
      for (const { mean, second } of terms) {
        const spread = spreadAtRisk(mean, second);
        for (let i = 0; i < size; i++) {
          score[i]! -= g * mean[i]!;
          for (let j = 0; j < size; j++) {
            const v = spread[i]![j]!;
            information[i]![j]! += v;
            information[i]![size + j]! += g * v;
            information[size + i]![j]! += g * v;
            information[size + i]![size + j]! += g * g * v;
          }
        }
      }
    });
  }
  const test = (which: readonly number[]): number | null => {
    // β itself is at its maximum: its score is zero, but its information must be kept.
    const kept = [...beta.map((_, i) => i), ...which.map((i) => size + i)];
    const factor = factorPositiveDefinite(kept.map((i) => kept.map((j) => information[i]![j]!)));
    if (!factor.estimable) return null;
    const values = [...beta.map(() => 0), ...which.map((i) => score[i]!)];
    return dot(values, factor.value.solve(values));
  };
  const statistics = beta.map((_, i) => test([i]));
  const global = test(beta.map((_, i) => i));
  if (global === null || statistics.includes(null)) {
    return cannotEstimate('SINGULAR', 'the events do not spread over time enough to test');
  }
  return estimated({
    covariates: statistics.map((chiSquare) => ({
      chiSquare: chiSquare!,
      pValue: chiSquareUpperTail(chiSquare!, 1),
    })),
    global: {
      chiSquare: global,
      degreesOfFreedom: size,
      pValue: chiSquareUpperTail(global, size),
    },
  });
}
