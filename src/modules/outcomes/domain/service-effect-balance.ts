import { BalanceTally, type BalanceRow } from '../../../statistics/matching/index.js';
import { TRADING_TIERS } from '../../platform/kernel/vocabulary.js';
import { baseTraitsOf, stratumOf, type ServicePanelUnit } from './service-effect-panel.js';
import type { ServiceEffectPolicy } from './service-effect-policy.js';

export interface EffectBalance {
  readonly rows: readonly BalanceRow[];
  /** Served merchants with a base. */
  readonly served: number;
  /** Of them, those without any comparable merchant. */
  readonly unmatched: number;
}

/**
 * Who was compared with whom: each cohort's merchants, and those not served until well after it began, before and
 * after they are put into strata. A control counts once for each cohort that it is compared with.
 */
export function effectBalance(
  units: readonly ServicePanelUnit[],
  { growth }: ServiceEffectPolicy,
): EffectBalance {
  const cohorts = [...new Set(units.flatMap(({ firstServed }) => firstServed ?? []))];
  const tally = new BalanceTally();
  let served = 0;
  let unmatched = 0;
  for (const cohort of cohorts) {
    const strata = new Map<string, { treated: BaseUnit[]; controls: BaseUnit[] }>();
    for (const unit of units) {
      const isTreated = unit.firstServed === cohort;
      const soon = cohort + growth.anticipation;
      if (!isTreated && unit.firstServed !== null && unit.firstServed <= soon) continue;
      const base = baseUnitOf(unit, cohort, growth);
      if (!base) continue;
      const sides = strata.get(base.stratum) ?? { treated: [], controls: [] };
      strata.set(base.stratum, sides);
      (isTreated ? sides.treated : sides.controls).push(base);
    }
    for (const { treated, controls } of strata.values()) {
      served += treated.length;
      if (controls.length === 0) unmatched += treated.length;
      const matched = treated.length > 0 && controls.length > 0;
      for (const { covariates } of treated) tally.treated(covariates, matched ? 1 : 0);
      const weight = matched ? treated.length / controls.length : 0;
      for (const { covariates } of controls) tally.control(covariates, weight);
    }
  }
  return { rows: tally.table(), served, unmatched };
}

interface BaseUnit {
  readonly stratum: string;
  readonly covariates: Readonly<Record<string, number>>;
}

function baseUnitOf(
  unit: ServicePanelUnit,
  cohort: number,
  policy: ServiceEffectPolicy['growth'],
): BaseUnit | null {
  const traits = baseTraitsOf(unit, cohort, policy);
  const stratum = stratumOf(unit, cohort, policy);
  if (!traits || stratum === null) return null;
  return {
    stratum,
    covariates: {
      logBaseGmv: traits.logGmv,
      ageMonths: traits.ageMonths,
      tier: TRADING_TIERS.indexOf(traits.tier),
    },
  };
}
