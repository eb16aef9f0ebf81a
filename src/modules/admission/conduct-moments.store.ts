import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';
import { Database } from '../platform/database/database.js';
import type { MeasureKind } from './domain/violation-policy.js';

/** The beginning or the end of a restriction, of which its provider is to be told. */
export interface RestrictionMoment {
  readonly restrictionId: string;
  readonly violationId: string;
  readonly providerId: string;
  readonly kind: MeasureKind;
  readonly moment: 'STARTED' | 'ENDED';
}

const END = `least(coalesce(r.ends_at, 'infinity'), coalesce(r.lifted_at, 'infinity'))`;

/** Moments that come with time. Claiming one is the right to tell of it, which only one worker gets. */
@Injectable()
export class ConductMomentsStore {
  constructor(private readonly database: Database) {}

  /** Some beginnings and ends of restrictions up to now of which nobody has been told. */
  async claimRestrictionMoments(
    transaction: Transaction,
    now: Date,
    most: number,
  ): Promise<RestrictionMoment[]> {
    return transaction.query<RestrictionMoment>(
      `WITH due AS (
         SELECT r.id, 'STARTED' AS moment, r.starts_at AS at FROM provider_restriction r
          WHERE r.starts_at <= $1 AND r.starts_at < ${END}
         UNION ALL
         SELECT r.id, 'ENDED', ${END} FROM provider_restriction r
          WHERE ${END} <= $1 AND r.starts_at < ${END}),
       claimed AS (
         INSERT INTO conduct_notice (subject_id, moment, noticed_at)
         SELECT d.id, d.moment, $1 FROM due d
          WHERE NOT EXISTS (SELECT FROM conduct_notice n WHERE n.subject_id = d.id AND n.moment = d.moment)
          ORDER BY d.at, d.id LIMIT $2
         ON CONFLICT DO NOTHING RETURNING subject_id, moment)
       SELECT r.id AS "restrictionId", r.cause_id AS "violationId", r.provider_id AS "providerId", r.kind,
              c.moment
         FROM claimed c JOIN provider_restriction r ON r.id = c.subject_id`,
      [now, most],
    );
  }

  /** @returns those of the moments that nobody had claimed */
  async claim(
    transaction: Transaction,
    moments: readonly { readonly subjectId: string; readonly moment: string }[],
    now: Date,
  ): Promise<Set<string>> {
    const rows = await transaction.query<{ subjectId: string }>(
      `INSERT INTO conduct_notice (subject_id, moment, noticed_at)
       SELECT subject_id, moment, $3 FROM unnest($1::uuid[], $2::text[]) AS m(subject_id, moment)
       ON CONFLICT DO NOTHING RETURNING subject_id AS "subjectId"`,
      [moments.map((m) => m.subjectId), moments.map((m) => m.moment), now],
    );
    return new Set(rows.map(({ subjectId }) => subjectId));
  }

  /** Providers whose expulsion has begun and who have not exited yet. */
  async expelled(now: Date): Promise<{ providerId: string; violationId: string }[]> {
    return this.database.query(
      `SELECT DISTINCT ON (r.provider_id) r.provider_id AS "providerId", r.cause_id AS "violationId"
         FROM provider_restriction r JOIN provider p ON p.id = r.provider_id
        WHERE r.kind = 'EXPULSION' AND r.starts_at <= $1 AND $1 < ${END} AND p.state <> 'EXITED'
        ORDER BY r.provider_id, r.starts_at`,
      [now],
    );
  }
}
