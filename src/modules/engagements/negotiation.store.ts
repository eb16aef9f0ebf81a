import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';

/** Locks and counts that keep two acceptances at once from agreeing to more than may be. */
@Injectable()
export class NegotiationStore {
  /**
   * Holds the engagement, and those of the same request, until the transaction is over. Everything that changes
   * terms locks in one order: engagements by id, then operators by id. So no two can wait for each other.
   *
   * @returns the ids of the others of the same request
   */
  async lock(transaction: Transaction, id: string): Promise<string[]> {
    const rows = await transaction.query<{ id: string }>(
      `SELECT id FROM engagement
        WHERE id = $1 OR request_id = (SELECT request_id FROM engagement WHERE id = $1)
        ORDER BY id FOR NO KEY UPDATE`,
      [id],
    );
    return rows.map((row) => row.id).filter((other) => other !== id);
  }

  /** Acceptances that name the same operators run one after another from here on. */
  async lockOperators(transaction: Transaction, operatorIds: readonly string[]): Promise<void> {
    await transaction.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('operator capacity ' || id, 0))
         FROM (SELECT id FROM unnest($1::text[]) AS id ORDER BY id OFFSET 0) AS in_order`,
      [operatorIds],
    );
  }

  /**
   * Which of the operators serve `maximum` engagements or more, this one apart, on some day of the span. The
   * count rises only where an engagement starts, so these days and the first one are all that need looking at.
   */
  async busy(
    transaction: Transaction,
    engagementId: string,
    operatorIds: readonly string[],
    span: { readonly from: BusinessDate; readonly to: BusinessDate },
    maximum: number,
  ): Promise<string[]> {
    const rows = await transaction.query<{ operatorId: string }>(
      `WITH served AS (
         SELECT o.operator_id, engagement_days(e.started_on, e.ended_on, e.terminated_on) AS days
           FROM engagement_operator o JOIN engagement e ON e.id = o.engagement_id
          WHERE o.operator_id = ANY($2::uuid[]) AND e.state = 'ACCEPTED' AND e.id <> $1
            AND engagement_days(e.started_on, e.ended_on, e.terminated_on) && daterange($3, $4, '[]')),
       start AS (
         SELECT DISTINCT operator_id, greatest(lower(days), $3::date) AS day FROM served)
       SELECT DISTINCT start.operator_id AS "operatorId"
         FROM start JOIN served ON served.operator_id = start.operator_id AND served.days @> start.day
        GROUP BY start.operator_id, start.day HAVING count(*) >= $5`,
      [engagementId, operatorIds, span.from, span.to, maximum],
    );
    return rows.map(({ operatorId }) => operatorId);
  }

  /** Makes these the operators that the engagement names. */
  async nameOperators(
    transaction: Transaction,
    engagementId: string,
    operatorIds: readonly string[],
  ): Promise<void> {
    await transaction.execute(
      'DELETE FROM engagement_operator WHERE engagement_id = $1 AND operator_id <> ALL($2::uuid[])',
      [engagementId, operatorIds],
    );
    await transaction.execute(
      `INSERT INTO engagement_operator (engagement_id, operator_id) SELECT $1, unnest($2::uuid[])
       ON CONFLICT DO NOTHING`,
      [engagementId, operatorIds],
    );
  }
}
