import { expectedRefundShare } from '../../../statistics/uplift/index.js';
import { untouched, type ServiceTerm } from './judge-merchant.js';
import type { PanelMerchant } from './market-index-model.js';
import { netGmvOf } from './session-outcome.js';
import { slotOf, type PromotionCalendar, type SessionFacts } from './session-outcome-facts.js';
import type { OutcomesPolicy } from './session-outcome-policy.js';

/** A merchant as the panels need it: its sessions that sold, while nobody served it. */
export function panelMerchant(
  merchant: {
    readonly id: string;
    readonly categories: readonly string[];
    readonly terms: readonly ServiceTerm[];
    readonly sessions: readonly SessionFacts[];
  },
  context: {
    readonly asOf: number;
    readonly policy: OutcomesPolicy;
    readonly promotions: PromotionCalendar;
  },
): PanelMerchant {
  const { asOf, policy, promotions } = context;
  const { id, categories, terms } = merchant;
  const own = untouched(merchant.sessions, terms, policy.washoutDays);
  const settled = own.filter(
    ({ day, paidGmv }) => paidGmv > 0 && day + policy.refundWindowDays <= asOf,
  );
  const share = expectedRefundShare(
    settled.map(({ paidGmv, refundedGmv }) => ({ numerator: refundedGmv, denominator: paidGmv })),
  );
  const sessions = own.flatMap((session) => {
    const { net } = netGmvOf(session, share.estimable ? share.value : null, asOf, policy);
    if (!(net > 0)) return [];
    const { day, liveHours, paidGmv } = session;
    const slot = slotOf(session, categories[0]!, promotions, policy.slots.hourBands);
    return [{ day, slot, logRate: Math.log(net / liveHours), paidGmv }];
  });
  return { id, categories, terms, sessions };
}

/** Promotions by category and day: the category's own, then its parents', then everybody's. */
export function promotionCalendar(
  promotions: readonly {
    readonly categoryCode: string;
    readonly day: number;
    readonly name: string;
  }[],
  paths: ReadonlyMap<string, readonly string[]>,
): PromotionCalendar {
  const names = new Map(
    promotions.map(({ categoryCode, day, name }) => [`${categoryCode} ${day}`, name]),
  );
  return (categoryCode, day) => {
    for (const code of [...(paths.get(categoryCode) ?? [categoryCode]), '*']) {
      const name = names.get(`${code} ${day}`);
      if (name !== undefined) return name;
    }
    return null;
  };
}
