import { Injectable } from '@nestjs/common';
import { MerchantRowAccess } from '../platform/access/merchant-row-access.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { DailySales } from './domain/sales-around.js';

export interface SessionDay {
  readonly sessionId: string;
  readonly merchantId: string;
  readonly date: BusinessDate;
  /** Null until its outcome is computed, and where nothing could be expected of it. */
  readonly bigSession: boolean | null;
}

/** Why the days around a session may have sold otherwise than because of it. */
export interface WindowOverlap {
  readonly kind: 'PROMOTION' | 'BIG_SESSION';
  readonly date: BusinessDate;
  /** A promotion's name, or another big session's id. */
  readonly what: string;
}

@Injectable()
export class SalesAroundStore {
  constructor(
    private readonly database: Database,
    private readonly access: MerchantRowAccess,
  ) {}

  async visibleSession(
    context: RequestContext,
    sessionId: string,
  ): Promise<SessionDay | undefined> {
    const columns = { merchant: 'r.merchant_id', date: 'r.business_date' };
    const seen = this.access.condition(context, columns, 2);
    const [row] = await this.database.query<SessionDay>(
      `SELECT r.session_id AS "sessionId", r.merchant_id AS "merchantId", r.business_date AS date,
              o.big_session AS "bigSession"
         FROM live_session_registry r
         LEFT JOIN session_outcome o ON o.session_id = r.session_id AND o.merchant_id = r.merchant_id
        WHERE r.session_id = $1 AND ${seen.where}`,
      [sessionId, ...seen.parameters],
    );
    return row;
  }

  async days({ merchantId, date }: SessionDay, windowDays: number): Promise<DailySales[]> {
    return this.database.query<DailySales>(
      `SELECT date, (paid_gmv - refunded_gmv)::float8 AS "netGmv" FROM merchant_day
        WHERE merchant_id = $1 AND date BETWEEN $2::date - $3::int AND $2::date + $3::int`,
      [merchantId, date, windowDays],
    );
  }

  /** Promotions of its category, and the merchant's other big sessions, within the windows. */
  async overlaps(session: SessionDay, windowDays: number): Promise<WindowOverlap[]> {
    return this.database.query<WindowOverlap>(
      `SELECT 'PROMOTION' AS kind, p.date, p.name AS what
         FROM merchant m LEFT JOIN category c ON c.code = m.category_code
         JOIN promotion_day p ON p.category_code IN ('*', m.category_code, c.parent_code)
        WHERE m.id = $1 AND p.date BETWEEN $2::date - $3::int AND $2::date + $3::int
       UNION ALL
       SELECT 'BIG_SESSION', o.business_date, o.session_id::text FROM session_outcome o
        WHERE o.merchant_id = $1 AND o.big_session AND o.session_id <> $4
          AND o.business_date BETWEEN $2::date - $3::int AND $2::date + $3::int
        ORDER BY date, kind, what`,
      [session.merchantId, session.date, windowDays, session.sessionId],
    );
  }
}
