import { Injectable } from '@nestjs/common';
import { ownershipCondition } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { Money } from '../platform/kernel/money.js';
import type { BookedEntry, DepositEntryKind } from './domain/deposit-ledger.js';
import { DepositEntry } from './entities/deposit-entry.entity.js';

export interface DepositEntryFilter {
  readonly providerId?: string;
  readonly kinds?: readonly DepositEntryKind[];
  readonly violationId?: string;
  readonly bookedFrom?: BusinessDate;
  readonly bookedTo?: BusinessDate;
}

/** Sums of signed amounts by kind, and of all of them. */
export interface DepositTotals {
  readonly deposited: Money;
  readonly deducted: Money;
  readonly refunded: Money;
  readonly corrected: Money;
  readonly balance: Money;
}

export type ExportedEntry = DepositEntry & { readonly balance: Money };

const id = (direction: 'ASC' | 'DESC') =>
  ({ sql: 'e.id', key: 'id', type: 'uuid', direction }) as const;

export const DEPOSIT_ENTRY_ORDERS = {
  NEWEST: {
    name: 'newest',
    columns: [
      { sql: 'e.recorded_at', key: 'recordedAt', type: 'timestamptz', direction: 'DESC' },
      id('DESC'),
    ],
  },
  OLDEST: {
    name: 'oldest',
    columns: [
      { sql: 'e.recorded_at', key: 'recordedAt', type: 'timestamptz', direction: 'ASC' },
      id('ASC'),
    ],
  },
  AMOUNT: {
    name: 'amount',
    columns: [{ sql: 'e.amount', key: 'amount', type: 'numeric', direction: 'DESC' }, id('DESC')],
  },
} as const satisfies Record<string, KeysetOrder>;
export type DepositEntryOrder = keyof typeof DEPOSIT_ENTRY_ORDERS;

const COLUMNS = `e.id, e.provider_id AS "providerId", e.number, e.kind, e.amount, e.reason, e.reference,
  e.violation_id AS "violationId", e.appeal_id AS "appealId", e.refund_id AS "refundId", e.compensates,
  e.booked_on AS "bookedOn", e.recorded_by AS "recordedBy", e.recorded_at AS "recordedAt"`;

const CONDITION = `($1::uuid IS NULL OR e.provider_id = $1) AND ($2::text[] IS NULL OR e.kind = ANY($2))
  AND ($3::uuid IS NULL OR e.violation_id = $3) AND ($4::date IS NULL OR e.booked_on >= $4)
  AND ($5::date IS NULL OR e.booked_on <= $5)`;

const EXPORTED_AT_ONCE = 1_000;

