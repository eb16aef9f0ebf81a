import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { AccountStore } from './account.store.js';
import { CredentialService } from './credential.service.js';
import { changeAccountStateErrors, changePasswordErrors } from './domain/account-errors.js';
import type { AccountState } from './domain/account.js';
import { passwordFlaw } from './domain/password-rules.js';
import type { Account } from './entities/account.entity.js';
import { MembershipStore } from './membership.store.js';
import { PasswordHasher } from './password-hasher.js';
import { SessionStore } from './session.store.js';

/** Changes to accounts themselves: their password, and whether they may sign in at all. */
@Injectable()
export class AccountAdministrationService {
  constructor(
    private readonly accounts: AccountStore,
    private readonly memberships: MembershipStore,
    private readonly sessions: SessionStore,
    private readonly credentials: CredentialService,
    private readonly hasher: PasswordHasher,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  byIds(ids: readonly string[]): Promise<Map<string, Account>> {
    return this.accounts.byIds(ids);
  }

  /** Changes the password and ends every session of the account. The credentials are asked for again. */
  async changePassword(
    context: RequestContext,
    accountId: string,
    command: { currentPassword: string; newPassword: string; totpCode?: string | null },
    address: string,
  ): Promise<Result<Account>> {
    const { email, name } = (await this.accounts.byIds([accountId])).get(accountId)!;
    const flaw = passwordFlaw(command.newPassword, [email, name]);
    if (flaw) return fail(changePasswordErrors.error(flaw, ['input', 'newPassword']));
    const { currentPassword: password, totpCode } = command;
    const verified = await this.credentials.verify(context, { email, password, totpCode }, address);
    if (!verified.ok) return verified;
    const passwordHash = await this.hasher.hash(command.newPassword);
    return this.unitOfWork.run(context, async (transaction) => {
      const at = context.now;
      await this.accounts.setPassword(transaction, accountId, passwordHash, at);
      await this.sessions.endOfAccount(transaction, accountId, 'PASSWORD_CHANGED', at);
      await this.audit.record(transaction, context, {
        action: 'account.password_changed',
        object: { kind: 'Account', id: accountId },
      });
      return succeed({ ...verified.value, passwordHash, passwordChangedAt: at });
    });
  }

  /** Disables an account (its sessions end) or enables it again. */
  async changeState(
    context: RequestContext,
    accountId: string,
    to: AccountState,
    reason: string,
  ): Promise<Result<Account>> {
    const errors = changeAccountStateErrors;
    const given = reason.trim();
    if ([...given].length < 10 || [...given].length > 500)
      return fail(errors.error('REASON_MISSING', ['input', 'reason']));
    if (context.actor.kind === 'USER' && context.actor.accountId === accountId)
      return fail(errors.error('OWN_ACCOUNT', ['input', 'accountId']));
    const from: AccountState = to === 'DISABLED' ? 'ACTIVE' : 'DISABLED';
    return this.unitOfWork.run(context, async (transaction) => {
      // Of two administrators who disable each other, the second must see that it is the last.
      const administrators = await this.memberships.lockPeers(transaction, {
        role: 'ADMINISTRATOR',
      });
      const own = await this.memberships.activeOf(accountId, transaction);
      const last = administrators.every((id) => own.some((membership) => membership.id === id));
      if (to === 'DISABLED' && last) return fail(errors.error('LAST_ADMINISTRATOR'));
      if (!(await this.accounts.changeState(transaction, accountId, from, to))) {
        const account = (await this.accounts.byIds([accountId], transaction)).get(accountId);
        if (!account) return fail(errors.error('NOT_FOUND', ['input', 'accountId']));
        return fail(errors.error('ALREADY_SO', [], { state: account.state }));
      }
      if (to === 'DISABLED')
        await this.sessions.endOfAccount(transaction, accountId, 'ACCOUNT_DISABLED', context.now);
      await this.audit.record(transaction, context, {
        action: 'account.state_changed',
        object: { kind: 'Account', id: accountId },
        before: { state: from },
        after: { state: to },
        reason: given,
      });
      return succeed((await this.accounts.byIds([accountId], transaction)).get(accountId)!);
    });
  }
}
