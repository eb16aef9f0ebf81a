import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { FileService } from '../files/index.js';
import { NotificationService } from '../notifications/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import {
  addDays,
  businessDateOf,
  startOfBusinessDate,
  type BusinessDate,
} from '../platform/kernel/business-date.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { Policy } from '../platform/policies/policy.service.js';
import { ProviderRestrictionService, ProviderService } from '../providers/index.js';
import { ConductLockStore } from './conduct-lock.store.js';
import { conductNotices } from './conduct-notices.js';
import { ConductPolicies } from './conduct-policies.js';
import { CONDUCT_OFFICERS } from './conduct.permissions.js';
import { DepositLedger } from './deposit-ledger.service.js';
import { plannedEffects } from './domain/violation-effects.js';
import { NO_TERMS, type Consequence } from './domain/violation-ladder.js';
import { violationName, type ViolationPolicy } from './domain/violation-policy.js';
import {
  decideRecordViolation,
  decideViolation,
  decideViolationErrors,
  type RecordViolation,
} from './domain/violation.js';
import { recordViolationErrors } from './violation.errors.js';
import {
  ViolationStore,
  type ViolationFilter,
  type ViolationOrder,
  type ViolationRow,
} from './violation.store.js';

export interface ViolationCommand extends RecordViolation {
  readonly providerId: string;
  readonly operatorId?: string | undefined;
  readonly fileIds: readonly string[];
}

@Injectable()
export class ViolationService {
  constructor(
    private readonly store: ViolationStore,
    private readonly ledger: DepositLedger,
    private readonly locks: ConductLockStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly policies: ConductPolicies,
    private readonly restrictions: ProviderRestrictionService,
    private readonly providers: ProviderService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly notifications: NotificationService,
    private readonly files: FileService,
  ) {}

