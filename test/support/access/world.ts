import { createHash, randomInt } from 'node:crypto';
import {
  MEMBERSHIP_ROLES,
  ROLES,
  scopeKindOf,
  type MembershipRole,
  type Role,
} from '../../../src/modules/platform/access/roles.js';
import { ID_PREFIXES, newId, type ObjectKind } from '../../../src/modules/platform/kernel/ids.js';
import { addAccount } from '../accounts.js';
import type { TestApplication } from '../application.js';
import { insertRow } from '../insert-row.js';
import { addAdmissionObjects } from './admission-objects.js';
import { addMerchant, addOperator, addProvider } from '../registry.js';

/** One object (UUID) of each kind that belongs to one side. */
export type Objects = Readonly<Partial<Record<ObjectKind, string>>>;

export interface Caller {
  readonly role: Role;
  /** The value of the Authorization header; undefined for nobody. */
  readonly authorization: string | undefined;
  readonly own: Objects;
}

export interface World {
  readonly callers: readonly Caller[];
  /** What belongs to others, for every caller that is not staff. */
  readonly foreign: Objects;
}

/**
 * Kinds of which the world holds no example, and why: calls name one that does not exist. Give a kind a row in
 * `addObjects` as soon as its table can hold one.
 */
export const WITHOUT_EXAMPLE: Readonly<Partial<Record<ObjectKind, string>>> = {
  ReviewGateAnswer: 'read with its review only; its id names what files are attached to',
  EngagementRequest: 'a mark on engagements, which have owners; never opens anything by itself',
  CapabilityModel: 'belongs to nobody; read by everybody signed in',
  ScoringRun: 'belongs to nobody; only staff may name one',
  OutcomeComputation: 'belongs to nobody; only staff may name one',
  Programme: 'belongs to nobody; approved ones are read by everybody signed in',
  ProgrammeVersion: 'belongs to nobody; drafts are tested where programmes are',
  IssuerKey: 'belongs to nobody; never an argument',
  ProviderScore: 'exists in computed runs only; its owners are tested where it is computed',
};

/** Two of everything: one side for the callers to own, one for them to keep their hands off. */
export async function createWorld(application: TestApplication): Promise<World> {
  const own = await addObjects(application, '本方');
  const foreign = await addObjects(application, '他方');
  const callers: Caller[] = [];
  for (const role of MEMBERSHIP_ROLES) callers.push(await member(application, role, own));
  callers.push(await service(application, own));
  callers.push({ role: 'ANONYMOUS', authorization: undefined, own });
  const missing = ROLES.filter((role) => !callers.some((caller) => caller.role === role));
  if (missing.length > 0) throw new Error(`the world lacks callers: ${missing.join(', ')}`);
  return { callers, foreign };
}

