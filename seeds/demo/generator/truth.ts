import type { CsvBuffer } from './csv-buffer.js';
import { CATEGORIES } from './economy.js';
import type { MerchantTruth, OperatedSession } from './history.js';
import type { Market } from './market.js';
import type { Operator } from './operators.js';
import type { Provider } from './providers.js';

/**
 * What no platform can know: written beside the feed for benches and calibration checks. Nothing of the
 * product may read it. Effects are on the log scale, in six decimals.
 */
export const TRUTH_COLUMNS = {
  'truth-merchants':
    'merchant_code starting_tier category_code monthly_level quality daily_growth deepest_dip served',
  'truth-engagements':
    'engagement_code provider_code merchant_code started_on ended_on service_growth_per_day related_party',
  'truth-operators': 'operator_code log_effect newcomer',
  'truth-providers':
    'provider_code traffic live_operation host_incubation supply_chain fulfilment gaming claim_style',
  'truth-sessions':
    'session_code engagement_code operator_code operator_log_effect service_growth gaming_log_effect claim_timing',
} as const;

export type TruthTable = keyof typeof TRUTH_COLUMNS;

function log(csv: CsvBuffer, value: number): void {
  csv.millionths(Math.round(value * 1_000_000));
}

export function writeMerchantTruth(csv: CsvBuffer, truth: MerchantTruth): void {
  const { merchant, engagements, deepestDip } = truth;
  csv.ascii(merchant.code);
  csv.ascii(merchant.tier.tier);
  csv.ascii(CATEGORIES[merchant.category]!.code);
  csv.cents(Math.round(merchant.monthlyLevel * 100));
  log(csv, merchant.quality);
  log(csv, merchant.dailyGrowth);
  log(csv, deepestDip);
  csv.ascii(engagements.length > 0 ? 'true' : 'false');
  csv.endRow();
}

export function writeEngagementTruths(csv: CsvBuffer, market: Market, truth: MerchantTruth): void {
  truth.engagements.forEach((engagement, index) => {
    csv.ascii(engagement.code);
    csv.ascii(engagement.provider.code);
    csv.ascii(truth.merchant.code);
    csv.ascii(market.dateText(engagement.startedOn));
    csv.ascii(market.dateText(engagement.endedOn));
    log(csv, truth.serviceGrowthPerDay[index]!);
    csv.ascii(engagement.provider.gaming === 'RELATED_PARTY' ? 'true' : 'false');
    csv.endRow();
  });
}

export function writeOperatorTruth(csv: CsvBuffer, operator: Operator): void {
  csv.ascii(operator.code);
  log(csv, operator.logEffect);
  csv.ascii(operator.newcomer ? 'true' : 'false');
  csv.endRow();
}

export function writeProviderTruth(csv: CsvBuffer, provider: Provider): void {
  const { traffic, liveOperation, hostIncubation, supplyChain, fulfilment } = provider.forces;
  csv.ascii(provider.code);
  for (const force of [traffic, liveOperation, hostIncubation, supplyChain, fulfilment]) {
    log(csv, force);
  }
  csv.ascii(provider.gaming);
  csv.ascii(provider.claimStyle);
  csv.endRow();
}

export function writeSessionTruth(csv: CsvBuffer, operated: OperatedSession): void {
  csv.ascii(operated.session.code);
  csv.ascii(operated.engagement.code);
  csv.ascii(operated.engaged.operator.code);
  log(csv, operated.skill);
  log(csv, operated.grownByService);
  log(csv, operated.gamingEffect);
  csv.ascii(operated.timing);
  csv.endRow();
}
