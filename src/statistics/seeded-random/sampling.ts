import type { RandomGenerator } from './random-generator.js';
import { integerBelow } from './uniform.js';

/** A new array with the items in uniformly random order (Fisher–Yates, from the front). */
export function shuffle<T>(generator: RandomGenerator, items: readonly T[]): T[] {
  return sampleWithoutReplacement(generator, items, items.length);
}

/**
 * `count` different items in random order; every ordered selection is as likely.
 *
 * @throws RangeError if there are fewer than `count` items.
 */
export function sampleWithoutReplacement<T>(
  generator: RandomGenerator,
  items: readonly T[],
  count: number,
): T[] {
  if (!Number.isInteger(count) || count < 0 || count > items.length) {
    throw new RangeError(`cannot take ${count} of ${items.length} items`);
  }
  const pool = [...items];
  for (let position = 0; position < count; position += 1) {
    const chosen = position + integerBelow(generator, pool.length - position);
    [pool[position], pool[chosen]] = [pool[chosen]!, pool[position]!];
  }
  return pool.slice(0, count);
}
