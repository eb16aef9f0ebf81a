import { addDays, daysBetween, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { publicId } from '../../platform/kernel/ids.js';
import { isNegative, type Money } from '../../platform/kernel/money.js';
import { fail, succeed, type Result, type UserErrorData } from '../../platform/kernel/result.js';
import type { CapabilityModule } from '../../platform/kernel/vocabulary.js';
import type { Side } from './engagement.js';
import {
  OPERATOR_NOT_EMPLOYED,
  OPERATORS_OUT_OF_BOUNDS,
  PROVIDER_NOT_ADMITTED,
} from './engagement-errors.js';
import type { EngagementPolicy } from './engagement-policy.js';

export const proposeEngagementErrors = errorCatalogue({
  PROVIDER_NOT_FOUND: {
    en: 'There is no provider {id}. Take the id from the `providers` list.',
    zh: '没有编号为 {id} 的服务商。请从 providers 列表中取编号。',
  },
  MERCHANT_NOT_FOUND: {
    en: 'There is no merchant {id} that still trades on {startedOn}. Take the id from the `merchants` list.',
    zh: '没有在 {startedOn} 仍在经营的商家 {id}。请从 merchants 列表中取编号。',
  },
  PROVIDER_NOT_ADMITTED,
  TERM_BACKWARDS: {
    en: 'The term ends on {endedOn}, before it starts on {startedOn}. Swap or correct the dates.',
    zh: '合作期在 {endedOn} 结束，早于 {startedOn} 开始。请更正日期。',
  },
  TERM_IN_THE_PAST: {
    en: 'A term can start today ({today}) at the earliest, because both sides agree before it begins.',
    zh: '合作期最早从今天（{today}）开始，因为双方须事先同意。',
  },
  TERM_TOO_LONG: {
    en: 'A term runs for at most {maximum} days: end it by {latest}, and agree on a further one later.',
    zh: '合作期最长 {maximum} 天：请在 {latest} 前结束，之后可另行续签。',
  },
  SCOPE_EMPTY: {
    en: 'Name at least one module that the provider takes on, each once.',
    zh: '请至少选择一个由服务商承担的模块，且不重复。',
  },
  NEGATIVE_AMOUNT: {
    en: 'The amount cannot be negative; 0.00 means that none was agreed.',
    zh: '金额不能为负；0.00 表示未约定。',
  },
  OPERATOR_NOT_EMPLOYED,
  OPERATORS_OUT_OF_BOUNDS,
  ALREADY_ENGAGED: {
    en: 'Engagement {code} ({state}) of the same two parties runs from {startedOn} to {endedOn}. Choose other dates, or answer, withdraw or terminate that one first.',
    zh: '双方已有合作 {code}（{state}），期限为 {startedOn} 至 {endedOn}。请另选日期，或先回复、撤回或终止该合作。',
  },
});

export interface ProposeEngagement {
  readonly providerId: string;
  readonly merchantId: string;
  readonly scopeModules: readonly CapabilityModule[];
  readonly targetGmv: Money;
  readonly fee: Money;
  readonly startedOn: BusinessDate;
  readonly endedOn: BusinessDate;
  readonly operatorIds: readonly string[];
  readonly note: string;
}

/** What is known about the two parties. */
export interface Parties {
  readonly providerState: string | undefined;
  /** Undefined: no such merchant. */
  readonly merchantExitedOn: BusinessDate | null | undefined;
  /** The named operators who are employed at the provider today and on the first day. */
  readonly employed: ReadonlySet<string>;
}

/** Decides whether a proposal can be made. A merchant may leave it to the provider to name operators. */
export function decideProposeEngagement(
  command: ProposeEngagement,
  parties: Parties,
  side: Side,
  today: BusinessDate,
  policy: EngagementPolicy,
): Result<ProposeEngagement> {
  const problems = [
    ...checkParties(command, parties, side),
    ...checkTerm(command, today, policy),
    ...checkContent(command),
    ...checkOperators(command, parties, side, policy),
  ];
  return problems.length > 0 ? fail(...problems) : succeed(command);
}

const errors = proposeEngagementErrors;

function checkParties(command: ProposeEngagement, parties: Parties, side: Side): UserErrorData[] {
  const path = ['input', 'counterpartyId'];
  const { providerState, merchantExitedOn } = parties;
  const { startedOn } = command;
  if (providerState === undefined) {
    const id = publicId('Provider', command.providerId);
    return [errors.error('PROVIDER_NOT_FOUND', path, { id })];
  }
  if (providerState !== 'ADMITTED') {
    const where = side === 'MERCHANT' ? path : [];
    return [errors.error('PROVIDER_NOT_ADMITTED', where, { state: providerState })];
  }
  if (
    merchantExitedOn === undefined ||
    (merchantExitedOn !== null && merchantExitedOn < startedOn)
  ) {
    const id = publicId('Merchant', command.merchantId);
    return [errors.error('MERCHANT_NOT_FOUND', side === 'PROVIDER' ? path : [], { id, startedOn })];
  }
  return [];
}

function checkTerm(
  { startedOn, endedOn }: ProposeEngagement,
  today: BusinessDate,
  { maximumTermDays: maximum }: EngagementPolicy,
): UserErrorData[] {
  if (startedOn < today)
    return [errors.error('TERM_IN_THE_PAST', ['input', 'startedOn'], { today })];
  const path = ['input', 'endedOn'];
  if (endedOn < startedOn) return [errors.error('TERM_BACKWARDS', path, { startedOn, endedOn })];
  if (daysBetween(startedOn, endedOn) >= maximum) {
    const latest = addDays(startedOn, maximum - 1);
    return [errors.error('TERM_TOO_LONG', path, { maximum, latest })];
  }
  return [];
}

function checkContent({ scopeModules, targetGmv, fee }: ProposeEngagement): UserErrorData[] {
  const problems: UserErrorData[] = [];
  if (scopeModules.length === 0 || new Set(scopeModules).size < scopeModules.length) {
    problems.push(errors.error('SCOPE_EMPTY', ['input', 'scopeModules']));
  }
  if (isNegative(targetGmv)) problems.push(errors.error('NEGATIVE_AMOUNT', ['input', 'targetGmv']));
  if (isNegative(fee)) problems.push(errors.error('NEGATIVE_AMOUNT', ['input', 'fee']));
  return problems;
}

function checkOperators(
  { operatorIds, startedOn }: ProposeEngagement,
  { providerState, employed }: Parties,
  side: Side,
  { maximumOperators: maximum }: EngagementPolicy,
): UserErrorData[] {
  const path = ['input', 'operatorIds'];
  const leftOpen = operatorIds.length === 0;
  if (leftOpen && side === 'MERCHANT') return [];
  const tooMany = operatorIds.length > maximum;
  if (leftOpen || tooMany || new Set(operatorIds).size < operatorIds.length) {
    return [errors.error('OPERATORS_OUT_OF_BOUNDS', path, { maximum })];
  }
  const strangers = operatorIds.filter((id) => !employed.has(id));
  if (strangers.length === 0 || providerState === undefined) return [];
  return [errors.error('OPERATOR_NOT_EMPLOYED', path, { startedOn, operators: listed(strangers) })];
}

export function listed(operatorIds: readonly string[]): string {
  return operatorIds.map((id) => publicId('Operator', id)).join(', ');
}
