import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import { seesEverything } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import type { MonthEnd } from './domain/month.js';
import {
  suppressSmallFlows,
  suppressSmallTiers,
  type TierCount,
  type TierFlow,
  type TierPosition,
} from './domain/tier-flows.js';
import { GrowthPolicies } from './growth-policies.js';
import { TierStore, type TierFilter, type TierMoveRow } from './tier.store.js';

export interface TierDistribution {
  readonly monthEnd: MonthEnd;
  readonly tiers: readonly TierCount[];
}

export interface TierFlows {
  readonly from: MonthEnd;
  readonly to: MonthEnd;
  readonly flows: readonly TierFlow[];
}

/** Tiers of the whole market. Those who may not see every merchant are not told of small groups. */
@Injectable()
export class TierService {
  constructor(
    private readonly store: TierStore,
    private readonly policies: GrowthPolicies,
  ) {}

  async distribution(
    context: RequestContext,
    on: BusinessDate,
    filter: TierFilter,
  ): Promise<TierDistribution> {
    const monthEnd = await this.monthEndOn(on);
    const tiers = await this.store.distribution(monthEnd, filter);
    if (seesEverything(context)) return { monthEnd, tiers };
    const { growth } = await this.policies.today(context);
    return { monthEnd, tiers: suppressSmallTiers(tiers, growth.smallestGroup) };
  }

  async flows(
    context: RequestContext,
    from: BusinessDate,
    to: BusinessDate,
    filter: TierFilter,
  ): Promise<TierFlows> {
    const months = { from: await this.monthEndOn(from), to: await this.monthEndOn(to) };
    const flows = await this.store.flows(months.from, months.to, filter);
    if (seesEverything(context)) return { ...months, flows };
    const { growth } = await this.policies.today(context);
    return { ...months, flows: suppressSmallFlows(flows, growth.smallestGroup) };
  }

  async moves(
    context: RequestContext,
    dates: { readonly from: BusinessDate; readonly to: BusinessDate },
    positions: { readonly from?: TierPosition; readonly to?: TierPosition },
    filter: TierFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<TierMoveRow>> {
    const months = {
      from: await this.monthEndOn(dates.from),
      to: await this.monthEndOn(dates.to),
    };
    return this.store.moves(context, months, positions, filter, request, withTotal);
  }

  private async monthEndOn(date: BusinessDate): Promise<MonthEnd> {
    const monthEnd = await this.store.monthEndOn(date);
    if (monthEnd === null) throw new NotFound('A month end with tiers on or before that day');
    return monthEnd;
  }
}
