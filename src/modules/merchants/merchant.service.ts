import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { AccountService, type NewAccount } from '../auth/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { maySee } from '../platform/access/ownership.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { addDays, businessDateOf, startOfBusinessDate } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { succeed, type Result } from '../platform/kernel/result.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import {
  claimCodeFrom,
  decideClaim,
  MERCHANT_CLAIMS_POLICY,
  merchantClaimsPolicySchema,
  normaliseClaimCode,
} from './domain/claim-code.js';
import type { Merchant } from './entities/merchant.entity.js';
import {
  MerchantStore,
  type MerchantFilter,
  type MerchantOrder,
  type MerchantVersion,
} from './merchant.store.js';

@Injectable()
export class MerchantService {
  constructor(
    private readonly store: MerchantStore,
    private readonly accounts: AccountService,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly audit: AuditService,
  ) {}

  page(
    filter: MerchantFilter,
    order: MerchantOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Merchant>> {
    return this.store.page(filter, order, request, withTotal);
  }

  byIds(ids: readonly string[]): Promise<Map<string, Merchant>> {
    return this.store.byIds(ids);
  }

  /** How a merchant's attributes changed. Staff may ask of everyone, merchants of themselves. */
  async versions(
    context: RequestContext,
    merchantId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<MerchantVersion>> {
    if (!maySee(context, { merchantId })) throw new NotFound('The merchant');
    return this.store.versions(merchantId, request, withTotal);
  }

  /**
   * A new code takes the place of an earlier one that nobody has used: who asks again has lost it.
   *
   * @returns the code, told this once: only its hash is kept
   */
  async issueClaimCode(
    context: RequestContext,
    merchantId: string,
  ): Promise<{ code: string; expiresAt: Date }> {
    const today = businessDateOf(context.now);
    const { body } = await this.policies.inForce(
      MERCHANT_CLAIMS_POLICY,
      merchantClaimsPolicySchema,
      today,
    );
    return this.unitOfWork.run(context, async (transaction) => {
      const merchant = (await this.store.byIds([merchantId], transaction)).get(merchantId);
      if (!merchant) throw new NotFound('The merchant');
      const code = claimCodeFrom(randomBytes(64));
      const expiresAt = startOfBusinessDate(addDays(today, body.codeValidDays + 1));
      await this.store.expireClaimCodes(transaction, merchantId, context.now);
      await this.store.insertClaimCode(transaction, {
        id: newId(),
        merchantId,
        codeHash: hashOf(code),
        issuedBy: actorKey(context.actor),
        issuedAt: context.now,
        expiresAt,
        usedAt: null,
        usedBy: null,
      });
      await this.audit.record(transaction, context, {
        action: 'merchant.claim_code_issued',
        object: { kind: 'Merchant', id: merchantId },
        after: { expiresAt: expiresAt.toISOString() },
        owners: { merchantId },
      });
      return { code, expiresAt };
    });
  }

  /** Makes the account of a merchant's owner out of a code from staff. */
  async claim(
    context: RequestContext,
    code: string,
    owner: NewAccount,
    idempotencyKey?: string,
  ): Promise<Result<Merchant>> {
    const prepared = await this.accounts.prepare(owner, ['input']);
    if (!prepared.ok) return prepared;
    const call = { mutation: 'claimMerchant', key: idempotencyKey, request: { code, owner } };
    const claim = async (transaction: Transaction) => {
      const claimed = await this.useCode(transaction, context, code);
      const accountId = orRefuse(await this.accounts.create(transaction, context, prepared.value));
      const { merchantId } = claimed;
      const membership = { accountId, role: 'MERCHANT_OWNER' as const, merchantId };
      orRefuse(await this.accounts.addMembership(transaction, context, membership));
      await this.store.markClaimCodeUsed(transaction, claimed.id, accountId, context.now);
      await this.audit.record(transaction, context, {
        action: 'merchant.claimed',
        object: { kind: 'Merchant', id: merchantId },
        after: { accountId },
        owners: { merchantId },
      });
      return succeed(merchantId);
    };
    return this.unitOfWork.attempt(context, async (transaction) => {
      const merchantId = orRefuse(
        await this.idempotency.once(transaction, context, call, () => claim(transaction)),
      );
      return (await this.store.byIds([merchantId], transaction)).get(merchantId)!;
    });
  }

  private async useCode(transaction: Transaction, context: RequestContext, code: string) {
    const found = await this.store.lockClaimCode(transaction, hashOf(code));
    orRefuse(decideClaim(found, context.now));
    return found!;
  }
}

function hashOf(code: string): Buffer {
  return createHash('sha256').update(normaliseClaimCode(code)).digest();
}
