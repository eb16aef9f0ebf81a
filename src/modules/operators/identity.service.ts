import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { AuditService } from '../audit/index.js';
import { FileService } from '../files/index.js';
import { NotificationService } from '../notifications/index.js';
import { eraseErrors, PersonalDataService, SubjectKeys } from '../personal-data/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import { seesEverything } from '../platform/access/ownership.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import {
  decideIdentityProof,
  decideSettlement,
  proveIdentityErrors,
  settleIdentityConflictErrors,
  type IdentityConflictState,
  type IdentityProof,
} from './domain/prove-identity.js';
import type { IdentityConflict } from './entities/identity-conflict.entity.js';
import { identityNotices } from './identity.notices.js';
import { IdentityStore } from './identity.store.js';
import { operatorFields } from './operator-personal-fields.js';

const policyShape = z.object({ settleConflictDays: z.number().int().min(1) });
const DAY = 86_400_000;

/** What takes the place of a name that was erased. */
const ERASED_NAME = '已注销 (erased)';

export interface ProveIdentity extends IdentityProof {
  readonly fileIds: readonly string[];
}

@Injectable()
export class IdentityService implements OnModuleInit {
  constructor(
    private readonly store: IdentityStore,
    private readonly personal: PersonalDataService,
    private readonly keys: SubjectKeys,
    private readonly files: FileService,
    private readonly notifications: NotificationService,
    private readonly policies: PolicyService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.personal.onErasure('Operator', (context, transaction, id) =>
      this.forget(context, transaction, id),
    );
  }

  /** Of these operators, those who have proved who they are. */
  provedOf(ids: readonly string[]): Promise<Map<string, boolean>> {
    return this.store.provedOf(ids);
  }

  /** The operator's kept proof, masked: for staff, the operator and nobody else. */
  async masksOf(
    context: RequestContext,
    operatorId: string,
  ): Promise<{ isProved: boolean; identityNumber: string | null; legalName: string | null }> {
    const { scope } = context;
    const isOwn = scope.kind === 'PROVIDER' && scope.operatorId === operatorId;
    const proved = await this.store.provedOf([operatorId]);
    if (!proved.has(operatorId) || !(isOwn || seesEverything(context)))
      throw new NotFound('The operator');
    const masks = (await this.personal.masked('Operator', [operatorId])).get(operatorId)!;
    return {
      isProved: proved.get(operatorId)!,
      identityNumber: masks.identityNumber ?? null,
      legalName: masks.legalName ?? null,
    };
  }

  /**
   * Proves who the calling operator is. One person has one record and one record one person: a proof that
   * another stands against is refused, and becomes a case for staff. Repeating a proof changes nothing.
   */
  async prove(
    context: RequestContext,
    { fileIds, ...proof }: ProveIdentity,
  ): Promise<Result<string>> {
    const { scope } = context;
    if (scope.kind !== 'PROVIDER' || !scope.operatorId) throw new NotFound('Your operator record');
    const { operatorId, providerId } = scope;
    const decision = decideIdentityProof(proof, businessDateOf(context.now));
    if (!decision.ok) return decision;
    const hash = this.keys.mark('PERSON', decision.value.identityNumber);
    return this.unitOfWork.run(context, async (transaction) => {
      await this.store.lockIdentity(transaction, hash);
      const own = await this.store.lockOperator(transaction, operatorId);
      if (!own) throw new NotFound('Your operator record');
      if (own.identityHash?.equals(hash)) return succeed(operatorId);
      const holder = await this.store.holderOf(transaction, hash);
      if (holder ?? own.identityHash) {
        const against = holder ?? { id: operatorId, operatorCode: own.operatorCode };
        await this.openConflict(transaction, context, operatorId, own.operatorCode, against);
        return fail(proveIdentityErrors.error(holder ? 'PROVED_ELSEWHERE' : 'PROVED_AS_ANOTHER'));
      }
      const attached = await this.files.attach(context, transaction, {
        fileIds,
        purpose: 'identity',
        subject: { type: 'Operator', id: operatorId },
        readers: [{ operatorId }, { staff: ['REVIEWER', 'ADMINISTRATOR'] }],
      });
      if (!attached.ok) return attached;
      await this.store.setIdentity(transaction, operatorId, hash);
      const subject = { kind: 'Operator', id: operatorId } as const;
      const sealed = await this.personal.keep(context, transaction, subject, {
        [operatorFields.legalName]: decision.value.legalName,
        [operatorFields.identityNumber]: decision.value.identityNumber,
      });
      await this.audit.record(transaction, context, {
        action: 'operator.identity_proved',
        object: subject,
        after: sealed,
        owners: { providerId },
      });
      await this.outbox.publish(transaction, {
        kind: 'operator.identity_proved',
        payload: { operatorId },
      });
      return succeed(operatorId);
    });
  }

