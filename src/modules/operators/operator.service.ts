import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Idempotency } from '../platform/idempotency/idempotency.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { ProviderRestrictionService, ProviderService } from '../providers/index.js';
import { DepartureService } from './departure.service.js';
import {
  decideEnd,
  decideStart,
  EMPLOYMENT_POLICY,
  employmentPolicySchema,
  employmentErrors,
  endEmploymentErrors,
} from './domain/employment.js';
import { EmploymentStore } from './employment.store.js';
import type { Employment } from './entities/employment.entity.js';
import {
  OperatorStore,
  type OperatorFilter,
  type OperatorOrder,
  type OperatorRow,
} from './operator.store.js';

export interface EmployOperator {
  /** Of a person who is new here. */
  readonly name?: string;
  /** Of a person who has a record already. */
  readonly operatorCode?: string;
  readonly employedFrom: BusinessDate;
  /** Of the call, so that it can be repeated. */
  readonly idempotencyKey?: string;
}

@Injectable()
export class OperatorService {
  constructor(
    private readonly store: OperatorStore,
    private readonly employments: EmploymentStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly policies: PolicyService,
    private readonly providers: ProviderService,
    private readonly restrictions: ProviderRestrictionService,
    private readonly departures: DepartureService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  page(
    context: RequestContext,
    filter: OperatorFilter,
    order: OperatorOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<OperatorRow>> {
    return this.store.page(businessDateOf(context.now), filter, order, request, withTotal);
  }

  byIds(context: RequestContext, ids: readonly string[]): Promise<Map<string, OperatorRow>> {
    return this.store.byIds(businessDateOf(context.now), ids);
  }

  /** The first `count` operators by name of each company, as employed today. */
  firstOfProviders(
    context: RequestContext,
    providerIds: readonly string[],
    count: number,
  ): Promise<Map<string, OperatorRow[]>> {
    return this.store.firstOfProviders(businessDateOf(context.now), providerIds, count);
  }

  employmentPage(
    context: RequestContext,
    operatorId: string | undefined,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<Employment>> {
    return this.employments.page(context, operatorId, request, withTotal);
  }

  /** Employments of these ids that the caller may see: staff everyone's, others their own. */
  employmentsByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, Employment>> {
    return this.employments.visibleByIds(context, ids);
  }

  /**
   * Takes an operator on at the caller's company: a new person, or one with a record. Repeating the call with
   * its idempotency key gives the same person again.
   */
  async employ(
    context: RequestContext,
    { idempotencyKey, ...command }: EmployOperator,
  ): Promise<Result<OperatorRow>> {
    const today = businessDateOf(context.now);
    const policy = await this.policy(today);
    const request = { providerId: companyOf(context), ...command };
    const call = { mutation: 'employOperator', key: idempotencyKey, request };
    try {
      return await this.unitOfWork.run(context, async (transaction) => {
        const operatorId = await this.idempotency.once(transaction, context, call, async () => {
          const start = decideStart(command.employedFrom, today, policy);
          return start.ok ? this.employNow(transaction, context, command) : start;
        });
        if (!operatorId.ok) return operatorId;
        const rows = await this.store.byIds(command.employedFrom, [operatorId.value], transaction);
        return succeed(rows.get(operatorId.value)!);
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'employment_one_provider') throw error;
      const parameters = { date: command.employedFrom };
      return fail(employmentErrors.error('EMPLOYED_ELSEWHERE', ['input'], parameters));
    }
  }

  /** @returns the operator's id */
  private async employNow(
    transaction: Transaction,
    context: RequestContext,
    command: EmployOperator,
  ): Promise<Result<string>> {
    const providerId = companyOf(context);
    if ((await this.providers.lockState(transaction, providerId)) === 'EXITED') {
      return fail(employmentErrors.error('PROVIDER_EXITED'));
    }
    const { now } = context;
    const until = await this.restrictions.recruitingBannedUntil(transaction, providerId, now);
    if (until) return fail(employmentErrors.error('RECRUITING_BANNED', [], { until }));
    const operator = await this.findOrRegister(transaction, context, command);
    if (!operator.ok) return operator;
    const operatorId = operator.value;
    const id = newId();
    const { employedFrom } = command;
    const employment = { id, operatorId, providerId, employedFrom, employedTo: null };
    await this.employments.insert(transaction, { ...employment, imported: false });
    const newHere = command.operatorCode === undefined;
    await this.audit.record(transaction, context, {
      action: 'operator.employed',
      object: { kind: 'Operator', id: operatorId },
      after: { employmentId: id, employedFrom, newHere },
      owners: { providerId },
    });
    await this.outbox.publish(transaction, {
      kind: 'operator.employed',
      payload: { operatorId, providerId, employedFrom },
    });
    return operator;
  }

  /**
   * Sets the last day of an employment at the caller's company. What the operator's account may do there ends
   * at once when that day is past, and otherwise with the first sweep after it (`DepartureService`).
   */
  async endEmployment(
    context: RequestContext,
    employmentId: string,
    lastDay: BusinessDate,
  ): Promise<Result<Employment>> {
    const providerId = companyOf(context);
    const today = businessDateOf(context.now);
    const policy = await this.policy(today);
    try {
      return await this.unitOfWork.run(context, async (transaction) => {
        const employment = await this.employments.lock(transaction, employmentId);
        const over = employment?.employedTo != null && employment.employedTo < today;
        if (!employment || employment.providerId !== providerId || over) {
          return fail(endEmploymentErrors.error('NOT_FOUND', ['input', 'employmentId']));
        }
        const decision = decideEnd(employment, lastDay, today, policy);
        if (!decision.ok) return decision;
        await this.recordEnd(transaction, context, employment, decision.value);
        await this.departures.endLapsed(transaction, context, [employment.operatorId]);
        return succeed({ ...employment, employedTo: decision.value });
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'employment_one_provider') throw error;
      const path = ['input', 'lastDay'];
      return fail(endEmploymentErrors.error('EMPLOYED_ELSEWHERE', path, { date: lastDay }));
    }
  }

  private async recordEnd(
    transaction: Transaction,
    context: RequestContext,
    { id, operatorId, providerId, employedTo }: Employment,
    lastDay: BusinessDate,
  ): Promise<void> {
    await this.employments.end(transaction, id, lastDay);
    await this.audit.record(transaction, context, {
      action: 'operator.employment_ended',
      object: { kind: 'Employment', id },
      before: { employedTo },
      after: { employedTo: lastDay },
      owners: { providerId },
    });
    await this.outbox.publish(transaction, {
      kind: 'operator.employment_ended',
      payload: { operatorId, providerId, lastDay },
    });
  }

  private async policy(today: BusinessDate) {
    return (await this.policies.inForce(EMPLOYMENT_POLICY, employmentPolicySchema, today)).body;
  }

  private async findOrRegister(
    transaction: Transaction,
    context: RequestContext,
    { name, operatorCode }: EmployOperator,
  ): Promise<Result<string>> {
    if ((name === undefined) === (operatorCode === undefined)) {
      return fail(employmentErrors.error('WHO', ['input']));
    }
    if (operatorCode !== undefined) {
      const known = await this.store.idByCode(transaction, operatorCode);
      if (known) return succeed(known);
      const path = ['input', 'operatorCode'];
      return fail(employmentErrors.error('UNKNOWN_OPERATOR', path, { code: operatorCode }));
    }
    const trimmed = name!.trim();
    const length = [...trimmed].length;
    if (length < 2 || length > 40) {
      return fail(employmentErrors.error('NAME_LENGTH', ['input', 'name'], { length }));
    }
    const id = newId();
    await this.store.insert(transaction, id, trimmed, context.now);
    return succeed(id);
  }
}

function companyOf({ scope }: RequestContext): string {
  if (scope.kind !== 'PROVIDER') throw new NotFound('Your company');
  return scope.providerId;
}
