import { Injectable } from '@nestjs/common';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import {
  MERCHANT_GROWTH_POLICY,
  merchantGrowthPolicySchema,
  TRADING_TIERS_POLICY,
  tradingTiersPolicySchema,
  type MerchantGrowthPolicy,
  type TradingTiersPolicy,
} from './domain/merchant-growth-policy.js';
import type { GrowthVersions } from './merchant-growth.store.js';

export interface GrowthRules {
  readonly growth: MerchantGrowthPolicy;
  readonly tiers: TradingTiersPolicy;
  readonly versions: GrowthVersions;
}

/** The rules of growth that are in force on a day. */
@Injectable()
export class GrowthPolicies {
  constructor(private readonly policies: PolicyService) {}

  async on(date: BusinessDate): Promise<GrowthRules> {
    const growth = await this.policies.inForce(
      MERCHANT_GROWTH_POLICY,
      merchantGrowthPolicySchema,
      date,
    );
    const tiers = await this.policies.inForce(TRADING_TIERS_POLICY, tradingTiersPolicySchema, date);
    const versions = { policyVersion: growth.version, tiersPolicyVersion: tiers.version };
    return { growth: growth.body, tiers: tiers.body, versions };
  }

  today(context: RequestContext): Promise<GrowthRules> {
    return this.on(businessDateOf(context.now));
  }
}
