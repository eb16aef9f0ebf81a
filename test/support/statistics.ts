import type { Estimate } from '../../src/statistics/numeric/estimate.js';

/** The value of an estimate that the test expects to exist. */
export function valueOf<T>(estimate: Estimate<T>): T {
  if (!estimate.estimable) throw new Error(`${estimate.reason}: ${estimate.detail}`);
  return estimate.value;
}

/** A small seeded generator (mulberry32) for simulations: the same draws on every machine. */
export function seededUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal draw (Box–Muller). */
export function normalDraw(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}

/** Student's t draw with 3 degrees of freedom: heavy tails with a finite variance of 3. */
export function heavyTailDraw(uniform: () => number): number {
  const chiSquare = normalDraw(uniform) ** 2 + normalDraw(uniform) ** 2 + normalDraw(uniform) ** 2;
  return normalDraw(uniform) / Math.sqrt(chiSquare / 3);
}
