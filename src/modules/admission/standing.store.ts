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
import type { StandingState } from './domain/standing.js';
import { StandingTransition, type ProviderStanding } from './entities/standing.entity.js';

export interface StandingFilter {
  readonly states?: readonly StandingState[];
  readonly providerId?: string;
  /** A gate will bite, or fails, before that day. */
  readonly bitesBefore?: BusinessDate;
  /** The last check found this gate failing. */
  readonly failingGate?: string;
}

const provider = (direction: 'ASC' | 'DESC') =>
  ({ sql: 's.provider_id', key: 'providerId', type: 'uuid', direction }) as const;

export const STANDING_ORDERS = {
  /** The first gate to bite first. */
  BITES: {
    name: 'bites',
    columns: [
      {
        sql: `coalesce(s.bites_on, date '9999-12-31')`,
        key: 'bitesKey',
        type: 'date',
        direction: 'ASC',
      },
      provider('ASC'),
    ],
  },
  SINCE: {
    name: 'since',
    columns: [{ sql: 's.since', key: 'since', type: 'date', direction: 'DESC' }, provider('DESC')],
  },
} as const satisfies Record<string, KeysetOrder>;
export type StandingOrder = keyof typeof STANDING_ORDERS;

const COLUMNS = `s.provider_id AS "providerId", s.state, s.since, s.held_by AS "heldBy",
  s.returns_to AS "returnsTo", s.probation_ends_on AS "probationEndsOn", s.next_state AS "nextState",
  s.next_on AS "nextOn", s.reentry_from AS "reentryFrom", s.failing_checks AS "failingChecks",
  s.passing_checks AS "passingChecks", s.reentries, s.judged_from AS "judgedFrom",
  s.last_checked_on AS "lastCheckedOn", s.verdicts, s.failing_since AS "failingSince", s.bites_on AS "bitesOn",
  s.bites_gate AS "bitesGate", s.moves, s.updated_at AS "updatedAt"`;

const NEWEST: KeysetOrder = {
  name: 'newest',
  columns: [{ sql: 't.number', key: 'number', type: 'int', direction: 'DESC' }],
};

@Injectable()
export class StandingStore {
  constructor(private readonly database: Database) {}

