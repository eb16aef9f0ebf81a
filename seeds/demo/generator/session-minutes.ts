import type { RandomStream } from './random-stream.js';
import type { SessionRecord } from './sessions.js';

export interface MinuteRecord {
  minute: number;
  paidGmv: number;
  orders: number;
  viewers: number;
  exposures: number;
  entries: number;
  watchMinutes: number;
  adSpend: number;
}

/** Every how many minutes a host runs a flash sale. */
const FLASH_SALE_INTERVAL = 30;

/**
 * A session spread over its minutes, each total shared out whole: a quantity's minute is the difference
 * of two rounded-down running shares, so the minutes add up to the session exactly.
 */
export function drawMinutes(session: SessionRecord, random: RandomStream): MinuteRecord[] {
  const minutes = session.endedAt - session.startedAt;
  const audience = new Float64Array(minutes + 1);
  const sales = new Float64Array(minutes + 1);
  for (let minute = 0; minute < minutes; minute += 1) {
    const progress = (minute + 0.5) / minutes;
    const arch = 0.55 + 1.6 * progress * (1 - progress);
    const flash = minute % FLASH_SALE_INTERVAL < 4 ? 2.2 : 1;
    audience[minute + 1] = audience[minute]! + arch * random.factor(0.08);
    sales[minute + 1] = sales[minute]! + arch * flash * random.factor(0.5);
  }
  const spread = (total: number, running: Float64Array, minute: number) =>
    minute === minutes ? total : Math.floor((total * running[minute]!) / running[minutes]!);
  const records: MinuteRecord[] = [];
  let orders = 0;
  let paid = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const of = (total: number) =>
      spread(total, audience, minute + 1) - spread(total, audience, minute);
    const ordersNow = spread(session.orders, sales, minute + 1);
    // Money follows orders: a minute without an order sells nothing.
    const paidNow =
      session.orders === 0 ? 0 : Math.floor((session.paidGmv * ordersNow) / session.orders);
    const watchMinutes = of(session.watchMinutes);
    records.push({
      minute,
      paidGmv: paidNow - paid,
      orders: ordersNow - orders,
      viewers: Math.min(session.peakViewers, watchMinutes),
      exposures: of(session.exposures),
      entries: of(session.entries),
      watchMinutes,
      adSpend: of(session.adSpend),
    });
    orders = ordersNow;
    paid = paidNow;
  }
  return records;
}
