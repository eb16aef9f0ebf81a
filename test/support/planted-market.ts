import type pg from 'pg';
import { newId } from '../../src/modules/platform/kernel/ids.js';

/** A session as a test plants it; what is left out is zero. */
export interface PlantedSession {
  readonly merchantId: string;
  readonly startedAt: string;
  readonly hours?: number;
  readonly figures?: Readonly<Record<string, number>>;
  /** Claimed under this engagement; absent: nobody claims it. */
  readonly claim?: {
    readonly providerId: string;
    readonly engagementId: string;
    readonly operatorId: string;
    readonly inTime?: boolean;
    readonly state?: 'VERIFIED' | 'CLAIMED';
    readonly target?: number;
    readonly load?: number;
  };
}

const SESSION_FIGURES =
  `target_gmv paid_gmv refunded_gmv orders buyers new_buyers exposures entries watch_minutes
  peak_viewers average_viewers reservations fans_gained ad_spend ad_gmv top_buyer_gmv`.split(/\s+/);
const DAY_FIGURES =
  `paid_gmv refunded_gmv orders buyers new_buyers repeat_buyers exposures entries watch_minutes
  live_minutes videos_published fans_gained fans_lost ad_spend ad_gmv listed_skus active_skus shipped_total
  shipped_on_time complaints rating_sum rating_count`.split(/\s+/);

/** In the order in which rows need each other. */
const TABLES = [
  'feed_load',
  'provider',
  'provider_transition',
  'operator',
  'merchant',
  'engagement',
  'engagement_operator',
  'live_session',
  'operated_session',
  'merchant_day',
  'indicator_value',
] as const;
type Table = (typeof TABLES)[number];

/**
 * Puts a market into the tables by plain SQL, as if the feed and the registry had brought it. Rows are gathered
 * and go in together, one statement for each table, when `write` is called.
 */
export class PlantedMarket {
  private number = 0;
  private readonly loads = new Set<number>();
  private readonly rows = new Map<Table, object[]>();

  private constructor(
    private readonly sql: pg.Pool,
    private readonly regionCode: string,
  ) {}

  static async prepare(sql: pg.Pool): Promise<PlantedMarket> {
    for (const table of ['merchant_day', 'live_session']) {
      await sql.query(`SELECT ensure_month_partitions($1, '2026-01-01', '2026-12-31')`, [table]);
    }
    const { rows } = await sql.query<{ code: string }>('SELECT min(code) AS code FROM region');
    const market = new PlantedMarket(sql, rows[0]!.code);
    market.load(1);
    return market;
  }

  provider(
    given: { focus?: string; category?: string; admittedOn?: string; suspendedOn?: string } = {},
  ): string {
    const { focus = 'MCN', category = 'apparel.womens', admittedOn = '2025-01-01' } = given;
    const id = newId();
    const code = `P${this.next().padStart(6, '0')}`;
    this.add('provider', {
      id,
      provider_code: code,
      name: `测试服务商${code}`,
      credit_code: `TEST${code}`,
      focus,
      main_category_code: category,
      region_code: this.regionCode,
      introduction: '',
      state: given.suspendedOn ? 'SUSPENDED' : 'ADMITTED',
      admitted_on: admittedOn,
      imported: false,
      version: 1,
      created_at: admittedOn,
      updated_at: admittedOn,
    });
    this.move(id, 'APPLIED', 'ADMITTED', admittedOn);
    if (given.suspendedOn) this.move(id, 'ADMITTED', 'SUSPENDED', given.suspendedOn);
    return id;
  }

  operator(): string {
    const id = newId();
    const row = {
      operator_code: `O${this.next()}`,
      name: '测试操盘手',
      imported: false,
      version: 1,
    };
    this.add('operator', { id, ...row, created_at: '2025-01-01' });
    return id;
  }

  merchant(
    kind = 'HOST',
    given: { category?: string; joinedOn?: string; exitedOn?: string } = {},
  ): string {
    const { category = 'apparel.womens', joinedOn = '2025-01-01', exitedOn = null } = given;
    const id = newId();
    this.add('merchant', {
      id,
      merchant_code: `M${this.next()}`,
      name: '测试商家',
      kind,
      category_code: category,
      region_code: this.regionCode,
      joined_on: joinedOn,
      exited_on: exitedOn,
      load_number: 1,
      created_at: '2025-01-01',
    });
    return id;
  }

  engagement(given: {
    providerId: string;
    merchantId: string;
    operatorId: string;
    from: string;
    to: string;
    kind?: string;
    target?: number;
  }): string {
    const id = newId();
    this.add('engagement', {
      id,
      engagement_code: `E${this.next()}`,
      provider_id: given.providerId,
      merchant_id: given.merchantId,
      kind: given.kind ?? 'SERVICE',
      state: 'ACCEPTED',
      proposed_by: 'PROVIDER',
      scope_modules: [],
      target_gmv: given.target ?? 0,
      fee: 0,
      started_on: given.from,
      ended_on: given.to,
      note: '',
      imported: false,
      version: 1,
      created_at: given.from,
      accepted_at: given.from,
    });
    this.add('engagement_operator', { engagement_id: id, operator_id: given.operatorId });
    return id;
  }

  sessions(planted: readonly PlantedSession[]): void {
    for (const { merchantId, startedAt, hours = 1, figures, claim } of planted) {
      const start = new Date(startedAt);
      const session = {
        session_id: newId(),
        merchant_id: merchantId,
        session_code: `S${this.next()}`,
        started_at: start.toISOString(),
        ended_at: new Date(start.getTime() + hours * 3_600_000).toISOString(),
      };
      const day = { business_date: startedAt.slice(0, 10), load_number: 1 };
      this.add('live_session', { ...session, ...day, ...zeros(SESSION_FIGURES), ...figures });
      if (claim) this.claim(session, claim);
    }
  }

