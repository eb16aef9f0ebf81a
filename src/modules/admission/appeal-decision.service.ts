import { Injectable } from '@nestjs/common';
import { AuditService, type AuditRecord } from '../audit/index.js';
import { NotificationService } from '../notifications/index.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId, publicId } from '../platform/kernel/ids.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { ProviderRestrictionService } from '../providers/index.js';
import { decideAppealErrors } from './appeal.errors.js';
import { AppealStore } from './appeal.store.js';
import { ConductLockStore } from './conduct-lock.store.js';
import { conductNotices } from './conduct-notices.js';
import { ConductPolicies } from './conduct-policies.js';
import { DepositLedger } from './deposit-ledger.service.js';
import { decideAppeal, type AppealOutcome } from './domain/appeal.js';
import { termsAfter } from './domain/violation-appeal.js';
import { settleEffects } from './domain/violation-effects.js';
import { reliefIn, type Offence, type Terms } from './domain/violation-ladder.js';
import { violationName, type ViolationPolicy } from './domain/violation-policy.js';
import type { ViolationState } from './domain/violation.js';
import type { Appeal } from './entities/appeal.entity.js';
import { ViolationStore, type ViolationRow } from './violation.store.js';

export interface AppealRuling {
  readonly outcome: AppealOutcome;
  readonly reason: string;
  /** What the violation still costs; with REDUCED only. */
  readonly reduced?: Terms | undefined;
}

/** A violation whose terms change. */
interface Change {
  readonly violation: ViolationRow;
  readonly to: ViolationState;
  readonly terms: Terms;
}

/** How an appeal ends: once, by a reviewer who had no part in the violation, and with everything that follows. */
@Injectable()
export class AppealDecisionService {
  constructor(
    private readonly store: AppealStore,
    private readonly violations: ViolationStore,
    private readonly ledger: DepositLedger,
    private readonly locks: ConductLockStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: ConductPolicies,
    private readonly restrictions: ProviderRestrictionService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly notifications: NotificationService,
  ) {}

  async decide(
    context: RequestContext,
    appealId: string,
    command: AppealRuling,
  ): Promise<Result<Appeal>> {
    const errors = decideAppealErrors;
    return this.unitOfWork.run(context, async (transaction) => {
      const found = await this.find(context, transaction, appealId);
      if (!found) {
        const parameters = { id: publicId('Appeal', appealId) };
        return fail(errors.error('NOT_FOUND', ['input', 'appealId'], parameters));
      }
      const { providerId } = found;
      await this.locks.lock(transaction, providerId);
      const appeal = (await this.find(context, transaction, appealId))!;
      const violation = (await this.violations.byId(transaction, appeal.violationId))!;
      const officer = await this.locks.officer(transaction, context, providerId);
      const participants = [violation.recordedBy, violation.decidedBy];
      const decision = decideAppeal(appeal, command, officer, participants);
      if (!decision.ok) return decision;
      const { outcome, reason } = decision.value;
      const terms = termsAfter(outcome, violation, command.reduced);
      if (!terms.ok) return terms;

      const by = actorKey(context.actor);
      if (!(await this.store.decide(transaction, appealId, outcome, by, context.now, reason))) {
        return fail(errors.error('ALREADY_DECIDED', [], { state: appeal.state }));
      }
      const to = outcome === 'UPHELD' ? violation.state : outcome;
      const own = { violation, to, terms: terms.value };
      await this.follow(context, transaction, appeal, [own], reason);
      if (outcome !== 'UPHELD') await this.relieve(context, transaction, appeal, reason);
      await this.tell(context, transaction, appeal, violation, outcome, reason);
      return succeed((await this.find(context, transaction, appealId))!);
    });
  }

  /** What later offences cost less, now that this one weighs less. */
  private async relieve(
    context: RequestContext,
    transaction: Transaction,
    appeal: Appeal,
    reason: string,
  ): Promise<void> {
    const { providerId } = appeal;
    const record = (await this.violations.records([providerId], transaction)).get(providerId)!;
    const versions = await this.versionsOf(transaction, record);
    const relieved = reliefIn(record, versions);
    const ids = relieved.map(({ id }) => id);
    const rows = await this.violations.byIds(transaction, ids);
    const changes = relieved.map(({ id, terms }) => {
      const violation = rows.get(id)!;
      return { violation, to: violation.state, terms };
    });
    await this.follow(context, transaction, appeal, changes, reason);
    await this.notifications.notify(
      context,
      transaction,
      changes.map(({ violation, terms }) => ({
        kind: conductNotices.violation_relieved,
        to: { providerId },
        subject: { type: 'Violation', id: violation.id },
        parameters: {
          kind: violationName(versions.get(violation.policyVersion!)!, violation.kind),
          points: String(terms.points),
          deduction: terms.deduction,
        },
        actBy: null,
      })),
    );
  }

