import type { RandomGenerator } from './random-generator.js';

const TWO_TO_MINUS_53 = 2 ** -53;

/** Uniform on [0, 1) with 53 random bits (two words: 27 high bits, then 26). */
export function uniform(generator: RandomGenerator): number {
  const high = generator.nextUint32() >>> 5;
  const low = generator.nextUint32() >>> 6;
  return (high * 0x4000000 + low) * TWO_TO_MINUS_53;
}

/** Uniform on the open interval (0, 1): midpoints, so that logs and quantiles are finite. */
export function uniformOpen(generator: RandomGenerator): number {
  const high = generator.nextUint32() >>> 6;
  const low = generator.nextUint32() >>> 6;
  return (high * 0x4000000 + low + 0.5) * 2 ** -52;
}

/**
 * A whole number from 0 to bound − 1, every one exactly as likely: words beyond the largest multiple
 * of the bound are drawn again, so there is no modulo bias.
 *
 * @param bound whole number from 1 to 2³²
 * @throws RangeError for another bound.
 */
export function integerBelow(generator: RandomGenerator, bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 0x100000000) {
    throw new RangeError(`a bound is a whole number from 1 to 2^32, not ${bound}`);
  }
  const accepted = 0x100000000 - (0x100000000 % bound);
  let word = generator.nextUint32();
  while (word >= accepted) word = generator.nextUint32();
  return word % bound;
}

/** The same as a plain `() => number` on [0, 1), for functions that take that as their source. */
export function uniformSource(generator: RandomGenerator): () => number {
  return () => uniform(generator);
}
