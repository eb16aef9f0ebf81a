import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { CreditCandidate, LeapCredits } from './domain/leap-credit.js';
import type { Leap as DecidedLeap } from './domain/leap-decision.js';
import type { LeapCount, LeapRateGrouping, ShrunkLeapRate } from './domain/leap-rate.js';
import type { MonthEnd } from './domain/month.js';
import { CREDIT_CANDIDATES, LEAP_COUNTS } from './merchant-career.sql.js';
import type { GrowthVersions } from './merchant-growth.store.js';

export interface LeapOfMerchant {
  readonly merchantId: string;
  readonly leap: DecidedLeap;
  readonly credits: LeapCredits;
}

export interface CandidateRow extends CreditCandidate {
  readonly merchantId: string;
  readonly reachedOn: MonthEnd;
}

@Injectable()
export class LeapStore {
  constructor(private readonly database: Database) {}

  async creditCandidates(
    loadNumber: string,
    reached: readonly { readonly merchantId: string; readonly reachedOn: MonthEnd }[],
    policy: { readonly creditDays: number; readonly minimumActiveDays: number },
  ): Promise<CandidateRow[]> {
    return this.database.query<CandidateRow>(CREDIT_CANDIDATES, [
      loadNumber,
      reached.map(({ merchantId }) => merchantId),
      reached.map(({ reachedOn }) => reachedOn),
      policy.creditDays,
      policy.minimumActiveDays,
    ]);
  }

  /** Makes these the leaps of these merchants: known ones keep their ids, what is no leap any more goes. */
  async replace(
    transaction: Transaction,
    merchantIds: readonly string[],
    leaps: readonly LeapOfMerchant[],
    loadNumber: string,
    versions: GrowthVersions,
  ): Promise<void> {
    await transaction.execute(
      `DELETE FROM leap l WHERE l.merchant_id = ANY($1::uuid[])
          AND NOT EXISTS (SELECT FROM unnest($2::uuid[], $3::text[]) AS kept (merchant_id, to_tier)
                           WHERE kept.merchant_id = l.merchant_id AND kept.to_tier = l.to_tier)`,
      [
        merchantIds,
        leaps.map(({ merchantId }) => merchantId),
        leaps.map(({ leap }) => leap.toTier),
      ],
    );
    await transaction.execute(
      `DELETE FROM leap_credit c USING leap l WHERE l.id = c.leap_id AND l.merchant_id = ANY($1::uuid[])`,
      [merchantIds],
    );
    const rows = leaps.map(({ merchantId, leap, credits }) => ({
      id: newId(),
      merchantId,
      ...leap,
      creditSessions: credits.total,
      providerId: credits.providerId,
      credits: credits.credits,
    }));
    await transaction.execute(
      `WITH given AS MATERIALIZED (
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "merchantId" uuid, "fromTier" text,
           "toTier" text, "reachedOn" date, "netGmv" numeric, state text, "metMonths" int, "missedMonths" int,
           "decidedOn" date, "creditSessions" int, "providerId" uuid, credits jsonb)),
       kept AS (
         INSERT INTO leap (id, merchant_id, from_tier, to_tier, reached_on, net_gmv, state, met_months,
                missed_months, decided_on, credit_sessions, provider_id, policy_version, tiers_policy_version,
                load_number)
         SELECT id, "merchantId", "fromTier", "toTier", "reachedOn", "netGmv", state, "metMonths",
                "missedMonths", "decidedOn", "creditSessions", "providerId", $2::int, $3::int, $4::bigint
           FROM given
         ON CONFLICT (merchant_id, to_tier) DO UPDATE
            SET from_tier = excluded.from_tier, reached_on = excluded.reached_on, net_gmv = excluded.net_gmv,
                state = excluded.state, met_months = excluded.met_months,
                missed_months = excluded.missed_months, decided_on = excluded.decided_on,
                credit_sessions = excluded.credit_sessions, provider_id = excluded.provider_id,
                policy_version = excluded.policy_version,
                tiers_policy_version = excluded.tiers_policy_version, load_number = excluded.load_number
         RETURNING id, merchant_id, to_tier)
       INSERT INTO leap_credit (leap_id, engagement_id, provider_id, sessions, active_days)
       SELECT k.id, c."engagementId", c."providerId", c.sessions, c."activeDays"
         FROM kept k JOIN given g ON g."merchantId" = k.merchant_id AND g."toTier" = k.to_tier
        CROSS JOIN LATERAL jsonb_to_recordset(g.credits) AS c ("engagementId" uuid, "providerId" uuid,
              sessions int, "activeDays" int)`,
      [JSON.stringify(rows), versions.policyVersion, versions.tiersPolicyVersion, loadNumber],
    );
  }

  /** Served, leaped and pending merchants of each group with any, within a period. */
  async counts(
    firstDay: BusinessDate,
    lastDay: BusinessDate,
    minimumActiveDays: number,
  ): Promise<Map<LeapRateGrouping, LeapCount[]>> {
    const rows = await this.database.query<LeapCount & { grouping: LeapRateGrouping }>(
      LEAP_COUNTS,
      [firstDay, lastDay, minimumActiveDays],
    );
    const groups = new Map<LeapRateGrouping, LeapCount[]>();
    for (const { grouping, ...count } of rows) {
      const group = groups.get(grouping);
      if (group) group.push(count);
      else groups.set(grouping, [count]);
    }
    return groups;
  }

  async replaceRates(
    transaction: Transaction,
    rates: readonly (ShrunkLeapRate & { readonly grouping: LeapRateGrouping })[],
    period: { readonly firstDay: BusinessDate; readonly lastDay: BusinessDate },
    loadNumber: string,
    versions: GrowthVersions,
  ): Promise<void> {
    await transaction.execute('DELETE FROM leap_rate');
    await transaction.execute(
      `INSERT INTO leap_rate (grouping, key, period_start, period_end, merchants, leaped_merchants,
              pending_merchants, rate, lower, upper, prior_alpha, prior_beta, unshrunk_reason, policy_version,
              tiers_policy_version, load_number)
       SELECT grouping, key, $2::date, $3::date, merchants, leaped, pending, round(rate, 6), round(lower, 6),
              round(upper, 6), (prior ->> 'alpha')::double precision, (prior ->> 'beta')::double precision,
              "unshrunkReason", $4::int, $5::int, $6::bigint
         FROM jsonb_to_recordset($1::jsonb) AS r (grouping text, key text, merchants int, leaped int,
              pending int, rate numeric, lower numeric, upper numeric, prior jsonb, "unshrunkReason" text)`,
      [
        JSON.stringify(rates),
        period.firstDay,
        period.lastDay,
        versions.policyVersion,
        versions.tiersPolicyVersion,
        loadNumber,
      ],
    );
  }
}