  async page(
    context: RequestContext,
    filter: StandingFilter,
    orderName: StandingOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ProviderStanding>> {
    const owned = ownershipCondition(context, { provider: 's.provider_id' }, 5);
    const parameters = [
      filter.states ?? null,
      filter.providerId ?? null,
      filter.bitesBefore ?? null,
      filter.failingGate ?? null,
      ...owned.parameters,
    ];
    const condition = `($1::text[] IS NULL OR s.state = ANY($1)) AND ($2::uuid IS NULL OR s.provider_id = $2)
      AND ($3::date IS NULL OR least(s.bites_on, s.failing_since) < $3)
      AND ($4::text IS NULL OR s.verdicts @> jsonb_build_array(jsonb_build_object('code', $4::text, 'status', 'FAILED')))
      AND ${owned.where}`;
    const keyset = keysetQuery(STANDING_ORDERS[orderName], request, parameters.length + 1);
    const rows = await this.database.query<ProviderStanding>(
      `SELECT ${COLUMNS}, coalesce(s.bites_on, date '9999-12-31') AS "bitesKey" FROM provider_standing s
        WHERE ${condition} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM provider_standing s WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  async byIds(
    providerIds: readonly string[],
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, ProviderStanding>> {
    const rows = await executor.query<ProviderStanding>(
      `SELECT ${COLUMNS} FROM provider_standing s WHERE s.provider_id = ANY($1::uuid[])`,
      [providerIds],
    );
    return new Map(rows.map((row) => [row.providerId, row]));
  }

  async lock(transaction: Transaction, providerId: string): Promise<ProviderStanding | undefined> {
    const [row] = await transaction.query<ProviderStanding>(
      `SELECT ${COLUMNS} FROM provider_standing s WHERE s.provider_id = $1 FOR UPDATE`,
      [providerId],
    );
    return row;
  }

  /**
   * The next standings that the day's check has not seen yet, held for this transaction. A second worker waits
   * for the first and then finds them checked.
   */
  async lockUnchecked(
    transaction: Transaction,
    today: BusinessDate,
    after: string | null,
    limit: number,
  ): Promise<ProviderStanding[]> {
    return transaction.query(
      `SELECT ${COLUMNS} FROM provider_standing s
        WHERE s.state <> 'EXITED' AND (s.last_checked_on IS NULL OR s.last_checked_on < $1::date)
          AND ($2::uuid IS NULL OR s.provider_id > $2)
        ORDER BY s.provider_id LIMIT $3 FOR UPDATE`,
      [today, after, limit],
    );
  }

  /** Providers that are admitted and have no standing yet: they came with an adopted platform's past. */
  async withoutStanding(
    transaction: Transaction,
    limit: number,
  ): Promise<{ providerId: string; admittedOn: BusinessDate }[]> {
    return transaction.query(
      `SELECT p.id AS "providerId", coalesce(p.admitted_on, (p.created_at AT TIME ZONE 'Asia/Shanghai')::date)
                AS "admittedOn"
         FROM provider p
        WHERE p.state = 'ADMITTED' AND NOT EXISTS (SELECT FROM provider_standing s WHERE s.provider_id = p.id)
        ORDER BY p.id LIMIT $1 FOR UPDATE OF p`,
      [limit],
    );
  }

  /** Every provider that stands, or is admitted without a standing; in order of id. */
  async idsAfter(executor: SqlExecutor, after: string | null, limit: number): Promise<string[]> {
    const rows = await executor.query<{ id: string }>(
      `SELECT p.id FROM provider p
        WHERE p.state IN ('ADMITTED', 'SUSPENDED') AND ($1::uuid IS NULL OR p.id > $1) ORDER BY p.id LIMIT $2`,
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }

  async countStanding(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM provider WHERE state IN ('ADMITTED', 'SUSPENDED')`,
    );
    return row!.count;
  }

  /** Puts whole standings in place of what was there: new ones, and those that the transaction holds. */
  async put(transaction: Transaction, standings: readonly ProviderStanding[]): Promise<void> {
    await transaction.execute(
      `INSERT INTO provider_standing (${Object.values(FIELDS).join(', ')})
       SELECT ${Object.keys(FIELDS)
         .map((key) => `r."${key}"`)
         .join(', ')}
         FROM jsonb_to_recordset($1::jsonb) AS r(${Object.keys(FIELDS)
           .map((key) => `"${key}" ${TYPES[key] ?? 'text'}`)
           .join(', ')})
       ON CONFLICT (provider_id) DO UPDATE SET ${Object.values(FIELDS)
         .filter((column) => column !== 'provider_id')
         .map((column) => `${column} = excluded.${column}`)
         .join(', ')}`,
      [JSON.stringify(standings)],
    );
  }

  async recordTransitions(
    transaction: Transaction,
    transitions: readonly StandingTransition[],
  ): Promise<void> {
    if (transitions.length === 0) return;
    await transaction.manager.insert(
      StandingTransition,
      transitions.map((transition) => ({ ...transition, gates: [...transition.gates] })),
    );
  }

  async transitions(
    providerId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<StandingTransition>> {
    const keyset = keysetQuery(NEWEST, request, 2);
    const rows = await this.database.query<StandingTransition>(
      `SELECT t.provider_id AS "providerId", t.number, t.from_state AS "fromState", t.to_state AS "toState",
              t.cause, t.gates, t.reason, t.effective_on AS "effectiveOn", t.policy_version AS "policyVersion",
              t.decided_by AS "decidedBy", t.decided_at AS "decidedAt"
         FROM standing_transition t WHERE t.provider_id = $1 AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [providerId, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      'SELECT count(*) FROM standing_transition WHERE provider_id = $1',
      [providerId],
    );
    return keyset.page(rows, Number(total!.count));
  }
}

/** Properties of a standing and their columns. */
const FIELDS: Readonly<Record<keyof ProviderStanding, string>> = {
  providerId: 'provider_id',
  state: 'state',
  since: 'since',
  heldBy: 'held_by',
  returnsTo: 'returns_to',
  probationEndsOn: 'probation_ends_on',
  nextState: 'next_state',
  nextOn: 'next_on',
  reentryFrom: 'reentry_from',
  failingChecks: 'failing_checks',
  passingChecks: 'passing_checks',
  reentries: 'reentries',
  judgedFrom: 'judged_from',
  lastCheckedOn: 'last_checked_on',
  verdicts: 'verdicts',
  failingSince: 'failing_since',
  bitesOn: 'bites_on',
  bitesGate: 'bites_gate',
  moves: 'moves',
  updatedAt: 'updated_at',
};
const TYPES: Readonly<Record<string, string>> = {
  providerId: 'uuid',
  since: 'date',
  probationEndsOn: 'date',
  nextOn: 'date',
  reentryFrom: 'date',
  failingChecks: 'int',
  passingChecks: 'int',
  reentries: 'int',
  judgedFrom: 'date',
  lastCheckedOn: 'date',
  verdicts: 'jsonb',
  failingSince: 'date',
  bitesOn: 'date',
  moves: 'int',
  updatedAt: 'timestamptz',
};
