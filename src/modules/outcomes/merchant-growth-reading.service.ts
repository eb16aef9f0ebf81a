import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { summariseAttainment, type AttainmentSummary } from './domain/attainment-summary.js';
import { stagesOf, type StageSpan } from './domain/growth-stage.js';
import type { LeapRateGrouping } from './domain/leap-rate.js';
import { compareSalesAround, type SalesAround } from './domain/sales-around.js';
import {
  AttainmentStore,
  type AttainmentFilter,
  type AttainmentOrder,
} from './attainment.store.js';
import type { EngagementAttainment } from './entities/engagement-attainment.entity.js';
import type { LeapRate } from './entities/leap-rate.entity.js';
import type { MerchantMonth } from './entities/merchant-month.entity.js';
import { GrowthPolicies } from './growth-policies.js';
import {
  LeapListStore,
  type LeapCreditRow,
  type LeapFilter,
  type LeapRateOrder,
  type LeapRow,
} from './leap-list.store.js';
import {
  MerchantMonthStore,
  type ColdStartFilter,
  type ColdStartOrder,
  type ColdStartRow,
} from './merchant-month.store.js';
import { SalesAroundStore, type SessionDay, type WindowOverlap } from './sales-around.store.js';

export interface SalesAroundSession extends SalesAround {
  readonly session: SessionDay;
  readonly overlaps: readonly WindowOverlap[];
  readonly windowDays: number;
  readonly policyVersion: number;
}

/** Reads how merchants grew, each caller what it may see. */
@Injectable()
export class MerchantGrowthReadingService {
  constructor(
    private readonly merchantMonths: MerchantMonthStore,
    private readonly leapList: LeapListStore,
    private readonly attainmentList: AttainmentStore,
    private readonly sales: SalesAroundStore,
    private readonly policies: GrowthPolicies,
  ) {}

  months(
    context: RequestContext,
    merchantId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MerchantMonth>> {
    return this.merchantMonths.months(context, merchantId, request, withTotal);
  }

  coldStarts(
    context: RequestContext,
    filter: ColdStartFilter,
    order: ColdStartOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ColdStartRow>> {
    return this.merchantMonths.coldStarts(context, filter, order, request, withTotal);
  }

  async stages(
    context: RequestContext,
    merchant: Pick<ColdStartRow, 'joinedOn' | 'exitedOn' | 'state' | 'eventOn'>,
    asOf: BusinessDate,
  ): Promise<StageSpan[]> {
    const { growth } = await this.policies.today(context);
    return stagesOf(merchant, growth.matureAfterMonths, asOf);
  }

  leaps(
    context: RequestContext,
    filter: LeapFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<LeapRow>> {
    return this.leapList.page(context, filter, request, withTotal);
  }

  leapsByIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, LeapRow>> {
    return this.leapList.byIds(context, ids);
  }

  /** The month that reached the tier and those that decide, of leaps that the caller was shown. */
  async monthsOfLeaps(
    context: RequestContext,
    leapIds: readonly string[],
  ): Promise<Map<string, MerchantMonth[]>> {
    const { growth } = await this.policies.today(context);
    return this.merchantMonths.monthsOfLeaps(leapIds, growth.leap.confirmationMonths);
  }

  credits(
    context: RequestContext,
    leapIds: readonly string[],
  ): Promise<Map<string, LeapCreditRow[]>> {
    return this.leapList.credits(context, leapIds);
  }

  async creditedClaims(
    context: RequestContext,
    credits: readonly { readonly leapId: string; readonly engagementId: string }[],
  ): Promise<Map<string, string[]>> {
    const { growth } = await this.policies.today(context);
    return this.leapList.creditedClaims(credits, growth.leap.creditDays);
  }

  async leapRates(
    context: RequestContext,
    grouping: LeapRateGrouping,
    order: LeapRateOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<LeapRate>> {
    const { growth } = await this.policies.today(context);
    const { smallestGroup } = growth;
    return this.leapList.rates(context, grouping, order, smallestGroup, request, withTotal);
  }

  attainments(
    context: RequestContext,
    filter: AttainmentFilter,
    order: AttainmentOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<EngagementAttainment>> {
    return this.attainmentList.page(context, filter, order, request, withTotal);
  }

  /** @throws NotFound for a provider that is not the caller's */
  async attainmentOf(context: RequestContext, providerId: string): Promise<AttainmentSummary> {
    const isOperator = context.actor.role === 'OPERATOR';
    if (isOperator || !maySee(context, { providerId })) throw new NotFound('This provider');
    return summariseAttainment(await this.attainmentList.promisesOf(providerId));
  }

  /**
   * What a merchant sold in the days before and after a session.
   * @throws NotFound for a session that the caller may not see
   */
  async salesAround(context: RequestContext, sessionId: string): Promise<SalesAroundSession> {
    const { growth, versions } = await this.policies.today(context);
    const { breakthrough } = growth;
    const session = await this.sales.visibleSession(context, sessionId);
    if (!session) throw new NotFound('This live session');
    const days = await this.sales.days(session, breakthrough.windowDays);
    const overlaps = await this.sales.overlaps(session, breakthrough.windowDays);
    const seed = createHash('sha256').update(session.sessionId).digest();
    const compared = compareSalesAround(session.date, days, breakthrough, seed);
    const { windowDays } = breakthrough;
    return { ...compared, session, overlaps, windowDays, policyVersion: versions.policyVersion };
  }
}
