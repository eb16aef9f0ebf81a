import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { fail, succeed, type Result, type UserErrorData } from '../platform/kernel/result.js';
import { AccountStore } from './account.store.js';
import { AttemptThrottle } from './attempt-throttle.js';
import { normaliseEmail } from './domain/account.js';
import { credentialErrors } from './domain/credential-errors.js';
import type { Account } from './entities/account.entity.js';
import { PasswordHasher } from './password-hasher.js';
import { hashToken, SecretBox } from './secrets.js';
import { matchingStep, readRecoveryCode } from './totp.js';
import { TotpStore } from './totp.store.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Six digits of the authenticator, or a recovery code. */
  readonly totpCode?: string | null;
}

type SecondStep = 'PASSED' | 'MISSING' | 'WRONG';

/** Proves who somebody is, by password and, where the account has one, a second step. */
@Injectable()
export class CredentialService {
  private readonly logger = new Logger('Authentication');

  constructor(
    private readonly accounts: AccountStore,
    private readonly totp: TotpStore,
    private readonly hasher: PasswordHasher,
    private readonly throttle: AttemptThrottle,
    private readonly secrets: SecretBox,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /**
   * Costs the same time for an e-mail that nobody has, for a disabled account and for a wrong password, and
   * answers them alike.
   *
   * @param path where the fields stand in the mutation's arguments
   * @returns the account, or one of CREDENTIAL_ERRORS
   */
  async verify(
    context: RequestContext,
    credentials: Credentials,
    address: string,
    path: readonly string[] = ['input'],
  ): Promise<Result<Account>> {
    const email = normaliseEmail(credentials.email) ?? credentials.email.slice(0, 254);
    const target = { account: email, address };
    const seconds = await this.throttle.reserve(context, target);
    if (seconds !== undefined)
      return this.refuse(
        context,
        credentialErrors.error('TOO_MANY_ATTEMPTS', [], { seconds: String(seconds) }),
      );

    const account = await this.accounts.byEmail(email);
    const matches = await this.hasher.verify(account?.passwordHash, credentials.password);
    if (!account || !matches || account.state !== 'ACTIVE')
      return this.refuse(context, credentialErrors.error('INVALID_CREDENTIALS', path));

    const second = await this.secondStep(context, account.id, credentials.totpCode);
    if (second === 'MISSING') {
      await this.throttle.giveBack(target);
      return fail(credentialErrors.error('TOTP_CODE_REQUIRED', [...path, 'totpCode']));
    }
    if (second === 'WRONG')
      return this.refuse(
        context,
        credentialErrors.error('TOTP_CODE_INVALID', [...path, 'totpCode']),
      );
    await this.throttle.succeeded(context, target);
    return succeed(account);
  }

  private async secondStep(
    context: RequestContext,
    accountId: string,
    code: string | null | undefined,
  ): Promise<SecondStep> {
    const totp = await this.totp.find(accountId);
    if (!totp?.confirmedAt) return 'PASSED';
    const given = code?.trim();
    if (!given) return 'MISSING';
    if (/^\d{6}$/.test(given)) {
      const secret = this.secrets.decrypt(totp.secretEncrypted, accountId);
      const step = matchingStep(secret, given, context.now);
      return step !== undefined && (await this.totp.useStep(accountId, step)) ? 'PASSED' : 'WRONG';
    }
    return (await this.useRecoveryCode(context, accountId, given)) ? 'PASSED' : 'WRONG';
  }

  private async useRecoveryCode(
    context: RequestContext,
    accountId: string,
    given: string,
  ): Promise<boolean> {
    const code = readRecoveryCode(given);
    if (!code) return false;
    return this.unitOfWork.run(context, async (transaction) => {
      if (!(await this.totp.useRecoveryCode(transaction, accountId, hashToken(code)))) return false;
      await this.audit.record(transaction, context, {
        action: 'account.recovery_code_used',
        object: { kind: 'Account', id: accountId },
      });
      return true;
    });
  }

  private refuse(context: RequestContext, error: UserErrorData): Result<never> {
    this.logger.warn({ requestId: context.requestId, code: error.code }, 'credentials refused');
    return fail(error);
  }
}
