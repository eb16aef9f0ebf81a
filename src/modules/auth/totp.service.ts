import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { CredentialService, type Credentials } from './credential.service.js';
import { totpErrors } from './domain/totp-errors.js';
import { hashToken, SecretBox } from './secrets.js';
import {
  matchingStep,
  newRecoveryCode,
  newTotpSecret,
  readRecoveryCode,
  totpAddress,
} from './totp.js';
import { TotpStore } from './totp.store.js';

const RECOVERY_CODES = 10;

/**
 * The second step of signing in. Every change asks for the credentials again and for no session: whoever finds
 * an open session can't change how it is guarded, and roles that may not sign in without a second step can
 * still get one.
 */
@Injectable()
export class TotpService {
  constructor(
    private readonly credentials: CredentialService,
    private readonly store: TotpStore,
    private readonly secrets: SecretBox,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  async isOn(accountId: string): Promise<boolean> {
    return (await this.store.find(accountId))?.confirmedAt != null;
  }

  /** Begins an enrolment; nothing changes for the account until `confirm`. Beginning again makes a new secret. */
  async enrol(
    context: RequestContext,
    credentials: Credentials,
    address: string,
  ): Promise<Result<{ secret: string; address: string }>> {
    const verified = await this.credentials.verify(context, credentials, address);
    if (!verified.ok) return verified;
    const { id, email } = verified.value;
    const secret = newTotpSecret();
    return this.unitOfWork.run(context, async (transaction) => {
      const sealed = this.secrets.encrypt(secret, id);
      if (!(await this.store.enrol(transaction, id, sealed, context.now)))
        return fail(totpErrors.error('TOTP_ALREADY_ON'));
      await this.audit.record(transaction, context, {
        action: 'account.totp_enrolled',
        object: { kind: 'Account', id },
      });
      return succeed({ secret, address: totpAddress(secret, email) });
    });
  }

  /** @param code the authenticator's first code. @returns the recovery codes; they are shown this once */
  async confirm(
    context: RequestContext,
    credentials: Credentials,
    code: string,
    address: string,
  ): Promise<Result<string[]>> {
    const verified = await this.credentials.verify(context, credentials, address);
    if (!verified.ok) return verified;
    const { id } = verified.value;
    return this.unitOfWork.run(context, async (transaction) => {
      const totp = await this.store.find(id, transaction);
      if (totp?.confirmedAt) return fail(totpErrors.error('TOTP_ALREADY_ON'));
      if (!totp) return fail(totpErrors.error('TOTP_NOT_ENROLLED'));
      const secret = this.secrets.decrypt(totp.secretEncrypted, id);
      const step = matchingStep(secret, code.trim(), context.now);
      if (step === undefined) return fail(totpErrors.error('CODE_WRONG', ['input', 'code']));
      if (!(await this.store.confirm(transaction, id, step, context.now)))
        return fail(totpErrors.error('TOTP_ALREADY_ON'));
      const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
      const hashes = codes.map((text) => hashToken(readRecoveryCode(text)!));
      await this.store.addRecoveryCodes(transaction, id, hashes, context.now);
      await this.audit.record(transaction, context, {
        action: 'account.totp_confirmed',
        object: { kind: 'Account', id },
      });
      return succeed(codes);
    });
  }

  /** Takes the second step away. The credentials must include a code or a recovery code, as for signing in. */
  async disable(
    context: RequestContext,
    credentials: Credentials,
    address: string,
  ): Promise<Result<true>> {
    const verified = await this.credentials.verify(context, credentials, address);
    if (!verified.ok) return verified;
    const { id } = verified.value;
    return this.unitOfWork.run(context, async (transaction) => {
      if (!(await this.store.remove(transaction, id)))
        return fail(totpErrors.error('TOTP_NOT_ENROLLED'));
      await this.audit.record(transaction, context, {
        action: 'account.totp_disabled',
        object: { kind: 'Account', id },
      });
      return succeed(true as const);
    });
  }
}
