import { formatDate, parseDate } from './calendar.js';

export interface MarketOptions {
  /** 1–1,000,000 */
  merchants: number;
  /** Length of the history in days, 30–1,500. */
  days: number;
  /** 0–2^53−1 */
  seed: number;
  /** Default: a tenth of the merchants, at least 4. */
  providers?: number;
  /** Default: four tenths of the merchants, at least 8; never fewer than providers. */
  operators?: number;
  /** How many sessions get minute rows; default 200. */
  minutesSessions?: number;
  /** Last business date, YYYY-MM-DD; default 2026-10-31. */
  endDate?: string;
  /** Compress every file with gzip (its bytes depend on the zlib version; the content does not). */
  gzip?: boolean;
  /** One merchant-days file per calendar month. */
  splitByMonth?: boolean;
  /** How many later files restate refunds, 0–15; default 0: final values at once. */
  restatements?: number;
}

export interface ResolvedOptions extends Required<Omit<MarketOptions, 'endDate'>> {
  firstDay: number;
  lastDay: number;
}

export const DEMONSTRATION_OPTIONS: MarketOptions = {
  merchants: 400,
  days: 180,
  seed: 20261101,
  providers: 40,
  operators: 160,
  minutesSessions: 200,
  endDate: '2026-10-31',
};

/** Fills the defaults. Throws a RangeError that says which option is out of bounds and what they are. */
export function resolveOptions(options: MarketOptions): ResolvedOptions {
  const merchants = bounded('merchants', options.merchants, 1, 1_000_000);
  const days = bounded('days', options.days, 30, 1_500);
  const seed = bounded('seed', options.seed, 0, Number.MAX_SAFE_INTEGER);
  const providers = bounded(
    'providers',
    options.providers ?? Math.max(4, Math.round(merchants / 10)),
    2,
    100_000,
  );
  const operators = bounded(
    'operators',
    options.operators ?? Math.max(8, providers, Math.round(merchants * 0.4)),
    providers,
    1_000_000,
  );
  const endDate = options.endDate ?? '2026-10-31';
  const lastDay = parseDate(endDate);
  if (lastDay === null || endDate < '2000-01-01' || endDate > '2099-12-31') {
    throw new RangeError(
      `end date "${endDate}": give a day from 2000-01-01 to 2099-12-31 as YYYY-MM-DD, for example ${formatDate(20757)}.`,
    );
  }
  return {
    merchants,
    days,
    seed,
    providers,
    operators,
    minutesSessions: bounded('minutesSessions', options.minutesSessions ?? 200, 0, 10_000_000),
    gzip: options.gzip ?? false,
    splitByMonth: options.splitByMonth ?? false,
    restatements: bounded('restatements', options.restatements ?? 0, 0, 15),
    lastDay,
    firstDay: lastDay - days + 1,
  };
}

function bounded(name: string, value: number, low: number, high: number): number {
  if (!Number.isSafeInteger(value) || value < low || value > high) {
    throw new RangeError(`${name} is ${value}: give a whole number from ${low} to ${high}.`);
  }
  return value;
}
