import { Injectable } from '@nestjs/common';
import { MerchantRowAccess } from '../platform/access/merchant-row-access.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { FactFilter, LiveSession, MerchantDay } from './domain/facts.js';

type Direction = 'ASC' | 'DESC';

function orders<Column extends string>(
  column: { sql: string; key: Column; type: string },
  id: string,
) {
  const of = (name: string, direction: Direction): KeysetOrder => ({
    name,
    columns: [
      { ...column, direction },
      ...(id === '' ? [] : [{ sql: id, key: 'sessionId', type: 'uuid', direction }]),
    ],
  });
  return { OLDEST: of('oldest', 'ASC'), NEWEST: of('newest', 'DESC') } as const;
}

const DAY_ORDERS = orders({ sql: 'f.date', key: 'date', type: 'date' }, '');
const SESSION_ORDERS = orders(
  { sql: 'f.started_at', key: 'startedAt', type: 'timestamptz' },
  'f.session_id',
);
export type FactOrder = keyof typeof DAY_ORDERS;

/** `paid_gmv` → `f.paid_gmv AS "paidGmv"`. */
function selection(columns: string): string {
  return columns
    .trim()
    .split(/\s+/)
    .map(
      (column) =>
        `f.${column} AS "${column.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase())}"`,
    )
    .join(', ');
}

const DAY_COLUMNS =
  selection(`merchant_id date paid_gmv live_paid_gmv refunded_gmv orders buyers new_buyers
  repeat_buyers exposures entries watch_minutes live_minutes videos_published fans_gained fans_lost ad_spend ad_gmv
  listed_skus active_skus shipped_total shipped_on_time complaints rating_sum rating_count load_number`);
const SESSION_COLUMNS =
  selection(`merchant_id session_id session_code business_date started_at ended_at target_gmv
  paid_gmv refunded_gmv orders buyers new_buyers exposures entries watch_minutes peak_viewers average_viewers
  reservations fans_gained fans_lost ad_spend ad_gmv top_buyer_gmv top10_buyer_gmv refunded_24h_gmv load_number`);

/** Reads of facts for whoever may see a merchant's rows. */
@Injectable()
export class FactStore {
  constructor(
    private readonly database: Database,
    private readonly access: MerchantRowAccess,
  ) {}

  merchantDays(
    context: RequestContext,
    filter: FactFilter,
    order: FactOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MerchantDay>> {
    const source = { table: 'merchant_day', date: 'date', columns: DAY_COLUMNS };
    return this.page(source, context, filter, DAY_ORDERS[order], request, withTotal);
  }

  liveSessions(
    context: RequestContext,
    filter: FactFilter,
    order: FactOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<LiveSession>> {
    const source = { table: 'live_session', date: 'business_date', columns: SESSION_COLUMNS };
    return this.page(source, context, filter, SESSION_ORDERS[order], request, withTotal);
  }

  private async page<Row extends object>(
    source: { readonly table: string; readonly date: string; readonly columns: string },
    context: RequestContext,
    filter: FactFilter,
    order: KeysetOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Row>> {
    const date = `f.${source.date}`;
    const seen = this.access.condition(context, { merchant: 'f.merchant_id', date }, 4);
    const condition = `f.merchant_id = $1 AND ${date} BETWEEN $2::date AND $3::date AND ${seen.where}`;
    const parameters = [filter.merchantId, filter.from, filter.to, ...seen.parameters];
    const keyset = keysetQuery(order, request, parameters.length + 1);
    const rows = await this.database.query<Row>(
      `SELECT ${source.columns} FROM ${source.table} f WHERE ${condition} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM ${source.table} f WHERE ${condition}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** Lets the minutes go that came with loads merged before `before`. @returns how many */
  async forgetMinutes(transaction: Transaction, before: Date): Promise<number> {
    const loads = `(SELECT max(load_number) FROM feed_load WHERE merged_at < $1)`;
    const live = await transaction.execute(
      `DELETE FROM session_minute WHERE load_number <= ${loads}`,
      [before],
    );
    const history = await transaction.execute(
      `DELETE FROM session_minute_history WHERE superseded_by <= ${loads}`,
      [before],
    );
    return live + history;
  }
}
