import type pg from 'pg';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';

/** Invented companies and people, put in by SQL, for the tests of engagements and claims. */
export class EngagementWorld {
  private count = 0;
  private loads = 0;

  constructor(private readonly sql: pg.Pool) {}

  async provider(state = 'ADMITTED'): Promise<string> {
    const id = newId();
    const number = String((this.count += 1)).padStart(6, '0');
    await this.sql.query(
      `INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state)
       SELECT $1, 'P' || $2, '云帆服务' || $2, 'CREDIT' || $2, 'MCN',
              (SELECT min(code) FROM category), (SELECT min(code) FROM region), $3`,
      [id, number, state],
    );
    return id;
  }

  async merchant(exitedOn: string | null = null): Promise<string> {
    const id = newId();
    await this.sql.query(
      `INSERT INTO merchant (id, merchant_code, name, kind, category_code, region_code, joined_on, exited_on,
                             load_number)
       SELECT $1, 'M' || $2, '青禾小店' || $2, 'HOST', (SELECT min(code) FROM category),
              (SELECT min(code) FROM region), '2020-01-01', $3, 1`,
      [id, (this.count += 1), exitedOn],
    );
    return id;
  }

  async operator(
    providerId: string,
    from = '2020-01-01',
    to: string | null = null,
  ): Promise<string> {
    const id = newId();
    await this.sql.query(
      `INSERT INTO operator (id, operator_code, name) VALUES ($1, 'O' || $2, '林一' || $2)`,
      [id, (this.count += 1)],
    );
    await this.sql.query(
      `INSERT INTO employment (id, operator_id, provider_id, employed_from, employed_to)
       VALUES ($1, $2, $3, $4, $5)`,
      [newId(), id, providerId, from, to],
    );
    return id;
  }

  /** An engagement that both sides agreed on. */
  async engagement(parties: {
    providerId: string;
    merchantId: string;
    operatorIds: readonly string[];
    startedOn?: string;
    endedOn?: string;
  }): Promise<string> {
    const id = newId();
    await this.sql.query(
      `INSERT INTO engagement (id, engagement_code, provider_id, merchant_id, state, proposed_by,
                               scope_modules, target_gmv, fee, started_on, ended_on, accepted_at)
       VALUES ($1, 'T' || $2, $3, $4, 'ACCEPTED', 'PROVIDER', '{ASSORTMENT}', 100000, 5000, $5, $6, now())`,
      [
        id,
        (this.count += 1),
        parties.providerId,
        parties.merchantId,
        parties.startedOn ?? '2026-01-01',
        parties.endedOn ?? '2027-12-31',
      ],
    );
    await this.sql.query(
      'INSERT INTO engagement_operator (engagement_id, operator_id) SELECT $1, unnest($2::uuid[])',
      [id, parties.operatorIds],
    );
    return id;
  }

  /** A provider, a merchant, an operator and their engagement. */
  async pair() {
    const providerId = await this.provider();
    const merchantId = await this.merchant();
    const operatorId = await this.operator(providerId);
    const engagementId = await this.engagement({
      providerId,
      merchantId,
      operatorIds: [operatorId],
    });
    return { providerId, merchantId, operatorId, engagementId };
  }

  /**
   * What a merged load of sessions leaves behind: a new session, or a known one with new times (the old row
   * goes to the history). Returns the load's number.
   */
  async feedSession(session: {
    merchantId: string;
    code: string;
    startedAt: Date;
    minutes?: number;
  }): Promise<string> {
    const loadNumber = String((this.loads += 1));
    const { merchantId, code, startedAt } = session;
    const endedAt = new Date(+startedAt + (session.minutes ?? 120) * 60_000);
    await this.sql.query(
      `SELECT ensure_month_partitions('live_session', $1::date - 1, $1::date + 1)`,
      [startedAt],
    );
    const columns = `session_code, started_at, ended_at, target_gmv, paid_gmv, refunded_gmv, orders, buyers,
      new_buyers, exposures, entries, watch_minutes, peak_viewers, average_viewers, reservations,
      fans_gained, ad_spend, ad_gmv, top_buyer_gmv`;
    await this.sql.query(
      `WITH old AS (DELETE FROM live_session WHERE merchant_id = $1 AND session_code = $2 RETURNING *)
       INSERT INTO live_session_history (merchant_id, session_id, business_date, ${columns}, load_number,
                                         superseded_by)
       SELECT merchant_id, session_id, business_date, ${columns}, load_number, $3 FROM old`,
      [merchantId, code, loadNumber],
    );
    await this.sql.query(
      `WITH registered AS (
         INSERT INTO live_session_registry (session_code, session_id, merchant_id, business_date)
         VALUES ($2, $3, $1, ($4::timestamptz AT TIME ZONE 'Asia/Shanghai')::date)
         ON CONFLICT (session_code) DO UPDATE SET business_date = excluded.business_date
         RETURNING *)
       INSERT INTO live_session (merchant_id, session_id, business_date, ${columns}, load_number)
       SELECT merchant_id, session_id, business_date, session_code, $4, $5,
              100, 90, 5, 10, 9, 3, 1000, 100, 500, 60, 40, 5, 6, 1, 2, 20, $6
         FROM registered`,
      [merchantId, code, newId(), startedAt, endedAt, loadNumber],
    );
    return loadNumber;
  }
}

/** A claim as a client sends it, from UUIDs. */
export function claimInput(claim: {
  engagementId: string;
  operatorId: string;
  reference: string;
  start: Date;
  minutes?: number;
  sessionCode?: string;
  targetGmv?: string;
}) {
  return {
    engagementId: publicId('Engagement', claim.engagementId),
    operatorId: publicId('Operator', claim.operatorId),
    clientReference: claim.reference,
    sessionCode: claim.sessionCode,
    plannedStart: claim.start.toISOString(),
    plannedEnd: new Date(+claim.start + (claim.minutes ?? 120) * 60_000).toISOString(),
    targetGmv: claim.targetGmv,
  };
}

export const CLAIM = `mutation ($input: ClaimOperatedSessionInput!) { claimOperatedSession(input: $input) {
  operatedSession { id state inTime mismatchReason sessionCode liveSessionId claimedAt startedAt }
  userErrors { code message path } } }`;

export const CLAIMS = `mutation ($inputs: [ClaimOperatedSessionInput!]!) {
  claimOperatedSessions(inputs: $inputs) { results { index clientReference
    operatedSession { id state inTime } userErrors { code path } } } }`;
