import { Injectable } from '@nestjs/common';
import { isCreditCode } from '../providers/index.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor } from '../platform/database/sql-executor.js';
import type { GateFacts } from './domain/gate.js';

/** What is on record; what policies ask for is added by whoever knows them. */
export type RecordedFacts = Omit<GateFacts, 'depositRequirements'>;

interface FactRow extends Omit<RecordedFacts, 'creditCodeValid'> {
  readonly providerId: string;
  readonly creditCode: string;
}

export interface FactsWanted {
  readonly providerIds: readonly string[];
  /** For applicants every document handed over counts, for those who stand only accepted ones. */
  readonly acceptedOnly: boolean;
  /** Sessions from then on are looked at. */
  readonly sessionsFrom: Date;
}

/**
 * Each source grouped by provider, so that a thousand providers cost one pass over each. Of an operator with
 * several certificates, or employed twice, each day counts once: its spans are merged before they are counted.
 */
const FACTS = `
  WITH wanted AS (SELECT unnest($1::uuid[]) AS provider_id),
  document AS (
    SELECT provider_id, jsonb_agg(jsonb_build_object('kind', kind, 'expiresOn', expires_on)) AS list
      FROM admission_document
     WHERE provider_id = ANY($1::uuid[]) AND removed_at IS NULL AND (NOT $2 OR accepted_at IS NOT NULL)
     GROUP BY 1),
  span AS (
    SELECT e.provider_id, unnest(range_agg(
             daterange(e.employed_from, e.employed_to, '[]')
             * daterange(c.issued_on, greatest(c.issued_on, least(c.valid_until + 1, c.revoked_on,
                         (c.suspended_at AT TIME ZONE 'Asia/Shanghai')::date)), '[)'))) AS days
      FROM employment e JOIN certificate c ON c.operator_id = e.operator_id
     WHERE e.provider_id = ANY($1::uuid[])
     GROUP BY e.provider_id, e.operator_id),
  change AS (
    SELECT provider_id, lower(days) AS day, 1 AS step FROM span
    UNION ALL SELECT provider_id, upper(days), -1 FROM span WHERE NOT upper_inf(days)),
  certified AS (
    SELECT provider_id, jsonb_agg(jsonb_build_object('on', day, 'count', count) ORDER BY day) AS list
      FROM (SELECT provider_id, day, sum(sum(step)) OVER (PARTITION BY provider_id ORDER BY day) AS count
              FROM change GROUP BY provider_id, day) d
     GROUP BY 1),
  deposit AS (
    SELECT provider_id, jsonb_agg(jsonb_build_object('on', day, 'balance', balance::text) ORDER BY day) AS list
      FROM (SELECT provider_id, booked_on AS day,
                   sum(sum(amount)) OVER (PARTITION BY provider_id ORDER BY booked_on) AS balance
              FROM deposit_entry WHERE provider_id = ANY($1::uuid[]) GROUP BY provider_id, booked_on) d
     GROUP BY 1),
  effect AS (
    SELECT provider_id, jsonb_agg(jsonb_build_object(
             'kind', kind, 'from', (starts_at AT TIME ZONE 'Asia/Shanghai')::date,
             'until', (least(ends_at, lifted_at) AT TIME ZONE 'Asia/Shanghai')::date)) AS list
      FROM provider_restriction WHERE provider_id = ANY($1::uuid[]) AND (lifted_at IS NULL OR lifted_at > starts_at)
     GROUP BY 1),
  operated AS (
    SELECT provider_id, count(*)::int AS total,
           count(*) FILTER (WHERE answer IN ('DISPUTED', 'DISPUTE_UPHELD'))::int AS disputed
      FROM operated_session
     WHERE provider_id = ANY($1::uuid[]) AND state = 'VERIFIED' AND planned_start >= $3
     GROUP BY 1),
  answer AS (
    SELECT provider_id, jsonb_agg(jsonb_build_object('gate', gate, 'passed', passed, 'on', answered_on)) AS list
      FROM (SELECT DISTINCT ON (provider_id, gate) provider_id, gate, passed, answered_on
              FROM review_gate_answer WHERE provider_id = ANY($1::uuid[])
             ORDER BY provider_id, gate, answered_at DESC) latest
     GROUP BY 1),
  approved AS (
    SELECT DISTINCT ON (provider_id) provider_id, content->'categoryCodes' AS codes
      FROM admission_application WHERE provider_id = ANY($1::uuid[]) AND state = 'APPROVED'
     ORDER BY provider_id, number DESC)
  SELECT p.id AS "providerId", p.focus, p.credit_code AS "creditCode",
         coalesce(approved.codes, jsonb_build_array(p.main_category_code)) AS "categoryCodes",
         coalesce(document.list, '[]') AS documents, coalesce(certified.list, '[]') AS certified,
         coalesce(deposit.list, '[]') AS deposit,
         coalesce(effect.list, '[]') AS effects,
         coalesce(answer.list, '[]') AS answers,
         jsonb_build_object('total', coalesce(operated.total, 0), 'disputed', coalesce(operated.disputed, 0)) AS sessions
    FROM wanted JOIN provider p ON p.id = wanted.provider_id
    LEFT JOIN document USING (provider_id) LEFT JOIN certified USING (provider_id)
    LEFT JOIN deposit USING (provider_id) LEFT JOIN effect USING (provider_id)
    LEFT JOIN answer USING (provider_id) LEFT JOIN approved USING (provider_id)
    LEFT JOIN operated USING (provider_id)`;

@Injectable()
export class GateFactsStore {
  constructor(private readonly database: Database) {}

  /** What data says of providers, as far as gates ask for it: one statement for all of them. */
  async of(
    wanted: FactsWanted,
    executor: SqlExecutor = this.database,
  ): Promise<Map<string, RecordedFacts>> {
    const rows = await executor.query<FactRow>(FACTS, [
      wanted.providerIds,
      wanted.acceptedOnly,
      wanted.sessionsFrom,
    ]);
    return new Map(
      rows.map(({ providerId, creditCode, ...facts }) => [
        providerId,
        { ...facts, creditCodeValid: isCreditCode(creditCode) },
      ]),
    );
  }
}
