import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { FileService } from '../files/index.js';
import { NotificationService } from '../notifications/index.js';
import { seesEverything } from '../platform/access/ownership.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { orRefuse } from '../platform/database/refusal.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { addDays, businessDateOf, startOfBusinessDate } from '../platform/kernel/business-date.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { ProviderRestrictionService } from '../providers/index.js';
import { addAppealStatementErrors, fileAppealErrors } from './appeal.errors.js';
import { AppealStore, type AppealFilter, type AppealOrder } from './appeal.store.js';
import { ConductLockStore } from './conduct-lock.store.js';
import { conductNotices } from './conduct-notices.js';
import { ConductPolicies } from './conduct-policies.js';
import { CONDUCT_OFFICERS } from './conduct.permissions.js';
import { decideFiling, decideStatement } from './domain/appeal.js';
import { suspendedByAppeal } from './domain/violation-effects.js';
import { violationName } from './domain/violation-policy.js';
import type { AppealStatement } from './entities/appeal-statement.entity.js';
import type { Appeal } from './entities/appeal.entity.js';
import { ViolationStore, type ViolationRow } from './violation.store.js';

export interface StatementCommand {
  readonly statement: string;
  readonly fileIds: readonly string[];
}

/** How a provider appeals against a violation, and what both sides say. The decision: AppealDecisionService. */
@Injectable()
export class AppealService {
  constructor(
    private readonly store: AppealStore,
    private readonly violations: ViolationStore,
    private readonly locks: ConductLockStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly policies: ConductPolicies,
    private readonly restrictions: ProviderRestrictionService,
    private readonly files: FileService,
    private readonly audit: AuditService,
    private readonly notifications: NotificationService,
  ) {}