async function addObjects(application: TestApplication, side: string): Promise<Objects> {
  const Provider = await addProvider(application, `${side}服务商`);
  const Operator = await addOperator(application, `${side}操盘手`, Provider);
  const Merchant = await addMerchant(application, `${side}商家`);
  const member = await addAccount(application, 'PROVIDER_MEMBER', { providerId: Provider });
  const { rows } = await application.sql.query<{ id: string }>(
    'SELECT id FROM employment WHERE operator_id = $1',
    [Operator],
  );
  const parties = { provider_id: Provider, merchant_id: Merchant };
  const add = (table: string, row: Readonly<Record<string, unknown>>) =>
    insertRow(application, table, row);
  const Engagement = await add('engagement', {
    ...parties,
    state: 'ACCEPTED',
    proposed_by: 'PROVIDER',
    started_on: '2026-01-01',
    ended_on: '2026-12-31',
  });
  await add('engagement_operator', { engagement_id: Engagement, operator_id: Operator });
  await application.sql.query(
    `SELECT ensure_month_partitions('live_session', '2026-11-01', '2026-11-30')`,
  );
  const LiveSession = newId();
  await add('live_session', {
    session_id: LiveSession,
    merchant_id: Merchant,
    business_date: '2026-11-11',
    started_at: '2026-11-11T12:00:00Z',
    ended_at: '2026-11-11T14:00:00Z',
  });
  await add('live_session_registry', {
    session_id: LiveSession,
    merchant_id: Merchant,
    business_date: '2026-11-11',
  });
  await application.sql.query('INSERT INTO status_page VALUES (1) ON CONFLICT DO NOTHING');
  const Certificate = await add('certificate', {
    operator_id: Operator,
    level: 'SENIOR',
    name_display: 'MASKED',
    status_page: 1,
    status_index: randomInt(131_072),
  });
  const requested = `account:${member.accountId}`;
  const Violation = await add('violation', {
    provider_id: Provider,
    operator_id: Operator,
    state: 'IN_FORCE',
    heavy: false,
    decided_by: 'system:world',
    decided_at: '2026-11-01T00:00:00Z',
    decision_reason: 'as it was found',
    policy_version: 1,
    ruling: 1,
    offence: 1,
    counts_until: '2027-11-01',
    appeal_until: '2026-11-16',
  });
  const OperatedSession = await add('operated_session', {
    ...parties,
    engagement_id: Engagement,
    operator_id: Operator,
    planned_start: '2026-11-11T12:00:00Z',
    planned_end: '2026-11-11T14:00:00Z',
    state: 'CLAIMED',
  });
  const StoredFile = await add('stored_file', {
    owner: `provider:${Provider}`,
    state: 'KEPT',
    media_type: 'application/pdf',
    size: 8,
    sha256: Buffer.alloc(32),
  });
  await add('stored_file_chunk', { file_id: StoredFile, number: 0, content: Buffer.alloc(8) });
  const Leap = await add('leap', {
    merchant_id: Merchant,
    provider_id: Provider,
    from_tier: 'COLD_START',
    to_tier: 'TAIL',
    state: 'PENDING',
  });
  return {
    Leap,
    ...(await addAdmissionObjects(add, Provider, StoredFile)),
    Violation,
    Appeal: await add('appeal', {
      violation_id: Violation,
      provider_id: Provider,
      state: 'FILED',
    }),
    DepositEntry: await add('deposit_entry', {
      provider_id: Provider,
      number: 1,
      kind: 'DEPOSIT',
      reference: 'a transfer',
      amount: '100.00',
    }),
    DepositRefund: await add('deposit_refund', {
      provider_id: Provider,
      amount: '100.00',
      state: 'PREPARED',
    }),
    Certificate,
    Provider,
    Operator,
    Merchant,
    Engagement,
    LiveSession,
    Employment: rows[0]!.id,
    Account: member.accountId,
    Membership: member.membershipId,
    ServicePackage: await add('service_package', {
      provider_id: Provider,
      price_unit: 'PER_MONTH',
      state: 'DRAFT',
    }),
    Invitation: await add('invitation', {
      email: `${newId()}@example.test`,
      role: 'PROVIDER_MEMBER',
      provider_id: Provider,
      invited_by: member.accountId,
      expires_at: '2099-01-01T00:00:00Z',
    }),
    ApiKey: await add('api_key', {}),
    AuditEntry: await add('audit_entry', {
      object_kind: 'Engagement',
      object_id: Engagement,
      ...parties,
    }),
    BackgroundJob: await add('background_job', { requested_by: requested }),
    FeedLoad: await add('feed_load', { state: 'STAGED', requested_by: requested }),
    IdentityConflict: await add('identity_conflict', {
      operator_id: Operator,
      holder_id: Operator,
      state: 'OPEN',
    }),
    PartyMark: await add('party_mark', { provider_id: Provider, ground: 'OWNER' }),
    Notification: await add('notification', {
      recipient: `provider:${Provider}`,
      subject_type: 'Engagement',
      subject_id: Engagement,
    }),
    StoredFile,
    OperatedSession,
    SessionDispute: await add('session_dispute', {
      ...parties,
      engagement_id: Engagement,
      operated_session_id: OperatedSession,
      operator_id: Operator,
      state: 'RAISED',
      grounds: 'OTHER',
    }),
    EngagementMessage: await add('engagement_message', {
      engagement_id: Engagement,
      side: 'PROVIDER',
    }),
  };
}

/** A caller with an account of its own, who belongs to the side that owns `own`. */
async function member(
  application: TestApplication,
  role: MembershipRole,
  own: Objects,
): Promise<Caller> {
  const kind = scopeKindOf(role);
  const scope = {
    ...(kind === 'PROVIDER' && { providerId: own.Provider }),
    ...(role === 'OPERATOR' && { operatorId: own.Operator }),
    ...(kind === 'MERCHANT' && { merchantId: own.Merchant }),
  };
  const account = await addAccount(application, role, scope);
  const token = await application.tokenFor({ role, ...account, ...scope });
  const requestedBy = `account:${account.accountId}`;
  return {
    role,
    authorization: `Bearer ${token}`,
    own: {
      ...own,
      Account: account.accountId,
      Membership: account.membershipId,
      BackgroundJob: await insertRow(application, 'background_job', { requested_by: requestedBy }),
    },
  };
}

/** The feed's machine, with a key of its own for every dataset that a key may load. */
async function service(application: TestApplication, own: Objects): Promise<Caller> {
  const secret = `caopan_feed_${newId()}`;
  const datasets = ['merchants', 'merchant-days', 'sessions'];
  // A key's last use is noted once a minute; used in the future, it is never noted, and no digest changes by it.
  const key = await insertRow(application, 'api_key', { datasets, last_used_at: '2099-01-01' });
  await insertRow(application, 'api_key_secret', {
    secret_hash: createHash('sha256').update(secret).digest(),
    api_key_id: key,
  });
  const requested_by = `key:${key}`;
  return {
    role: 'FEED_SERVICE',
    authorization: `ApiKey ${secret}`,
    own: {
      ...own,
      BackgroundJob: await insertRow(application, 'background_job', { requested_by }),
      FeedLoad: await insertRow(application, 'feed_load', { state: 'STAGED', requested_by }),
    },
  };
}

export const OBJECT_KINDS = Object.keys(ID_PREFIXES) as ObjectKind[];
