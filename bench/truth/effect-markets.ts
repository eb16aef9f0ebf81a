import type { ColdStartLife } from '../../src/modules/outcomes/domain/cold-start-curve.js';
import {
  panelUnitOf,
  type PanelMerchant,
  type ServicePanelUnit,
} from '../../src/modules/outcomes/domain/service-effect-panel.js';
import type { TradingTier } from '../../src/modules/platform/kernel/vocabulary.js';

/**
 * Markets with a known effect of service that share none of the estimators' models: heavy tails, autocorrelation, a dip
 * before hiring, late refunds, months without sales, shocks of categories; who hires depends on what is seen (tier,
 * category, age) and, if hidden, also on how fast a merchant grows by itself.
 */
export interface EffectMarketOptions {
  readonly uniform: () => number;
  /** How strongly merchants that grow by themselves hire more; 0: not at all. */
  readonly hidden: number;
}

export const LOG_EFFECT = 0.25;
const PROVIDERS = 40;
const MONTHS = 18;
const START = 2025 * 12;

export function growthMarket(
  { uniform, hidden }: EffectMarketOptions,
  merchants = 500,
): { units: ServicePanelUnit[]; beforeAfter: number } {
  const normal = normals(uniform);
  const heavy = (): number =>
    normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);
  const shocks = Array.from({ length: 4 }, () =>
    Array.from({ length: MONTHS }, () => 0.08 * normal()),
  );
  const season = Array.from({ length: MONTHS }, (_, t) => 0.15 * Math.sin((t + START) / 1.9));
  // Providers differ; LOG_EFFECT is their mean.
  const effects = Array.from({ length: PROVIDERS }, () => LOG_EFFECT + 0.05 * normal());
  const changes: number[] = [];
  const units = Array.from({ length: merchants }, (_, i) => {
    const category = Math.floor(4 * uniform());
    const small = uniform() < 0.6;
    const age = Math.floor(30 * uniform());
    const own = normal();
    const propensity =
      0.25 + (small ? 0.15 : 0) + (category === 1 ? 0.15 : 0) + (age < 12 ? 0.1 : 0) + hidden * own;
    const hires = uniform() < propensity;
    const hired = hires ? 6 + Math.floor(8 * uniform()) : null;
    const provider = Math.floor(PROVIDERS * uniform());
    // Small merchants and young ones grow faster, some categories too: seen. The rest is a merchant's own.
    const slope = (small ? 0.05 : 0.01) + (age < 12 ? 0.02 : 0) + 0.01 * category + 0.012 * own;
    const level = (small ? 12.2 : 14.2) + 0.35 * (2 * uniform() - 1);
    const depth = 0.15 + 0.45 * uniform();
    let error = 0.15 * heavy();
    const logs = Array.from({ length: MONTHS }, (_m, t) => {
      error = 0.5 * error + 0.13 * heavy();
      const e = hired === null ? -99 : t - hired;
      const dip = e === -1 ? -depth : e === -2 ? -depth / 2 : e === 0 ? -depth / 4 : 0;
      // The last month's refunds are not in yet.
      const late = t === MONTHS - 1 ? 0.08 : 0;
      const served = e === 0 ? effects[provider]! / 2 : e > 0 ? effects[provider]! : 0;
      return level + slope * t + shocks[category]![t]! + season[t]! + error + dip + late + served;
    });
    if (hired !== null && hired + 3 < MONTHS) {
      const mean = (from: number) => (logs[from]! + logs[from + 1]! + logs[from + 2]!) / 3;
      changes.push(mean(hired + 1) - mean(hired - 3));
    }
    const months = logs.map((log, t): PanelMerchant['months'][number] => [
      START + t,
      uniform() < 0.01 ? 0 : Math.exp(log),
      tierOf(log),
    ]);
    return panelUnitOf({
      merchantId: `m${i}`,
      category: `c${category}`,
      region: 'r',
      joinedMonth: START - age,
      servedMonth: hired === null ? null : START + hired,
      providerId: hired === null ? null : `p${provider}`,
      months,
    });
  });
  return { units, beforeAfter: changes.reduce((a, b) => a + b, 0) / changes.length };
}

function tierOf(log: number): TradingTier {
  return log < 13.1 ? 'COLD_START' : log < 14.5 ? 'TAIL' : 'WAIST';
}

export const HAZARD_RATIO = 1.6;
const HORIZON = 330;

/** By category, the daily hazard of success while unserved on a day since joining. */
function hazardOf(category: number, day: number): number {
  return (0.002 + 0.0015 * category) * (1 + Math.sin(day / 50) / 2) * (day < 20 ? 0.3 : 1);
}
const EXIT_HAZARD = 0.0012;

/** The true share by which the served wait less within a window, in a category. */
export function trueMeans(
  category: number,
  { from, to }: { from: number; to: number },
): { served: number; unserved: number } {
  const wait = (ratio: number): number => {
    let free = 1;
    let succeeded = 0;
    let mean = 0;
    for (let day = from + 1; day <= to; day += 1) {
      mean += 1 - succeeded;
      const success = 1 - Math.exp(-ratio * hazardOf(category, day));
      succeeded += free * success;
      free *= (1 - success) * Math.exp(-EXIT_HAZARD);
    }
    return mean;
  };
  return { served: wait(HAZARD_RATIO), unserved: wait(1) };
}

/** Cold starts day by day; merchants of quick categories hire more, and, if hidden, those who are quick by themselves. */
export function coldStartMarket(
  { uniform, hidden }: EffectMarketOptions,
  merchants = 500,
): { lives: ColdStartLife[]; finishedShorter: number } {
  const normal = normals(uniform);
  const finished = { served: [] as number[], unserved: [] as number[] };
  const lives: ColdStartLife[] = [];
  while (lives.length < merchants) {
    const i = lives.length;
    const category = Math.floor(3 * uniform());
    const own = hidden > 0 ? normal() : 0;
    const hiring = (0.002 + 0.003 * category) * Math.exp(2 * hidden * own);
    const provider = Math.floor(PROVIDERS * uniform());
    const enteredOn = uniform() < 0.25 ? Math.floor(120 * uniform()) : 0;
    const censoredOn = enteredOn + 30 + Math.floor(HORIZON * uniform());
    let hired: number | null = null;
    let state: ColdStartLife['state'] = 'OPEN';
    let day = 0;
    while (state === 'OPEN' && day < censoredOn) {
      day += 1;
      const ratio = (hired === null ? 1 : HAZARD_RATIO) * Math.exp(hidden * own);
      if (uniform() < 1 - Math.exp(-ratio * hazardOf(category, day))) state = 'SUCCESS';
      else if (uniform() < 1 - Math.exp(-EXIT_HAZARD)) state = 'EXITED';
      else if (hired === null && uniform() < 1 - Math.exp(-hiring)) hired = day;
    }
    if (enteredOn > 0 && day <= enteredOn) continue; // Over before the records began.
    if (state === 'SUCCESS') finished[hired === null ? 'unserved' : 'served'].push(day);
    lives.push({
      state,
      provisional: false,
      enteredOn,
      endedOn: day,
      anyServiceOn: hired,
      serviceOn: hired,
      cluster: hired === null ? `m${i}` : `p${provider}`,
      stratum: String(category),
    });
  }
  const mean = (days: readonly number[]) => days.reduce((a, b) => a + b, 0) / days.length;
  return { lives, finishedShorter: 1 - mean(finished.served) / mean(finished.unserved) };
}

function normals(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
