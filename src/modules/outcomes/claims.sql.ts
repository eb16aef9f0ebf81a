import { factsAsOf } from '../feed/index.js';

/**
 * Claims as they were verified as of a load, also where a later one has changed them since, with the day of their
 * session. The days of those that stand are read off the claim and not from the sessions, of which there are many.
 */
export function verifiedClaimsAsOf(load: string): string {
  return `(SELECT engagement_id, in_time, (started_at AT TIME ZONE 'Asia/Shanghai')::date AS business_date
      FROM operated_session WHERE state = 'VERIFIED' AND verified_load <= ${load}::bigint
    UNION ALL
    SELECT h.engagement_id, h.in_time, s.business_date
      FROM operated_session_history h
      JOIN operated_session o ON o.id = h.operated_session_id
      JOIN ${factsAsOf('live_session', load)} s ON s.merchant_id = o.merchant_id AND s.session_id = h.session_id
     WHERE h.verified_load <= ${load}::bigint AND h.superseded_by > ${load}::bigint)`;
}

/** Engagements that serve: those that were agreed, with the days on which they ran or will run. */
export const SERVICE_TERMS = `(SELECT id, provider_id, merchant_id, target_gmv, started_on, ended_on,
       engagement_days(started_on, ended_on, terminated_on) AS days
  FROM engagement WHERE kind = 'SERVICE' AND state IN ('ACCEPTED', 'TERMINATED'))`;

/** Those of them that count for anybody: with a related party an engagement is shown, but never scored. */
export const SCORED_TERMS = `(SELECT t.* FROM ${SERVICE_TERMS} t
  WHERE NOT EXISTS (SELECT FROM related_party r
                     WHERE r.provider_id = t.provider_id AND r.merchant_id = t.merchant_id))`;
