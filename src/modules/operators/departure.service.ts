import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.js';
import { AccountService } from '../auth/index.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import { EmploymentStore } from './employment.store.js';

/** What follows when operators no longer work for a provider. */
@Injectable()
export class DepartureService {
  constructor(
    private readonly employments: EmploymentStore,
    private readonly accounts: AccountService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /**
   * Ends what accounts may do for a provider that employs their operator neither today nor later.
   *
   * @param operatorIds only these; everybody when left out
   * @returns how many memberships ended
   */
  async endLapsed(
    transaction: Transaction,
    context: RequestContext,
    operatorIds?: readonly string[],
  ): Promise<number> {
    const today = businessDateOf(context.now);
    const lapsed = await this.employments.lapsedMembers(transaction, today, operatorIds);
    if (lapsed.length === 0) return 0;
    return this.accounts.endOperatorMemberships(transaction, context, lapsed);
  }

  /** The sweep over everybody. */
  endAllLapsed(context: RequestContext): Promise<number> {
    return this.unitOfWork.run(context, (transaction) => this.endLapsed(transaction, context));
  }

  /** A provider has left the platform: nobody works there after that day. */
  async leaveProvider(
    context: RequestContext,
    providerId: string,
    lastDay: BusinessDate,
  ): Promise<void> {
    await this.unitOfWork.run(context, async (transaction) => {
      const ended = await this.employments.endAllOf(transaction, providerId, lastDay);
      if (ended.length === 0) return;
      await this.audit.record(
        transaction,
        context,
        ...ended.map(({ id, employedTo }) => ({
          action: employedTo ? 'operator.employment_ended' : 'operator.employment_cancelled',
          object: { kind: 'Employment' as const, id },
          after: { employedTo },
          reason: 'the provider left the platform',
          owners: { providerId },
        })),
      );
      const operatorIds = ended.map(({ operatorId }) => operatorId);
      await this.endLapsed(transaction, context, operatorIds);
    });
  }
}