  /** The violations that the caller may see: staff all, others what was decided about them. */
  page(
    context: RequestContext,
    filter: ViolationFilter,
    order: ViolationOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<ViolationRow>> {
    return this.store.page(context, filter, order, request, withTotal);
  }

  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, ViolationRow>> {
    return this.store.visibleByIds(context, ids);
  }

  /** Writes down what happened, with its evidence. It costs nothing before it is decided. */
  async record(
    context: RequestContext,
    command: ViolationCommand,
    idempotencyKey?: string,
  ): Promise<Result<ViolationRow>> {
    const errors = recordViolationErrors;
    const { providerId, operatorId, occurredOn } = command;
    const call = { mutation: 'recordViolation', key: idempotencyKey, request: command };
    const outcome = await this.unitOfWork.attempt(context, async (transaction) => {
      const id = await this.idempotency.once<string>(transaction, context, call, async () => {
        if ((await this.providers.lockState(transaction, providerId)) === undefined) {
          const parameters = { id: publicId('Provider', providerId) };
          return fail(errors.error('PROVIDER_NOT_FOUND', ['input', 'providerId'], parameters));
        }
        if (
          operatorId !== undefined &&
          !(await this.store.worked(transaction, operatorId, providerId, occurredOn))
        ) {
          const path = ['input', 'operatorId'];
          return fail(errors.error('OPERATOR_NOT_EMPLOYED', path, { date: occurredOn }));
        }
        const { body: policy } = await this.policies.violations(context, transaction);
        const officer = await this.locks.officer(transaction, context, providerId);
        const today = businessDateOf(context.now);
        const decision = decideRecordViolation(command, officer, today, policy);
        if (!decision.ok) return decision;
        return this.insert(transaction, context, { ...command, ...decision.value }, policy);
      });
      return id.ok ? succeed((await this.store.byId(transaction, id.value))!) : id;
    });
    return outcome.ok ? outcome.value : outcome;
  }

  /** Confirms or dismisses. Confirmed, it costs what the ladder says, at once. */
  async decide(
    context: RequestContext,
    id: string,
    command: { readonly confirm: boolean; readonly reason: string },
  ): Promise<Result<ViolationRow>> {
    const errors = decideViolationErrors;
    return this.unitOfWork.run(context, async (transaction) => {
      const found = await this.store.byId(transaction, id);
      if (!found) {
        const parameters = { id: publicId('Violation', id) };
        return fail(errors.error('NOT_FOUND', ['input', 'violationId'], parameters));
      }
      const { providerId } = found;
      await this.locks.lock(transaction, providerId);
      const violation = (await this.store.byId(transaction, id))!;
      const policy = await this.policies.violations(context, transaction);
      const officer = await this.locks.officer(transaction, context, providerId);
      const record = (await this.store.records([providerId], transaction)).get(providerId)!;
      const today = businessDateOf(context.now);
      const decision = decideViolation(violation, command, officer, record, today, policy.body);
      if (!decision.ok) return decision;
      const { to, reason, consequence } = decision.value;
      const dates = consequence && {
        countsUntil: addDays(today, policy.body.onRecordDays),
        appealUntil: addDays(today, policy.body.appealWithinDays),
      };
      const ruled = await this.store.decide(transaction, id, {
        state: to,
        reason,
        heavy: consequence?.heavy ?? false,
        policyVersion: consequence ? policy.version : null,
        ruling: consequence ? (await this.store.rulings(transaction, providerId)) + 1 : null,
        offence: consequence?.offence ?? null,
        terms: consequence ?? NO_TERMS,
        decidedBy: actorKey(context.actor),
        decidedAt: context.now,
        countsUntil: dates?.countsUntil ?? null,
        appealUntil: dates?.appealUntil ?? null,
      });
      if (!ruled) return fail(errors.error('ALREADY_DECIDED', [], { state: violation.state }));
      await this.notifications.settle(context, transaction, [id]);
      await this.audit.record(transaction, context, {
        action: `violation.${to === 'IN_FORCE' ? 'confirmed' : 'dismissed'}`,
        object: { kind: 'Violation', id },
        before: { state: violation.state },
        after: consequence ? { state: to, ...termsOf(consequence) } : { state: to },
        reason,
        // What was dismissed is none of the provider's audit: it never heard of it.
        owners: consequence ? { providerId } : {},
      });
      if (consequence && dates) {
        await this.apply(transaction, context, violation, consequence, policy, dates.appealUntil);
      }
      return succeed((await this.store.byId(transaction, id))!);
    });
  }

  /** What a confirmed violation brings about: the deduction, the restrictions, and the word to the provider. */
  private async apply(
    transaction: Transaction,
    context: RequestContext,
    { id, providerId, operatorId, kind }: ViolationRow,
    { deduction, measures, points }: Consequence,
    { body: policy }: Policy<ViolationPolicy>,
    appealUntil: BusinessDate,
  ): Promise<void> {
    const { body: deposits } = await this.policies.deposits(context, transaction);
    const violation = { id, providerId };
    const name = policy.kinds.find(({ code }) => code === kind)!.name.zh;
    const taken = await this.ledger.deduct(
      transaction,
      context,
      violation,
      deduction,
      name,
      deposits,
    );
    await this.restrictions.impose(
      transaction,
      plannedEffects(measures, policy, context.now, appealUntil).map((effect) => ({
        ...effect,
        id: newId(),
        providerId,
        liftedAt: null,
        causeKind: 'Violation',
        causeId: id,
      })),
    );
    const what = violationName(policy, kind);
    const parameters = { kind: what, points: String(points), deduction: taken };
    const notice = {
      kind: conductNotices.violation_decided,
      subject: { type: 'Violation', id },
      parameters,
      actBy: startOfBusinessDate(addDays(appealUntil, 1)),
    } as const;
    await this.notifications.notify(context, transaction, [
      { ...notice, to: { providerId } },
      ...(operatorId === null ? [] : [{ ...notice, to: { operatorId }, actBy: null }]),
    ]);
    await this.outbox.publish(transaction, {
      kind: 'violation.decided',
      payload: { violationId: id, providerId, kind, points },
    });
  }

  private async insert(
    transaction: Transaction,
    context: RequestContext,
    command: ViolationCommand & { readonly decideBy: BusinessDate },
    policy: ViolationPolicy,
  ): Promise<Result<string>> {
    const id = newId();
    const { providerId, operatorId, kind, occurredOn, facts, decideBy } = command;
    await this.store.insert(transaction, {
      id,
      providerId,
      operatorId: operatorId ?? null,
      kind,
      occurredOn,
      facts,
      state: 'RECORDED',
      recordedBy: actorKey(context.actor),
      recordedAt: context.now,
      decideBy,
    });
    const evidence = {
      fileIds: command.fileIds,
      purpose: 'evidence',
      subject: { type: 'Violation', id },
      readers: [{ staff: CONDUCT_OFFICERS }, { providerId }],
    } as const;
    orRefuse(await this.files.attach(context, transaction, evidence));
    await this.audit.record(transaction, context, {
      action: 'violation.recorded',
      object: { kind: 'Violation', id },
      after: { kind, occurredOn, operatorId: operatorId ?? null },
    });
    await this.notifications.notify(context, transaction, [
      {
        kind: conductNotices.violation_to_decide,
        to: { staff: CONDUCT_OFFICERS },
        subject: { type: 'Violation', id },
        parameters: { kind: violationName(policy, kind) },
        actBy: startOfBusinessDate(addDays(decideBy, 1)),
      },
    ]);
    return succeed(id);
  }
}

function termsOf({ points, deduction, measures, offence }: Consequence) {
  return { points, deduction, measures, offence };
}
