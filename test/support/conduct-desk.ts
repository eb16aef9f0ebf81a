import { AppealDecisionService } from '../../src/modules/admission/appeal-decision.service.js';
import { AppealService } from '../../src/modules/admission/appeal.service.js';
import { DepositRefundService } from '../../src/modules/admission/deposit-refund.service.js';
import { DepositService } from '../../src/modules/admission/deposit.service.js';
import type { AppealOutcome } from '../../src/modules/admission/domain/appeal.js';
import type { Terms } from '../../src/modules/admission/domain/violation-ladder.js';
import { ViolationService } from '../../src/modules/admission/violation.service.js';
import type { RequestContext } from '../../src/modules/platform/context/request-context.js';
import { businessDateOf } from '../../src/modules/platform/kernel/business-date.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import type { Result } from '../../src/modules/platform/kernel/result.js';
import type { TestApplication } from './application.js';
import { FACTS, REASON, STATEMENT } from './conduct-world.js';

/** An officer of the platform, at a time. */
export function officerAt(accountId: string, now = new Date()): RequestContext {
  return {
    actor: { kind: 'USER', role: 'REVIEWER', accountId, membershipId: newId() },
    scope: { kind: 'PLATFORM' },
    requestId: newId(),
    now,
    locale: 'en',
  };
}

export function ownerAt(providerId: string, now = new Date()): RequestContext {
  return {
    actor: { kind: 'USER', role: 'PROVIDER_OWNER', accountId: newId(), membershipId: newId() },
    scope: { kind: 'PROVIDER', providerId },
    requestId: newId(),
    now,
    locale: 'en',
  };
}

/** The services of deposits, violations and appeals, called as officers and providers call them. */
export class ConductDesk {
  readonly deposits: DepositService;
  readonly violations: ViolationService;
  readonly appeals: AppealService;
  readonly decisions: AppealDecisionService;
  readonly refunds: DepositRefundService;
  readonly officers = [newId(), newId(), newId()] as const;

  constructor({ nest }: Pick<TestApplication, 'nest'>) {
    this.deposits = nest.get(DepositService);
    this.violations = nest.get(ViolationService);
    this.appeals = nest.get(AppealService);
    this.decisions = nest.get(AppealDecisionService);
    this.refunds = nest.get(DepositRefundService);
  }

  async deposit(providerId: string, amount: string, now = new Date()): Promise<string> {
    const command = { amount, reference: newId(), reason: REASON, bookedOn: businessDateOf(now) };
    const context = officerAt(this.officers[0], now);
    return value(await this.deposits.record(context, providerId, command)).id;
  }

  async record(providerId: string, kind: string, now = new Date()): Promise<string> {
    const context = officerAt(this.officers[0], now);
    const command = {
      providerId,
      kind,
      occurredOn: businessDateOf(now),
      facts: FACTS,
      fileIds: [],
    };
    return value(await this.violations.record(context, command)).id;
  }

  confirm(violationId: string, now = new Date(), officer = 1) {
    const context = officerAt(this.officers[officer]!, now);
    return this.violations.decide(context, violationId, { confirm: true, reason: REASON });
  }

  async confirmed(providerId: string, kind: string, now = new Date()): Promise<string> {
    return value(await this.confirm(await this.record(providerId, kind, now), now)).id;
  }

  async appeal(providerId: string, violationId: string, now = new Date()): Promise<string> {
    const command = { statement: STATEMENT, fileIds: [] };
    return value(await this.appeals.file(ownerAt(providerId, now), violationId, command)).id;
  }

  decide(appealId: string, outcome: AppealOutcome, now = new Date(), reduced?: Terms) {
    const context = officerAt(this.officers[2], now);
    return this.decisions.decide(context, appealId, { outcome, reason: REASON, reduced });
  }
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.errors.map(({ code }) => code).join(', '));
  return result.value;
}

export const codesOf = (result: Result<unknown>) =>
  result.ok ? [] : result.errors.map(({ code }) => code);
