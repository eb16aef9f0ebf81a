import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { Side } from './domain/engagement.js';

export const ACTIVITY_KINDS = [
  'STATE',
  'VERSION',
  'VERSION_ANSWER',
  'CLAIM',
  'SESSION_ANSWER',
  'DISPUTE',
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** Something that happened around an engagement. */
export interface ActivityRow {
  /** Unique within the engagement. */
  readonly key: string;
  readonly kind: ActivityKind;
  readonly at: Date;
  readonly side: Side | 'PLATFORM';
  /** The state, kind of version, answer or ruling that it led to. */
  readonly what: string;
  readonly note: string;
  readonly versionNumber: number | null;
  readonly operatedSessionId: string | null;
  readonly disputeId: string | null;
}

const NEWEST: KeysetOrder = {
  name: 'activity',
  columns: [
    { sql: 'a.at', key: 'at', type: 'timestamptz', direction: 'DESC' },
    { sql: 'a.key', key: 'key', type: 'text', direction: 'DESC' },
  ],
};

const none = 'NULL::int AS version_number, NULL::uuid AS session_id, NULL::uuid AS dispute_id';
const ofDispute = 'NULL::int, d.operated_session_id, d.id FROM session_dispute d';

/** Everything on record about engagement `$1`, each kind from its own table. */
const ACTIVITY = `
  SELECT 's' || t.id AS key, 'STATE' AS kind, t.decided_at AS at, t.side, t.to_state AS what,
         t.reason AS note, ${none}
    FROM engagement_transition t WHERE t.engagement_id = $1
  UNION ALL
  SELECT 'v' || v.id, 'VERSION', v.made_at, v.made_by, v.kind, v.note, v.number, NULL, NULL
    FROM engagement_version v WHERE v.engagement_id = $1
  UNION ALL
  SELECT 'w' || a.version_id, 'VERSION_ANSWER', a.answered_at, a.side, a.answer, a.reason, v.number, NULL, NULL
    FROM engagement_answer a JOIN engagement_version v ON v.id = a.version_id WHERE a.engagement_id = $1
  UNION ALL
  SELECT 'c' || o.id, 'CLAIM', o.claimed_at, 'PROVIDER', 'CLAIMED', '', NULL, o.id, NULL
    FROM operated_session o WHERE o.engagement_id = $1
  UNION ALL
  SELECT 'd' || n.number, 'SESSION_ANSWER', n.decided_at, n.side, n.to_answer, '', NULL, o.id, NULL
    FROM operated_session o JOIN operated_session_answer n ON n.operated_session_id = o.id
   WHERE o.engagement_id = $1
  UNION ALL
  SELECT 'r' || d.id, 'DISPUTE', d.raised_at, 'MERCHANT', 'RAISED', '', ${ofDispute} WHERE d.engagement_id = $1
  UNION ALL
  SELECT 'p' || d.id, 'DISPUTE', d.provider_answered_at, 'PROVIDER', 'ANSWERED', '', ${ofDispute}
   WHERE d.engagement_id = $1 AND d.provider_answered_at IS NOT NULL
  UNION ALL
  SELECT 'x' || d.id, 'DISPUTE', d.decided_at, 'PLATFORM', d.state, d.decision_reason, ${ofDispute}
   WHERE d.engagement_id = $1 AND d.decided_at IS NOT NULL`;

/** What happened around an engagement, in one list. */
@Injectable()
export class EngagementActivityStore {
  constructor(private readonly database: Database) {}

  async page(
    engagementId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ActivityRow>> {
    const keyset = keysetQuery(NEWEST, request, 2);
    const rows = await this.database.query<ActivityRow>(
      `SELECT a.key, a.kind, a.at, a.side, a.what, a.note, a.version_number AS "versionNumber",
              a.session_id AS "operatedSessionId", a.dispute_id AS "disputeId"
         FROM (${ACTIVITY}) AS a WHERE ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [engagementId, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM (${ACTIVITY}) AS a`,
      [engagementId],
    );
    return keyset.page(rows, Number(total!.count));
  }
}
