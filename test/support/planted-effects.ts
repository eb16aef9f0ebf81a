import { newId } from '../../src/modules/platform/kernel/ids.js';
import type pg from 'pg';
import type { PlantedMarket } from './planted-market.js';
import { normalDraw, seededUniform } from './statistics.js';

export interface PlantedEffects {
  /** Every third provider serves few merchants of its own. */
  readonly providerIds: readonly string[];
  readonly computationId: string;
}

const AS_OF = '2026-10-31';

/**
 * Merchants' months and cold starts as the computation of growth leaves them, with a known effect of service: sales
 * grow by `logEffect` with the month of hiring, and what is left of a cold start passes twice as fast.
 */
export async function plantEffects(
  sql: pg.Pool,
  market: PlantedMarket,
  { merchants = 300, logEffect = 0.4, seed = 9 } = {},
): Promise<PlantedEffects> {
  const uniform = seededUniform(seed);
  const operatorId = market.operator();
  const providerIds = Array.from({ length: 12 }, () => market.provider());
  const months: object[] = [];
  const coldStarts: object[] = [];
  const day = (date: string, days: number) =>
    new Date(Date.parse(`${date}T00:00:00Z`) + days * 864e5).toISOString().slice(0, 10);
  const draw = (rate: number) => Math.ceil(-Math.log(1 - uniform()) / rate);

  for (let i = 0; i < merchants; i += 1) {
    const merchantId = market.merchant();
    const hires = i % 5 < 2;
    const startedOn = `2026-0${4 + (i % 4)}-01`;
    if (hires) {
      market.engagement({
        providerId: providerIds[i % providerIds.length]!,
        merchantId,
        operatorId,
        from: startedOn,
        to: '2026-12-31',
      });
    }
    const level = 12.6 + 0.2 * normalDraw(uniform);
    for (let month = 1; month <= 10; month += 1) {
      const served = hires && month >= 4 + (i % 4);
      const log = level + 0.02 * month + 0.15 * normalDraw(uniform) + (served ? logEffect : 0);
      const first = `2026-${String(month).padStart(2, '0')}-01`;
      const amount = Math.exp(log).toFixed(2);
      months.push({
        merchant_id: merchantId,
        month_end: new Date(Date.UTC(2026, month, 0)).toISOString().slice(0, 10),
        net_gmv: amount,
        days_observed: 30,
        first_day: first,
        paid_gmv: amount,
        month_net_gmv: amount,
        tier: 'COLD_START',
        provisional: month === 10,
      });
    }
    // All joined on 2025-01-01; the cold starts are of a second market whose merchants join one after the other.
    const newcomer = market.merchant();
    const joinedOn = day('2026-01-01', i % 60);
    const hired = uniform() < 0.6 ? draw(0.015) : 9_999;
    const wait = draw(0.008);
    const success = wait <= hired ? wait : Math.ceil(hired + (wait - hired) / 2);
    const soFar = Math.round((Date.parse(AS_OF) - Date.parse(joinedOn)) / 864e5);
    const done = success <= soFar;
    if (hired < Math.min(success, soFar)) {
      market.engagement({
        providerId: providerIds[i % 10]!,
        merchantId: newcomer,
        operatorId,
        from: day(joinedOn, hired),
        to: '2026-12-31',
      });
    }
    coldStarts.push({
      merchant_id: newcomer,
      joined_on: joinedOn,
      observed_from: joinedOn,
      state: done ? 'SUCCESS' : 'OPEN',
      event_on: done ? day(joinedOn, success) : null,
      duration_days: done ? success : soFar,
      void_months: [],
      provisional: done && success > soFar - 15,
      as_of: AS_OF,
    });
  }
  await market.write();
  const computationId = newId();
  const made = { policy_version: 1, tiers_policy_version: 1, load_number: 1 };
  await sql.query(
    `INSERT INTO merchant_growth_computation (id, as_of, load_number, policy_version, tiers_policy_version, steps,
            finished_at) VALUES ($1, $2, 1, 1, 1, '{}', now())`,
    [computationId, AS_OF],
  );
  for (const [table, rows] of [
    ['merchant_month', months],
    ['merchant_cold_start', coldStarts],
  ] as const) {
    await sql.query(
      `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(rows.map((row) => ({ ...row, ...made })))],
    );
  }
  return { providerIds, computationId };
}
