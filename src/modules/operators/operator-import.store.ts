import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';

/** Employments that one step of an import wrote. */
interface Written {
  readonly count: number;
  readonly first: BusinessDate | null;
  readonly last: BusinessDate | null;
}

/** Ends `WITH written AS (… RETURNING e.employed_from, e.employed_to)`. */
const SUMMARY = `SELECT count(*)::int AS count, min(employed_from) AS first,
  max(coalesce(employed_to, employed_from)) AS last FROM written`;

/**
 * Operators and employments of an adopted past, a whole staged file in each statement. The staged rows have
 * passed the dataset's checks: no two of them name one operator, and none overlaps what stays.
 */
@Injectable()
export class OperatorImportStore {
  /**
   * People who are new, and new names of those who are known.
   *
   * @returns how many names changed
   */
  async mergeOperators(transaction: Transaction, staging: string, at: Date): Promise<number> {
    await transaction.execute(
      `INSERT INTO operator (id, operator_code, name, imported, created_at)
       SELECT uuid_v7(), s.operator_code, btrim(s.name), true, $1 FROM ${staging} s
        WHERE NOT EXISTS (SELECT FROM operator o WHERE o.operator_code = s.operator_code)
        ORDER BY s.line`,
      [at],
    );
    return transaction.execute(
      `UPDATE operator o SET name = btrim(s.name), version = o.version + 1 FROM ${staging} s
        WHERE o.operator_code = s.operator_code AND o.name <> btrim(s.name)`,
    );
  }

  /** Codes that we give out ourselves go on after those that came with the past. */
  async passOverCodes(transaction: Transaction, staging: string): Promise<void> {
    await transaction.execute(
      `SELECT setval('operator_code_number', highest)
         FROM (SELECT max(substring(operator_code FROM '^O([0-9]{1,15})$')::bigint) AS highest FROM ${staging}) f,
              operator_code_number n
        WHERE highest > n.last_value OR (highest = n.last_value AND NOT n.is_called)`,
    );
  }

  /** Last days that the file gives otherwise than the books. */
  async correctLastDays(transaction: Transaction, staging: string): Promise<Written> {
    return this.write(
      transaction,
      `UPDATE employment e SET employed_to = s.employed_to
         FROM ${staging} s JOIN operator o ON o.operator_code = s.operator_code
        WHERE e.operator_id = o.id AND e.employed_from = s.employed_from
          AND e.employed_to IS DISTINCT FROM s.employed_to
       RETURNING e.employed_from, e.employed_to`,
    );
  }

  /** Who begins a new job has left the one that was still going on, at the latest the day before. */
  async endFormerJobs(transaction: Transaction, staging: string): Promise<Written> {
    return this.write(
      transaction,
      `UPDATE employment e SET employed_to = s.employed_from - 1
         FROM ${staging} s JOIN operator o ON o.operator_code = s.operator_code
        WHERE e.operator_id = o.id AND e.employed_to IS NULL AND e.employed_from < s.employed_from
       RETURNING e.employed_from, e.employed_to`,
    );
  }

  async insertEmployments(transaction: Transaction, staging: string): Promise<Written> {
    return this.write(
      transaction,
      `INSERT INTO employment AS e (id, operator_id, provider_id, employed_from, employed_to, imported)
       SELECT uuid_v7(), o.id, p.id, s.employed_from, s.employed_to, true
         FROM ${staging} s JOIN operator o ON o.operator_code = s.operator_code
         JOIN provider p ON p.provider_code = s.provider_code
        WHERE NOT EXISTS (SELECT FROM employment known
                           WHERE known.operator_id = o.id AND known.employed_from = s.employed_from)
        ORDER BY s.line
       RETURNING e.employed_from, e.employed_to`,
    );
  }

  private async write(transaction: Transaction, statement: string): Promise<Written> {
    const [row] = await transaction.query<Written>(`WITH written AS (${statement}) ${SUMMARY}`);
    return row!;
  }
}
