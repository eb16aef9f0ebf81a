import { createHash, createHmac } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import {
  MEMBERSHIP_ROLES,
  scopeKindOf,
  type MembershipRole,
} from '../../src/modules/platform/access/roles.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';

/** Of every demonstration account. Printed at the start, so it protects nothing: never seed a real installation. */
export const DEMO_PASSWORD = 'seven lanterns by the canal';

/** Invented people, one for each role. */
const NAMES: Readonly<Record<MembershipRole, string>> = {
  REVIEWER: '林知夏',
  RANKING_MANAGER: '顾行舟',
  CONTEST_MANAGER: '沈一鸣',
  CERTIFICATION_OFFICER: '许清禾',
  ADMINISTRATOR: '江予安',
  JUROR: '程砚秋',
  ASSESSOR: '苏念慈',
  PROVIDER_OWNER: '陆承远',
  PROVIDER_MEMBER: '唐小满',
  OPERATOR: '周子墨',
  MERCHANT_OWNER: '何晚晴',
  MERCHANT_MEMBER: '罗思源',
};

export interface DemoAccount {
  readonly role: MembershipRole;
  readonly email: string;
}

export interface DemoAccess {
  readonly accounts: readonly DemoAccount[];
  readonly password: string;
  /** Goes behind `Authorization: ApiKey`. Null once somebody has rotated or revoked the key. */
  readonly feedKey: string | null;
  /** Whose company the accounts of providers belong to. */
  readonly providerId: string | null;
}

/**
 * One account for each role, and a key for the feed. Company roles belong to the provider with the most
 * verified sessions, and to the operator and the merchant with whom it had most of them under terms that
 * are over, so that the two can agree on the next; roles whose company is
 * not there (yet) are left out, so run it after the sessions. Running it again changes nothing.
 *
 * @param secret of the environment (DATA_ENCRYPTION_SECRET): the feed's key is derived from it, so that every
 *               installation has another one and prints the same one each time
 */
export async function seedAccounts(ownerUrl: string, secret: string): Promise<DemoAccess> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    const scopes = await findScopes(client);
    const passwordHash = await hash(DEMO_PASSWORD, {
      memoryCost: 19_456,
      timeCost: 2,
      parallelism: 1,
    });
    const accounts: DemoAccount[] = [];
    for (const role of MEMBERSHIP_ROLES) {
      const scope = scopeFor(role, scopes);
      if (!scope) continue;
      const email = `${role.toLowerCase().replaceAll('_', '-')}@demo.caopan.example`;
      await client.query(
        `INSERT INTO account (id, email, name, password_hash, locale, password_changed_at, created_at)
         VALUES ($1, $2, $3, $4, 'zh-CN', now(), now()) ON CONFLICT (email) DO NOTHING`,
        [newId(), email, NAMES[role], passwordHash],
      );
      await client.query(
        `INSERT INTO membership (id, account_id, role, provider_id, operator_id, merchant_id, created_at)
         SELECT $1, a.id, $3, $4, $5, $6, now() FROM account a
          WHERE a.email = $2 AND NOT EXISTS (SELECT FROM membership m WHERE m.account_id = a.id)
         ON CONFLICT DO NOTHING`,
        [newId(), email, role, scope.providerId, scope.operatorId, scope.merchantId],
      );
      accounts.push({ role, email });
    }
    const feedKey = await seedFeedKey(client, secret);
    await client.query('COMMIT');
    return { accounts, password: DEMO_PASSWORD, feedKey, providerId: scopes.providerId };
  } finally {
    await client.end();
  }
}

interface Scopes {
  readonly providerId: string | null;
  readonly operatorId: string | null;
  readonly merchantId: string | null;
}

const NOWHERE: Scopes = { providerId: null, operatorId: null, merchantId: null };

async function findScopes(client: pg.Client): Promise<Scopes> {
  const { rows } = await client.query<Scopes>(
    `SELECT s.provider_id AS "providerId", s.operator_id AS "operatorId", s.merchant_id AS "merchantId"
       FROM operated_session s
       JOIN provider p ON p.id = s.provider_id AND p.state = 'ADMITTED'
       JOIN employment e ON e.operator_id = s.operator_id AND e.provider_id = s.provider_id
        AND daterange(e.employed_from, e.employed_to, '[]') @> (now() AT TIME ZONE 'Asia/Shanghai')::date
      WHERE s.state = 'VERIFIED'
        AND NOT EXISTS (SELECT FROM engagement n WHERE n.provider_id = s.provider_id
                          AND n.merchant_id = s.merchant_id AND n.ended_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date)
      GROUP BY 1, 2, 3
      ORDER BY sum(count(*)) OVER (PARTITION BY s.provider_id) DESC, count(*) DESC, 1, 2, 3
      LIMIT 1`,
  );
  return rows[0] ?? NOWHERE;
}

/** The ids that a membership of that role carries; undefined when they are not to be had. */
function scopeFor(role: MembershipRole, found: Scopes): Scopes | undefined {
  const { providerId, operatorId, merchantId } = found;
  switch (scopeKindOf(role)) {
    case 'PLATFORM':
      return NOWHERE;
    case 'MERCHANT':
      return merchantId === null ? undefined : { ...NOWHERE, merchantId };
    case 'PROVIDER':
      if (providerId === null || (role === 'OPERATOR' && operatorId === null)) return undefined;
      return { ...NOWHERE, providerId, operatorId: role === 'OPERATOR' ? operatorId : null };
  }
}

/** The datasets of docs/data-feed.md that a key may load: all but those of an adopted past. */
const FEED_DATASETS = [
  'merchants',
  'merchant-days',
  'sessions',
  'session-minutes',
  'promotion-days',
  'indicator-values',
];

async function seedFeedKey(client: pg.Client, secret: string): Promise<string | null> {
  const text = createHmac('sha256', secret).update('caopan/demo/feed-key').digest('base64url');
  const feedKey = `caopan_feed_${text}`;
  const secretHash = createHash('sha256').update(feedKey).digest();
  const { rows: present } = await client.query<{ works: boolean }>(
    `SELECT EXISTS (SELECT FROM api_key_secret s WHERE s.api_key_id = k.id AND s.secret_hash = $2) AS works
       FROM api_key k WHERE k.name = $1`,
    [DEMO_KEY_NAME, secretHash],
  );
  if (present.length > 0) return present.some(({ works }) => works) ? feedKey : null;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO api_key (id, name, datasets, created_by, created_at)
     VALUES ($1, $2, $3, 'system:seed', now()) RETURNING id`,
    [newId(), DEMO_KEY_NAME, FEED_DATASETS],
  );
  await client.query(
    'INSERT INTO api_key_secret (secret_hash, api_key_id, created_at) VALUES ($1, $2, now())',
    [secretHash, rows[0]!.id],
  );
  return feedKey;
}

const DEMO_KEY_NAME = '演示数据源';
