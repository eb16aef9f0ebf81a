import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import { AdmissionDocument } from './entities/application-document.entity.js';

const COLUMNS = `d.id, d.provider_id AS "providerId", d.kind, d.file_id AS "fileId", d.expires_on AS "expiresOn",
  d.added_by AS "addedBy", d.added_at AS "addedAt", d.accepted_at AS "acceptedAt", d.removed_at AS "removedAt"`;

@Injectable()
export class ApplicationDocumentStore {
  constructor(private readonly database: Database) {}

  async insert(transaction: Transaction, document: AdmissionDocument): Promise<void> {
    await transaction.manager.insert(AdmissionDocument, document);
  }

  /** The documents that providers have on file now, oldest first. */
  async ofProviders(
    providerIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, AdmissionDocument[]>> {
    const rows = await executor.query<AdmissionDocument>(
      `SELECT ${COLUMNS} FROM admission_document d
        WHERE d.provider_id = ANY($1::uuid[]) AND d.removed_at IS NULL ORDER BY d.provider_id, d.added_at, d.id`,
      [providerIds],
    );
    const byProvider = new Map<string, AdmissionDocument[]>(providerIds.map((id) => [id, []]));
    for (const row of rows) byProvider.get(row.providerId)!.push(row);
    return byProvider;
  }

  async byIds(
    ids: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, AdmissionDocument>> {
    const rows = await executor.query<AdmissionDocument>(
      `SELECT ${COLUMNS} FROM admission_document d WHERE d.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** @returns false when it is gone, or accepted and part of the record */
  async remove(transaction: Transaction, id: string, at: Date): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE admission_document SET removed_at = $2
        WHERE id = $1 AND removed_at IS NULL AND accepted_at IS NULL`,
      [id, at],
    );
    return touched === 1;
  }

  async accept(transaction: Transaction, ids: readonly string[], at: Date): Promise<void> {
    await transaction.execute(
      `UPDATE admission_document SET accepted_at = $2
        WHERE id = ANY($1::uuid[]) AND accepted_at IS NULL`,
      [ids, at],
    );
  }
}