  page(
    context: RequestContext,
    filter: AppealFilter,
    order: AppealOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Appeal>> {
    return this.store.page(context, filter, order, request, withTotal);
  }

  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, Appeal>> {
    return this.store.visibleByIds(context, ids);
  }

  /** What both sides said. The caller has shown that the reader may see the appeals. */
  statementsOf(appealIds: readonly string[]): Promise<Map<string, AppealStatement[]>> {
    return this.store.statements(appealIds);
  }

  /** Appeals against a violation of the caller's company. What the policy says so rests until the decision. */
  async file(
    context: RequestContext,
    violationId: string,
    command: StatementCommand,
    idempotencyKey?: string,
  ): Promise<Result<Appeal>> {
    const request = { violationId, ...command };
    const call = { mutation: 'fileAppeal', key: idempotencyKey, request };
    const outcome = await this.unitOfWork.attempt(context, async (transaction) => {
      const id = await this.idempotency.once<string>(transaction, context, call, async () => {
        const violation = await this.lockOwnViolation(context, transaction, violationId);
        if (!violation) {
          const parameters = { id: publicId('Violation', violationId) };
          return fail(fileAppealErrors.error('NOT_FOUND', ['input', 'violationId'], parameters));
        }
        const { body: policy } = await this.policies.violations(context, transaction);
        const decision = decideFiling(
          { appealUntil: violation.appealUntil!, appealed: violation.appealId !== null },
          command.statement,
          businessDateOf(context.now),
          policy.decideAppealWithinDays,
        );
        if (!decision.ok) return decision;
        return succeed(
          await this.insert(context, transaction, violation, command.fileIds, decision.value),
        );
      });
      return this.reread(context, transaction, id);
    });
    return outcome.ok ? outcome.value : outcome;
  }

  /** Adds to an open appeal: the provider, or staff who ask or answer. */
  async addStatement(
    context: RequestContext,
    appealId: string,
    command: StatementCommand,
    idempotencyKey?: string,
  ): Promise<Result<Appeal>> {
    const errors = addAppealStatementErrors;
    const request = { appealId, ...command };
    const call = { mutation: 'addAppealStatement', key: idempotencyKey, request };
    const outcome = await this.unitOfWork.attempt(context, async (transaction) => {
      const id = await this.idempotency.once<string>(transaction, context, call, async () => {
        const found = await this.find(context, transaction, appealId);
        if (!found) {
          const parameters = { id: publicId('Appeal', appealId) };
          return fail(errors.error('NOT_FOUND', ['input', 'appealId'], parameters));
        }
        const { providerId } = found;
        await this.locks.lock(transaction, providerId);
        const appeal = (await this.find(context, transaction, appealId))!;
        const side = seesEverything(context) ? 'PLATFORM' : 'PROVIDER';
        const officer = await this.locks.officer(transaction, context, providerId);
        if (side === 'PLATFORM' && officer.belonged) return fail(errors.error('OWN_PROVIDER'));
        const decision = decideStatement(appeal, command.statement);
        if (!decision.ok) return decision;
        const { fileIds } = command;
        await this.say(context, transaction, appeal, side, decision.value, fileIds);
        return succeed(appealId);
      });
      return this.reread(context, transaction, id);
    });
    return outcome.ok ? outcome.value : outcome;
  }

  private async lockOwnViolation(
    context: RequestContext,
    transaction: Transaction,
    violationId: string,
  ): Promise<ViolationRow | undefined> {
    const found = (await this.violations.visibleByIds(context, [violationId], transaction)).get(
      violationId,
    );
    if (!found) return undefined;
    await this.locks.lock(transaction, found.providerId);
    return this.violations.byId(transaction, violationId);
  }

  private async insert(
    context: RequestContext,
    transaction: Transaction,
    { id: violationId, providerId, kind, policyVersion }: ViolationRow,
    fileIds: readonly string[],
    { statement, decideBy }: { statement: string; decideBy: string },
  ): Promise<string> {
    const id = newId();
    const appeal = { id, violationId, providerId };
    await this.store.insert(transaction, {
      ...appeal,
      state: 'FILED',
      filedBy: actorKey(context.actor),
      filedAt: context.now,
      decideBy,
    });
    const effects = await this.restrictions.byCauses([violationId], transaction);
    const versions = await this.policies.violationVersions([policyVersion!], transaction);
    const policy = versions.get(policyVersion!)!;
    const resting = suspendedByAppeal(effects, policy, context.now);
    const lifts = resting.map((effect) => ({ id: effect.id, at: context.now }));
    await this.restrictions.lift(transaction, lifts);
    await this.audit.record(transaction, context, {
      action: 'appeal.filed',
      object: { kind: 'Appeal', id },
      after: { violationId, suspended: resting.map((effect) => effect.kind) },
      owners: { providerId },
    });
    await this.notifications.settle(context, transaction, [violationId]);
    await this.say(context, transaction, appeal, 'PROVIDER', statement, fileIds);
    await this.notifications.notify(context, transaction, [
      {
        kind: conductNotices.appeal_to_decide,
        to: { staff: CONDUCT_OFFICERS },
        subject: { type: 'Appeal', id },
        parameters: { kind: violationName(policy, kind) },
        actBy: startOfBusinessDate(addDays(decideBy, 1)),
      },
    ]);
    return id;
  }

  private async say(
    context: RequestContext,
    transaction: Transaction,
    { id: appealId, providerId }: { readonly id: string; readonly providerId: string },
    side: AppealStatement['side'],
    body: string,
    fileIds: readonly string[],
  ): Promise<void> {
    const id = newId();
    const writtenBy = actorKey(context.actor);
    const statement = { id, appealId, side, body, writtenBy, writtenAt: context.now };
    await this.store.addStatement(transaction, statement);
    const evidence = {
      fileIds,
      purpose: `appeal_${side.toLowerCase()}`,
      subject: { type: 'Appeal', id: appealId },
      readers: [{ staff: CONDUCT_OFFICERS }, { providerId }],
    } as const;
    orRefuse(await this.files.attach(context, transaction, evidence));
    await this.audit.record(transaction, context, {
      action: 'appeal.statement_added',
      object: { kind: 'Appeal', id: appealId },
      after: { statementId: id, side, files: fileIds.length },
      owners: { providerId },
    });
  }

  private async find(context: RequestContext, transaction: Transaction, id: string) {
    return (await this.store.visibleByIds(context, [id], transaction)).get(id);
  }

  private async reread(
    context: RequestContext,
    transaction: Transaction,
    id: Result<string>,
  ): Promise<Result<Appeal>> {
    return id.ok ? succeed((await this.find(context, transaction, id.value))!) : id;
  }
}
