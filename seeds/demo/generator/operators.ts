import { operatorName } from './names.js';
import type { ResolvedOptions } from './options.js';
import { RandomStream } from './random-stream.js';

export interface Employment {
  provider: number;
  from: number;
  /** Last day, or null while it lasts. */
  to: number | null;
}

export interface Operator {
  index: number;
  code: string;
  name: string;
  /** True effect on log sales of a session that this person runs. */
  logEffect: number;
  newcomer: boolean;
  /** Bands of the day in order: the first two for merchants of one's own, the last for colleagues'. */
  bands: readonly [number, number, number];
  /** In order; the first is the home provider's, when the history begins or at joining. */
  employments: readonly Employment[];
}

export const OPERATOR_EFFECT_MEAN = 0.15;
export const OPERATOR_EFFECT_SPREAD = 0.12;

const BAND_ORDERS = [
  [2, 1, 0],
  [2, 0, 1],
  [1, 2, 0],
  [1, 0, 2],
  [0, 2, 1],
] as const;
const BAND_ORDER_WEIGHTS = [35, 25, 15, 10, 15];

const NEWCOMER_SHARE = 0.45;

function operatorCode(index: number): string {
  return `O${String(index + 1).padStart(7, '0')}`;
}

export function drawOperator(options: ResolvedOptions, index: number): Operator {
  const random = new RandomStream(options.seed, 'operator', index);
  const newcomer = random.uniform() < NEWCOMER_SHARE;
  return {
    index,
    code: operatorCode(index),
    newcomer,
    name: operatorName(random),
    logEffect: OPERATOR_EFFECT_MEAN + OPERATOR_EFFECT_SPREAD * random.normal(),
    bands: BAND_ORDERS[random.weighted(BAND_ORDER_WEIGHTS)]!,
    employments: drawEmployments(options, index, newcomer),
  };
}

function drawEmployments(
  options: ResolvedOptions,
  index: number,
  newcomer: boolean,
): readonly Employment[] {
  const random = new RandomStream(options.seed, 'operatorJobs', index);
  const { firstDay, lastDay, days } = options;
  const u = random.uniform();
  // Every provider has an operator, and early providers are larger.
  const provider =
    index < options.providers ? index : Math.floor(options.providers * u * Math.sqrt(u));
  const joinedDuring = newcomer && random.chance(0.4);
  const from = joinedDuring
    ? firstDay + random.integer(0, Math.floor(days / 2))
    : firstDay - random.integer(80, 700);
  const fate = random.uniform();
  const leavesOn = Math.max(from, firstDay) + random.integer(20, days);
  if (fate > 0.2 || leavesOn >= lastDay) return [{ provider, from, to: null }];
  const first = { provider, from, to: leavesOn };
  if (fate > 0.15) return [first];
  const other = (provider + random.integer(1, options.providers - 1)) % options.providers;
  const startsOn = leavesOn + random.integer(1, 12);
  return startsOn > lastDay ? [first] : [first, { provider: other, from: startsOn, to: null }];
}

/** The employment that covers a day, or undefined. */
export function employmentOn(operator: Operator, day: number): Employment | undefined {
  return operator.employments.find(({ from, to }) => from <= day && (to === null || day <= to));
}
