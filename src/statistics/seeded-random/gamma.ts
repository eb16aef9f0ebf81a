import { exactSum } from '../numeric/sum.js';
import { normal } from './normal.js';
import type { RandomGenerator } from './random-generator.js';
import { uniformOpen } from './uniform.js';

/**
 * A gamma deviate of the given shape and scale 1.
 *
 * Source: Marsaglia & Tsang (2000), "A simple method for generating gamma variables", ACM TOMS 26,
 * 363–372; a shape below 1 by their boost G(a) = G(a + 1)·U^(1/a).
 *
 * @throws RangeError if the shape is not positive.
 */
export function gamma(generator: RandomGenerator, shape: number): number {
  return Math.exp(logGammaDeviate(generator, shape));
}

/** The logarithm of a gamma deviate: it stays finite where small shapes make the deviate underflow. */
function logGammaDeviate(generator: RandomGenerator, shape: number): number {
  requirePositive(shape, 'the shape of a gamma distribution');
  if (shape < 1) {
    return logGammaDeviate(generator, shape + 1) + Math.log(uniformOpen(generator)) / shape;
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normal(generator);
    const root = 1 + c * z;
    if (root <= 0) continue;
    const v = root * root * root;
    const logarithm = Math.log(v);
    if (Math.log(uniformOpen(generator)) < 0.5 * z * z + d * (1 - v + logarithm)) {
      return Math.log(d) + logarithm;
    }
  }
}

/** A beta deviate on [0, 1], as a share of gamma deviates. */
export function beta(generator: RandomGenerator, alpha: number, betaShape: number): number {
  return dirichlet(generator, [alpha, betaShape])[0]!;
}

/**
 * A Dirichlet deviate: shares ≥ 0 that add up to 1.
 *
 * @throws RangeError unless there is a concentration and all of them are positive.
 */
export function dirichlet(generator: RandomGenerator, concentrations: readonly number[]): number[] {
  if (concentrations.length === 0) throw new RangeError('a Dirichlet draw needs a concentration');
  const logs = concentrations.map((concentration) => logGammaDeviate(generator, concentration));
  const largest = Math.max(...logs);
  const parts = logs.map((logarithm) => Math.exp(logarithm - largest));
  const total = exactSum(parts);
  return parts.map((part) => part / total);
}

/** A deviate of Student's t with the given degrees of freedom: Z / √(χ²/ν). */
export function studentT(generator: RandomGenerator, degreesOfFreedom: number): number {
  requirePositive(degreesOfFreedom, 'the degrees of freedom');
  const z = normal(generator);
  return z / Math.sqrt((2 * gamma(generator, degreesOfFreedom / 2)) / degreesOfFreedom);
}

/** Below it, logarithms of deviates overflow. */
const SMALLEST_SHAPE = 1e-300;

function requirePositive(value: number, name: string): void {
  if (!(value >= SMALLEST_SHAPE && Number.isFinite(value))) {
    throw new RangeError(`${name} must be at least ${SMALLEST_SHAPE}, not ${value}`);
  }
}
