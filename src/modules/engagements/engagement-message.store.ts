import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import { EngagementMessage } from './entities/engagement-message.entity.js';

/** A message with what is needed to say whom it concerns. */
export interface MessageRow extends EngagementMessage {
  readonly providerId: string;
  readonly merchantId: string;
}

export type NewMessage = Pick<
  EngagementMessage,
  'id' | 'engagementId' | 'side' | 'author' | 'body' | 'sentAt'
>;

const NEWEST: KeysetOrder = {
  name: 'sent',
  columns: [
    { sql: 'm.sent_at', key: 'sentAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 'm.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

const COLUMNS = `m.id, m.engagement_id AS "engagementId", m.side, m.author, m.body, m.sent_at AS "sentAt",
  m.redacted_at AS "redactedAt", m.redacted_by AS "redactedBy", m.redaction_reason AS "redactionReason",
  e.provider_id AS "providerId", e.merchant_id AS "merchantId"`;

const FROM = 'FROM engagement_message m JOIN engagement e ON e.id = m.engagement_id';

/** The conversations of engagements. */
@Injectable()
export class EngagementMessageStore {
  constructor(private readonly database: Database) {}

  async page(
    engagementId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MessageRow>> {
    const keyset = keysetQuery(NEWEST, request, 2);
    const rows = await this.database.query<MessageRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE m.engagement_id = $1 AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [engagementId, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      'SELECT count(*) FROM engagement_message WHERE engagement_id = $1',
      [engagementId],
    );
    return keyset.page(rows, Number(total!.count));
  }

  async byId(transaction: Transaction, id: string): Promise<MessageRow | undefined> {
    const [row] = await transaction.query<MessageRow>(`SELECT ${COLUMNS} ${FROM} WHERE m.id = $1`, [
      id,
    ]);
    return row;
  }

  async insert(transaction: Transaction, message: NewMessage): Promise<void> {
    await transaction.manager.insert(EngagementMessage, message);
  }

  /** @returns false when it was redacted already */
  async redact(
    transaction: Transaction,
    id: string,
    { reason, by, at }: { reason: string; by: string; at: Date },
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE engagement_message SET body = '', redacted_at = $2, redacted_by = $3, redaction_reason = $4
        WHERE id = $1 AND redacted_at IS NULL`,
      [id, at, by, reason],
    );
    return touched === 1;
  }

  /** Whether a session of the engagement is in dispute. */
  async inDispute(transaction: Transaction, engagementId: string): Promise<boolean> {
    const [row] = await transaction.query<{ open: boolean }>(
      `SELECT EXISTS (SELECT FROM session_dispute
                       WHERE engagement_id = $1 AND state IN ('RAISED', 'ANSWERED')) AS open`,
      [engagementId],
    );
    return row!.open;
  }
}
