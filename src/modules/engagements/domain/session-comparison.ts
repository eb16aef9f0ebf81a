import { Decimal } from 'decimal.js';
import { decomposeDifference } from '../../../statistics/log-mean-divisia/index.js';
import type { Money } from '../../platform/kernel/money.js';
import { GMV_FACTORS, plannedFactors, type GmvFactor, type Targets } from './session-plan.js';

/** What the feed says of a session. Counts and minutes as decimal text. */
export interface SessionFigures {
  readonly netGmv: Money;
  readonly exposures: string;
  readonly entries: string;
  readonly watchMinutes: string;
}

/**
 * Why a difference is not split into factors. NO_TARGET: nothing was planned before the start. PLAN_INCOMPLETE:
 * fewer than three factors were planned. NOT_ENOUGH_EVIDENCE: a denominator of the session is zero, or more was
 * refunded than paid.
 */
export const COMPARISON_GAPS = ['NO_TARGET', 'PLAN_INCOMPLETE', 'NOT_ENOUGH_EVIDENCE'] as const;
export type ComparisonGap = (typeof COMPARISON_GAPS)[number];

export interface FactorComparison {
  readonly factor: GmvFactor;
  /** Decimal text, rounded to 6 places; null where not planned. */
  readonly planned: string | null;
  /** Null where its denominator is zero. */
  readonly actual: string | null;
  /** Its part of actual − planned net GMV, in yuan: the parts add up exactly. */
  readonly contribution: Money | null;
  /** The same in per cent of the difference; the shares add up to exactly 100. Null when there is none. */
  readonly share: string | null;
}

export interface SessionComparison {
  readonly plannedNetGmv: Money | null;
  readonly actualNetGmv: Money;
  readonly difference: Money | null;
  readonly factors: readonly FactorComparison[];
  readonly gap: ComparisonGap | null;
}

/**
 * Holds a session against its plan through the GMV identity. The difference is split by the additive
 * logarithmic mean Divisia index (statistics/log-mean-divisia), which leaves no residual.
 *
 * @param targets those of the version that counts; null without one
 */
export function compareSession(
  targets: Targets | null,
  figures: SessionFigures,
): SessionComparison {
  const planned = targets && plannedFactors(targets);
  const actual = actualFactors(figures);
  const plannedNetGmv = targets?.netGmv ?? null;
  const difference =
    plannedNetGmv === null ? null : new Decimal(figures.netGmv).minus(plannedNetGmv).toFixed(2);
  const from = planned && known(planned);
  const to = known(actual);
  const gap = gapOf(plannedNetGmv, from, to);
  const parts = from && to && gap === null ? partsOf(from, to, difference!) : null;
  const factors = GMV_FACTORS.map((factor, index) => ({
    factor,
    planned: shown(planned?.[factor]),
    actual: shown(actual[factor]),
    contribution: parts ? cents(parts.contributions[index]!) : null,
    share: parts?.shares ? cents(parts.shares[index]!) : null,
  }));
  return { plannedNetGmv, actualNetGmv: figures.netGmv, difference, factors, gap };
}

type Factors = Readonly<Record<GmvFactor, Decimal | null>>;

function actualFactors({ netGmv, exposures, entries, watchMinutes }: SessionFigures): Factors {
  return {
    exposures: new Decimal(exposures),
    clickThroughRate: quotient(entries, exposures),
    watchMinutesPerEntry: quotient(watchMinutes, entries),
    gmvPerWatchMinute: quotient(netGmv, watchMinutes),
  };
}

function quotient(numerator: string, denominator: string): Decimal | null {
  const below = new Decimal(denominator);
  return below.isZero() ? null : new Decimal(numerator).div(below);
}

/** All four as numbers, or null when one is missing. */
function known(factors: Factors): number[] | null {
  const values = GMV_FACTORS.flatMap((factor) => factors[factor]?.toNumber() ?? []);
  return values.length === GMV_FACTORS.length ? values : null;
}

function gapOf(
  plannedNetGmv: Money | null,
  from: readonly number[] | null,
  to: readonly number[] | null,
): ComparisonGap | null {
  if (plannedNetGmv === null) return 'NO_TARGET';
  if (!from) return 'PLAN_INCOMPLETE';
  return !to || to.some((factor) => factor < 0) ? 'NOT_ENOUGH_EVIDENCE' : null;
}

/** In cents and hundredths of a per cent, so that what is shown adds up exactly. */
function partsOf(from: readonly number[], to: readonly number[], difference: Money) {
  const split = decomposeDifference([from], [to]);
  if (!split.estimable) throw new RangeError(split.detail);
  const total = BigInt(new Decimal(difference).times(100).toFixed(0));
  const contributions = wholeCents(split.value.effects, total);
  return { contributions, shares: total === 0n ? null : sharesOf(contributions, total) };
}

/** Rounds by largest remainder; what binary fractions of large amounts lose is spread like a remainder. */
function wholeCents(amounts: readonly number[], total: bigint): bigint[] {
  const floors = amounts.map((amount) => Math.floor(amount * 100));
  const remainders = amounts.map((amount, index) => amount * 100 - floors[index]!);
  return distribute(
    floors.map((floor) => BigInt(floor)),
    remainders,
    total,
  );
}

function sharesOf(contributions: readonly bigint[], total: bigint): bigint[] {
  const size = total < 0n ? -total : total;
  const scaled = contributions.map((part) => part * (total < 0n ? -HUNDRED : HUNDRED));
  const remainders = scaled.map((part) => ((part % size) + size) % size);
  const floors = scaled.map((part, index) => (part - remainders[index]!) / size);
  return distribute(floors, remainders, HUNDRED);
}

/** 100 per cent in hundredths of a per cent. */
const HUNDRED = 10_000n;

/** Adds what is missing to the total, one unit each to the largest remainders, ties to the earlier part. */
function distribute<Remainder extends number | bigint>(
  floors: readonly bigint[],
  remainders: readonly Remainder[],
  total: bigint,
): bigint[] {
  const size = BigInt(floors.length);
  const missing = total - floors.reduce((sum, floor) => sum + floor, 0n);
  const over = ((missing % size) + size) % size;
  const each = (missing - over) / size;
  const order = remainders
    .map((remainder, index) => ({ remainder, index }))
    .sort((a, b) => (a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1));
  const units = floors.map((floor) => floor + each);
  for (const { index } of order.slice(0, Number(over))) units[index]! += 1n;
  return units;
}

function cents(units: bigint): Money {
  const digits = String(units < 0n ? -units : units).padStart(3, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function shown(factor: Decimal | null | undefined): string | null {
  return factor ? factor.toDecimalPlaces(6, Decimal.ROUND_HALF_EVEN).toFixed() : null;
}