@Injectable()
export class DepositStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: DepositEntryFilter,
    orderName: DepositEntryOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<DepositEntry>> {
    const { from, parameters } = this.listed(context, filter);
    const keyset = keysetQuery(DEPOSIT_ENTRY_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<DepositEntry>(
      `SELECT ${COLUMNS} ${from} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) ${from}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** The sums over everything that the filter leaves of what the caller may see. */
  async totals(context: RequestContext, filter: DepositEntryFilter): Promise<DepositTotals> {
    const { from, parameters } = this.listed(context, filter);
    const sum = (kind: DepositEntryKind) =>
      `coalesce(sum(e.amount) FILTER (WHERE e.kind = '${kind}'), 0.00)`;
    const [row] = await this.database.query<DepositTotals>(
      `SELECT ${sum('DEPOSIT')} AS deposited, ${sum('DEDUCTION')} AS deducted, ${sum('REFUND')} AS refunded,
              ${sum('CORRECTION')} AS corrected, coalesce(sum(e.amount), 0.00) AS balance ${from}`,
      parameters,
    );
    return row!;
  }

  async visibleByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, DepositEntry>> {
    const owned = ownershipCondition(context, { provider: 'e.provider_id' }, 2);
    const rows = await this.database.query<DepositEntry>(
      `SELECT ${COLUMNS} FROM deposit_entry e WHERE e.id = ANY($1::uuid[]) AND ${owned.where}`,
      [ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The balance that each of these entries left. */
  async balancesAfter(entryIds: readonly string[]): Promise<Map<string, Money>> {
    const rows = await this.database.query<{ id: string; balance: Money }>(
      `SELECT r.id, r.balance
         FROM (SELECT e.id, sum(e.amount) OVER (PARTITION BY e.provider_id ORDER BY e.number) AS balance
                 FROM deposit_entry e
                WHERE e.provider_id IN (SELECT provider_id FROM deposit_entry WHERE id = ANY($1::uuid[]))) r
        WHERE r.id = ANY($1::uuid[])`,
      [entryIds],
    );
    return new Map(rows.map((row) => [row.id, row.balance]));
  }

  /** The entries that these violations brought about, oldest first. */
  async ofViolations(violationIds: readonly string[]): Promise<Map<string, DepositEntry[]>> {
    const rows = await this.database.query<DepositEntry>(
      `SELECT ${COLUMNS} FROM deposit_entry e WHERE e.violation_id = ANY($1::uuid[]) ORDER BY e.number`,
      [violationIds],
    );
    const byViolation = new Map<string, DepositEntry[]>(violationIds.map((key) => [key, []]));
    for (const row of rows) byViolation.get(row.violationId!)!.push(row);
    return byViolation;
  }

  /** A provider's whole ledger in its order with running balances, some at a time. */
  async *exported(providerId: string): AsyncGenerator<readonly ExportedEntry[]> {
    for (let last = 0; ;) {
      const rows = await this.database.query<ExportedEntry>(
        `SELECT * FROM (SELECT ${COLUMNS}, sum(e.amount) OVER (ORDER BY e.number) AS balance
                          FROM deposit_entry e WHERE e.provider_id = $1) e
          WHERE e.number > $2 ORDER BY e.number LIMIT ${EXPORTED_AT_ONCE}`,
        [providerId, last],
      );
      if (rows.length > 0) yield rows;
      if (rows.length < EXPORTED_AT_ONCE) return;
      last = rows[rows.length - 1]!.number;
    }
  }

  /** The sum of a provider's entries and how many there are. Call it under the provider's lock before booking. */
  async balance(
    executor: SqlExecutor,
    providerId: string,
  ): Promise<{ balance: Money; entries: number }> {
    const [row] = await executor.query<{ balance: Money; entries: number }>(
      `SELECT coalesce(sum(amount), 0.00) AS balance, count(*)::int AS entries
         FROM deposit_entry WHERE provider_id = $1`,
      [providerId],
    );
    return row!;
  }

  async insert(transaction: Transaction, entry: DepositEntry): Promise<void> {
    await transaction.manager.insert(DepositEntry, entry);
  }

  async providerOf(executor: SqlExecutor, entryId: string): Promise<string | undefined> {
    const [row] = await executor.query<{ providerId: string }>(
      'SELECT provider_id AS "providerId" FROM deposit_entry WHERE id = $1',
      [entryId],
    );
    return row?.providerId;
  }

  /** An entry with what has been taken back of it. */
  async booked(transaction: Transaction, entryId: string): Promise<DepositEntry & BookedEntry> {
    const [row] = await transaction.query<DepositEntry & BookedEntry>(
      `SELECT ${COLUMNS}, coalesce((SELECT sum(c.amount) FROM deposit_entry c WHERE c.compensates = e.id), 0.00)
                AS compensated
         FROM deposit_entry e WHERE e.id = $1`,
      [entryId],
    );
    return row!;
  }

  /** What these violations took out of the deposit, and what of that came back. */
  async deductions(
    transaction: Transaction,
    violationIds: readonly string[],
  ): Promise<Map<string, { entryId: string; taken: Money }>> {
    const rows = await transaction.query<{ violationId: string; entryId: string; taken: Money }>(
      `SELECT d.violation_id AS "violationId", d.id AS "entryId",
              -(d.amount + coalesce((SELECT sum(c.amount) FROM deposit_entry c WHERE c.compensates = d.id), 0)) AS taken
         FROM deposit_entry d WHERE d.kind = 'DEDUCTION' AND d.violation_id = ANY($1::uuid[])`,
      [violationIds],
    );
    return new Map(rows.map(({ violationId, ...rest }) => [violationId, rest]));
  }

  /**
   * Whether a transfer is on the books: a deposit with its reference of which something is left. Locks the
   * reference to the end of the transaction, so that one transfer is not booked twice at once.
   */
  async transferBooked(transaction: Transaction, reference: string): Promise<boolean> {
    await transaction.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 32))', [
      reference,
    ]);
    const [row] = await transaction.query<{ booked: boolean }>(
      `SELECT EXISTS (
         SELECT FROM deposit_entry e WHERE e.kind = 'DEPOSIT' AND e.reference = $1
            AND e.amount > -coalesce((SELECT sum(c.amount) FROM deposit_entry c WHERE c.compensates = e.id), 0))
         AS booked`,
      [reference],
    );
    return row!.booked;
  }

  private listed(context: RequestContext, filter: DepositEntryFilter) {
    const owned = ownershipCondition(context, { provider: 'e.provider_id' }, 6);
    const parameters = [
      filter.providerId ?? null,
      filter.kinds ?? null,
      filter.violationId ?? null,
      filter.bookedFrom ?? null,
      filter.bookedTo ?? null,
      ...owned.parameters,
    ];
    return { from: `FROM deposit_entry e WHERE ${CONDITION} AND ${owned.where}`, parameters };
  }
}
