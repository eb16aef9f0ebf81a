import { criticalValue, type Interval } from '../distributions/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { probabilityInterval } from './kaplan-meier.js';
import { invalidObservations, riskTable } from './observation.js';

/** An observation that ends with one of several causes, or with none (censored: null). */
export interface CompetingRisksObservation {
  time: number;
  cause: string | null;
  entry?: number;
}

export interface CumulativeIncidenceStep {
  time: number;
  atRisk: number;
  /** Events of this cause at `time`. */
  events: number;
  /** F(time): the share that had the event of this cause by `time`. */
  incidence: number;
  standardError: number;
  /** Log-log interval; null while the incidence is 0 or once it is 1. */
  interval: Interval | null;
}

/**
 * Aalen–Johansen cumulative incidences F_k(t) = Σ S(tᵢ−)·d_kᵢ/nᵢ. Where another cause ends the
 * chance (a merchant that leaves can no longer break through), 1 − Kaplan–Meier overstates; this
 * does not. Incidences of all causes and the event-free share add up to 1.
 *
 * Source: Aalen & Johansen (1978); variance by the delta method as in Marubini & Valsecchi (1995),
 * equation 10.12, which is Greenwood's if there is one cause.
 *
 * @returns per cause its steps at the times with an event of any cause; NO_EVENTS without one.
 */
export function cumulativeIncidence(
  observations: readonly CompetingRisksObservation[],
  { confidence = 0.95 } = {},
): Estimate<Map<string, CumulativeIncidenceStep[]>> {
  const anyCause = observations.map(({ cause, ...times }) => ({ ...times, event: cause !== null }));
  const invalid = invalidObservations(anyCause);
  if (invalid) return invalid;
  const causes = [...new Set(observations.flatMap(({ cause }) => cause ?? []))].sort();
  if (causes.length === 0) return cannotEstimate('NO_EVENTS', 'nobody had an event of any cause');

  const rows = riskTable(anyCause).filter(({ events }) => events > 0);
  const z = criticalValue(confidence);
  return estimated(
    new Map(
      causes.map((cause) => {
        const eventsAt = new Map<number, number>();
        for (const { time, cause: own } of observations) {
          if (own === cause) eventsAt.set(time, (eventsAt.get(time) ?? 0) + 1);
        }
        return [cause, incidenceSteps(rows, eventsAt, z)];
      }),
    ),
  );
}

function incidenceSteps(
  rows: readonly { time: number; atRisk: number; events: number }[],
  eventsAt: ReadonlyMap<number, number>,
  z: number,
): CumulativeIncidenceStep[] {
  let survivalBefore = 1;
  let incidence = 0;
  // Σ a(F(t)−F(s))² + Σ b − 2 Σ c(F(t)−F(s)), expanded so that one pass gives every t.
  const sum = { a: 0, aF: 0, aFF: 0, b: 0, c: 0, cF: 0 };
  return rows.map(({ time, atRisk, events: allEvents }) => {
    const events = eventsAt.get(time) ?? 0;
    incidence += (survivalBefore * events) / atRisk;
    // Once everyone at risk has gone, S is zero and F grows no further: that term stays zero.
    const a = allEvents < atRisk ? allEvents / (atRisk * (atRisk - allEvents)) : 0;
    const c = (survivalBefore * events) / atRisk ** 2;
    sum.a += a;
    sum.aF += a * incidence;
    sum.aFF += a * incidence ** 2;
    sum.b += (survivalBefore ** 2 * (atRisk - events) * events) / atRisk ** 3;
    sum.c += c;
    sum.cF += c * incidence;
    survivalBefore *= 1 - allEvents / atRisk;
    const variance =
      incidence ** 2 * sum.a -
      2 * incidence * sum.aF +
      sum.aFF +
      sum.b -
      2 * (incidence * sum.c - sum.cF);
    const standardError = Math.sqrt(Math.max(0, variance));
    const inside = incidence > 0 && incidence < 1;
    return {
      time,
      atRisk,
      events,
      incidence,
      standardError,
      interval: inside ? probabilityInterval(incidence, standardError, z, 'log-log') : null,
    };
  });
}
