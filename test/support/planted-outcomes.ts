import { normalDraw, seededUniform } from './statistics.js';
import { datesFrom, type PlantedMarket, type PlantedSession } from './planted-market.js';

/** What the planted service begins on, the last day of the market, and what each operator adds to log sales. */
export const SERVICE_FROM = '2026-07-01';
export const MARKET_TO = '2026-08-31';
export const LOG_EFFECTS = [0.7, 0, 0.35] as const;

export interface PlantedOutcomes {
  readonly providerIds: readonly string[];
  readonly operatorIds: readonly string[];
  /** Of each operator. */
  readonly merchantIds: readonly (readonly string[])[];
  /** Served, without a past. */
  readonly newMerchantId: string;
}

/**
 * 50 merchants that nobody serves and three operators of two providers with four merchants each, live every
 * third day from April to August 2026. Noise and a market that grows are the same at every run.
 */
export async function plantOutcomes(market: PlantedMarket): Promise<PlantedOutcomes> {
  const uniform = seededUniform(77);
  const sessions: PlantedSession[] = [];
  const days = datesFrom('2026-04-01', MARKET_TO);
  const net = (level: number, index: number, effect: number): number =>
    Math.exp(level + 0.001 * index + 0.25 * normalDraw(uniform) + effect);
  const level = () => 9 + 0.8 * normalDraw(uniform);

  for (let i = 0; i < 50; i += 1) {
    const merchantId = market.merchant();
    const own = level();
    for (const [index, day] of days.entries()) {
      if ((index + i) % 3 !== 0) continue;
      const paid = net(own, index, 0);
      sessions.push({
        merchantId,
        startedAt: `${day}T20:00:00+08:00`,
        hours: 2,
        figures: figures(2 * paid, own),
      });
    }
  }

  const providerIds = [market.provider(), market.provider()];
  const operatorIds = LOG_EFFECTS.map(() => market.operator());
  const merchantIds = LOG_EFFECTS.map((effect, o) =>
    Array.from({ length: 4 }, (_, m) => {
      const merchantId = market.merchant();
      const providerId = providerIds[o === 2 ? 1 : 0]!;
      const operatorId = operatorIds[o]!;
      const term = { providerId, merchantId, operatorId };
      const engagementId = market.engagement({ ...term, from: SERVICE_FROM, to: '2026-12-31' });
      const own = level();
      for (const [index, day] of days.entries()) {
        if ((index + m) % 3 !== 0) continue;
        const served = day >= SERVICE_FROM;
        // One in four sessions within the term is nobody's.
        const claimed = served && index % 4 !== 3;
        const paid = 2 * net(own, index, claimed ? effect : 0);
        const hour = 10 + 3 * m;
        const at = `${day}T${String(hour)}:00:00+08:00`;
        sessions.push({
          merchantId,
          startedAt: at,
          hours: 2,
          figures: figures(paid, own),
          ...(claimed && {
            claim: { providerId, engagementId, operatorId, inTime: index % 8 !== 4 },
          }),
        });
      }
      return merchantId;
    }),
  );

  const newMerchantId = market.merchant();
  const term = {
    providerId: providerIds[1]!,
    merchantId: newMerchantId,
    operatorId: operatorIds[2]!,
  };
  const engagementId = market.engagement({ ...term, from: SERVICE_FROM, to: '2026-12-31' });
  sessions.push({
    merchantId: newMerchantId,
    startedAt: '2026-07-10T08:00:00+08:00',
    figures: figures(5_000, 8),
    claim: { providerId: providerIds[1]!, engagementId, operatorId: operatorIds[2]! },
  });
  market.sessions(sessions);
  await market.write();
  return { providerIds, operatorIds, merchantIds, newMerchantId };
}

/** Advertising follows the merchant's budget, not how the session goes. */
function figures(paid: number, level: number): Record<string, number> {
  const entries = Math.round(paid / 5);
  return {
    paid_gmv: Math.round(paid * 100) / 100,
    refunded_gmv: Math.round(paid * 10) / 100,
    orders: Math.max(1, Math.round(paid / 80)),
    buyers: Math.max(1, Math.round(paid / 90)),
    exposures: entries * 8,
    entries,
    watch_minutes: entries * 2,
    ad_spend: Math.round(0.1 * Math.exp(level)),
    ad_gmv: Math.round(0.3 * Math.exp(level)),
    top_buyer_gmv: Math.round(paid * 0.02),
  };
}
