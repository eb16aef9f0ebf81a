import {
  cannotEstimate,
  estimated,
  type CannotEstimateReason,
  type Estimate,
} from '../../../statistics/numeric/index.js';
import {
  advertisingHabit,
  expectSession,
  fitBaseline,
  shareBoughtBeyondHabit,
  type Baseline,
  type BaselinePolicy,
  type Corrections,
  type Expectation,
  type Slot,
  type Term,
} from '../../../statistics/robust-baseline/index.js';
import {
  expectedRefundShare,
  provisionalNet,
  sessionUplift,
  type RefundShare,
  type SessionUplift,
} from '../../../statistics/uplift/index.js';
import { sizeOf, type FittedIndex } from './market-index-model.js';
import { baselinePolicyOf, type MarketModel } from './market-model.js';
import {
  slotOf,
  type PromotionCalendar,
  type ServiceSpell,
  type SessionFacts,
} from './session-outcome-facts.js';
import type { OutcomesPolicy } from './session-outcome-policy.js';
import { dipBefore, holdsOf, type Dip, type Hold } from './session-outcome-holds.js';
import { referenceFactors, type ReferenceFactors } from './session-outcome-split.js';

/** A merchant whose served sessions are judged. */
export interface JudgedMerchant {
  readonly id: string;
  /** From its own category to its root. */
  readonly categories: readonly string[];
  readonly terms: readonly Term[];
  /** All sessions from the lookback of the spell on, in order of time. */
  readonly sessions: readonly SessionFacts[];
}

/** Variance of a log uplift, in the parts that sessions share differently (see `upliftContribution`). */
export interface VarianceParts {
  readonly session: number;
  readonly level: number;
  readonly drift: number;
  readonly trend: number;
  readonly index: number;
  readonly category: number;
  readonly slot: number;
}

export interface Measured {
  readonly expectedGmv: number;
  readonly meanGmv: number;
  readonly uplift: SessionUplift;
  readonly variance: VarianceParts;
  readonly degreesOfFreedom: number;
}

export interface SessionOutcome {
  readonly sessionId: string;
  readonly spellStart: number;
  readonly week: number;
  readonly provisional: boolean;
  /** Actual net GMV in yuan; as expected to remain while refunds may still come. */
  readonly netGmv: number;
  readonly indexKey: string;
  readonly category: string;
  /** As it was sold, advertising beyond habit included. */
  readonly whole: Estimate<Measured>;
  /** Without what advertising beyond habit bought: what the operator is judged by. */
  readonly judged: Estimate<Measured>;
  readonly boughtShare: number;
  readonly reference: ReferenceFactors | null;
  readonly bigSession: boolean;
  readonly holds: readonly Hold[];
}

/** What the sessions of one service spell are held against; fitted once for all of them. */
export interface SpellBaseline {
  readonly spell: ServiceSpell;
  readonly fitted: FittedIndex;
  readonly corrections: Corrections;
  readonly policy: BaselinePolicy;
  readonly habitPerHour: number;
  readonly refunds: RefundShare | null;
  readonly whole: Estimate<Baseline>;
  readonly judged: Estimate<Baseline>;
  /** Sessions of the lookback, the days of anticipation included. */
  readonly lookback: readonly SessionFacts[];
  readonly dip: Dip | null;
}

/** Everything about a computation that is not the merchant's own. */
export interface JudgingContext {
  readonly market: Pick<MarketModel, 'setting' | 'indexFor'>;
  readonly asOf: number;
  readonly policy: OutcomesPolicy;
  readonly promotions: PromotionCalendar;
}

/**
 * The merchant's own level before a spell of service, as sold and without bought sales.
 *
 * @returns the reason why nothing can be estimated in this spell at all: no market index, no own past
 */
export function spellBaseline(
  merchant: JudgedMerchant,
  spell: ServiceSpell,
  context: JudgingContext,
): Estimate<SpellBaseline> {
  const { market, asOf, policy } = context;
  const lookback = merchant.sessions.filter(
    ({ day }) => day < spell.from && day >= spell.from - policy.lookbackDays,
  );
  const size = sizeOf(merchant.sessions, spell.from, policy);
  const fitted = market.indexFor(spell.from, merchant.categories, size);
  if (!fitted.estimable) return fitted;
  const own = baselinePolicyOf(policy, market.setting, size);
  const corrections = {
    slotEffects: market.setting.slotEffects,
    marketIndex: fitted.value.index,
  };
  const settled = lookback.filter(({ day }) => day + policy.refundWindowDays <= asOf);
  const share = expectedRefundShare(
    settled
      .filter(({ paidGmv }) => paidGmv > 0)
      .map(({ paidGmv, refundedGmv }) => ({ numerator: refundedGmv, denominator: paidGmv })),
  );
  const refunds = share.estimable ? share.value : null;
  const habit = advertisingHabit(lookback, policy.advertising.habitQuantile);
  // Without a past of its own there is no habit that anything could lie beyond.
  const habitPerHour = habit.estimable ? habit.value : Infinity;
  const fit = (bought: boolean): Estimate<Baseline> =>
    fitBaseline(
      lookback.map((session) => ({
        id: session.id,
        day: session.day,
        slot: slotOf(session, merchant.categories[0]!, context.promotions, policy.slots.hourBands),
        liveHours: session.liveHours,
        netGmv:
          netGmvOf(session, refunds, asOf, policy).net *
          (bought ? 1 : 1 - boughtShareOf(session, habitPerHour)),
      })),
      spell.from,
      merchant.terms,
      corrections,
      own,
      market.setting.sessionVariances[size] ?? undefined,
    );
  const judged = fit(false);
  return estimated({
    spell,
    fitted: fitted.value,
    corrections,
    policy: own,
    habitPerHour,
    refunds,
    whole: fit(true),
    judged,
    lookback,
    dip: dipBefore(judged, lookback, policy),
  });
}

