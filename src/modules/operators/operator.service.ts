import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { NotFound } from '../platform/access/access-denied.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { violatedConstraint } from '../platform/database/constraint-violation.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { newId } from '../platform/kernel/ids.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import { fail, succeed, type Result } from '../platform/kernel/result.js';
import { Outbox } from '../platform/outbox/outbox.js';
import {
  decideEnd,
  decideStart,
  employOperatorErrors,
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
}

@Injectable()
export class OperatorService {
  constructor(
    private readonly store: OperatorStore,
    private readonly employments: EmploymentStore,
    private readonly unitOfWork: UnitOfWork,
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

  /** Takes an operator on at the caller's company: a new person, or one with a record. */
  async employ(context: RequestContext, command: EmployOperator): Promise<Result<OperatorRow>> {
    const providerId = companyOf(context);
    const today = businessDateOf(context.now);
    const start = decideStart(command.employedFrom, today);
    if (!start.ok) return start;
    try {
      return await this.unitOfWork.run(context, async (transaction) => {
        const operator = await this.findOrRegister(transaction, context, command);
        if (!operator.ok) return operator;
        const operatorId = operator.value;
        const employment = {
          id: newId(),
          operatorId,
          providerId,
          employedFrom: start.value,
          employedTo: null,
        };
        await this.employments.insert(transaction, employment);
        await this.audit.record(transaction, context, {
          action: 'operator.employed',
          object: { kind: 'Operator', id: operatorId },
          after: { employmentId: employment.id, employedFrom: start.value },
          owners: { providerId },
        });
        await this.outbox.publish(transaction, {
          kind: 'operator.employed',
          payload: { operatorId, providerId, employedFrom: start.value },
        });
        const rows = await this.store.byIds(start.value, [operatorId], transaction);
        return succeed(rows.get(operatorId)!);
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'employment_one_provider') throw error;
      const parameters = { date: start.value };
      return fail(employOperatorErrors.error('EMPLOYED_ELSEWHERE', ['input'], parameters));
    }
  }

  /** Sets the last day of an employment at the caller's company. */
  async endEmployment(
    context: RequestContext,
    employmentId: string,
    lastDay: BusinessDate,
  ): Promise<Result<Employment>> {
    const providerId = companyOf(context);
    return this.unitOfWork.run(context, async (transaction) => {
      const employment = await this.employments.byId(transaction, employmentId);
      const today = businessDateOf(context.now);
      const over = employment?.employedTo != null && employment.employedTo < today;
      if (!employment || employment.providerId !== providerId || over) {
        return fail(endEmploymentErrors.error('NOT_FOUND', ['input', 'employmentId']));
      }
      const decision = decideEnd(employment, lastDay, today);
      if (!decision.ok) return decision;
      await this.employments.end(transaction, employmentId, decision.value);
      await this.audit.record(transaction, context, {
        action: 'operator.employment_ended',
        object: { kind: 'Employment', id: employmentId },
        before: { employedTo: employment.employedTo },
        after: { employedTo: decision.value },
        owners: { providerId },
      });
      await this.outbox.publish(transaction, {
        kind: 'operator.employment_ended',
        payload: { operatorId: employment.operatorId, providerId, lastDay: decision.value },
      });
      return succeed((await this.employments.byId(transaction, employmentId))!);
    });
  }

  private async findOrRegister(
    transaction: Transaction,
    context: RequestContext,
    { name, operatorCode }: EmployOperator,
  ): Promise<Result<string>> {
    if ((name === undefined) === (operatorCode === undefined)) {
      return fail(employOperatorErrors.error('WHO', ['input']));
    }
    if (operatorCode !== undefined) {
      const known = await this.store.idByCode(transaction, operatorCode);
      if (known) return succeed(known);
      const path = ['input', 'operatorCode'];
      return fail(employOperatorErrors.error('UNKNOWN_OPERATOR', path, { code: operatorCode }));
    }
    const trimmed = name!.trim();
    const length = [...trimmed].length;
    if (length < 2 || length > 40) {
      return fail(employOperatorErrors.error('NAME_LENGTH', ['input', 'name'], { length }));
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
