import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { ObjectKind } from '../platform/kernel/ids.js';

/** An object whose personal data is kept together, and erased together. */
export interface Subject {
  readonly kind: ObjectKind;
  readonly id: string;
}

export interface SealedField {
  readonly field: string;
  readonly sealed: Buffer;
  readonly mask: string;
}

@Injectable()
export class PersonalDataStore {
  constructor(private readonly database: Database) {}

  /**
   * The subject's wrapped key, which is made when there is none yet; of several at a time one is kept.
   * @returns null for a subject that was erased
   */
  async keyOrNew(
    transaction: Transaction,
    { kind, id }: Subject,
    newKey: Buffer,
    at: Date,
  ): Promise<Buffer | null> {
    await transaction.execute(
      `INSERT INTO data_subject (kind, id, wrapped_key, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [kind, id, newKey, at],
    );
    const [row] = await transaction.query<{ key: Buffer | null }>(
      'SELECT wrapped_key AS key FROM data_subject WHERE kind = $1 AND id = $2 FOR SHARE',
      [kind, id],
    );
    return row!.key;
  }

  async key(
    { kind, id }: Subject,
    executor: SqlExecutor = this.database,
  ): Promise<Buffer | undefined> {
    const [row] = await executor.query<{ key: Buffer | null }>(
      'SELECT wrapped_key AS key FROM data_subject WHERE kind = $1 AND id = $2',
      [kind, id],
    );
    return row?.key ?? undefined;
  }

  /** Wrapped keys of many subjects; those that were erased, or of which nothing is kept, have none. */
  async keys(
    kind: ObjectKind,
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<readonly { readonly id: string; readonly key: Buffer }[]> {
    return executor.query(
      `SELECT id, wrapped_key AS key FROM data_subject
        WHERE kind = $1 AND id = ANY($2::uuid[]) AND wrapped_key IS NOT NULL`,
      [kind, ids],
    );
  }

  async put(
    transaction: Transaction,
    { kind, id }: Subject,
    fields: readonly SealedField[],
    at: Date,
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO personal_field (subject_kind, subject_id, field, sealed, mask, updated_at)
       SELECT $1, $2, f.*, $6
         FROM unnest($3::text[], $4::bytea[], $5::text[]) AS f (field, sealed, mask)
       ON CONFLICT (subject_id, subject_kind, field)
         DO UPDATE SET sealed = excluded.sealed, mask = excluded.mask, updated_at = excluded.updated_at`,
      [
        kind,
        id,
        fields.map(({ field }) => field),
        fields.map(({ sealed }) => sealed),
        fields.map(({ mask }) => mask),
        at,
      ],
    );
  }

  async remove(
    transaction: Transaction,
    { kind, id }: Subject,
    fields: readonly string[],
  ): Promise<void> {
    await transaction.execute(
      'DELETE FROM personal_field WHERE subject_kind = $1 AND subject_id = $2 AND field = ANY($3)',
      [kind, id, fields],
    );
  }

  async sealedField(
    { kind, id }: Subject,
    field: string,
    executor: SqlExecutor = this.database,
  ): Promise<Buffer | undefined> {
    const [row] = await executor.query<{ sealed: Buffer }>(
      'SELECT sealed FROM personal_field WHERE subject_kind = $1 AND subject_id = $2 AND field = $3',
      [kind, id, field],
    );
    return row?.sealed;
  }

  async masks(
    kind: ObjectKind,
    ids: readonly string[],
  ): Promise<readonly { id: string; field: string; mask: string }[]> {
    return this.database.query(
      `SELECT subject_id AS id, field, mask FROM personal_field
        WHERE subject_kind = $1 AND subject_id = ANY($2::uuid[]) ORDER BY subject_id, field`,
      [kind, ids],
    );
  }

  /** Forgets the key and what it sealed. @returns false when there is none to forget */
  async erase(transaction: Transaction, { kind, id }: Subject, at: Date): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE data_subject SET wrapped_key = NULL, erased_at = $3
        WHERE kind = $1 AND id = $2 AND erased_at IS NULL`,
      [kind, id, at],
    );
    await transaction.execute(
      'DELETE FROM personal_field WHERE subject_kind = $1 AND subject_id = $2',
      [kind, id],
    );
    return touched === 1;
  }
}
