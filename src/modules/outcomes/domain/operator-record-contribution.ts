import type { SessionOutcome, VarianceParts } from './session-outcome.js';

/** A judged session on its way into a record. */
export interface RecordedSession {
  readonly sessionId: string;
  readonly merchantId: string;
  readonly spellStart: number;
  /** First day of its month, `YYYY-MM-01`. */
  readonly month: string;
  readonly week: number;
  readonly category: string;
  readonly indexKey: string;
  /** Null when it sold nothing. */
  readonly logUplift: number | null;
  readonly variance: VarianceParts | null;
  readonly bigSession: boolean;
}

/** Weighted sums of one month's log uplifts: enough for its mean and error. */
export interface MonthSums {
  readonly weight: number;
  readonly weighted: number;
  readonly sessions: number;
}

/**
 * What the sessions of one subject at one merchant in one spell of service add to its record: their mean log
 * uplift, its own variance, and how much of each shared market error it carries.
 */
export interface UpliftContribution {
  readonly merchantId: string;
  readonly spellStart: number;
  readonly logUplift: number;
  /** Of what no other merchant shares. */
  readonly ownVariance: number;
  /** Standard errors of market errors by what shares them: an index, a category's week. */
  readonly loadings: Readonly<Record<string, number>>;
  readonly sessions: number;
  readonly sold: number;
  readonly hits: number;
  readonly bigSessions: number;
  readonly months: Readonly<Record<string, MonthSums>>;
}

/**
 * Joins sessions that share a baseline. Each weighs by the inverse of the variance that it shares with
 * nothing; then the mean's variance adds up
 * - the sessions' own parts: Σw²s²;
 * - level and growth, the same error in all of them: (Σw√v)²;
 * - drift, shared up to the earlier of two sessions: ΣΣ wᵢwⱼ min(dᵢ, dⱼ);
 * and the market's parts are kept apart, because other merchants share them.
 *
 * @param sessions of one merchant and spell
 * @returns null when none has a log uplift
 */
export function contributionOf(
  sessions: readonly RecordedSession[],
  hitUplift: number,
): UpliftContribution | null {
  const sold = sessions.filter(isMeasured);
  const first = sold[0];
  if (!first) return null;
  const raw = sold.map(({ variance }) => 1 / (variance.session + variance.slot));
  const total = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((weight) => weight / total);
  const loadings: Record<string, number> = {};
  const load = (key: string, value: number) => (loadings[key] = (loadings[key] ?? 0) + value);
  const months: Record<string, { weight: number; weighted: number; sessions: number }> = {};
  let logUplift = 0;
  let own = 0;
  let level = 0;
  let trend = 0;
  sold.forEach(({ variance, ...session }, i) => {
    const weight = weights[i]!;
    logUplift += weight * session.logUplift;
    own += weight ** 2 * (variance.session + variance.slot);
    level += weight * Math.sqrt(variance.level);
    trend += weight * Math.sqrt(variance.trend);
    load(`index ${session.indexKey}`, weight * Math.sqrt(variance.index));
    if (variance.category > 0) {
      load(`week ${session.category} ${session.week}`, weight * Math.sqrt(variance.category));
    }
    const month = (months[session.month] ??= { weight: 0, weighted: 0, sessions: 0 });
    month.weight += raw[i]!;
    month.weighted += raw[i]! * session.logUplift;
    month.sessions += 1;
  });
  const hitLog = Math.log1p(hitUplift);
  return {
    merchantId: first.merchantId,
    spellStart: first.spellStart,
    logUplift,
    ownVariance: own + level ** 2 + trend ** 2 + sharedDrift(sold, weights),
    loadings,
    sessions: sessions.length,
    sold: sold.length,
    hits: sold.filter((session) => session.logUplift >= hitLog).length,
    bigSessions: sessions.filter(({ bigSession }) => bigSession).length,
    months,
  };
}

type MeasuredSession = RecordedSession & { logUplift: number; variance: VarianceParts };

function isMeasured(session: RecordedSession): session is MeasuredSession {
  return session.logUplift !== null && session.variance !== null;
}

/** ΣΣ wᵢwⱼ min(dᵢ, dⱼ) in one pass over the sessions by drift. */
function sharedDrift(sessions: readonly MeasuredSession[], weights: readonly number[]): number {
  const order = sessions.map((_, i) => i);
  order.sort((a, b) => sessions[b]!.variance.drift - sessions[a]!.variance.drift);
  let sum = 0;
  let later = 0;
  for (const i of order) {
    sum += sessions[i]!.variance.drift * weights[i]! * (weights[i]! + 2 * later);
    later += weights[i]!;
  }
  return sum;
}

/** The judged side of a session's outcome. */
export function recordedSession(
  outcome: SessionOutcome,
  merchantId: string,
  month: string,
): RecordedSession {
  const { sessionId, spellStart, week, category, indexKey, bigSession, judged } = outcome;
  return {
    sessionId,
    merchantId,
    spellStart,
    month,
    week,
    category,
    indexKey,
    logUplift: judged.estimable ? judged.value.uplift.logUplift : null,
    variance: judged.estimable ? judged.value.variance : null,
    bigSession,
  };
}