/** One served session against its spell's baseline. */
export function judgeSession(
  merchant: JudgedMerchant,
  session: SessionFacts,
  baseline: SpellBaseline,
  context: JudgingContext,
): SessionOutcome {
  const { policy, asOf, promotions } = context;
  const slot = slotOf(session, merchant.categories[0]!, promotions, policy.slots.hourBands);
  const actual = netGmvOf(session, baseline.refunds, asOf, policy);
  const boughtShare = boughtShareOf(session, baseline.habitPerHour);
  const categoryVariance = baseline.fitted.parent ? context.market.setting.categoryVariance : 0;
  const measure = (fitted: Estimate<Baseline>, netGmv: number): Estimate<Measured> =>
    measured(fitted, { ...session, slot, netGmv }, baseline, {
      categoryVariance,
      refundVariance: actual.logVariance,
      confidence: policy.confidence,
    });
  const whole = measure(baseline.whole, actual.net);
  const ratio = whole.estimable ? Math.exp(whole.value.uplift.logUplift) : 0;
  return {
    sessionId: session.id,
    spellStart: baseline.spell.from,
    week: Math.floor((session.day + 3) / 7),
    provisional: actual.provisional,
    netGmv: actual.net,
    indexKey: baseline.fitted.key,
    category: merchant.categories.at(-1) ?? '*',
    whole,
    judged: measure(baseline.judged, actual.net * (1 - boughtShare)),
    boughtShare,
    reference: whole.estimable
      ? referenceFactors(baseline.lookback, session, slot, baseline, whole.value.expectedGmv)
      : null,
    bigSession:
      ratio >= policy.bigSession.ratio &&
      session.liveHours * 60 >= policy.bigSession.minimumMinutes - 1e-9,
    holds: holdsOf(session, boughtShare, baseline, policy),
  };
}

interface Errors {
  readonly categoryVariance: number;
  readonly refundVariance: number;
  readonly confidence: number;
}

function measured(
  fitted: Estimate<Baseline>,
  session: { day: number; slot: Slot; liveHours: number; netGmv: number },
  { corrections, policy }: SpellBaseline,
  { categoryVariance, refundVariance, confidence }: Errors,
): Estimate<Measured> {
  if (!fitted.estimable) return fitted;
  const expected = expectSession(fitted.value, session, corrections, policy);
  if (!expected.estimable) return expected;
  const { variance } = expected.value;
  const parts: VarianceParts = {
    session: variance.session + refundVariance,
    level: variance.level,
    drift: variance.drift,
    trend: variance.trend,
    index: variance.market,
    category: categoryVariance,
    slot: variance.slot,
  };
  const widened: Expectation = {
    ...expected.value,
    variance: {
      ...variance,
      session: parts.session,
      market: parts.index + parts.category,
    },
  };
  const uplift = sessionUplift(session, widened, confidence);
  if (!uplift.estimable) return uplift;
  return estimated({
    expectedGmv: expected.value.medianGmv,
    meanGmv: expected.value.meanGmv * expected.value.positiveShare,
    uplift: uplift.value,
    variance: parts,
    degreesOfFreedom: expected.value.degreesOfFreedom,
  });
}

/** What stays sold: as known once refunds are final, before that as the merchant's past lets expect. */
export function netGmvOf(
  { day, paidGmv, refundedGmv }: SessionFacts,
  expected: RefundShare | null,
  asOf: number,
  { refundWindowDays, confidence }: OutcomesPolicy,
): { net: number; provisional: boolean; logVariance: number } {
  const provisional = day + refundWindowDays > asOf;
  const known = { net: paidGmv - refundedGmv, provisional, logVariance: 0 };
  if (!provisional || expected === null) return known;
  const found = provisionalNet(paidGmv, refundedGmv, expected, confidence);
  if (!found.estimable || !(found.value.net > 0)) return known;
  const kept = 1 - found.value.shareUsed;
  const logVariance = Math.min(1, (expected.standardError / kept) ** 2);
  return { net: found.value.net, provisional, logVariance };
}

function boughtShareOf(session: SessionFacts, habitPerHour: number): number {
  return shareBoughtBeyondHabit(
    { ...session, netGmv: session.paidGmv - session.refundedGmv },
    habitPerHour,
  );
}

/** An outcome of which nothing is known but why. */
export function unjudged(
  session: SessionFacts,
  spellStart: number,
  category: string,
  why: { reason: CannotEstimateReason; detail: string },
  { asOf, policy }: Pick<JudgingContext, 'asOf' | 'policy'>,
): SessionOutcome {
  const { net, provisional } = netGmvOf(session, null, asOf, policy);
  const not = cannotEstimate(why.reason, why.detail);
  return {
    sessionId: session.id,
    spellStart,
    week: Math.floor((session.day + 3) / 7),
    provisional,
    netGmv: net,
    indexKey: '',
    category,
    whole: not,
    judged: not,
    boughtShare: 0,
    reference: null,
    bigSession: false,
    holds: [],
  };
}
