import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { Side } from './domain/engagement.js';
import type { SessionAnswer } from './domain/session-answer.js';

/** A claim whose answer changed. */
export interface AnsweredSession {
  readonly id: string;
  readonly providerId: string;
  readonly merchantId: string;
  readonly engagementId: string;
  readonly plannedStart: Date;
  readonly before: SessionAnswer;
  readonly after: SessionAnswer;
}

export interface Decider {
  readonly side: Side | 'PLATFORM';
  readonly decidedBy: string;
  readonly at: Date;
}

/** Changes the rows of `chosen` (id, before) and writes each change down; `$1` to `$4` are answer and decider. */
const changing = (chosen: string) => `
  WITH chosen AS (${chosen}), changed AS (
    UPDATE operated_session o
       SET answer = $1, answered_at = CASE WHEN $1 <> 'OPEN' THEN $4::timestamptz END
      FROM chosen c WHERE o.id = c.id
    RETURNING o.id, o.provider_id, o.merchant_id, o.engagement_id, o.planned_start, c.before
  ), written AS (
    INSERT INTO operated_session_answer (operated_session_id, from_answer, to_answer, side, decided_by,
                                         decided_at)
    SELECT id, before, $1, $2, $3, $4 FROM changed
  )
  SELECT id, provider_id AS "providerId", merchant_id AS "merchantId", engagement_id AS "engagementId",
         planned_start AS "plannedStart", before, $1::text AS after FROM changed`;

/** What merchants, silence and staff make of verified sessions, set by set. */
@Injectable()
export class SessionAnswerStore {
  /** Of these claims those that are still in one of the answers `from`: they are moved, others left alone. */
  async move(
    transaction: Transaction,
    ids: readonly string[],
    from: readonly SessionAnswer[],
    to: SessionAnswer,
    { side, decidedBy, at }: Decider,
  ): Promise<AnsweredSession[]> {
    return transaction.query<AnsweredSession>(
      changing(`SELECT id, answer AS before FROM operated_session
                 WHERE id = ANY($5::uuid[]) AND state = 'VERIFIED' AND answer = ANY($6)
                 ORDER BY id FOR UPDATE`),
      [to, side, decidedBy, at, ids, from],
    );
  }

  /**
   * Confirms by silence what nobody answered in time, the most overdue first. Rows that another worker is at
   * are passed over: it moves them.
   */
  async confirmSilent(
    transaction: Transaction,
    { side, decidedBy, at }: Decider,
    limit: number,
  ): Promise<AnsweredSession[]> {
    return transaction.query<AnsweredSession>(
      changing(`SELECT id, answer AS before FROM operated_session
                 WHERE answer = 'OPEN' AND answer_due_at <= $4
                 ORDER BY answer_due_at, id LIMIT $5 FOR UPDATE SKIP LOCKED`),
      ['CONFIRMED_BY_SILENCE', side, decidedBy, at, limit],
    );
  }
}
