import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { seesEverything } from '../platform/access/ownership.js';
import { actorKey, type RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import {
  decideDraftProgramme,
  decideProgramme,
  decideProgrammeErrors,
  draftProgrammeErrors,
  programmeStates,
  type ProgrammeContent,
  type ProgrammeState,
} from './domain/programme.js';
import type { Programme } from './entities/programme.entity.js';
import type { ProgrammeVersion } from './entities/programme-version.entity.js';
import { ProgrammeStore } from './programme.store.js';

export const PROGRAMME_APPROVED = 'programme.approved';

/** Programmes and their versions: drafted by one person, approved by another, never edited after. */
@Injectable()
export class ProgrammeService {
  constructor(
    private readonly store: ProgrammeStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  page(
    context: RequestContext,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Programme>> {
    return this.store.page(statesFor(context), request, withTotal);
  }

  byIds(ids: readonly string[]): Promise<Map<string, Programme>> {
    return this.store.byIds(ids);
  }

  versionsByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, ProgrammeVersion>> {
    return this.store.versionsByIds(ids, statesFor(context));
  }

  versionsOf(
    context: RequestContext,
    programmeIds: readonly string[],
  ): Promise<Map<string, ProgrammeVersion[]>> {
    return this.store.versionsOf(programmeIds, statesFor(context));
  }

  /** Drafts the next version of the programme of that code, or the first of a new one. */
  async draft(
    context: RequestContext,
    code: string,
    content: ProgrammeContent,
    idempotencyKey?: string | null,
  ): Promise<Result<ProgrammeVersion>> {
    const decision = decideDraftProgramme(code, content);
    if (!decision.ok) return decision;
    const call = { mutation: 'draftProgramme', key: idempotencyKey, request: { code, ...content } };
    try {
      return await this.unitOfWork.run(context, async (transaction) => {
        const drafted = await this.idempotency.once(transaction, context, call, async () =>
          succeed(await this.insert(transaction, context, code, decision.value)),
        );
        return drafted.ok ? this.reread(transaction, drafted.value) : drafted;
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'programme_version_one_draft') throw error;
      return fail(draftProgrammeErrors.error('DRAFT_EXISTS', ['input', 'code']));
    }
  }

  private async insert(
    transaction: Transaction,
    context: RequestContext,
    code: string,
    content: ProgrammeContent,
  ): Promise<string> {
    const { nameZh, nameEn, ...version } = content;
    const programme = { id: newId(), code, nameZh, nameEn };
    const held = await this.store.lockByCode(transaction, programme, context.now);
    const id = newId();
    await this.store.insertVersion(transaction, {
      ...version,
      id,
      programmeId: held.id,
      version: held.lastVersion + 1,
      state: programmeStates.initial,
      draftedBy: actorKey(context.actor),
      draftedAt: context.now,
    });
    await this.audit.record(transaction, context, {
      action: 'programme.drafted',
      object: { kind: 'ProgrammeVersion', id },
      after: { code, version: held.lastVersion + 1, targets: content.targets },
    });
    return id;
  }

  async decide(
    context: RequestContext,
    id: string,
    to: 'APPROVED' | 'WITHDRAWN',
  ): Promise<Result<ProgrammeVersion>> {
    const by = actorKey(context.actor);
    return this.unitOfWork.run(context, async (transaction) => {
      const found = await this.store.versionsByIds([id], programmeStates.states, transaction);
      const version = found.get(id);
      if (!version) return fail(decideProgrammeErrors.error('NOT_FOUND', ['input', 'versionId']));
      const decision = decideProgramme(version, to, by);
      if (!decision.ok) return decision;
      if (!(await this.store.decide(transaction, id, to, by, context.now))) {
        const state = 'decided by somebody else';
        const path = ['input', 'versionId'];
        return fail(decideProgrammeErrors.error('NOT_A_DRAFT', path, { state }));
      }
      await this.audit.record(transaction, context, {
        action: to === 'APPROVED' ? 'programme.approved' : 'programme.withdrawn',
        object: { kind: 'ProgrammeVersion', id },
        before: { state: version.state },
        after: { state: to },
      });
      if (to === 'APPROVED') {
        await this.outbox.publish(transaction, {
          kind: PROGRAMME_APPROVED,
          payload: { versionId: id },
        });
      }
      return this.reread(transaction, id);
    });
  }

  private async reread(transaction: Transaction, id: string): Promise<Result<ProgrammeVersion>> {
    const rows = await this.store.versionsByIds([id], programmeStates.states, transaction);
    return succeed(rows.get(id)!);
  }
}

/** Drafts are the staff's own affair. */
function statesFor(context: RequestContext): readonly ProgrammeState[] {
  return seesEverything(context) ? programmeStates.states : ['APPROVED'];
}
