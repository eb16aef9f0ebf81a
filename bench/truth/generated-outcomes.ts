import { buildMarket, type Market } from '../../seeds/demo/generator/market.js';
import {
  merchantHistory,
  type MerchantTruth,
  type OperatedSession,
} from '../../seeds/demo/generator/history.js';
import { resolveOptions } from '../../seeds/demo/generator/options.js';
import { CATEGORIES } from '../../seeds/demo/generator/economy.js';
import type { SessionRecord } from '../../seeds/demo/generator/sessions.js';
import {
  judgeMerchant,
  type ServiceTerm,
  type SubjectContribution,
  type VerifiedClaim,
} from '../../src/modules/outcomes/domain/judge-merchant.js';
import {
  panelMerchant,
  promotionCalendar,
} from '../../src/modules/outcomes/domain/panel-merchant.js';
import {
  estimateMarketSetting,
  MarketModel,
} from '../../src/modules/outcomes/domain/market-model.js';
import type { SessionFacts } from '../../src/modules/outcomes/domain/session-outcome-facts.js';
import type { OutcomesPolicy } from '../../src/modules/outcomes/domain/session-outcome-policy.js';

/** What is true of a session beyond what any platform sees. */
export interface SessionTruth {
  readonly operated: OperatedSession;
  /** All that service did to log net GMV: operator, growth, refunds; cheating left out. */
  readonly effect: number;
}

export interface TruthfulMarket {
  readonly market: Market;
  readonly merchants: readonly {
    readonly truth: MerchantTruth;
    readonly facts: readonly SessionFacts[];
    readonly terms: readonly ServiceTerm[];
    readonly operated: ReadonlyMap<string, SessionTruth>;
  }[];
}

/** A generated market in memory, facts beside truth. */
export function truthfulMarket(options: {
  merchants: number;
  days: number;
  seed: number;
  providers: number;
  operators: number;
}): TruthfulMarket {
  const market = buildMarket(resolveOptions({ ...options, minutesSessions: 0 }));
  const merchants = Array.from({ length: options.merchants }, (_, index) => {
    let truth: MerchantTruth | undefined;
    const facts: SessionFacts[] = [];
    const operated = new Map<string, SessionTruth>();
    merchantHistory(market, index, {
      merchant: (found) => (truth = found),
      session: (session) => facts.push(toFacts(session)),
      operated: (found) =>
        operated.set(found.session.code, {
          operated: found,
          effect:
            found.skill +
            found.grownByService +
            refundEffect(truth!.merchant.refundShare, supplyChainOn(truth!, found.session.day)),
        }),
      minutesCandidate: () => undefined,
      day: () => undefined,
    });
    const terms = truth!.engagements.map(({ provider, startedOn, endedOn }) => ({
      providerId: provider.code,
      contest: false,
      related: false,
      from: startedOn,
      to: endedOn,
    }));
    return { truth: truth!, facts, terms, operated };
  });
  return { market, merchants };
}

/** What a provider's supply chain does to the share that stays sold, on the log scale. */
export function refundEffect(refundShare: number, supplyChain: number): number {
  const served = Math.min(0.9, refundShare * Math.exp(-0.25 * supplyChain));
  return Math.log((1 - served) / (1 - refundShare));
}

/** Of the provider whose help counts on that day. */
function supplyChainOn({ engagements }: MerchantTruth, day: number): number {
  const active = engagements.find(({ startedOn, endedOn }) => startedOn <= day && day <= endedOn);
  return active?.provider.forces.supplyChain ?? 0;
}

function toFacts(session: SessionRecord): SessionFacts {
  return {
    id: session.code,
    day: session.day,
    hour: Math.floor((session.startedAt % 1440) / 60),
    liveHours: (session.endedAt - session.startedAt) / 60,
    paidGmv: session.paidGmv / 100,
    refundedGmv: session.refunded / 100,
    refunded24hGmv: session.refundedWithinDay / 100,
    orders: session.orders,
    buyers: session.buyers,
    exposures: session.exposures,
    entries: session.entries,
    watchMinutes: session.watchMinutes,
    adSpend: session.adSpend / 100,
    adGmv: session.adGmv / 100,
    topBuyerGmv: session.topBuyerGmv / 100,
  };
}

export type TruthfulClaim = VerifiedClaim & { readonly merchant: number };

/** The product's whole path from facts to contributions, the database left out. */
export function judgeMarket({ market, merchants }: TruthfulMarket, policy: OutcomesPolicy) {
  const asOf = market.options.lastDay;
  const paths = new Map<string, string[]>();
  for (const { code, childCodes } of CATEGORIES) {
    paths.set(code, [code]);
    for (const child of childCodes) paths.set(child, [child, code]);
  }
  const promotions = promotionCalendar(
    market.tides.promotions.map(({ categoryCode, day, name }) => ({ categoryCode, day, name })),
    paths,
  );
  const panel = merchants
    .filter(({ terms }) => terms.length === 0)
    .map(({ truth, facts, terms }) =>
      panelMerchant(
        {
          id: truth.merchant.code,
          categories: paths.get(truth.merchant.categoryCode)!,
          terms,
          sessions: facts,
        },
        { asOf, policy, promotions },
      ),
    );
  const starts = merchants.flatMap(({ terms }) => terms.map(({ from }) => from));
  const setting = estimateMarketSetting(panel, starts, asOf, policy);
  if (!setting.estimable) throw new Error(setting.detail);
  const context = {
    market: new MarketModel(setting.value, panel, asOf, policy),
    asOf,
    policy,
    promotions,
  };
  const contributions: SubjectContribution[] = [];
  const outcomes = merchants.flatMap(({ truth, facts, terms, operated }, index) => {
    if (terms.length === 0) return [];
    const claims = [...operated.values()].flatMap(({ operated: found }): TruthfulClaim[] =>
      found.claimedAt === null
        ? []
        : [
            {
              id: found.session.code,
              operatorId: found.engaged.operator.code,
              sessionId: found.session.code,
              inTime: found.timing === 'AHEAD' || found.timing === 'WITHIN_GRACE',
              related: false,
              merchant: index,
            },
          ],
    );
    const merchant = {
      id: truth.merchant.code,
      categories: paths.get(truth.merchant.categoryCode)!,
      sessions: facts,
    };
    const monthOf = (day: number) => `${new Date(day * 86_400_000).toISOString().slice(0, 7)}-01`;
    const judged = judgeMerchant(merchant, terms, claims, context, monthOf);
    contributions.push(...judged.contributions);
    return judged.outcomes;
  });
  return { setting: setting.value, outcomes, contributions };
}
