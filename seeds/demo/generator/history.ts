import { MINUTES_PER_DAY, weekday } from './calendar.js';
import { drawClaim, type ClaimTiming } from './claims.js';
import { logarithm } from './elementary.js';
import { dipEffect, planService, type EngagedOperator, type Engagement } from './engagements.js';
import type { Market } from './market.js';
import { drawMerchantDay, type MerchantDayRecord } from './merchant-days.js';
import { drawMerchant, type Merchant } from './merchants.js';
import { RandomStream } from './random-stream.js';
import { drawSession, type SessionRecord } from './sessions.js';

/** A session that an operator truly ran, and what is true of it. */
export interface OperatedSession {
  session: SessionRecord;
  engagement: Engagement;
  engaged: EngagedOperator;
  /** The operator's effect on log sales, the pair's own included. */
  skill: number;
  /** What service had added to the merchant's own level by that day, on the log scale. */
  grownByService: number;
  gamingEffect: number;
  timing: ClaimTiming;
  claimedAt: number | null;
}

export interface MerchantTruth {
  merchant: Merchant;
  engagements: readonly Engagement[];
  deepestDip: number;
  /** Growth of log sales per day that service adds while it lasts. */
  serviceGrowthPerDay: readonly number[];
}

/** Receives one merchant's rows as they arise: first the merchant, then its days in order. */
export interface HistorySink {
  merchant(truth: MerchantTruth): void;
  session(session: SessionRecord): void;
  operated(operated: OperatedSession): void;
  /** A session within ten days of the first engagement's start, at most ten a merchant. */
  minutesCandidate(session: SessionRecord): void;
  day(merchant: Merchant, record: MerchantDayRecord): void;
}

/** [first minute, last minute] of the morning, the afternoon and the evening. No session spans midnight. */
const BANDS: readonly (readonly [number, number])[] = [
  [480, 810],
  [810, 1110],
  [1110, 1435],
];
/** Log effect of the hour in which a session starts, from 08:00. */
const HOUR_EFFECTS = [
  -0.22, -0.18, -0.14, -0.1, -0.12, -0.14, -0.12, -0.1, -0.08, -0.05, 0.02, 0.12, 0.16, 0.12, 0,
  -0.1,
];
const DAY_PERSISTENCE = 0.6;
const DAY_SHOCK_SPREAD = 0.13;
const MAIN_BAND_SHARE = 0.84;
const RUN_BY_OPERATOR_SHARE = 0.9;
const MISSING_DAY_SHARE = 0.004;
const MINUTES_DISTANCE_DAYS = 10;
const MINUTES_PER_MERCHANT = 10;
/** Nobody sells more than 260 million yuan in an ordinary month. */
const LARGEST_DAILY_LEVEL = logarithm(260_000_000 / 30);
const SERVICE_GROWTH = { COLD_START: 0.0042, OTHER: 0.0011 };

/**
 * Writes one merchant's whole history into the sink. It depends on the market's options except the
 * number of merchants, and on the merchant's number; on nothing drawn for another merchant.
 */
export function merchantHistory(market: Market, index: number, sink: HistorySink): void {
  const merchant = drawMerchant(market, index);
  const { engagements, dips } = planService(market, merchant);
  const serviceGrowthPerDay = engagements.map((engagement) => serviceGrowth(merchant, engagement));
  sink.merchant({
    merchant,
    engagements,
    deepestDip: dips.reduce((deepest, dip) => Math.max(deepest, dip.depth), 0),
    serviceGrowthPerDay,
  });

  const { options, tides } = market;
  const random = new RandomStream(options.seed, 'merchantDay', index);
  const live = liveSessions(market, merchant, sink);
  const startLevel = logarithm(merchant.monthlyLevel / 30);
  const firstStart = engagements[0]?.startedOn ?? Number.MIN_SAFE_INTEGER;
  const firstDay = Math.max(merchant.joinedOn, options.firstDay);
  const lastDay = Math.min(merchant.exitedOn ?? options.lastDay, options.lastDay);
  let ownGrowth = 0;
  let grownByService = 0;
  let dayShock = DAY_SHOCK_SPREAD * random.normal();
  let backlog = 0;

  for (let day = firstDay; day <= lastDay; day += 1) {
    const active = engagements.filter(
      ({ startedOn, endedOn }) => startedOn <= day && day <= endedOn,
    );
    const serving = active[0];
    if (serving) grownByService += serviceGrowthPerDay[engagements.indexOf(serving)]!;
    ownGrowth += merchant.dailyGrowth;
    dayShock = DAY_PERSISTENCE * dayShock + DAY_SHOCK_SPREAD * random.normal();
    const promotion = tides.promotionEffect(merchant.category, day);
    const logDailySales =
      Math.min(LARGEST_DAILY_LEVEL, startLevel + ownGrowth + grownByService) +
      dayShock +
      merchant.weekdayEffects[weekday(day)]! +
      promotion * merchant.promotionSensitivity +
      tides.shock(merchant.category, day) +
      dipEffect(dips, day);
    const sessions = live({
      day,
      active,
      promotion,
      logDailySales,
      grownByService,
      nearHiring: Math.abs(day - firstStart) <= MINUTES_DISTANCE_DAYS,
    });
    const forces = serving?.provider.forces ?? null;
    const record = drawMerchantDay(
      merchant,
      { day, sessions, logDailySales, forces, backlog },
      random,
    );
    backlog += record.orders - record.shippedTotal;
    // A feed loses a day now and then, never one with a session.
    const missing = random.chance(MISSING_DAY_SHARE) && sessions.length === 0;
    if (!missing) sink.day(merchant, record);
  }
}

