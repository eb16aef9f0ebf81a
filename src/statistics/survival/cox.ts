import { chiSquareUpperTail, criticalValue, twoSidedPValue } from '../distributions/index.js';
import {
  addOuterProduct,
  dot,
  factorPositiveDefinite,
  sandwich,
  zeros,
} from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import {
  partialLikelihood,
  scoreResiduals,
  type CountingRow,
  type PartialLikelihood,
  type TieRule,
} from './cox-partial-likelihood.js';
import { invalidObservations, type SurvivalObservation } from './observation.js';

/**
 * A row of the counting-process form: the subject was at risk on (entry, time] with these covariates.
 * A covariate that changes, such as "has an operator", makes a new row, so that nothing that became
 * known later is used earlier.
 */
export interface CoxObservation extends SurvivalObservation {
  covariates: readonly number[];
  stratum?: string;
  /** Rows that depend on each other (rows of one subject, subjects of one provider). */
  cluster?: string;
}

export interface CoxCoefficient {
  coefficient: number;
  hazardRatio: number;
  /** Robust to clusters if they were given, otherwise from the information matrix. */
  standardError: number;
  z: number;
  pValue: number;
  /** Interval of the hazard ratio. */
  hazardRatioInterval: { lower: number; upper: number };
}

export interface CoxFit {
  coefficients: CoxCoefficient[];
  /** Inverse of the observed information. */
  modelCovariance: number[][];
  /** Clustered sandwich, without a small-sample factor (as R); null if no clusters were given. */
  robustCovariance: number[][] | null;
  logLikelihoodAtZero: number;
  logLikelihood: number;
  likelihoodRatio: { chiSquare: number; degreesOfFreedom: number; pValue: number };
  scoreTest: { chiSquare: number; degreesOfFreedom: number; pValue: number };
  observations: number;
  events: number;
  clusters: number | null;
}

const MAXIMUM_ITERATIONS = 50;
/** A standardised coefficient beyond this means that the likelihood only flattens out at infinity. */
const SEPARATION_LIMIT = 20;
/** So does a likelihood whose curvature at its "maximum" is this many times less than at zero. */
const FLAT_LIKELIHOOD = 1e5;
/** A clustered variance that is this small a part of the model's is what rounding left of zero. */
const NO_VARIANCE = 1e-12;

/**
 * Cox's proportional hazards regression by Newton–Raphson on the partial likelihood.
 *
 * Source: Cox (1972); Efron's (1977) or Breslow's (1974) ties; counting-process rows as in Therneau &
 * Grambsch, Modeling Survival Data (2000); robust variance of Lin & Wei (1989).
 *
 * @returns NO_EVENTS; SINGULAR for collinear covariates, or constant ones among those at risk at every event;
 *   NOT_CONVERGED if a covariate separates events from non-events so that its hazard ratio is zero or infinite;
 *   ONE_CLUSTER if clusters are given but only one, ZERO_VARIANCE if they are several that do not differ.
 */
export function coxRegression(
  observations: readonly CoxObservation[],
  { ties = 'efron' as TieRule, confidence = 0.95 } = {},
): Estimate<CoxFit> {
  const problem = invalidInput(observations);
  if (problem) return problem;
  const { strata, order, scale } = prepareCoxRows(observations);
  const atZero = partialLikelihood(
    strata,
    scale.map(() => 0),
    ties,
  );
  const maximum = maximise(strata, atZero, ties);
  if (!maximum.estimable) return maximum;
  const { beta, fit, inverse } = maximum.value;

  const clusters = observations.some(({ cluster }) => cluster !== undefined)
    ? observations.map(({ cluster }, index) => cluster ?? `\0${index}`)
    : null;
  const clusterCount = clusters ? new Set(clusters).size : null;
  if (clusterCount !== null && clusterCount < 2) {
    return cannotEstimate('ONE_CLUSTER', 'a clustered variance needs two clusters');
  }
  const residuals = strata.flatMap((rows) => scoreResiduals(rows, beta, ties));
  const robust = clusters
    ? sandwich(
        inverse,
        clusteredMeat(
          residuals,
          order.map((index) => clusters[index]!),
        ),
      )
    : null;

  // The clusters' scores cancel out in every cluster: what is left is rounding.
  if (robust?.some((row, i) => !(row[i]! > NO_VARIANCE * inverse[i]![i]!))) {
    return cannotEstimate('ZERO_VARIANCE', 'the clusters do not differ, which tells no error');
  }

  const unscale = (matrix: number[][]): number[][] =>
    matrix.map((row, i) => row.map((value, j) => value / (scale[i]! * scale[j]!)));
  const modelCovariance = unscale(inverse);
  const robustCovariance = robust && unscale(robust);
  const used = robustCovariance ?? modelCovariance;
  const test = (chiSquare: number): CoxFit['scoreTest'] => ({
    chiSquare,
    degreesOfFreedom: scale.length,
    pValue: chiSquareUpperTail(Math.max(0, chiSquare), scale.length),
  });
  return estimated({
    coefficients: beta.map((value, i) =>
      describe(value / scale[i]!, Math.sqrt(used[i]![i]!), confidence),
    ),
    modelCovariance,
    robustCovariance,
    logLikelihoodAtZero: atZero.logLikelihood,
    logLikelihood: fit.logLikelihood,
    likelihoodRatio: test(2 * (fit.logLikelihood - atZero.logLikelihood)),
    scoreTest: test(maximum.value.scoreStatistic),
    observations: observations.length,
    events: observations.filter(({ event }) => event).length,
    clusters: clusterCount,
  });
}

