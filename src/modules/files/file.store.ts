import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { GeneratedMediaType, MediaType } from './domain/media-type.js';
import type { FileAttachment } from './entities/file-attachment.entity.js';
import type { StoredFileState } from './entities/stored-file.entity.js';

/** A file that was received whole. Its content may have been deleted since. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: MediaType | GeneratedMediaType;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Buffer;
  readonly state: Exclude<StoredFileState, 'RECEIVING'>;
  readonly uploadedAt: Date;
  readonly uploadedBy: string;
  readonly attachedAt: Date | null;
  readonly deletedAt: Date | null;
}

export interface AttachedFile extends StoredFile {
  readonly subjectId: string;
  readonly purpose: string;
}

/** Who asks for a file: an account with the audiences that it belongs to. */
export interface FileReader {
  readonly accountId: string;
  readonly audiences: readonly string[];
  /** Whether it may read every file, by permission. */
  readonly readsAll: boolean;
}

const COLUMNS = `f.id, f.name, f.media_type AS "mediaType", f.size::float8 AS size, f.sha256, f.state,
  f.uploaded_at AS "uploadedAt", f.uploaded_by AS "uploadedBy", f.attached_at AS "attachedAt",
  f.deleted_at AS "deletedAt"`;

/** $1 the account, $2 its audiences. */
const IS_OWN = `(f.owner = ANY($2::text[]) OR f.uploaded_by = $1)`;

@Injectable()
export class FileStore {
  constructor(private readonly database: Database) {}