interface LiveDay {
  day: number;
  active: readonly Engagement[];
  promotion: number;
  logDailySales: number;
  grownByService: number;
  nearHiring: boolean;
}

/** The merchant's sessions, day by day; numbers them as it goes. */
function liveSessions(
  market: Market,
  merchant: Merchant,
  sink: HistorySink,
): (day: LiveDay) => SessionRecord[] {
  const { seed, lastDay } = market.options;
  const recordsEnd = (lastDay + 1) * MINUTES_PER_DAY;
  const random = new RandomStream(seed, 'session', merchant.index);
  const claims = new RandomStream(seed, 'claim', merchant.index);
  const { tier } = merchant;
  const hoursPerDay = tier.liveShare * (1 + tier.secondSession) * tier.hoursPerSession;
  const perLiveHour = logarithm(merchant.liveSalesShare / hoursPerDay);
  let sequence = 0;
  let minutesCandidates = 0;

  return ({ day, active, promotion, logDailySales, grownByService, nearHiring }) =>
    liveBands(merchant, promotion, random).map((band) => {
      const run = operatorOf(active, band, day, random);
      const [bandStart, bandEnd] = BANDS[band]!;
      const minutes = sessionMinutes(tier.hoursPerSession, bandEnd - bandStart, random);
      const start = bandStart + 5 * random.integer(0, (bandEnd - bandStart - minutes) / 5);
      const skill = run ? run.engaged.operator.logEffect + run.engaged.pairEffect : 0;
      sequence += 1;
      const { session, shock, gamingEffect } = drawSession(
        merchant,
        {
          code: `S${merchant.code.slice(1)}${String(sequence).padStart(4, '0')}`,
          day,
          startedAt: day * MINUTES_PER_DAY + start,
          minutes,
          logExpected:
            logDailySales +
            perLiveHour +
            logarithm(minutes / 60) +
            HOUR_EFFECTS[Math.floor(start / 60) - 8]!,
          skill,
          forces: active[0]?.provider.forces ?? null,
          gaming: run?.engagement.provider.gaming ?? 'NONE',
        },
        random,
      );
      sink.session(session);
      if (run) {
        const { provider, startedOn } = run.engagement;
        const luck = skill + shock + gamingEffect;
        const term = { from: startedOn * MINUTES_PER_DAY, recordsEnd };
        const claim = drawClaim(provider.claimStyle, session, luck, term, claims);
        sink.operated({ session, ...run, skill, grownByService, gamingEffect, ...claim });
      }
      if (nearHiring && minutesCandidates < MINUTES_PER_MERCHANT) {
        minutesCandidates += 1;
        sink.minutesCandidate(session);
      }
      return session;
    });
}

/** The bands of the day in which the merchant is live: none on most days, rarely two. */
function liveBands(merchant: Merchant, promotion: number, random: RandomStream): number[] {
  const { liveShare, secondSession } = merchant.tier;
  if (!random.chance(Math.min(0.97, liveShare * (1 + 0.6 * Math.max(0, promotion))))) return [];
  const { mainBand, otherBand } = merchant;
  if (random.chance(secondSession)) return [mainBand, otherBand].sort((a, b) => a - b);
  return [random.chance(MAIN_BAND_SHARE) ? mainBand : otherBand];
}

/** A length in whole five minutes that fits the band. */
function sessionMinutes(hours: number, longest: number, random: RandomStream): number {
  const minutes = Math.round((hours * 60 * random.factor(0.22)) / 5) * 5;
  return Math.min(longest - (longest % 5), Math.max(30, minutes));
}

/** Who runs the session: somebody whose slot of that band and day parity belongs to this merchant. */
function operatorOf(
  active: readonly Engagement[],
  band: number,
  day: number,
  random: RandomStream,
): { engagement: Engagement; engaged: EngagedOperator } | null {
  for (const engagement of active) {
    for (const engaged of engagement.team) {
      const { parity } = engaged.slot;
      if (engaged.band !== band || (parity !== 'ANY' && parity !== (day & 1))) continue;
      return random.chance(RUN_BY_OPERATOR_SHARE) ? { engagement, engaged } : null;
    }
  }
  return null;
}

/** What service adds to the merchant's own growth of log sales per day. */
function serviceGrowth(merchant: Merchant, { provider }: Engagement): number {
  const { traffic, liveOperation, hostIncubation } = provider.forces;
  const strength = (traffic + liveOperation + hostIncubation) / 3;
  const cold = merchant.tier.tier === 'COLD_START';
  const base = cold ? SERVICE_GROWTH.COLD_START : SERVICE_GROWTH.OTHER;
  return base * Math.max(0, 1 + 0.4 * strength);
}