  days(
    merchantId: string,
    dates: readonly string[],
    figuresOf: (date: string) => Readonly<Record<string, number>>,
  ): void {
    for (const date of dates) {
      const row = { merchant_id: merchantId, date, load_number: 1 };
      this.add('merchant_day', { ...row, ...zeros(DAY_FIGURES), ...figuresOf(date) });
    }
  }

  fed(
    providerId: string,
    code: string,
    periods: readonly [start: string, end: string, value: number, sample: number][],
  ): void {
    for (const [start, end, value, sample] of periods) {
      this.add('indicator_value', {
        provider_id: providerId,
        indicator_code: code,
        period_start: start,
        period_end: end,
        value,
        sample_size: sample,
        load_number: 1,
      });
    }
  }

  async write(): Promise<void> {
    for (const table of TABLES) {
      const rows = this.rows.get(table) ?? [];
      if (rows.length === 0) continue;
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(', ');
      await this.sql.query(
        `INSERT INTO ${table} (${columns})
         SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
        [JSON.stringify(rows)],
      );
    }
    this.rows.clear();
  }

  /** A later file's row for a known key: the old row goes to the history, as the feed does it. */
  async correct(
    table: 'live_session' | 'merchant_day',
    where: string,
    set: string,
    load: number,
  ): Promise<number> {
    this.load(load);
    await this.write();
    const columns = await this.sql.query<{ list: string }>(
      `SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) AS list
         FROM information_schema.columns WHERE table_name = $1`,
      [table],
    );
    const { list } = columns.rows[0]!;
    await this.sql.query(
      `INSERT INTO ${table}_history (${list}, superseded_by)
       SELECT ${list}, ${load} FROM ${table} WHERE ${where}`,
    );
    const done = await this.sql.query(
      `UPDATE ${table} SET ${set}, load_number = ${load} WHERE ${where}`,
    );
    return done.rowCount ?? 0;
  }

  /** A merged load of that number, if it is new. */
  private load(number: number): void {
    if (this.loads.has(number)) return;
    this.loads.add(number);
    const counts = {
      received_bytes: 0,
      content_bytes: 0,
      row_count: 0,
      inserted_count: 0,
      superseded_count: 0,
      unchanged_count: 0,
      rejected_count: 0,
    };
    this.add('feed_load', {
      id: newId(),
      dataset: 'sessions',
      state: 'MERGED',
      file_name: '',
      columns: [],
      ...counts,
      load_number: number,
      requested_by: 'system:test',
      received_at: '2026-11-01',
      merged_at: '2026-11-01',
    });
  }

  private claim(
    session: Readonly<
      Record<'session_id' | 'merchant_id' | 'session_code' | 'started_at' | 'ended_at', string>
    >,
    claim: NonNullable<PlantedSession['claim']>,
  ): void {
    const { session_id, merchant_id, session_code, started_at, ended_at } = session;
    const state = claim.state ?? 'VERIFIED';
    this.add('operated_session', {
      id: newId(),
      provider_id: claim.providerId,
      merchant_id,
      engagement_id: claim.engagementId,
      operator_id: claim.operatorId,
      client_reference: session_code,
      session_code,
      planned_start: started_at,
      planned_end: ended_at,
      plan_target_gmv: claim.target ?? null,
      plan_note: '',
      state,
      claimed_at: started_at,
      in_time: claim.inTime ?? true,
      policy_version: 1,
      imported: false,
      ...(state === 'VERIFIED' && {
        session_id,
        started_at,
        ended_at,
        verified_at: ended_at,
        verified_load: claim.load ?? 1,
      }),
    });
  }

  private move(providerId: string, from: string, to: string, on: string): void {
    this.add('provider_transition', {
      id: newId(),
      provider_id: providerId,
      from_state: from,
      to_state: to,
      reason: 'planted',
      effective_on: on,
      decided_by: 'system:test',
      decided_at: on,
    });
  }

  private next(): string {
    return String((this.number += 1));
  }

  private add(table: Table, row: object): void {
    const rows = this.rows.get(table);
    if (rows) rows.push(row);
    else this.rows.set(table, [row]);
  }
}

/** `from` and the days after it, up to and with `to`. */
export function datesFrom(from: string, to: string): string[] {
  const dates: string[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += 864e5) {
    dates.push(new Date(at).toISOString().slice(0, 10));
  }
  return dates;
}

function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]));
}

/** Makes them related parties, as if one person owned both. */
export async function relate(sql: pg.Pool, providerId: string, merchantId: string): Promise<void> {
  await sql.query(
    `INSERT INTO party_mark (id, provider_id, merchant_id, ground, mark, declared_by, declared_at)
     SELECT id, provider_id, merchant_id, 'OWNER', convert_to($3, 'UTF8'), 'system:test', now()
       FROM (VALUES ($4::uuid, $1::uuid, NULL::uuid), ($5, NULL, $2)) AS side (id, provider_id, merchant_id)`,
    [providerId, merchantId, `${providerId} ${merchantId}`, newId(), newId()],
  );
}

export async function endRelation(sql: pg.Pool, merchantId: string): Promise<void> {
  await sql.query(
    `UPDATE party_mark SET ended_at = now(), ended_by = 'system:test', end_reason = 'sold' WHERE merchant_id = $1`,
    [merchantId],
  );
}
