import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';

export interface DigestRequest {
  readonly digestOn: string;
  /** Due is what must be done before that; what is overdue too. */
  readonly dueBefore: Date;
  /** How many of each the digest lists by id. */
  readonly lists: number;
  readonly at: Date;
}

@Injectable()
export class DigestStore {
  /**
   * One row for each account that has something unread or due. Once a day: who has a row keeps it.
   * @returns how many accounts got one now
   */
  async write(
    transaction: Transaction,
    { digestOn, dueBefore, lists, at }: DigestRequest,
  ): Promise<number> {
    return transaction.execute(
      `INSERT INTO notification_digest
         (account_id, digest_on, unread_count, unread_ids, due_count, due_ids, created_at)
       SELECT account_id, $1::date,
              count(*) FILTER (WHERE unread),
              coalesce((array_agg(id ORDER BY id DESC) FILTER (WHERE unread))[:$3], '{}'),
              count(*) FILTER (WHERE due),
              coalesce((array_agg(id ORDER BY act_by, id) FILTER (WHERE due))[:$3], '{}'), $4
         FROM (SELECT a.account_id, n.id, n.act_by, r.read_at IS NULL AS unread,
                      coalesce(n.done_at IS NULL AND n.act_by < $2, false) AS due
                 FROM notification n
                 JOIN account_audience a ON a.recipient = n.recipient
                 LEFT JOIN notification_read r ON r.notification_id = n.id AND r.account_id = a.account_id
                WHERE n.created_at <= $4) seen
        WHERE unread OR due
        GROUP BY account_id
       ON CONFLICT DO NOTHING`,
      [digestOn, dueBefore, lists, at],
    );
  }
}
