import { Injectable } from '@nestjs/common';
import { factsAsOf } from '../feed/index.js';
import {
  firstOperatorsJson,
  type OperatorAhead,
  type OperatorsWanted,
} from '../operators/index.js';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { BUSINESS_ZONE } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import { providerJson, type ProviderField } from '../providers/index.js';
import type { PeerDistribution } from './domain/peer-statistics.js';
import type { ComparableResult } from './domain/what-moved.js';
import type { ProviderScore } from './entities/provider-score.entity.js';
import { PLANNED_TARGET } from './evidence.sql.js';

export interface BoardFilter {
  readonly modelCode: string;
  readonly categoryCode?: string;
  readonly focus?: string;
}

/** A board is read at a time: who is excluded at that time is not on it. */
type BoardReading = BoardFilter & { readonly at: Date };

/** What of the providers on a board its statement is to bring along, and of which operators of theirs. */
export interface ProviderWanted {
  readonly fields: readonly ProviderField[];
  readonly operators: OperatorsWanted | null;
}

/** What a board's lines are to hold beside their places. */
export interface BoardWanted {
  readonly forces: boolean;
  readonly provider: ProviderWanted | null;
}

export type ProviderAhead = Partial<Record<ProviderField, unknown>> & {
  readonly operatorsAhead?: readonly OperatorAhead[];
};

/** A line of the board. `place` is its rank among those that the filter leaves. */
export type BoardRow = Pick<
  ProviderScore,
  'id' | 'providerId' | 'modelCode' | 'newcomer' | 'score' | 'coverage' | 'forces' | 'reasons'
> & {
  readonly place: number | null;
  /** With what was wanted of it, if anything was. */
  readonly providerAhead?: ProviderAhead;
};

export interface ScoreWithPrevious extends ProviderScore {
  readonly cutoff: string;
  readonly loadNumber: string;
  readonly firstDay: string;
  readonly previous:
    (ComparableResult & { readonly runId: string; readonly cutoff: string }) | null;
}

export interface ScoredSession {
  readonly operatedSessionId: string;
  readonly sessionId: string;
  readonly sessionCode: string;
  readonly merchantId: string;
  readonly operatorId: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly planTargetGmv: string | null;
  readonly paidGmv: string;
  readonly refundedGmv: string;
  readonly buyers: number;
  readonly newBuyers: number;
  readonly exposures: string;
  readonly entries: string;
  readonly watchMinutes: string;
  readonly reservations: number;
  readonly fansGained: number;
  readonly adSpend: string;
  readonly adGmv: string;
}

/** How a run differs from the applied one for a provider. */
export interface ScoreChange {
  readonly providerId: string;
  readonly scoreBefore: string | null;
  readonly scoreAfter: string | null;
  readonly rankBefore: number | null;
  readonly rankAfter: number | null;
  /** Points; for those scored by one of the two only, more than any score. */
  readonly size: string;
}

const LARGEST_FIRST: KeysetOrder = {
  name: 'largest-change',
  columns: [
    { sql: 'c.size', key: 'size', type: 'numeric', direction: 'DESC' },
    { sql: 'c."providerId"', key: 'providerId', type: 'uuid', direction: 'ASC' },
  ],
};
const RANKING: KeysetOrder = {
  name: 'ranking',
  columns: [
    { sql: 'b.score', key: 'score', type: 'numeric', direction: 'DESC' },
    { sql: 'b.provider_id', key: 'providerId', type: 'uuid', direction: 'ASC' },
  ],
};
const UNSCORED: KeysetOrder = {
  name: 'unscored',
  columns: [{ sql: 'b.provider_id', key: 'providerId', type: 'uuid', direction: 'ASC' }],
};
const SESSIONS: KeysetOrder = {
  name: 'started',
  columns: [
    { sql: 's.started_at', key: 'startedAt', type: 'timestamptz', direction: 'DESC' },
    { sql: 's.session_id', key: 'sessionId', type: 'uuid', direction: 'DESC' },
  ],
};

const BOARD_COLUMNS = `b.id, b.provider_id AS "providerId", b.model_code AS "modelCode", b.newcomer,
  b.score, b.coverage, b.reasons`;

const ON_BOARD = `p.run_id = (SELECT run_id FROM scoring_head) AND p.model_code = $1
  AND ($2::text IS NULL OR p.focus = $2)
  AND ($3::text IS NULL OR p.main_category_code = $3 OR p.main_category_code IN
        (SELECT code FROM category WHERE parent_code = $3))
  AND NOT EXISTS (SELECT FROM provider_restriction x
                   WHERE x.provider_id = p.provider_id AND x.kind IN ('BOARD_EXCLUSION', 'EXPULSION')
                     AND x.starts_at <= $4::timestamptz AND $4::timestamptz < least(
                           coalesce(x.ends_at, 'infinity'), coalesce(x.lifted_at, 'infinity')))`;

