import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { newId } from '../platform/kernel/ids.js';
import { fail, succeed, type Locale, type Result } from '../platform/kernel/result.js';
import { AccountStore } from './account.store.js';
import { alreadyMember } from './domain/membership-errors.js';
import { checkNewAccount, newAccountErrors } from './domain/new-account.js';
import { fitsRole, type MembershipScope } from './membership-scope.js';
import { MembershipStore } from './membership.store.js';
import { PasswordHasher } from './password-hasher.js';
import { SessionStore } from './session.store.js';

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly locale: Locale;
}

/** An account that has passed every check but that its e-mail is still free. Holds no password any more. */
export interface PreparedAccount {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly locale: Locale;
}

/**
 * What other modules need of accounts: to make one together with what it will own, and to let it act there.
 *
 * @example
 * const prepared = await accounts.prepare({ email, name, password, locale }, ['input', 'owner']);
 * if (!prepared.ok) return prepared;
 * return unitOfWork.run(context, async (transaction) => {
 *   const account = await accounts.create(transaction, context, prepared.value, ['input', 'owner']);
 *   if (!account.ok) return account;
 *   await accounts.addMembership(transaction, context, { accountId: account.value, role: 'PROVIDER_OWNER', providerId });
 */
@Injectable()
export class AccountService {
  constructor(
    private readonly accounts: AccountStore,
    private readonly memberships: MembershipStore,
    private readonly sessions: SessionStore,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
  ) {}

  /**
   * Checks the fields and hashes the password. Outside the transaction on purpose: hashing takes tens of
   * milliseconds, which is no time to sit on a connection.
   *
   * @param path where the fields stand in the mutation's arguments
   * @returns the errors of `NEW_ACCOUNT_ERRORS`, all of them at once
   */
  async prepare(
    command: NewAccount,
    path: readonly string[] = ['input'],
  ): Promise<Result<PreparedAccount>> {
    const checked = checkNewAccount(command, path);
    if (!checked.ok) return checked;
    const passwordHash = await this.hasher.hash(command.password);
    return succeed({ ...checked.value, passwordHash, locale: command.locale });
  }

  /**
   * @returns the new account's id (UUID), or EMAIL_TAKEN, also when two come with one e-mail at the same time.
   *          A failure leaves the transaction usable; the caller decides whether to go on.
   */
  async create(
    transaction: Transaction,
    context: RequestContext,
    prepared: PreparedAccount,
    path: readonly string[] = ['input'],
  ): Promise<Result<string>> {
    const id = newId();
    const inserted = await this.accounts.insert(transaction, {
      id,
      ...prepared,
      state: 'ACTIVE',
      passwordChangedAt: context.now,
      createdAt: context.now,
    });
    if (!inserted) return fail(newAccountErrors.error('EMAIL_TAKEN', [...path, 'email']));
    await this.audit.record(transaction, context, {
      action: 'account.created',
      object: { kind: 'Account', id },
    });
    return succeed(id);
  }

  /**
   * Lets an account act in a role.
   *
   * @returns the new membership's id, or ALREADY_MEMBER when it holds the role there, or the operator has an
   *          account, already
   * @throws Error when the ids do not fit the role: the caller's bug
   */
  async addMembership(
    transaction: Transaction,
    context: RequestContext,
    { accountId, ...scope }: MembershipScope & { readonly accountId: string },
  ): Promise<Result<string>> {
    if (!fitsRole(scope)) throw new Error(`${scope.role} does not go with the scope given`);
    const id = newId();
    const membership = { id, accountId, ...scope, createdAt: context.now };
    if (!(await this.memberships.insert(transaction, membership))) return fail(alreadyMember());
    await this.audit.record(transaction, context, {
      action: 'membership.added',
      object: { kind: 'Membership', id },
      after: {
        accountId,
        role: scope.role,
        ...(scope.operatorId && { operatorId: scope.operatorId }),
      },
      owners: { providerId: scope.providerId, merchantId: scope.merchantId },
    });
    return succeed(id);
  }

  /**
   * Ends what operators' accounts may do for providers, and their sessions. For when employments end.
   *
   * @returns how many memberships held until now
   */
  async endOperatorMemberships(
    transaction: Transaction,
    context: RequestContext,
    employments: readonly { readonly operatorId: string; readonly providerId: string }[],
  ): Promise<number> {
    const ended = await this.memberships.endOfOperators(transaction, employments, context.now);
    const ids = ended.map(({ id }) => id);
    await this.sessions.endOfMemberships(transaction, ids, 'MEMBERSHIP_ENDED', context.now);
    const records = ended.map(({ id, providerId }) => ({
      action: 'membership.ended',
      object: { kind: 'Membership' as const, id },
      owners: { providerId },
    }));
    if (records.length > 0) await this.audit.record(transaction, context, ...records);
    return ended.length;
  }

  /** Ends memberships and the sessions that act in them. Access tokens live on for their minutes. */
  async endMemberships(
    transaction: Transaction,
    context: RequestContext,
    ids: readonly string[],
    owners: { readonly providerId?: string | null; readonly merchantId?: string | null },
  ): Promise<void> {
    const ended = await this.memberships.end(transaction, ids, context.now);
    await this.sessions.endOfMemberships(transaction, ended, 'MEMBERSHIP_ENDED', context.now);
    const records = ended.map((id) => ({
      action: 'membership.ended',
      object: { kind: 'Membership' as const, id },
      owners,
    }));
    if (records.length > 0) await this.audit.record(transaction, context, ...records);
  }
}