  conflicts(
    states: readonly IdentityConflictState[] | undefined,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<IdentityConflict>> {
    return this.store.conflicts(states ?? null, request, withTotal);
  }

  conflictsByIds(ids: readonly string[]): Promise<Map<string, IdentityConflict>> {
    return this.store.conflictsByIds(ids);
  }

  /** Upholds the proof that stood, or takes it back so that the right person can prove. */
  async settle(
    context: RequestContext,
    id: string,
    to: IdentityConflictState,
    reason: string,
  ): Promise<Result<IdentityConflict>> {
    const errors = settleIdentityConflictErrors;
    return this.unitOfWork.run(context, async (transaction) => {
      const conflict = await this.store.conflict(transaction, id);
      const path = ['input', 'conflictId'];
      if (!conflict) return fail(errors.error('NOT_FOUND', path));
      const decision = decideSettlement(conflict.state, to, reason);
      if (!decision.ok) return decision;
      const settlement = { by: actorKey(context.actor), at: context.now, reason: decision.value.reason }; // prettier-ignore
      if (!(await this.store.settle(transaction, id, to, settlement))) {
        const { state } = (await this.store.conflict(transaction, id))!;
        return fail(errors.error('NOT_OPEN', path, { state }));
      }
      if (to === 'RELEASED') await this.release(transaction, context, conflict.holderId);
      await this.audit.record(transaction, context, {
        action: 'operator.identity_conflict_settled',
        object: { kind: 'IdentityConflict', id },
        before: { state: 'OPEN' },
        after: { state: to },
        reason: settlement.reason,
      });
      await this.notifications.settle(context, transaction, [id]);
      const told = [...new Set([conflict.operatorId, conflict.holderId])];
      await this.notifications.notify(
        context,
        transaction,
        told.map((operatorId) => ({
          kind: identityNotices.identity_settled,
          to: { operatorId },
          subject: { type: 'Operator', id: operatorId },
          parameters: { outcome: to },
          actBy: null,
        })),
      );
      return succeed((await this.store.conflict(transaction, id))!);
    });
  }

  private async release(
    transaction: Transaction,
    context: RequestContext,
    operatorId: string,
  ): Promise<void> {
    const subject = { kind: 'Operator', id: operatorId } as const;
    await this.store.setIdentity(transaction, operatorId, null);
    const gone = { [operatorFields.legalName]: null, [operatorFields.identityNumber]: null };
    await this.personal.keep(context, transaction, subject, gone);
    await this.audit.record(transaction, context, {
      action: 'operator.identity_released',
      object: subject,
      after: gone,
    });
  }

  private async openConflict(
    transaction: Transaction,
    context: RequestContext,
    operatorId: string,
    operatorCode: string,
    holder: { id: string; operatorCode: string },
  ): Promise<void> {
    const id = newId();
    const conflict = { id, operatorId, holderId: holder.id, openedAt: context.now };
    if (!(await this.store.openConflict(transaction, conflict))) return;
    const date = businessDateOf(context.now);
    const { body } = await this.policies.inForce(
      'operator-identity',
      policyShape,
      date,
      transaction,
    );
    await this.audit.record(transaction, context, {
      action: 'operator.identity_conflict_opened',
      object: { kind: 'IdentityConflict', id },
      after: { operatorId, holderId: holder.id },
    });
    await this.notifications.notify(context, transaction, [
      {
        kind: identityNotices.identity_conflict,
        to: { staff: ['REVIEWER'] },
        subject: { type: 'IdentityConflict', id },
        parameters: { operator: operatorCode, holder: holder.operatorCode },
        actBy: new Date(context.now.getTime() + body.settleConflictDays * DAY),
      },
    ]);
  }

  /** A person who works nowhere here any more may be forgotten; their sessions stay under their code. */
  private async forget(
    context: RequestContext,
    transaction: Transaction,
    operatorId: string,
  ): Promise<Result<true>> {
    const path = ['input', 'subjectId'];
    if (!(await this.store.lockOperator(transaction, operatorId)))
      return fail(eraseErrors.error('NOT_KEPT', path));
    const today = businessDateOf(context.now);
    if (await this.store.isEmployed(transaction, operatorId, today)) {
      const why = 'the operator is employed (在职)';
      return fail(eraseErrors.error('STILL_NEEDED', path, { why }));
    }
    await this.store.forgetPerson(transaction, operatorId, ERASED_NAME);
    const evidence = (await this.files.attachedTo([operatorId])).get(operatorId)!;
    const ids = evidence.map(({ id }) => id);
    await this.files.deleteContent(context, transaction, ids, 'personal data erased');
    return succeed(true as const);
  }
}
