import type { Operator } from './operators.js';
import { RandomStream } from './random-stream.js';

/** Any date, even day numbers, or odd ones. */
export type DayParity = 'ANY' | 0 | 1;

/** A share of an operator's calendar. A slot belongs to one merchant for good. */
export interface Slot {
  operator: number;
  /** Position in the operator's own order of bands: 0 and 1 for its merchants, 2 for colleagues'. */
  bandOrder: 0 | 1 | 2;
  parity: DayParity;
}

/** The slots that a merchant may use, if it hires at all. */
export interface MerchantSlots {
  primary: Slot;
  /** A colleague at the operator's home provider. */
  colleague: Slot | null;
  /** Somebody of another provider. */
  second: Slot | null;
}

export interface Roster {
  /** Null for a merchant beyond the operators' capacity: it is never served. */
  slotsOf(merchant: number): MerchantSlots | null;
}

const ESTABLISHED_LANES = 4;

/**
 * Gives each merchant number slots of its own, so that no operator is ever due in two places, and so
 * that who gets which operator depends on neither the number of merchants nor the order in which they
 * are drawn. An established operator has four merchants (two bands by two day parities), a newcomer
 * one; everybody's third band is lent to one colleague's and one other provider's merchant.
 */
export function buildRoster(seed: number, people: readonly Operator[], providers: number): Roster {
  const operators = people.length;
  const laneStart = new Int32Array(operators + 1);
  const home = new Int32Array(operators);
  people.forEach((operator, index) => {
    laneStart[index + 1] = laneStart[index]! + (operator.newcomer ? 1 : ESTABLISHED_LANES);
    home[index] = operator.employments[0]!.provider;
  });
  const lanes = laneStart[operators]!;
  const laneOperator = new Int32Array(lanes);
  for (let operator = 0; operator < operators; operator += 1) {
    laneOperator.fill(operator, laneStart[operator], laneStart[operator + 1]);
  }
  const colleagueOf = nextAtSameProvider(home, providers);
  const random = new RandomStream(seed, 'roster', 0);
  const stride = coprimeStride(lanes, random.between(0.5, 0.75));
  const start = random.integer(0, lanes - 1);

  return {
    slotsOf(merchant) {
      if (merchant >= lanes) return null;
      const lane = (merchant * stride + start) % lanes;
      const operator = laneOperator[lane]!;
      const ordinal = lane - laneStart[operator]!;
      const colleague = colleagueOf[operator]!;
      const stranger = (operator + 1) % operators;
      return {
        primary: {
          operator,
          bandOrder: ordinal < 2 ? 0 : 1,
          parity: people[operator]!.newcomer ? 'ANY' : ordinal % 2 === 0 ? 0 : 1,
        },
        colleague:
          ordinal === 0 && colleague !== operator
            ? { operator: colleague, bandOrder: 2, parity: 0 }
            : null,
        second:
          ordinal === 1 && home[stranger] !== home[operator]
            ? { operator: stranger, bandOrder: 2, parity: 1 }
            : null,
      };
    },
  };
}

/** For each operator the next one of the same home provider, in a ring: a bijection. */
function nextAtSameProvider(home: Int32Array, providers: number): Int32Array {
  const next = new Int32Array(home.length);
  const first = new Int32Array(providers).fill(-1);
  const last = new Int32Array(providers).fill(-1);
  home.forEach((provider, operator) => {
    if (last[provider] === -1) first[provider] = operator;
    else next[last[provider]!] = operator;
    last[provider] = operator;
  });
  last.forEach((operator, provider) => {
    if (operator !== -1) next[operator] = first[provider]!;
  });
  return next;
}

/** A step near share × modulus that visits every residue. */
function coprimeStride(modulus: number, share: number): number {
  let stride = Math.max(1, Math.floor(modulus * share));
  while (greatestCommonDivisor(stride, modulus) !== 1) stride += 1;
  return stride;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
