import { exponential, logarithm } from './elementary.js';

/** What a stream is for: each purpose has its own numbers, so that drawing more in one shifts no other. */
const PURPOSES = {
  provider: 1,
  operator: 2,
  operatorJobs: 3,
  roster: 4,
  merchant: 5,
  engagement: 6,
  calendar: 7,
  categoryShock: 8,
  merchantDay: 9,
  session: 10,
  claim: 11,
  minutes: 12,
  indicator: 13,
  gaming: 14,
} as const;

export type Purpose = keyof typeof PURPOSES;

/** `**` is only approximated by the language; a product is exact. */
function squared(value: number): number {
  return value * value;
}

/** The 32-bit finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * sfc32 (Chris Doty-Humphrey's Small Fast Counting generator: 128 bits of state, period at least 2^32
 * by its counter, passes PractRand), keyed by market seed, purpose and index. Streams with different
 * keys are independent, so a merchant's rows depend on its own number alone.
 */
export class RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spareNormal = Number.NaN;

  constructor(seed: number, purpose: Purpose, index: number) {
    const high = Math.floor(seed / 0x100000000);
    this.a = mix(seed ^ 0x9e3779b9) ^ mix(high + 0x7f4a7c15);
    this.b = mix(this.a ^ Math.imul(PURPOSES[purpose], 0x9e3779b1));
    this.c = mix(this.b ^ Math.imul(index + 1, 0x85ebca77));
    for (let round = 0; round < 15; round += 1) this.bits();
  }

  /** 32 uniform bits as a non-negative integer. */
  bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform on [0, 1). */
  uniform(): number {
    return this.bits() / 0x100000000;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform integer from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)]!;
  }

  /** Index drawn in proportion to the weights. */
  weighted(weights: readonly number[]): number {
    let remaining = this.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let index = 0; index < weights.length - 1; index += 1) {
      remaining -= weights[index]!;
      if (remaining < 0) return index;
    }
    return weights.length - 1;
  }

  /** Standard normal by Marsaglia's polar method. */
  normal(): number {
    const spare = this.spareNormal;
    if (spare === spare) {
      this.spareNormal = Number.NaN;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * logarithm(square)) / square);
      this.spareNormal = v * scale;
      return u * scale;
    }
  }

  /** Student's t with three degrees of freedom, held within ±8 so that one session cannot be a market. */
  heavyTailed(): number {
    const chiSquare = squared(this.normal()) + squared(this.normal()) + squared(this.normal());
    const t = this.normal() / Math.sqrt(chiSquare / 3);
    return Math.max(-8, Math.min(8, t));
  }

  /** e^(spread × standard normal): a factor around 1. */
  factor(spread: number): number {
    return exponential(spread * this.normal());
  }

  /** Poisson count; the normal approximation above a mean of 30. */
  poisson(mean: number): number {
    if (!(mean > 0)) return 0;
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = exponential(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count += 1;
    return count;
  }
}
