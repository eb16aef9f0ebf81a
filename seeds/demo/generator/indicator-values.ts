import { civilDate, dayNumber } from './calendar.js';
import type { CsvBuffer } from './csv-buffer.js';
import { exponential } from './elementary.js';
import type { Market } from './market.js';
import type { ForceStrengths, Provider } from './providers.js';
import { RandomStream } from './random-stream.js';

interface FedIndicator {
  code: string;
  /** What the average provider gets, in thousandths. */
  mean: number;
  /** What one standard score of the force adds, and chance adds. */
  perStrength: number;
  chance: number;
  highest: number;
  force: keyof ForceStrengths;
}

/** Indicators that staff bring in: surveys and inspections, on scales of 0–5 and 0–100. */
// prettier-ignore
const FED_INDICATORS: readonly FedIndicator[] = [
  { code: 'merchant_survey', mean: 3_900, perStrength: 250, chance: 150, highest: 5_000, force: 'fulfilment' },
  { code: 'exclusive_supply_audit', mean: 2_600, perStrength: 450, chance: 250, highest: 5_000, force: 'supplyChain' },
  { code: 'positioning_audit', mean: 3_100, perStrength: 350, chance: 250, highest: 5_000, force: 'hostIncubation' },
  { code: 'standardisation_audit', mean: 72_000, perStrength: 6_000, chance: 4_000, highest: 100_000, force: 'liveOperation' },
];
/** One provider in seven has no survey of a month. */
const UNSURVEYED_SHARE = 0.15;

/** Each complete calendar month of the history, for each provider and indicator. */
export function writeIndicatorValues(csv: CsvBuffer, market: Market, provider: Provider): void {
  const { firstDay, lastDay, seed } = market.options;
  const random = new RandomStream(seed, 'indicator', provider.index);
  let { year, month } = civilDate(firstDay);
  for (;;) {
    const start = dayNumber(year, month, 1);
    month = month === 12 ? 1 : month + 1;
    year = month === 1 ? year + 1 : year;
    const end = dayNumber(year, month, 1) - 1;
    if (end > lastDay) return;
    for (const indicator of FED_INDICATORS) {
      const sampleSize = 1 + random.poisson(4 * exponential(0.3 * random.normal()));
      const strength = provider.forces[indicator.force];
      const value = Math.round(
        indicator.mean + indicator.perStrength * strength + indicator.chance * random.normal(),
      );
      if (random.chance(UNSURVEYED_SHARE) || start < firstDay) continue;
      csv.ascii(provider.code);
      csv.ascii(indicator.code);
      csv.ascii(market.dateText(start));
      csv.ascii(market.dateText(end));
      csv.millionths(1000 * Math.max(0, Math.min(indicator.highest, value)));
      csv.integer(sampleSize);
      csv.endRow();
    }
  }
}