  private versionsOf(
    transaction: Transaction,
    record: readonly Offence[],
  ): Promise<Map<number, ViolationPolicy>> {
    const versions = [...new Set(record.map(({ policyVersion }) => policyVersion))];
    return this.policies.violationVersions(versions, transaction);
  }

  /** Brings the terms, the ledger and the restrictions of violations in line with what is left of them. */
  private async follow(
    context: RequestContext,
    transaction: Transaction,
    appeal: Appeal,
    changes: readonly Change[],
    reason: string,
  ): Promise<void> {
    if (changes.length === 0) return;
    const { id: appealId, providerId } = appeal;
    const ids = changes.map(({ violation }) => violation.id);
    for (const { violation, to, terms } of changes) {
      // Under the provider's lock nobody else can have moved it.
      if (!(await this.violations.change(transaction, violation.id, violation.state, to, terms)))
        throw new Error(`violation ${violation.id} is not ${violation.state} any more`);
    }
    const costs = changes.map(({ violation, terms }) => ({
      violationId: violation.id,
      deduction: terms.deduction,
    }));
    const cause = { appealId, reason };
    const given = await this.ledger.giveBack(transaction, context, providerId, costs, cause);
    await this.settle(context, transaction, changes);
    const records = changes.map(({ violation, to, terms }): AuditRecord => {
      const { id, state, points, deduction, measures } = violation;
      return {
        action: `violation.${id === appeal.violationId ? 'appeal_followed' : 'relieved'}`,
        object: { kind: 'Violation', id },
        before: { state, points, deduction, measures },
        after: { state: to, ...terms, givenBack: given.get(id) ?? '0.00' },
        reason,
        owners: { providerId },
      };
    });
    await this.audit.record(transaction, context, ...records);
    await this.outbox.publish(transaction, {
      kind: 'violation.changed',
      payload: { violationIds: ids, providerId, appealId },
    });
  }

  private async settle(
    context: RequestContext,
    transaction: Transaction,
    changes: readonly Change[],
  ): Promise<void> {
    const ids = changes.map(({ violation }) => violation.id);
    const effects = await this.restrictions.byCauses(ids, transaction);
    const underAppeal = await this.store.underAppeal(transaction, ids);
    const versions = await this.policies.violationVersions(
      [...new Set(changes.map(({ violation }) => violation.policyVersion!))],
      transaction,
    );
    for (const { violation, terms } of changes) {
      const own = effects.filter(({ causeId }) => causeId === violation.id);
      const rules = versions.get(violation.policyVersion!)!.measures;
      const rests = underAppeal.has(violation.id)
        ? own.map(({ kind }) => kind).filter((kind) => rules[kind].suspendedByAppeal)
        : [];
      const settled = settleEffects(terms.measures, own, context.now, new Set(rests));
      await this.restrictions.lift(transaction, settled.lift);
      await this.restrictions.impose(
        transaction,
        settled.resume.map((effect) => ({
          ...effect,
          id: newId(),
          providerId: violation.providerId,
          liftedAt: null,
          causeKind: 'Violation',
          causeId: violation.id,
        })),
      );
    }
  }

  private async tell(
    context: RequestContext,
    transaction: Transaction,
    { id, providerId }: Appeal,
    { kind, policyVersion }: ViolationRow,
    outcome: AppealOutcome,
    reason: string,
  ): Promise<void> {
    await this.audit.record(transaction, context, {
      action: 'appeal.decided',
      object: { kind: 'Appeal', id },
      before: { state: 'FILED' },
      after: { state: outcome },
      reason,
      owners: { providerId },
    });
    await this.notifications.settle(context, transaction, [id]);
    const versions = await this.policies.violationVersions([policyVersion!], transaction);
    await this.notifications.notify(context, transaction, [
      {
        kind: conductNotices.appeal_decided,
        to: { providerId },
        subject: { type: 'Appeal', id },
        parameters: { kind: violationName(versions.get(policyVersion!)!, kind), outcome },
        actBy: null,
      },
    ]);
    await this.outbox.publish(transaction, {
      kind: 'appeal.decided',
      payload: { appealId: id, providerId, outcome },
    });
  }

  private async find(context: RequestContext, transaction: Transaction, id: string) {
    return (await this.store.visibleByIds(context, [id], transaction)).get(id);
  }
}
