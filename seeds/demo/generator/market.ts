import { formatDate } from './calendar.js';
import { marketTides, type MarketTides } from './market-tides.js';
import { drawOperator, type Operator } from './operators.js';
import type { ResolvedOptions } from './options.js';
import { drawProvider, type Provider } from './providers.js';
import { buildRoster, type Roster } from './roster.js';

/** Everything about the market that is not one merchant's own. */
export interface Market {
  options: ResolvedOptions;
  tides: MarketTides;
  roster: Roster;
  providers: readonly Provider[];
  operators: readonly Operator[];
  /** Text of each day of the history. */
  dateText(day: number): string;
}

export function buildMarket(options: ResolvedOptions): Market {
  const { firstDay, days } = options;
  const dates = Array.from({ length: days }, (_, offset) => formatDate(firstDay + offset));
  const operators = Array.from({ length: options.operators }, (_, i) => drawOperator(options, i));
  return {
    options,
    tides: marketTides(options),
    roster: buildRoster(options.seed, operators, options.providers),
    providers: Array.from({ length: options.providers }, (_, i) => drawProvider(options, i)),
    operators,
    dateText: (day) => dates[day - firstDay] ?? formatDate(day),
  };
}
