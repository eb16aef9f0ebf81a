import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { CapabilityModel } from './entities/capability-model.entity.js';
import type { ModelVersion } from './entities/scoring-run.entity.js';

const COLUMNS = `id, code, version, state, effective_from AS "effectiveFrom", definition, note,
  created_at AS "createdAt"`;

@Injectable()
export class CapabilityModelStore {
  constructor(private readonly database: Database) {}

  /** Of each code the version in force on a day, in order of the codes. */
  inForce(on: BusinessDate, executor: SqlExecutor = this.database): Promise<CapabilityModel[]> {
    return executor.query<CapabilityModel>(
      `SELECT DISTINCT ON (code) ${COLUMNS} FROM capability_model
        WHERE state = 'PUBLISHED' AND effective_from <= $1::date
        ORDER BY code, effective_from DESC, version DESC`,
      [on],
    );
  }

  /** In order of the codes. */
  byVersions(versions: readonly ModelVersion[]): Promise<CapabilityModel[]> {
    return this.database.query<CapabilityModel>(
      `SELECT ${COLUMNS} FROM capability_model
         JOIN unnest($1::text[], $2::int[]) AS wanted (code, version) USING (code, version)
        ORDER BY code`,
      [versions.map(({ code }) => code), versions.map(({ version }) => version)],
    );
  }

  published(): Promise<CapabilityModel[]> {
    return this.database.query<CapabilityModel>(
      `SELECT ${COLUMNS} FROM capability_model WHERE state = 'PUBLISHED' ORDER BY code, version`,
    );
  }
}
