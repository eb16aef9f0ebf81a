import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import { newId } from '../platform/kernel/ids.js';
import type { EngagementState, Side } from './domain/engagement.js';
import type { Milestone, OfferAnswer, Terms, VersionKind } from './domain/engagement-version.js';
import type { EngagementAnswer, EngagementVersion } from './entities/engagement-version.entity.js';

/** A version as it is read: with its milestones, and with what became of it. */
export interface EngagementVersionRow extends EngagementVersion {
  readonly milestones: Milestone[];
  readonly answer: OfferAnswer | null;
  readonly answeredSide: Side | 'PLATFORM' | null;
  readonly answerReason: string | null;
  readonly answeredAt: Date | null;
}

export interface NewVersion {
  readonly kind: VersionKind;
  readonly madeBy: Side;
  readonly author: string;
  readonly madeAt: Date;
  readonly terms: Terms;
}

export type Answer = Pick<
  EngagementAnswer,
  'answer' | 'side' | 'reason' | 'answeredBy' | 'answeredAt'
>;

const COLUMNS = `v.id, v.engagement_id AS "engagementId", v.number, v.kind, v.made_by AS "madeBy",
  v.scope_modules AS "scopeModules", v.target_gmv AS "targetGmv", v.fee,
  v.commission_share AS "commissionShare", v.started_on AS "startedOn", v.ended_on AS "endedOn",
  v.operator_ids::text[] AS "operatorIds", v.note, v.author, v.made_at AS "madeAt",
  (SELECT coalesce(jsonb_agg(jsonb_build_object('title', m.title, 'dueOn', m.due_on,
            'targetGmv', m.target_gmv::text, 'targetSessions', m.target_sessions) ORDER BY m.position), '[]')
     FROM engagement_milestone m WHERE m.version_id = v.id) AS milestones,
  a.answer, a.side AS "answeredSide", a.reason AS "answerReason", a.answered_at AS "answeredAt"`;

const FROM = 'FROM engagement_version v LEFT JOIN engagement_answer a ON a.version_id = v.id';

/** The versions of engagements' terms, and what became of them. */
@Injectable()
export class EngagementVersionStore {
  constructor(private readonly database: Database) {}

  /** All versions of each engagement, oldest first. */
  async ofEngagements(
    engagementIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, EngagementVersionRow[]>> {
    const rows = await executor.query<EngagementVersionRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE v.engagement_id = ANY($1::uuid[]) ORDER BY v.number`,
      [engagementIds],
    );
    const byEngagement = new Map<string, EngagementVersionRow[]>();
    for (const row of rows) {
      const list = byEngagement.get(row.engagementId);
      if (list) list.push(row);
      else byEngagement.set(row.engagementId, [row]);
    }
    return byEngagement;
  }

  /** Keeps a version. Whoever makes one holds the engagement's lock, so numbers follow each other. */
  async insert(
    transaction: Transaction,
    engagementId: string,
    number: number,
    { kind, madeBy, author, madeAt, terms }: NewVersion,
  ): Promise<void> {
    const id = newId();
    await transaction.execute(
      `INSERT INTO engagement_version (id, engagement_id, number, kind, made_by, scope_modules, target_gmv, fee,
                                       commission_share, started_on, ended_on, operator_ids, note, author,
                                       made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        id,
        engagementId,
        number,
        kind,
        madeBy,
        terms.scopeModules,
        terms.targetGmv,
        terms.fee,
        terms.commissionShare ?? null,
        terms.startedOn,
        terms.endedOn,
        terms.operatorIds,
        terms.note,
        author,
        madeAt,
      ],
    );
    const milestones = terms.milestones ?? [];
    if (milestones.length === 0) return;
    await transaction.execute(
      `INSERT INTO engagement_milestone (version_id, position, title, due_on, target_gmv, target_sessions)
       SELECT $1, ordinality, btrim(title), "dueOn", "targetGmv", "targetSessions"
         FROM ROWS FROM (jsonb_to_recordset($2::jsonb)
                AS (title text, "dueOn" date, "targetGmv" numeric, "targetSessions" int)) WITH ORDINALITY`,
      [id, JSON.stringify(milestones)],
    );
  }

  /** Says what became of the open version of each engagement; those without one are left out. */
  async answerOpen(
    transaction: Transaction,
    engagementIds: readonly string[],
    { answer, side, reason, answeredBy, answeredAt }: Answer,
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO engagement_answer (version_id, engagement_id, answer, side, reason, answered_by, answered_at)
       SELECT v.id, e.id, $2, $3, $4, $5, $6
         FROM engagement e JOIN engagement_version v ON v.engagement_id = e.id AND v.number = e.open_version
        WHERE e.id = ANY($1::uuid[])`,
      [engagementIds, answer, side, reason, answeredBy, answeredAt],
    );
  }

  /**
   * Makes a version the open one; while nothing is agreed it also is what the engagement shows.
   *
   * @returns false when somebody else was faster
   */
  async open(
    transaction: Transaction,
    engagement: { readonly id: string; readonly version: number; readonly state: EngagementState },
    number: number,
    terms: Terms,
  ): Promise<boolean> {
    const { id, version, state } = engagement;
    if (state === 'PROPOSED') {
      const shown = 'open_version = $3, version = version + 1';
      return this.show(transaction, [id, version, number], shown, terms);
    }
    const touched = await transaction.execute(
      'UPDATE engagement SET open_version = $3, version = version + 1 WHERE id = $1 AND version = $2',
      [id, version, number],
    );
    return touched === 1;
  }

  /**
   * Puts the open version into force.
   *
   * @returns false when somebody else was faster
   */
  agree(
    transaction: Transaction,
    { id, version }: { readonly id: string; readonly version: number },
    terms: Terms,
    at: Date,
  ): Promise<boolean> {
    return this.show(
      transaction,
      [id, version, at],
      `agreed_version = open_version, open_version = NULL, version = version + 1, state = 'ACCEPTED',
       accepted_at = coalesce(accepted_at, $3::timestamptz)`,
      terms,
    );
  }

  /** @returns false when somebody else was faster */
  async drop(
    transaction: Transaction,
    { id, version }: { readonly id: string; readonly version: number },
  ): Promise<boolean> {
    const touched = await transaction.execute(
      'UPDATE engagement SET open_version = NULL, version = version + 1 WHERE id = $1 AND version = $2',
      [id, version],
    );
    return touched === 1;
  }

  private async show(
    transaction: Transaction,
    [id, version, third]: readonly [string, number, unknown],
    assignments: string,
    terms: Terms,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE engagement SET ${assignments}, scope_modules = $4, target_gmv = $5, fee = $6,
                             commission_share = $7, started_on = $8, ended_on = $9, note = $10
        WHERE id = $1 AND version = $2`,
      [
        id,
        version,
        third,
        terms.scopeModules,
        terms.targetGmv,
        terms.fee,
        terms.commissionShare ?? null,
        terms.startedOn,
        terms.endedOn,
        terms.note,
      ],
    );
    return touched === 1;
  }
}
