const COLUMNS = {
  merchant: 'id, name, kind, category_code, region_code, joined_on, exited_on',
  merchant_day: `merchant_id, date, paid_gmv, live_paid_gmv, refunded_gmv, orders, buyers, new_buyers, repeat_buyers,
    exposures, entries, watch_minutes, live_minutes, videos_published, fans_gained, fans_lost, ad_spend, ad_gmv,
    listed_skus, active_skus, shipped_total, shipped_on_time, complaints, rating_sum, rating_count`,
  live_session: `merchant_id, session_id, business_date, session_code, started_at, ended_at, target_gmv, paid_gmv,
    refunded_gmv, orders, buyers, new_buyers, exposures, entries, watch_minutes, peak_viewers, average_viewers,
    reservations, fans_gained, ad_spend, ad_gmv, top_buyer_gmv, fans_lost, refunded_24h_gmv, top10_buyer_gmv`,
  session_minute: `merchant_id, session_id, business_date, minute, paid_gmv, orders, viewers, exposures, entries,
    watch_minutes, ad_spend`,
  promotion_day: 'category_code, date, name, announced_on',
  indicator_value: 'provider_id, indicator_code, period_start, period_end, value, sample_size',
} as const;

export type FactTableName = keyof typeof COLUMNS;

/**
 * SQL of a table as it was when load `$n` had just been merged: rows that came with it or before, those
 * included that were superseded since. Conditions on the outside are pushed into both halves.
 *
 * @param load a placeholder or column that holds a load number, for example `$3`
 * @example `SELECT sum(d.paid_gmv) FROM ${factsAsOf('merchant_day', '$2')} d WHERE d.merchant_id = $1`
 */
export function factsAsOf(table: FactTableName, load: string): string {
  const columns = COLUMNS[table];
  return `(SELECT ${columns}, load_number FROM ${table} WHERE load_number <= ${load}::bigint
    UNION ALL SELECT ${columns}, load_number FROM ${table}_history
     WHERE load_number <= ${load}::bigint AND superseded_by > ${load}::bigint)`;
}
