import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { NotificationEntity } from './entities/notification.entity.js';

/** A notice as one account sees it. */
export type Notification = Omit<NotificationEntity, 'key'> & { readonly readAt: Date | null };

export interface NotificationFilter {
  readonly unread?: boolean;
  readonly kinds?: readonly string[];
  readonly actDue?: boolean;
}

/** Who reads: an account, and the audiences that it belongs to just now. */
export interface Reader {
  readonly accountId: string;
  readonly audiences: readonly string[];
}

/** The channel on which each new notice is announced: `<recipient> <id>`. */
export const NOTIFICATION_CHANNEL = 'notification';

/** Ids are UUIDv7: in order of time. */
const NEWEST_FIRST: KeysetOrder = {
  name: 'newest',
  columns: [{ sql: 'n.id', key: 'id', type: 'uuid', direction: 'DESC' }],
};

const COLUMNS = `n.id, n.recipient, n.kind, n.subject_type AS "subjectType", n.subject_id AS "subjectId", n.parameters,
  n.act_by AS "actBy", n.done_at AS "doneAt", n.created_at AS "createdAt", r.read_at AS "readAt"`;

/** $1 the account, $2 its audiences, $3 unread or read only, $4 kinds, $5 with something to do or without. */
const READ_BY = `LEFT JOIN notification_read r ON r.notification_id = n.id AND r.account_id = $1`;
const CONDITION = `($3::boolean IS NULL OR (r.read_at IS NULL) = $3) AND ($4::text[] IS NULL OR n.kind = ANY($4))
  AND ($5::boolean IS NULL OR (n.act_by IS NOT NULL AND n.done_at IS NULL) = $5)`;

@Injectable()
export class NotificationStore {
  constructor(private readonly database: Database) {}

  /** One statement for many notices. @returns how many are new: a key that was used before is passed over */
  async insert(transaction: Transaction, rows: readonly NotificationEntity[]): Promise<number> {
    const [result] = await transaction.query<{ added: number }>(
      `WITH added AS (
         INSERT INTO notification
           (id, recipient, kind, subject_type, subject_id, parameters, act_by, key, created_at)
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS n("id" uuid, "recipient" text, "kind" text,
           "subjectType" text, "subjectId" uuid, "parameters" jsonb, "actBy" timestamptz, "key" text,
           "createdAt" timestamptz)
         ON CONFLICT (recipient, kind, key) WHERE key IS NOT NULL DO NOTHING
         RETURNING recipient, id)
       SELECT count(pg_notify('${NOTIFICATION_CHANNEL}', recipient || ' ' || id))::int AS added FROM added`,
      [JSON.stringify(rows)],
    );
    return result!.added;
  }

  /** What these objects asked for is done. @returns how many notices that concerned */
  async settle(
    transaction: Transaction,
    subjectIds: readonly string[],
    kinds: readonly string[] | null,
    at: Date,
  ): Promise<number> {
    return transaction.execute(
      `UPDATE notification SET done_at = $3
        WHERE subject_id = ANY($1::uuid[]) AND ($2::text[] IS NULL OR kind = ANY($2))
          AND act_by IS NOT NULL AND done_at IS NULL`,
      [subjectIds, kinds, at],
    );
  }

  /**
   * The reader's notices, newest first. Each audience gives its newest from the index, so that the cost does not
   * depend on how many there are.
   */
  async page(
    reader: Reader,
    filter: NotificationFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Notification>> {
    const parameters = filterParameters(reader, filter);
    const { where, orderBy, limit, ...keyset } = keysetQuery(NEWEST_FIRST, request, 6);
    const rows = await this.database.query<Notification>(
      `SELECT n.* FROM unnest($2::text[]) AS mine (recipient) CROSS JOIN LATERAL (
         SELECT ${COLUMNS} FROM notification n ${READ_BY}
          WHERE n.recipient = mine.recipient AND ${CONDITION} AND ${where}
          ORDER BY ${orderBy} LIMIT ${limit}) n
        ORDER BY ${orderBy} LIMIT ${limit}`,
      [...parameters, ...keyset.parameters],
    );
    return keyset.page(rows, withTotal ? await this.count(reader, filter) : undefined);
  }

  async count(reader: Reader, filter: NotificationFilter): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM notification n ${READ_BY}
        WHERE n.recipient = ANY($2) AND ${CONDITION}`,
      filterParameters(reader, filter),
    );
    return row!.count;
  }

  async byIds(reader: Reader, ids: readonly string[]): Promise<Map<string, Notification>> {
    const rows = await this.database.query<Notification>(
      `SELECT ${COLUMNS} FROM notification n ${READ_BY}
        WHERE n.recipient = ANY($2::text[]) AND n.id = ANY($3::uuid[])`,
      [reader.accountId, reader.audiences, ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async markRead(
    transaction: Transaction,
    reader: Reader,
    which: { readonly ids?: readonly string[]; readonly before?: Date },
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO notification_read (account_id, notification_id, read_at)
       SELECT $1, n.id, $5 FROM notification n
        WHERE n.recipient = ANY($2::text[]) AND ($3::uuid[] IS NULL OR n.id = ANY($3))
          AND ($4::timestamptz IS NULL OR n.created_at <= $4)
       ON CONFLICT DO NOTHING`,
      [reader.accountId, reader.audiences, which.ids ?? null, which.before ?? null, at],
    );
  }

  /** @returns how many were forgotten, at most `most` */
  async forget(transaction: Transaction, before: Date, most: number): Promise<number> {
    return transaction.execute(
      `DELETE FROM notification WHERE id IN (
         SELECT id FROM notification
          WHERE created_at < $1 AND (act_by IS NULL OR done_at IS NOT NULL OR act_by < $1)
          ORDER BY created_at LIMIT $2)`,
      [before, most],
    );
  }
}

function filterParameters(
  { accountId, audiences }: Reader,
  { unread, kinds, actDue }: NotificationFilter,
): unknown[] {
  return [accountId, audiences, unread ?? null, kinds ?? null, actDue ?? null];
}
