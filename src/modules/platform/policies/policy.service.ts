import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import type { SqlExecutor, Transaction } from '../database/sql-executor.js';
import type { BusinessDate } from '../kernel/business-date.js';

/** A threshold, rule or setting of the marketplace: data with a version, never a constant in code. */
export interface Policy<Body> {
  readonly name: string;
  readonly version: number;
  readonly effectiveFrom: BusinessDate;
  readonly body: Body;
}

@Injectable()
export class PolicyService {
  constructor(private readonly database: Database) {}

  /**
   * The version in force on a day.
   * @throws Error when there is none or it does not fit the shape: a fault of the installation, not of a user
   */
  async inForce<Schema extends z.ZodType>(
    name: string,
    schema: Schema,
    on: BusinessDate,
    executor: SqlExecutor = this.database,
  ): Promise<Policy<z.infer<Schema>>> {
    const [row] = await executor.query<{ version: number; effective_from: string; body: unknown }>(
      `SELECT version, effective_from, body FROM policy_version
        WHERE name = $1 AND effective_from <= $2::date
        ORDER BY effective_from DESC, version DESC LIMIT 1`,
      [name, on],
    );
    if (!row)
      throw new Error(`no version of policy ${name} is in force on ${on}; run \`cli seed\``);
    return {
      name,
      version: row.version,
      effectiveFrom: row.effective_from,
      body: schema.parse(row.body),
    };
  }

  /**
   * Versions that past decisions were made with, by number.
   * @throws Error when one is missing: versions are never deleted
   */
  async ofVersions<Schema extends z.ZodType>(
    name: string,
    schema: Schema,
    versions: readonly number[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<number, z.infer<Schema>>> {
    const rows = await executor.query<{ version: number; body: unknown }>(
      'SELECT version, body FROM policy_version WHERE name = $1 AND version = ANY($2::int[])',
      [name, versions],
    );
    const found = new Map(rows.map(({ version, body }) => [version, schema.parse(body)]));
    const missing = versions.find((version) => !found.has(version));
    if (missing !== undefined) throw new Error(`policy ${name} has no version ${missing}`);
    return found;
  }

  /** Every version of a policy, newest first, as it stands. */
  async versions(name: string): Promise<Policy<unknown>[]> {
    return this.database.query(
      `SELECT name, version, effective_from AS "effectiveFrom", body FROM policy_version
        WHERE name = $1 ORDER BY version DESC`,
      [name],
    );
  }

  /**
   * Writes down the next version of a policy. Versions never change: a mistake is mended by another one.
   * @returns its number
   */
  async publish(
    transaction: Transaction,
    policy: { name: string; effectiveFrom: BusinessDate; body: unknown; note: string },
  ): Promise<number> {
    await transaction.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 21))', [
      policy.name,
    ]);
    const [row] = await transaction.query<{ version: number }>(
      `INSERT INTO policy_version (name, version, effective_from, body, note)
       SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4 FROM policy_version WHERE name = $1
       RETURNING version`,
      [policy.name, policy.effectiveFrom, JSON.stringify(policy.body), policy.note],
    );
    return row!.version;
  }
}
