import { hash } from '@node-rs/argon2';
import type { MembershipRole } from '../../src/modules/platform/access/roles.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import type { TestApplication } from './application.js';

export const TEST_PASSWORD = 'nine grey herons at dusk';
/** One hash for all of them: hashing is slow on purpose. */
const passwordHash = hash(TEST_PASSWORD);

export interface TestAccount {
  readonly accountId: string;
  readonly membershipId: string;
  readonly email: string;
}

/** An account with one membership, put straight into the database. */
export async function addAccount(
  application: TestApplication,
  role: MembershipRole,
  scope: { providerId?: string; operatorId?: string; merchantId?: string } = {},
): Promise<TestAccount> {
  const accountId = newId();
  const membershipId = newId();
  const email = `${accountId}@example.test`;
  await application.sql.query(
    `INSERT INTO account (id, email, name, password_hash, locale, password_changed_at, created_at)
     VALUES ($1, $2, '测试', $3, 'zh-CN', now(), now())`,
    [accountId, email, await passwordHash],
  );
  await addMembership(application, { membershipId, accountId, role, ...scope });
  return { accountId, membershipId, email };
}

export async function addMembership(
  application: TestApplication,
  membership: {
    membershipId: string;
    accountId: string;
    role: MembershipRole;
    providerId?: string;
    operatorId?: string;
    merchantId?: string;
  },
): Promise<void> {
  await application.sql.query(
    `INSERT INTO membership (id, account_id, role, provider_id, operator_id, merchant_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, now())`,
    [
      membership.membershipId,
      membership.accountId,
      membership.role,
      membership.providerId ?? null,
      membership.operatorId ?? null,
      membership.merchantId ?? null,
    ],
  );
}
