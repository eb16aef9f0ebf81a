import type {
  ServiceTerm,
  SubjectContribution,
} from '../../src/modules/outcomes/domain/judge-merchant.js';
import {
  byMerchant,
  poolRecord,
  shrinkRecords,
  spreadBetweenMerchants,
  type PooledRecord,
  type ShrunkRecord,
} from '../../src/modules/outcomes/domain/operator-record-pool.js';
import type { OutcomesPolicy } from '../../src/modules/outcomes/domain/session-outcome-policy.js';
import { refundEffect, type judgeMarket, type TruthfulMarket } from './generated-outcomes.js';

export interface OperatorResult {
  readonly operator: string;
  /** Mean log effect at merchants such as this market's, the provider's help included. */
  readonly truth: number;
  readonly gamer: boolean;
  readonly record: PooledRecord;
  readonly shrunk: ShrunkRecord;
  /** ln of the raw mean ratio of sessions to the merchant's mean before, all claims, late ones too. */
  readonly naive: number;
}

interface Ways {
  readonly multiplier: number;
  readonly supplyChain: number;
  readonly gamer: boolean;
}

/** Each operator's record and what is true of it. */
export function operatorResults(
  market: TruthfulMarket,
  { outcomes, contributions }: ReturnType<typeof judgeMarket>,
  policy: OutcomesPolicy,
): OperatorResult[] {
  const ways = new Map(
    market.market.providers.map((provider): [string, Ways] => {
      const { traffic, liveOperation, hostIncubation, supplyChain } = provider.forces;
      const strength = (traffic + liveOperation + hostIncubation) / 3;
      return [
        provider.code,
        {
          multiplier: Math.max(0, 1 + 0.4 * strength),
          supplyChain,
          gamer: provider.gaming !== 'NONE',
        },
      ];
    }),
  );
  const own = contributions.filter(({ subjectKind }) => subjectKind === 'OPERATOR');
  const grouped = groupBy(own, ({ subjectId }) => subjectId);
  const records = [...grouped].map(([subjectId, rows]) => ({ subjectId, contributions: rows }));
  const spread = spreadBetweenMerchants(records);
  const pooled = records.flatMap((record) => {
    const found = poolRecord(record, spread.estimable ? spread.value : 0, policy);
    return found.estimable ? [found.value] : [];
  });
  const shrunk = shrinkRecords(
    pooled.map((record) => ({ ...record, merchants: byMerchant(grouped.get(record.subjectId)!) })),
    spread.estimable ? spread.value : 0,
    policy.confidence,
  );
  if (!shrunk.estimable) throw new Error(shrunk.detail);

  const helped = helpOfServices(market, own, ways);
  const naive = naiveUplifts(market, outcomes);
  const effects = new Map(market.market.operators.map(({ code, logEffect }) => [code, logEffect]));
  return pooled.map((record, i) => {
    const providers = helped.providersOf.get(record.subjectId) ?? [];
    const help = mean(providers.map((code) => helped.help(ways.get(code)!)));
    return {
      operator: record.subjectId,
      truth: effects.get(record.subjectId)! + help,
      gamer: providers.some((code) => ways.get(code)!.gamer),
      record,
      shrunk: shrunk.value[i]!,
      naive: naive.get(record.subjectId) ?? NaN,
    };
  });
}

/**
 * What a provider adds on average at a merchant of this market: growth while it serves, and refunds. The
 * record's interval is of the mean over merchants such as these, not over the few that were met.
 */
function helpOfServices(
  market: TruthfulMarket,
  contributions: readonly SubjectContribution[],
  ways: ReadonlyMap<string, Ways>,
): { help: (ways: Ways) => number; providersOf: Map<string, string[]> } {
  const merchants = new Map(market.merchants.map((entry) => [entry.truth.merchant.code, entry]));
  const growths: number[] = [];
  const refundShares: number[] = [];
  const providersOf = new Map<string, string[]>();
  for (const { merchantId, subjectId } of contributions) {
    const entry = merchants.get(merchantId)!;
    const sessions = [...entry.operated.values()].filter(
      ({ operated }) => operated.engaged.operator.code === subjectId,
    );
    const provider = sessions[0]!.operated.engagement.provider.code;
    const { multiplier } = ways.get(provider)!;
    const grown = mean(sessions.map(({ operated }) => operated.grownByService));
    if (multiplier > 0.1) growths.push(grown / multiplier);
    refundShares.push(entry.truth.merchant.refundShare);
    const known = providersOf.get(subjectId) ?? [];
    providersOf.set(subjectId, [...known, provider]);
  }
  const growth = mean(growths);
  return {
    providersOf,
    help: ({ multiplier, supplyChain }) =>
      multiplier * growth + mean(refundShares.map((share) => refundEffect(share, supplyChain))),
  };
}

/** What a table without statistics shows: sessions against the merchant's mean before, averaged. */
function naiveUplifts(
  { merchants }: TruthfulMarket,
  outcomes: ReturnType<typeof judgeMarket>['outcomes'],
): Map<string, number> {
  const before = merchants.map(({ facts, terms }) => netPerHourBefore(facts, terms));
  const ratios = new Map<string, number[]>();
  for (const { claim, session } of outcomes) {
    const base = before[claim.merchant]!;
    if (!(base > 0)) continue;
    const ratio = (session.paidGmv - session.refundedGmv) / session.liveHours / base;
    const known = ratios.get(claim.operatorId);
    if (known) known.push(ratio);
    else ratios.set(claim.operatorId, [ratio]);
  }
  return new Map([...ratios].map(([operator, values]) => [operator, Math.log(mean(values))]));
}

function netPerHourBefore(
  facts: TruthfulMarket['merchants'][number]['facts'],
  terms: readonly ServiceTerm[],
): number {
  const start = Math.min(...terms.map(({ from }) => from));
  const own = facts.filter(({ day }) => day < start && day >= start - 30);
  const net = own.reduce((sum, { paidGmv, refundedGmv }) => sum + paidGmv - refundedGmv, 0);
  return net / own.reduce((sum, { liveHours }) => sum + liveHours, 0);
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known) known.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
