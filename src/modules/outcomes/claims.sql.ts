/** Claims as they were verified as of a load, also where a later one has changed them since. */
export function verifiedClaimsAsOf(load: string): string {
  return `(SELECT id, engagement_id, session_id, in_time FROM operated_session
     WHERE state = 'VERIFIED' AND verified_load <= ${load}::bigint
    UNION ALL
    SELECT operated_session_id, engagement_id, session_id, in_time FROM operated_session_history
     WHERE verified_load <= ${load}::bigint AND superseded_by > ${load}::bigint)`;
}

/** Engagements that serve: those that were agreed, with the days on which they ran or will run. */
export const SERVICE_TERMS = `(SELECT id, provider_id, merchant_id, target_gmv, started_on, ended_on,
       engagement_days(started_on, ended_on, terminated_on) AS days
  FROM engagement WHERE kind = 'SERVICE' AND state IN ('ACCEPTED', 'TERMINATED'))`;
