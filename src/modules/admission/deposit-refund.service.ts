import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotificationService } from '../notifications/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { negateMoney, type Money } from '../platform/kernel/money.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { ConductLockStore } from './conduct-lock.store.js';
import { conductNotices } from './conduct-notices.js';
import { ConductPolicies } from './conduct-policies.js';
import { CONDUCT_OFFICERS } from './conduct.permissions.js';
import { DepositLedger } from './deposit-ledger.service.js';
import { DepositRefundStore, type DepositRefundFilter } from './deposit-refund.store.js';
import { prepareDepositRefundErrors } from './deposit.errors.js';
import {
  decideDepositRefundErrors,
  decideRefundPayment,
  decideRefundPreparation,
} from './domain/deposit-refund.js';
import type { DepositRefund } from './entities/deposit-refund.entity.js';

/** The way of a deposit back to a provider that has left: two officers, after the holding period. */
@Injectable()
export class DepositRefundService {
  constructor(
    private readonly store: DepositRefundStore,
    private readonly ledger: DepositLedger,
    private readonly locks: ConductLockStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly policies: ConductPolicies,
    private readonly audit: AuditService,
    private readonly notifications: NotificationService,
  ) {}

  page(
    context: RequestContext,
    filter: DepositRefundFilter,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<DepositRefund>> {
    return this.store.page(context, filter, request, withTotal);
  }

  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, DepositRefund>> {
    return this.store.visibleByIds(context, ids);
  }

  async prepare(
    context: RequestContext,
    providerId: string,
    command: { readonly amount?: Money | undefined; readonly reason: string },
    idempotencyKey?: string,
  ): Promise<Result<DepositRefund>> {
    const errors = prepareDepositRefundErrors;
    const request = { providerId, ...command };
    const call = { mutation: 'prepareDepositRefund', key: idempotencyKey, request };
    return this.unitOfWork.run(context, async (transaction) => {
      const id = await this.idempotency.once<string>(transaction, context, call, async () => {
        await this.locks.lock(transaction, providerId);
        const today = businessDateOf(context.now);
        const situation = await this.store.situation(transaction, providerId, today);
        if (!situation) {
          const parameters = { id: publicId('Provider', providerId) };
          return fail(errors.error('PROVIDER_NOT_FOUND', ['input', 'providerId'], parameters));
        }
        const open = await this.store.open(transaction, providerId);
        if (open) {
          const parameters = { id: publicId('DepositRefund', open) };
          return fail(errors.error('ALREADY_PREPARED', [], parameters));
        }
        const { body: policy } = await this.policies.deposits(context, transaction);
        const officer = await this.locks.officer(transaction, context, providerId);
        const decision = decideRefundPreparation(situation, command, officer, today, policy);
        if (!decision.ok) return decision;
        return succeed(await this.insert(transaction, context, providerId, decision.value));
      });
      return id.ok ? succeed((await this.store.byId(transaction, id.value))!) : id;
    });
  }

  /** The second officer's decision: pays, which books the refund, or declines. */
  async decide(
    context: RequestContext,
    id: string,
    command: { readonly pay: boolean; readonly reason: string },
  ): Promise<Result<DepositRefund>> {
    const errors = decideDepositRefundErrors;
    return this.unitOfWork.run(context, async (transaction) => {
      const found = await this.store.byId(transaction, id);
      if (!found) {
        const parameters = { id: publicId('DepositRefund', id) };
        return fail(errors.error('NOT_FOUND', ['input', 'refundId'], parameters));
      }
      const { providerId } = found;
      await this.locks.lock(transaction, providerId);
      const refund = (await this.store.byId(transaction, id))!;
      const today = businessDateOf(context.now);
      const situation = (await this.store.situation(transaction, providerId, today))!;
      const { body: policy } = await this.policies.deposits(context, transaction);
      const officer = await this.locks.officer(transaction, context, providerId);
      const decision = decideRefundPayment(refund, situation, command, officer, today, policy);
      if (!decision.ok) return decision;
      const { to, reason } = decision.value;
      const by = actorKey(context.actor);
      if (!(await this.store.decide(transaction, id, to, by, context.now, reason))) {
        return fail(errors.error('ALREADY_DECIDED', [], { state: refund.state }));
      }
      await this.audit.record(transaction, context, {
        action: `deposit.refund_${to.toLowerCase()}`,
        object: { kind: 'DepositRefund', id },
        before: { state: refund.state },
        after: { state: to },
        reason,
        owners: { providerId },
      });
      await this.notifications.settle(context, transaction, [id]);
      if (to === 'PAID') await this.pay(transaction, context, refund, reason);
      return succeed((await this.store.byId(transaction, id))!);
    });
  }

  private async pay(
    transaction: Transaction,
    context: RequestContext,
    { id, providerId, amount }: DepositRefund,
    reason: string,
  ): Promise<void> {
    const booking = { kind: 'REFUND', amount: negateMoney(amount), reason, refundId: id } as const;
    await this.ledger.book(transaction, context, providerId, booking);
    await this.notifications.notify(context, transaction, [
      {
        kind: conductNotices.refund_paid,
        to: { providerId },
        subject: { type: 'DepositRefund', id },
        parameters: { amount },
        actBy: null,
      },
    ]);
  }

  private async insert(
    transaction: Transaction,
    context: RequestContext,
    providerId: string,
    { amount, reason }: { amount: Money; reason: string },
  ): Promise<string> {
    const id = newId();
    await this.store.insert(transaction, {
      id,
      providerId,
      amount,
      state: 'PREPARED',
      reason,
      preparedBy: actorKey(context.actor),
      preparedAt: context.now,
      decidedBy: null,
      decidedAt: null,
      decisionReason: null,
    });
    await this.audit.record(transaction, context, {
      action: 'deposit.refund_prepared',
      object: { kind: 'DepositRefund', id },
      after: { amount },
      reason,
      owners: { providerId },
    });
    await this.notifications.notify(context, transaction, [
      {
        kind: conductNotices.refund_to_decide,
        to: { staff: CONDUCT_OFFICERS },
        subject: { type: 'DepositRefund', id },
        parameters: { amount },
        actBy: null,
      },
    ]);
    return id;
  }
}