function invalidInput(observations: readonly CoxObservation[]): Estimate<never> | null {
  const invalid = invalidObservations(observations);
  if (invalid) return invalid;
  const width = observations[0]!.covariates.length;
  const bad = observations.findIndex(
    ({ covariates }) => covariates.length !== width || !covariates.every(Number.isFinite),
  );
  if (bad >= 0) {
    return cannotEstimate('INVALID_INPUT', `row ${bad}: ${width} finite covariates are needed`);
  }
  if (width === 0) return cannotEstimate('INVALID_INPUT', 'there are no covariates');
  if (!observations.some(({ event }) => event)) {
    return cannotEstimate('NO_EVENTS', 'no row ended with an event');
  }
  return null;
}

/** Centres and scales the covariates (the fit does not depend on it, its accuracy does). */
export function prepareCoxRows(observations: readonly CoxObservation[]): {
  strata: CountingRow[][];
  /** Index into `observations` of each row, strata one after the other. */
  order: number[];
  scale: number[];
} {
  const columns = observations[0]!.covariates.map((_, i) =>
    observations.map(({ covariates }) => covariates[i]!),
  );
  const centre = columns.map((column) => column.reduce((a, b) => a + b, 0) / column.length);
  const scale = columns.map((column, i) => {
    const squares = column.reduce((sum, value) => sum + (value - centre[i]!) ** 2, 0);
    return Math.sqrt(squares / column.length) || 1;
  });
  const strata = new Map<string, number[]>();
  observations.forEach(({ stratum = '' }, index) => {
    const members = strata.get(stratum);
    if (members) members.push(index);
    else strata.set(stratum, [index]);
  });
  const order = [...strata.values()].flat();
  return {
    order,
    scale,
    strata: [...strata.values()].map((members) =>
      members.map((index) => {
        const { entry = -Infinity, time, event, covariates } = observations[index]!;
        return {
          entry,
          time,
          event,
          covariates: covariates.map((value, i) => (value - centre[i]!) / scale[i]!),
        };
      }),
    ),
  };
}

interface Maximum {
  beta: number[];
  fit: PartialLikelihood;
  inverse: number[][];
  /** Rao's score statistic at zero. */
  scoreStatistic: number;
}

/** Newton–Raphson from zero, halving a step that would lower the likelihood. */
function maximise(
  strata: readonly (readonly CountingRow[])[],
  atZero: PartialLikelihood,
  ties: TieRule,
): Estimate<Maximum> {
  let beta = atZero.score.map(() => 0);
  let fit = atZero;
  let scoreStatistic: number | null = null;
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    const factor = factorPositiveDefinite(fit.information);
    if (!factor.estimable) {
      return scoreStatistic === null ? factor : notConverged();
    }
    let step = factor.value.solve(fit.score);
    scoreStatistic ??= dot(step, fit.score);
    if (step.every((value) => Math.abs(value) < 1e-10)) {
      const inverse = factor.value.inverse();
      const flat = inverse.some((row, i) => row[i]! * atZero.information[i]![i]! > FLAT_LIKELIHOOD);
      return flat ? notConverged() : estimated({ beta, fit, inverse, scoreStatistic });
    }
    let next = fit;
    for (let halving = 0; halving < 30; halving++) {
      next = partialLikelihood(
        strata,
        beta.map((value, i) => value + step[i]!),
        ties,
      );
      if (next.logLikelihood >= fit.logLikelihood - 1e-12 * Math.abs(fit.logLikelihood)) break;
      step = step.map((value) => value / 2);
    }
    beta = beta.map((value, i) => value + step[i]!);
    fit = next;
    if (beta.some((value) => !(Math.abs(value) < SEPARATION_LIMIT))) return notConverged();
  }
  return notConverged();
}

function notConverged(): Estimate<never> {
  return cannotEstimate(
    'NOT_CONVERGED',
    'a covariate separates the events: its hazard ratio has no finite estimate',
  );
}

function clusteredMeat(residuals: readonly number[][], clusters: readonly string[]): number[][] {
  const sums = new Map<string, number[]>();
  residuals.forEach((residual, index) => {
    const sum = sums.get(clusters[index]!);
    if (sum) residual.forEach((value, i) => (sum[i]! += value));
    else sums.set(clusters[index]!, [...residual]);
  });
  const meat = zeros(residuals[0]!.length, residuals[0]!.length);
  for (const sum of sums.values()) addOuterProduct(meat, sum);
  return meat;
}

function describe(coefficient: number, standardError: number, confidence: number): CoxCoefficient {
  const halfWidth = criticalValue(confidence) * standardError;
  const z = coefficient / standardError;
  return {
    coefficient,
    hazardRatio: Math.exp(coefficient),
    standardError,
    z,
    pValue: twoSidedPValue(z),
    hazardRatioInterval: {
      lower: Math.exp(coefficient - halfWidth),
      upper: Math.exp(coefficient + halfWidth),
    },
  };
}