/** The provider of the line `b`; the board's own time, `$4`, says who works there. */
function aheadSql({ fields, operators }: ProviderWanted): string {
  if (!operators) return providerJson(fields, 'b.provider_id');
  const on = `(($4::timestamptz AT TIME ZONE '${BUSINESS_ZONE}')::date)`;
  const { count } = operators;
  const first = firstOperatorsJson(operators.fields, { providerId: 'v.id', on, count });
  return providerJson(fields, 'b.provider_id', { operatorsAhead: first });
}

@Injectable()
export class ProviderScoreStore {
  constructor(private readonly database: Database) {}

  async save(rows: readonly Omit<ProviderScore, 'rank'>[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO provider_score (id, run_id, model_code, model_version, provider_id, focus, main_category_code,
                                   newcomer, score, coverage, forces, reasons, detail, result_sha256)
       SELECT id, "runId", "modelCode", "modelVersion", "providerId", focus, "mainCategoryCode",
              newcomer, score, coverage, forces, reasons, detail, "resultSha256"
         FROM jsonb_to_recordset($1::jsonb) AS r(
           id uuid, "runId" uuid, "modelCode" text, "modelVersion" int, "providerId" uuid, focus text,
           "mainCategoryCode" text, newcomer boolean, score numeric, coverage numeric, forces jsonb,
           reasons jsonb, detail jsonb, "resultSha256" text)`,
      [JSON.stringify(rows)],
    );
  }

  /** Standard competition ranks (1, 2, 2, 4) of the published scores. */
  async rank(transaction: Transaction, runId: string): Promise<void> {
    await transaction.execute(
      `UPDATE provider_score p SET rank = r.rank
         FROM (SELECT id, rank() OVER (PARTITION BY model_code ORDER BY score DESC) AS rank
                 FROM provider_score WHERE run_id = $1 AND score IS NOT NULL) r
        WHERE p.id = r.id`,
      [runId],
    );
  }

  /** The results' hashes of some providers of a run, by `<model> <provider>`. */
  async hashes(runId: string, providerIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ key: string; hash: string }>(
      `SELECT model_code || ' ' || provider_id AS key, result_sha256 AS hash FROM provider_score
        WHERE run_id = $1 AND provider_id = ANY($2::uuid[])`,
      [runId, providerIds],
    );
    return new Map(rows.map(({ key, hash }) => [key, hash]));
  }

  /** The applied run's ranked providers; places are counted among those that the filter leaves. */
  async board(
    filter: BoardReading,
    request: PageRequest,
    withTotal: boolean,
    wanted: BoardWanted = { forces: true, provider: null },
  ): Promise<Page<BoardRow>> {
    return this.boardPage(filter, RANKING, 'p.score IS NOT NULL', request, withTotal, wanted);
  }

  /** Those of the applied run without enough evidence for a score. */
  async unscored(
    filter: BoardReading,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<BoardRow>> {
    return this.boardPage(filter, UNSCORED, 'p.score IS NULL', request, withTotal);
  }

  private async boardPage(
    { modelCode, focus, categoryCode, at }: BoardReading,
    order: KeysetOrder,
    which: string,
    request: PageRequest,
    withTotal: boolean,
    { forces, provider }: BoardWanted = { forces: true, provider: null },
  ): Promise<Page<BoardRow>> {
    const parameters = [modelCode, focus ?? null, categoryCode ?? null, at];
    const keyset = keysetQuery(order, request, parameters.length + 1);
    const rows = await this.database.query<BoardRow>(
      `SELECT ${BOARD_COLUMNS}, b.place::int AS place
              ${forces ? ', b.forces' : ''} ${provider ? `, ${aheadSql(provider)} AS "providerAhead"` : ''}
         FROM (SELECT p.*, CASE WHEN p.score IS NOT NULL THEN rank() OVER (ORDER BY p.score DESC) END AS place
                 FROM provider_score p WHERE ${ON_BOARD} AND ${which}) b
        WHERE ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM provider_score p WHERE ${ON_BOARD} AND ${which}`,
      parameters,
    );
    return keyset.page(rows, Number(total!.count));
  }

  /** The peer distributions that a run used, one row for each group and indicator. */
  distributions(
    runId: string,
    modelCode: string,
  ): Promise<{ peerGroup: string; code: string; peers: PeerDistribution }[]> {
    return this.database.query(
      `SELECT DISTINCT p.detail ->> 'peerGroup' AS "peerGroup", i.value ->> 'code' AS code,
              i.value -> 'peers' AS peers
         FROM provider_score p CROSS JOIN LATERAL jsonb_array_elements(p.detail -> 'indicators') i
        WHERE p.run_id = $1 AND p.model_code = $2 AND jsonb_typeof(i.value -> 'peers') = 'object'
        ORDER BY 1, 2`,
      [runId, modelCode],
    );
  }

  /** One provider's result in a run (default: the applied one) with that of the run applied before it. */
  async explanation(
    providerId: string,
    modelCode: string,
    runId: string | null,
  ): Promise<ScoreWithPrevious | null> {
    const [row] = await this.database.query<ScoreWithPrevious>(
      `SELECT p.id, p.run_id AS "runId", p.model_code AS "modelCode", p.model_version AS "modelVersion",
              p.provider_id AS "providerId", p.focus, p.main_category_code AS "mainCategoryCode", p.newcomer,
              p.score, p.rank, p.coverage, p.forces, p.reasons, p.detail,
              p.result_sha256 AS "resultSha256", r.cutoff, r.load_number AS "loadNumber",
              r.cutoff - ((r.setting ->> 'windowDays')::int - 1) AS "firstDay",
              CASE WHEN q.id IS NOT NULL THEN jsonb_build_object(
                'runId', q.run_id, 'cutoff', before.cutoff, 'modelVersion', q.model_version,
                'score', q.score, 'rank', q.rank, 'indicators', q.detail -> 'indicators') END AS previous
         FROM provider_score p
         JOIN scoring_run r ON r.id = p.run_id
         LEFT JOIN scoring_run before ON before.id = (
           CASE WHEN EXISTS (SELECT FROM scoring_application a WHERE a.run_id = p.run_id)
             THEN (SELECT a.previous_run_id FROM scoring_application a
                    WHERE a.run_id = p.run_id ORDER BY a.applied_at DESC, a.id DESC LIMIT 1)
             ELSE (SELECT run_id FROM scoring_head) END)
         LEFT JOIN provider_score q ON q.run_id = before.id AND q.model_code = p.model_code
                                   AND q.provider_id = p.provider_id
        WHERE p.provider_id = $1 AND p.model_code = $2
          AND p.run_id = coalesce($3::uuid, (SELECT run_id FROM scoring_head))`,
      [providerId, modelCode, runId],
    );
    return row ?? null;
  }

  /** Who would move, and how, if a run were applied: the largest changes first; those who stay are left out. */
  async changes(
    runId: string,
    modelCode: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ScoreChange>> {
    const parameters = [runId, modelCode];
    const from = `FROM (
         SELECT coalesce(a.provider_id, b.provider_id) AS "providerId", b.score AS "scoreBefore",
                a.score AS "scoreAfter", b.rank AS "rankBefore", a.rank AS "rankAfter",
                coalesce(abs(a.score - b.score), 1000) AS size
           FROM (SELECT * FROM provider_score WHERE run_id = $1 AND model_code = $2) a
           FULL JOIN (SELECT * FROM provider_score
                       WHERE run_id = (SELECT run_id FROM scoring_head) AND model_code = $2) b
             ON b.provider_id = a.provider_id
          WHERE a.score IS DISTINCT FROM b.score OR a.rank IS DISTINCT FROM b.rank) c`;
    const keyset = keysetQuery(LARGEST_FIRST, request, parameters.length + 1);
    const rows = await this.database.query<ScoreChange>(
      `SELECT c.* ${from} WHERE ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    return keyset.page(rows, withTotal ? await this.count(from, parameters) : undefined);
  }

  /** The operated sessions that a run scored for a provider, as of the run's load; of some merchants only, if given. */
  async sessions(
    run: { readonly runId: string; readonly providerId: string; readonly loadNumber: string } & {
      readonly firstDay: string;
      readonly cutoff: string;
    },
    merchantIds: readonly string[] | null,
    plannedOnly: boolean,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ScoredSession>> {
    const parameters = [
      run.loadNumber,
      run.firstDay,
      run.cutoff,
      run.runId,
      run.providerId,
      merchantIds,
      plannedOnly,
    ];
    const from = `FROM scoring_subject x
         CROSS JOIN LATERAL unnest(x.operated_session_ids, x.session_ids) AS scope (operated_session_id, session_id)
         JOIN operated_session o ON o.id = scope.operated_session_id
         JOIN ${factsAsOf('live_session', '$1')} s ON s.merchant_id = o.merchant_id AND s.session_id = scope.session_id
             AND s.business_date BETWEEN $2::date AND $3::date
        WHERE x.run_id = $4 AND x.provider_id = $5
          AND ($6::uuid[] IS NULL OR s.merchant_id = ANY($6))
          AND (NOT $7::boolean OR ${PLANNED_TARGET} > 0)`;
    const keyset = keysetQuery(SESSIONS, request, parameters.length + 1);
    const rows = await this.database.query<ScoredSession>(
      `SELECT o.id AS "operatedSessionId", s.session_id AS "sessionId", s.session_code AS "sessionCode",
              s.merchant_id AS "merchantId", o.operator_id AS "operatorId", s.started_at AS "startedAt",
              s.ended_at AS "endedAt", ${PLANNED_TARGET} AS "planTargetGmv", s.paid_gmv AS "paidGmv",
              s.refunded_gmv AS "refundedGmv", s.buyers, s.new_buyers AS "newBuyers", s.exposures, s.entries,
              s.watch_minutes AS "watchMinutes", s.reservations, s.fans_gained AS "fansGained",
              s.ad_spend AS "adSpend", s.ad_gmv AS "adGmv"
         ${from} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...parameters, ...keyset.parameters],
    );
    return keyset.page(rows, withTotal ? await this.count(from, parameters) : undefined);
  }

  private async count(from: string, parameters: readonly unknown[]): Promise<number> {
    const [row] = await this.database.query<{ count: string }>(
      `SELECT count(*) ${from}`,
      parameters,
    );
    return Number(row!.count);
  }
}