  /** Held to the end of the transaction, so that the files of one owner are counted by one at a time. */
  async countWaiting(transaction: Transaction, owner: string): Promise<number> {
    await transaction.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 21))', [owner]);
    const [row] = await transaction.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM stored_file f
        WHERE f.owner = $1 AND f.attached_at IS NULL AND f.state <> 'DELETED'`,
      [owner],
    );
    return row!.count;
  }

  async begin(
    transaction: Transaction,
    file: { id: string; owner: string; uploadedBy: string; name: string; at: Date },
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO stored_file (id, owner, uploaded_by, state, name, uploaded_at)
       VALUES ($1, $2, $3, 'RECEIVING', $4, $5)`,
      [file.id, file.owner, file.uploadedBy, file.name, file.at],
    );
  }

  async addChunk(fileId: string, number: number, content: Buffer): Promise<void> {
    await this.database.execute(
      'INSERT INTO stored_file_chunk (file_id, number, content) VALUES ($1, $2, $3)',
      [fileId, number, content],
    );
  }

  async complete(
    transaction: Transaction,
    file: Pick<StoredFile, 'id' | 'name' | 'mediaType' | 'size' | 'sha256'>,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE stored_file SET state = 'KEPT', name = $2, media_type = $3, size = $4, sha256 = $5
        WHERE id = $1 AND state = 'RECEIVING'`,
      [file.id, file.name, file.mediaType, file.size, file.sha256],
    );
    return touched === 1;
  }

  /** Forgets an upload that came to nothing, with what came of it. */
  async abandon(id: string): Promise<void> {
    await this.database.execute(`DELETE FROM stored_file WHERE id = $1 AND state = 'RECEIVING'`, [
      id,
    ]);
  }

  /** Those of the files that the reader may read. */
  async readableByIds(
    reader: FileReader,
    ids: readonly string[],
  ): Promise<Map<string, StoredFile>> {
    const rows = await this.database.query<StoredFile>(
      `SELECT ${COLUMNS} FROM stored_file f
        WHERE f.id = ANY($3::uuid[]) AND f.state <> 'RECEIVING'
          AND ($4 OR ${IS_OWN} OR EXISTS (
            SELECT FROM file_attachment a WHERE a.file_id = f.id AND a.readers && $2::text[]))`,
      [reader.accountId, reader.audiences, ids, reader.readsAll],
    );
    return byId(rows);
  }

  /** Those of the files that are the reader's own and kept, locked until the transaction ends. */
  async lockOwn(
    transaction: Transaction,
    { accountId, audiences }: FileReader,
    ids: readonly string[],
  ): Promise<Map<string, StoredFile>> {
    const rows = await transaction.query<StoredFile>(
      `SELECT ${COLUMNS} FROM stored_file f
        WHERE f.id = ANY($3::uuid[]) AND f.state = 'KEPT' AND ${IS_OWN} ORDER BY f.id FOR UPDATE`,
      [accountId, audiences, ids],
    );
    return byId(rows);
  }

  /** Files on an object beside these; of those who attach to one object at a time, one counts at a time. */
  async countOthersOn(
    transaction: Transaction,
    subjectId: string,
    fileIds: readonly string[],
  ): Promise<number> {
    await transaction.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 22))', [
      subjectId,
    ]);
    const [row] = await transaction.query<{ count: number }>(
      `SELECT count(DISTINCT file_id)::int AS count FROM file_attachment
        WHERE subject_id = $1 AND file_id <> ALL($2::uuid[])`,
      [subjectId, fileIds],
    );
    return row!.count;
  }

  /** Attaches locked files. What is attached already for that purpose stays, with readers of both times. */
  async attach(
    transaction: Transaction,
    fileIds: readonly string[],
    attachment: Omit<FileAttachment, 'fileId'>,
  ): Promise<void> {
    const { subjectType, subjectId, purpose, readers, attachedBy, attachedAt } = attachment;
    await transaction.execute(
      `INSERT INTO file_attachment
         (file_id, subject_type, subject_id, purpose, readers, attached_by, attached_at)
       SELECT unnest($1::uuid[]), $2, $3, $4, $5, $6, $7
       ON CONFLICT (subject_id, purpose, file_id) DO UPDATE
         SET readers = ARRAY(SELECT DISTINCT unnest(file_attachment.readers || excluded.readers))`,
      [fileIds, subjectType, subjectId, purpose, readers, attachedBy, attachedAt],
    );
    await transaction.execute(
      `UPDATE stored_file SET attached_at = $2 WHERE id = ANY($1::uuid[]) AND attached_at IS NULL`,
      [fileIds, attachedAt],
    );
  }

  async attachedTo(
    subjectIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<AttachedFile[]> {
    return executor.query<AttachedFile>(
      `SELECT ${COLUMNS}, a.subject_id AS "subjectId", a.purpose
         FROM file_attachment a JOIN stored_file f ON f.id = a.file_id
        WHERE a.subject_id = ANY($1::uuid[]) ORDER BY a.attached_at, f.id`,
      [subjectIds],
    );
  }

  /** One piece of the content, or undefined after the last one. */
  async chunk(fileId: string, number: number): Promise<Buffer | undefined> {
    const [row] = await this.database.query<{ content: Buffer }>(
      'SELECT content FROM stored_file_chunk WHERE file_id = $1 AND number = $2',
      [fileId, number],
    );
    return row?.content;
  }

  /** Drops the content of these files; their records stay. @returns those that had content */
  async deleteContent(
    transaction: Transaction,
    ids: readonly string[],
    at: Date,
  ): Promise<string[]> {
    const rows = await transaction.query<{ id: string }>(
      `UPDATE stored_file SET state = 'DELETED', deleted_at = $2
        WHERE id = ANY($1::uuid[]) AND state = 'KEPT' RETURNING id`,
      [ids, at],
    );
    const deleted = rows.map(({ id }) => id);
    await transaction.execute('DELETE FROM stored_file_chunk WHERE file_id = ANY($1::uuid[])', [
      deleted,
    ]);
    return deleted;
  }

  /** Files that nobody attached in time, locked; another worker's are passed over. */
  async lockExpired(transaction: Transaction, before: Date, most: number): Promise<string[]> {
    const rows = await transaction.query<{ id: string }>(
      `SELECT id FROM stored_file
        WHERE state = 'KEPT' AND attached_at IS NULL AND uploaded_at < $1
        ORDER BY uploaded_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [before, most],
    );
    return rows.map(({ id }) => id);
  }

  /** Forgets uploads whose process died. @returns how many */
  async forgetUnfinished(before: Date): Promise<number> {
    return this.database.execute(
      `DELETE FROM stored_file WHERE state = 'RECEIVING' AND attached_at IS NULL AND uploaded_at < $1`,
      [before],
    );
  }
}

function byId(rows: readonly StoredFile[]): Map<string, StoredFile> {
  return new Map(rows.map((row) => [row.id, row]));
}
