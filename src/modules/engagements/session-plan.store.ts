import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { PlanOfSession, Targets } from './domain/session-plan.js';
import type { SessionFigures } from './domain/session-comparison.js';
import type { ReviewOfSession } from './domain/session-review.js';
import { SessionPlan } from './entities/session-plan.entity.js';

/** A version of a plan as it is read. */
export interface PlanVersionRow extends SessionPlan {
  /** Filed before the session began, or before it is to begin. */
  readonly inTime: boolean;
}

export interface ReviewRow extends ReviewOfSession {
  readonly operatedSessionId: string;
  readonly filedAt: Date;
  /** Until when a review is in time; null until the feed has told when the session ended. */
  readonly dueAt: Date | null;
}

/** A verified session beside what was planned. */
export interface ComparableRow extends SessionFigures {
  readonly operatedSessionId: string;
  readonly targets: Targets | null;
}

export interface Filed {
  readonly by: string;
  readonly at: Date;
}

/**
 * Plans of sessions, their reviews, and the figures to hold them against. Whoever may see a claim may see these;
 * the caller has shown that.
 */
@Injectable()
export class SessionPlanStore {
  constructor(private readonly database: Database) {}

  /** The versions of each session's plan, the newest first. */
  async versionsOf(
    sessionIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, PlanVersionRow[]>> {
    const rows = await executor.query<PlanVersionRow>(
      `SELECT p.operated_session_id AS "operatedSessionId", p.version, p.net_gmv AS "netGmv", p.exposures,
              p.click_through_rate AS "clickThroughRate",
              p.watch_minutes_per_entry AS "watchMinutesPerEntry",
              p.gmv_per_watch_minute AS "gmvPerWatchMinute", p.gift_share AS "giftShare",
              p.traffic_share AS "trafficShare", p.profit_share AS "profitShare",
              p.volume_share AS "volumeShare", p.promotion_before AS "promotionBefore",
              p.promotion_burst AS "promotionBurst", p.warm_up_days AS "warmUpDays", p.note,
              p.filed_by AS "filedBy", p.filed_at AS "filedAt",
              p.filed_at < coalesce(o.started_at, o.planned_start) AS "inTime"
         FROM session_plan p JOIN operated_session o ON o.id = p.operated_session_id
        WHERE p.operated_session_id = ANY($1::uuid[])
        ORDER BY p.operated_session_id, p.version DESC`,
      [sessionIds],
    );
    const bySession = new Map<string, PlanVersionRow[]>();
    for (const row of rows) {
      const versions = bySession.get(row.operatedSessionId);
      if (versions) versions.push(row);
      else bySession.set(row.operatedSessionId, [row]);
    }
    return bySession;
  }

  /**
   * Files a version, under the lock of the claim.
   *
   * @returns its number, or null when the session is no longer claimed and still to come
   */
  async file(
    transaction: Transaction,
    sessionId: string,
    { targets, productMix, promotionBudget, warmUpDays, note }: PlanOfSession,
    { by, at }: Filed,
  ): Promise<number | null> {
    const open = await transaction.execute(
      `UPDATE operated_session SET planned_at = coalesce(planned_at, $2)
        WHERE id = $1 AND state = 'CLAIMED' AND planned_start > $2`,
      [sessionId, at],
    );
    if (open === 0) return null;
    const [last] = await transaction.query<{ version: number }>(
      'SELECT coalesce(max(version), 0) AS version FROM session_plan WHERE operated_session_id = $1',
      [sessionId],
    );
    const version = last!.version + 1;
    await transaction.manager.insert(SessionPlan, {
      operatedSessionId: sessionId,
      version,
      ...targets,
      giftShare: productMix.gift,
      trafficShare: productMix.traffic,
      profitShare: productMix.profit,
      volumeShare: productMix.volume,
      promotionBefore: promotionBudget.before,
      promotionBurst: promotionBudget.burst,
      warmUpDays,
      note,
      filedBy: by,
      filedAt: at,
    });
    return version;
  }

  async reviewsOf(sessionIds: readonly string[]): Promise<Map<string, ReviewRow>> {
    const rows = await this.database.query<ReviewRow>(
      `SELECT r.operated_session_id AS "operatedSessionId", r.went_well AS "wentWell",
              r.to_improve AS "toImprove", r.next_steps AS "nextSteps", r.filed_at AS "filedAt",
              o.ended_at + make_interval(hours => (p.body->>'reviewWithinHours')::int) AS "dueAt"
         FROM session_review r JOIN operated_session o ON o.id = r.operated_session_id
         JOIN policy_version p ON p.name = 'operated-sessions' AND p.version = o.policy_version
        WHERE r.operated_session_id = ANY($1::uuid[])`,
      [sessionIds],
    );
    return new Map(rows.map((row) => [row.operatedSessionId, row]));
  }

  /** @returns false when there is a review already */
  async review(
    transaction: Transaction,
    sessionId: string,
    { wentWell, toImprove, nextSteps }: ReviewOfSession,
    { by, at }: Filed,
  ): Promise<boolean> {
    const kept = await transaction.execute(
      `INSERT INTO session_review (operated_session_id, went_well, to_improve, next_steps, filed_by, filed_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (operated_session_id) DO NOTHING`,
      [sessionId, wentWell, toImprove, nextSteps, by, at],
    );
    if (kept === 0) return false;
    await transaction.execute('UPDATE operated_session SET reviewed_at = $2 WHERE id = $1', [
      sessionId,
      at,
    ]);
    return true;
  }

  /**
   * Those of the sessions that the feed confirmed, with what it says of them now and the plan that counts: the
   * last version from before the real start or, where none was filed, the target given with the claim.
   */
  async comparable(sessionIds: readonly string[]): Promise<Map<string, ComparableRow>> {
    const rows = await this.database.query<ComparableRow>(
      `SELECT o.id AS "operatedSessionId", (s.paid_gmv - s.refunded_gmv)::text AS "netGmv",
              s.exposures::text AS exposures, s.entries::text AS entries,
              s.watch_minutes::text AS "watchMinutes",
              CASE WHEN coalesce(p.net_gmv, nullif(o.plan_target_gmv, 0)) IS NOT NULL THEN jsonb_build_object(
                'netGmv', coalesce(p.net_gmv, o.plan_target_gmv)::text, 'exposures', p.exposures::text,
                'clickThroughRate', p.click_through_rate::text,
                'watchMinutesPerEntry', p.watch_minutes_per_entry::text,
                'gmvPerWatchMinute', p.gmv_per_watch_minute::text) END AS targets
         FROM operated_session o
         JOIN live_session_registry r ON r.session_id = o.session_id
         JOIN live_session s ON s.merchant_id = r.merchant_id AND s.session_id = r.session_id
                            AND s.business_date = r.business_date
         LEFT JOIN LATERAL (SELECT * FROM session_plan v
                             WHERE v.operated_session_id = o.id AND v.filed_at < s.started_at
                             ORDER BY v.version DESC LIMIT 1) p ON true
        WHERE o.id = ANY($1::uuid[]) AND o.state = 'VERIFIED'`,
      [sessionIds],
    );
    return new Map(rows.map((row) => [row.operatedSessionId, row]));
  }
}
