import { datesFrom, type PlantedMarket, type PlantedSession } from './planted-market.js';

export interface PlantedLeague {
  /** With evidence for a score, in the order planted. */
  readonly providerIds: readonly string[];
  /** Admitted in the window, without a session. */
  readonly newcomerId: string;
  readonly suspendedId: string;
}

/**
 * A league to be scored on 31 October 2026: each provider serves three merchants since 15 June, renewed once, and
 * claims four sessions of each in September; the merchants have a past in April. Figures differ from provider to
 * provider by a fixed rule.
 */
export async function plantLeague(market: PlantedMarket, size: number): Promise<PlantedLeague> {
  const providerIds: string[] = [];
  const sessions: PlantedSession[] = [];
  for (let i = 0; i < size; i += 1) {
    const providerId = market.provider({
      focus: i % 5 === 4 ? 'BRAND' : 'MCN',
      category: i % 2 === 0 ? 'apparel.womens' : 'beauty.makeup',
    });
    providerIds.push(providerId);
    const operatorId = market.operator();
    for (let j = 0; j < 3; j += 1) {
      const merchantId = market.merchant(j === 0 ? 'FACTORY' : 'HOST');
      const term = { providerId, merchantId, operatorId };
      market.engagement({ ...term, from: '2026-06-15', to: '2026-08-20' });
      const engagementId = market.engagement({
        ...term,
        from: '2026-09-01',
        to: '2026-11-30',
      });
      sessions.push(...sessionsOf(merchantId, i, j, { providerId, engagementId, operatorId }));
      market.days(merchantId, datesFrom('2026-09-07', '2026-09-27'), () => dayOf(i, j));
    }
    for (const [k, code] of AUDITS.entries()) {
      market.fed(providerId, code, [['2026-09-01', '2026-09-30', 3 * varied(i, k + 20), 5]]);
    }
  }
  market.sessions(sessions);
  const newcomerId = market.provider({ admittedOn: '2026-10-01' });
  const suspendedId = market.provider({ suspendedOn: '2026-10-15' });
  await market.write();
  return { providerIds, newcomerId, suspendedId };
}

const AUDITS = ['positioning_audit', 'exclusive_supply_audit', 'merchant_survey'];

/** Between 0.7 and 1.3, a fixed function of both numbers. */
function varied(provider: number, trait: number): number {
  return 0.7 + (0.6 * ((provider * 37 + trait * 17 + 11) % 31)) / 30;
}

function sessionsOf(
  merchantId: string,
  i: number,
  j: number,
  claim: { providerId: string; engagementId: string; operatorId: string },
): PlantedSession[] {
  const entries = 500 + 40 * i + 100 * j;
  const figures = {
    entries,
    exposures: Math.round(entries / (0.12 * varied(i, 1))),
    buyers: Math.round(entries * 0.04 * varied(i, 2)),
    new_buyers: Math.round(entries * 0.02 * varied(i, 3)),
    paid_gmv: Math.round(entries * 6 * varied(i, 4)),
    refunded_gmv: Math.round(entries * varied(i, 5)),
    watch_minutes: Math.round(entries * 2.5 * varied(i, 6)),
    reservations: Math.round(entries * 0.03 * varied(i, 7)),
    fans_gained: Math.round(entries * 0.02 * varied(i, 8)),
    ad_spend: 200,
    ad_gmv: Math.round(700 * varied(i, 9)),
  };
  const now = ['09-08', '09-15', '09-22', '09-29'].map((day, week) => ({
    merchantId,
    startedAt: `2026-${day}T${17 + 2 * j}:00:00+08:00`,
    figures: {
      ...figures,
      paid_gmv: Math.round(figures.paid_gmv * (1 + 0.02 * week * varied(i, 10))),
    },
    claim,
  }));
  const before = ['04-06', '04-08', '04-13', '04-15', '04-20', '04-22', '04-27', '04-29'].map(
    (day, k) => ({
      merchantId,
      startedAt: `2026-${day}T20:00:00+08:00`,
      figures: { paid_gmv: Math.round(1000 * varied(i + k, 11 + j)), refunded_gmv: 100 },
    }),
  );
  return [...now, ...before];
}

function dayOf(i: number, j: number): Record<string, number> {
  return {
    paid_gmv: Math.round(5000 * varied(i, 12)) + 100 * j,
    refunded_gmv: Math.round(700 * varied(i, 13)),
    orders: 60,
    buyers: 50,
    repeat_buyers: Math.round(12 * varied(i, 14)),
    fans_gained: Math.round(300 * varied(i, 15)),
    fans_lost: 40,
    live_minutes: 60,
    listed_skus: 40,
    active_skus: Math.round(18 * varied(i, 16)),
    shipped_total: 100,
    shipped_on_time: Math.round(76 * Math.min(1.3, varied(i, 17))),
    complaints: Math.round(varied(i, 18)),
    rating_sum: Math.round(45 + varied(i, 19)),
    rating_count: 10,
  };
}
