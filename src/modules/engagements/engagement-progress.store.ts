import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { Money } from '../platform/kernel/money.js';

export interface MilestoneProgress {
  readonly title: string;
  readonly dueOn: BusinessDate;
  readonly targetGmv: Money | null;
  readonly targetSessions: number | null;
  /** Net GMV of the reported days from the first one to the milestone's. */
  readonly netGmv: Money;
  /** Verified sessions from the first day to the milestone's. */
  readonly sessions: number;
}

/** What the feed says so far of an engagement's days, from the first of its term to today or its last. */
export interface EngagementProgressRow {
  readonly engagementId: string;
  readonly targetGmv: Money;
  readonly netGmv: Money;
  /** Net GMV over target to six decimals; null without a target. */
  readonly attainment: string | null;
  readonly daysElapsed: number;
  readonly daysReported: number;
  readonly lastReportedOn: BusinessDate | null;
  readonly sessionsClaimed: number;
  readonly sessionsVerified: number;
  readonly sessionsConfirmed: number;
  readonly sessionsDisputed: number;
  readonly milestones: MilestoneProgress[];
}

/**
 * `$1` engagements, `$2` today. Net GMV is of all the merchant's days in the term (intention to treat), also of
 * those without an operated session. Only engagements that both sides agreed on have a progress.
 */
const PROGRESS = `
  WITH scope AS (
    SELECT e.id, e.merchant_id, e.target_gmv, e.started_on, e.agreed_version,
           least(e.ended_on, e.terminated_on, $2::date) AS last_day
      FROM engagement e
     WHERE e.id = ANY($1::uuid[]) AND e.state IN ('ACCEPTED', 'TERMINATED')
  ), day AS MATERIALIZED (
    SELECT s.id, d.date, d.paid_gmv - d.refunded_gmv AS net_gmv
      FROM scope s JOIN merchant_day d
        ON d.merchant_id = s.merchant_id AND d.date BETWEEN s.started_on AND s.last_day
  ), session AS MATERIALIZED (
    SELECT s.id, o.state, o.answer, (o.started_at AT TIME ZONE 'Asia/Shanghai')::date AS date
      FROM scope s JOIN operated_session o ON o.engagement_id = s.id
     WHERE o.state <> 'WITHDRAWN'
  ), sold AS (
    SELECT id, sum(net_gmv) AS net_gmv, count(*)::int AS days, max(date) AS last_day FROM day GROUP BY id
  ), run AS (
    SELECT id, count(*)::int AS claimed, count(*) FILTER (WHERE state = 'VERIFIED')::int AS verified,
           count(*) FILTER (WHERE answer IN ('CONFIRMED', 'CONFIRMED_BY_SILENCE'))::int AS confirmed,
           count(*) FILTER (WHERE answer IN ('DISPUTED', 'DISPUTE_UPHELD'))::int AS disputed
      FROM session GROUP BY id
  ), milestone AS (
    SELECT s.id, jsonb_agg(jsonb_build_object(
             'title', m.title, 'dueOn', m.due_on, 'targetGmv', m.target_gmv::text,
             'targetSessions', m.target_sessions,
             'netGmv', coalesce((SELECT sum(d.net_gmv) FROM day d
                                  WHERE d.id = s.id AND d.date <= m.due_on), 0)::numeric(18, 2)::text,
             'sessions', (SELECT count(*) FROM session x
                           WHERE x.id = s.id AND x.state = 'VERIFIED' AND x.date <= m.due_on))
             ORDER BY m.position) AS milestones
      FROM scope s
      JOIN engagement_version v ON v.engagement_id = s.id AND v.number = s.agreed_version
      JOIN engagement_milestone m ON m.version_id = v.id
     GROUP BY s.id)
  SELECT s.id AS "engagementId", s.target_gmv AS "targetGmv",
         coalesce(sold.net_gmv, 0)::numeric(18, 2) AS "netGmv",
         round(coalesce(sold.net_gmv, 0) / nullif(s.target_gmv, 0), 6) AS attainment,
         greatest(s.last_day - s.started_on + 1, 0) AS "daysElapsed",
         coalesce(sold.days, 0) AS "daysReported", sold.last_day AS "lastReportedOn",
         coalesce(run.claimed, 0) AS "sessionsClaimed", coalesce(run.verified, 0) AS "sessionsVerified",
         coalesce(run.confirmed, 0) AS "sessionsConfirmed", coalesce(run.disputed, 0) AS "sessionsDisputed",
         coalesce(milestone.milestones, '[]') AS milestones
    FROM scope s LEFT JOIN sold USING (id) LEFT JOIN run USING (id) LEFT JOIN milestone USING (id)`;

@Injectable()
export class EngagementProgressStore {
  constructor(private readonly database: Database) {}

  /** What was promised and what was achieved, of many engagements in one statement. */
  async ofEngagements(
    ids: readonly string[],
    today: BusinessDate,
  ): Promise<Map<string, EngagementProgressRow>> {
    const rows = await this.database.query<EngagementProgressRow>(PROGRESS, [ids, today]);
    return new Map(rows.map((row) => [row.engagementId, row]));
  }
}
