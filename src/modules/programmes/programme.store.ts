import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { ProgrammeState } from './domain/programme.js';
import { Programme } from './entities/programme.entity.js';
import { ProgrammeVersion } from './entities/programme-version.entity.js';

const NEWEST: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'p.created_at', key: 'createdAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 'p.id', key: 'id', type: 'uuid', direction: 'DESC' },
  ],
};

const COLUMNS =
  'p.id, p.code, p.name_zh AS "nameZh", p.name_en AS "nameEn", p.created_at AS "createdAt"';

const VERSION_COLUMNS = `v.id, v.programme_id AS "programmeId", v.version, v.state, v.period_start AS "periodStart",
  v.period_end AS "periodEnd", v.targets, v.note, v.drafted_by AS "draftedBy", v.drafted_at AS "draftedAt",
  v.decided_by AS "decidedBy", v.decided_at AS "decidedAt"`;

@Injectable()
export class ProgrammeStore {
  constructor(private readonly database: Database) {}

  /** Programmes that have a version among those states. */
  async page(
    states: readonly ProgrammeState[],
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Programme>> {
    const condition =
      'EXISTS (SELECT FROM programme_version v WHERE v.programme_id = p.id AND v.state = ANY($1::text[]))';
    const keyset = keysetQuery(NEWEST, request, 2);
    const rows = await this.database.query<Programme>(
      `SELECT ${COLUMNS} FROM programme p WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [states, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM programme p WHERE ${condition}`,
      [states],
    );
    return keyset.page(rows, Number(total!.count));
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Programme>> {
    const rows = await this.database.query<Programme>(
      `SELECT ${COLUMNS} FROM programme p WHERE p.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async versionsByIds(
    ids: readonly string[],
    states: readonly ProgrammeState[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, ProgrammeVersion>> {
    const rows = await executor.query<ProgrammeVersion>(
      `SELECT ${VERSION_COLUMNS} FROM programme_version v WHERE v.id = ANY($1::uuid[]) AND v.state = ANY($2::text[])`,
      [ids, states],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The versions of programmes, newest first. */
  async versionsOf(
    programmeIds: readonly string[],
    states: readonly ProgrammeState[],
  ): Promise<Map<string, ProgrammeVersion[]>> {
    const rows = await this.database.query<ProgrammeVersion>(
      `SELECT ${VERSION_COLUMNS} FROM programme_version v
        WHERE v.programme_id = ANY($1::uuid[]) AND v.state = ANY($2::text[]) ORDER BY v.programme_id, v.version DESC`,
      [programmeIds, states],
    );
    const byProgramme = new Map<string, ProgrammeVersion[]>();
    for (const row of rows) {
      const known = byProgramme.get(row.programmeId);
      if (known) known.push(row);
      else byProgramme.set(row.programmeId, [row]);
    }
    return byProgramme;
  }

  /** Of each programme the approved version with the highest number. */
  async inForce(): Promise<ProgrammeVersion[]> {
    return this.database.query<ProgrammeVersion>(
      `SELECT DISTINCT ON (v.programme_id) ${VERSION_COLUMNS} FROM programme_version v
        WHERE v.state = 'APPROVED' ORDER BY v.programme_id, v.version DESC`,
    );
  }

  /** The programme of a code, made if there is none, held until the transaction ends. */
  async lockByCode(
    transaction: Transaction,
    programme: Omit<Programme, 'createdAt'>,
    at: Date,
  ): Promise<{ readonly id: string; readonly lastVersion: number }> {
    await transaction.execute(
      `INSERT INTO programme (id, code, name_zh, name_en, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (code) DO NOTHING`,
      [programme.id, programme.code, programme.nameZh, programme.nameEn, at],
    );
    const [row] = await transaction.query<{ id: string }>(
      'SELECT id FROM programme WHERE code = $1 FOR UPDATE',
      [programme.code],
    );
    const [last] = await transaction.query<{ version: number }>(
      'SELECT coalesce(max(version), 0) AS version FROM programme_version WHERE programme_id = $1',
      [row!.id],
    );
    return { id: row!.id, lastVersion: last!.version };
  }

  /** Throws the constraint programme_version_one_draft when there is a draft already. */
  async insertVersion(
    transaction: Transaction,
    version: Omit<ProgrammeVersion, 'decidedBy' | 'decidedAt'>,
  ): Promise<void> {
    await transaction.manager.insert(ProgrammeVersion, version as object);
  }

  /** @returns false when somebody else decided it meanwhile */
  async decide(
    transaction: Transaction,
    id: string,
    to: ProgrammeState,
    by: string,
    at: Date,
  ): Promise<boolean> {
    const touched = await transaction.execute(
      `UPDATE programme_version SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'DRAFT'`,
      [id, to, by, at],
    );
    return touched === 1;
  }
}
