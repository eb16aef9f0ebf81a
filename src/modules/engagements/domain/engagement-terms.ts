import { addDays, daysBetween, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { publicId } from '../../platform/kernel/ids.js';
import { isNegative } from '../../platform/kernel/money.js';
import type { UserErrorData } from '../../platform/kernel/result.js';
import type { Side } from './engagement.js';
import {
  OPERATOR_NOT_CERTIFIED,
  OPERATOR_NOT_EMPLOYED,
  OPERATORS_OUT_OF_BOUNDS,
} from './engagement-errors.js';
import type { EngagementPolicy } from './engagement-policy.js';
import type { Milestone, Terms } from './engagement-version.js';

/** What can be wrong with terms, whoever offers them. */
export const TERMS_ERRORS = {
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
  COMMISSION_OUT_OF_BOUNDS: {
    en: 'A commission is a share of net GMV above 0 and up to 1 with at most four decimals: 0.05 is five per cent. Leave it out when there is none.',
    zh: '佣金为净 GMV 的比例，大于 0 且不超过 1，最多四位小数：0.05 表示百分之五。没有佣金时请留空。',
  },
  OPERATOR_NOT_EMPLOYED,
  OPERATOR_NOT_CERTIFIED,
  OPERATORS_OUT_OF_BOUNDS,
  TOO_MANY_MILESTONES: {
    en: 'Agree on at most {maximum} milestones.',
    zh: '里程碑最多 {maximum} 个。',
  },
  MILESTONE_INVALID: {
    en: 'A milestone has a title of 1 to 100 characters, a day from {startedOn} to {endedOn}, and a target above zero: GMV, sessions or both. List them by date.',
    zh: '里程碑须有 1 至 100 字的标题、{startedOn} 至 {endedOn} 之间的日期，以及大于零的目标（GMV、场次或两者）。请按日期排列。',
  },
};

const errors = errorCatalogue(TERMS_ERRORS);

/** What is known about the people whom terms name. */
export interface NamedPeople {
  /** Employed at the provider today and on the first day. */
  readonly employed: ReadonlySet<string>;
  /** Who holds a certificate that is valid today. */
  readonly certified: ReadonlySet<string>;
}

/** Says all that is wrong with the terms, operators apart. */
export function checkTerms(
  terms: Terms,
  today: BusinessDate,
  policy: EngagementPolicy,
): UserErrorData[] {
  if (terms.startedOn < today) {
    const late = errors.error('TERM_IN_THE_PAST', ['input', 'startedOn'], { today });
    return [late, ...checkContent(terms, policy)];
  }
  return [...checkLength(terms, policy), ...checkContent(terms, policy)];
}

export function checkLength(
  { startedOn, endedOn }: Pick<Terms, 'startedOn' | 'endedOn'>,
  { maximumTermDays: maximum }: EngagementPolicy,
): UserErrorData[] {
  const path = ['input', 'endedOn'];
  if (endedOn < startedOn) return [errors.error('TERM_BACKWARDS', path, { startedOn, endedOn })];
  if (daysBetween(startedOn, endedOn) < maximum) return [];
  return [
    errors.error('TERM_TOO_LONG', path, { maximum, latest: addDays(startedOn, maximum - 1) }),
  ];
}

export function checkContent(terms: Terms, policy: EngagementPolicy): UserErrorData[] {
  const { scopeModules, targetGmv, fee, commissionShare } = terms;
  const problems: UserErrorData[] = [];
  const complain = (code: keyof typeof TERMS_ERRORS, field: string) =>
    problems.push(errors.error(code, ['input', field]));
  if (scopeModules.length === 0 || new Set(scopeModules).size < scopeModules.length) {
    complain('SCOPE_EMPTY', 'scopeModules');
  }
  if (isNegative(targetGmv)) complain('NEGATIVE_AMOUNT', 'targetGmv');
  if (isNegative(fee)) complain('NEGATIVE_AMOUNT', 'fee');
  if (commissionShare != null && !isShare(commissionShare)) {
    complain('COMMISSION_OUT_OF_BOUNDS', 'commissionShare');
  }
  return [...problems, ...checkMilestones(terms, policy)];
}

function isShare(text: string): boolean {
  return /^(0?\.\d{1,4}|0\.\d{1,4}|1(\.0{1,4})?)$/.test(text) && Number(text) > 0;
}

function checkMilestones(
  { milestones = [], startedOn, endedOn }: Terms,
  { maximumMilestones: maximum }: EngagementPolicy,
): UserErrorData[] {
  if (milestones.length > maximum) {
    return [errors.error('TOO_MANY_MILESTONES', ['input', 'milestones'], { maximum })];
  }
  return milestones.flatMap((milestone, index) => {
    const previous = milestones[index - 1];
    const inTerm = startedOn <= milestone.dueOn && milestone.dueOn <= endedOn;
    const inOrder = !previous || previous.dueOn <= milestone.dueOn;
    if (inTerm && inOrder && isWorded(milestone) && hasTarget(milestone)) return [];
    const path = ['input', 'milestones', String(index)];
    return [errors.error('MILESTONE_INVALID', path, { startedOn, endedOn })];
  });
}

function isWorded({ title }: Milestone): boolean {
  return /^\P{C}{1,100}$/u.test(title.trim());
}

function hasTarget({ targetGmv, targetSessions }: Milestone): boolean {
  if (targetGmv == null && targetSessions == null) return false;
  const gmvGood = targetGmv == null || Number(targetGmv) > 0;
  return gmvGood && (targetSessions == null || targetSessions > 0);
}

/**
 * Whether the operators may serve. Only a merchant may leave them open: the provider names them when it answers.
 *
 * @param startedOn the first day on which they are to serve
 */
export function checkOperators(
  operatorIds: readonly string[],
  startedOn: BusinessDate,
  { employed, certified }: NamedPeople,
  side: Side,
  policy: EngagementPolicy,
): UserErrorData[] {
  const path = ['input', 'operatorIds'];
  const { maximumOperators: maximum } = policy;
  const leftOpen = operatorIds.length === 0;
  if (leftOpen && side === 'MERCHANT') return [];
  const tooMany = operatorIds.length > maximum;
  if (leftOpen || tooMany || new Set(operatorIds).size < operatorIds.length) {
    return [errors.error('OPERATORS_OUT_OF_BOUNDS', path, { maximum })];
  }
  const strangers = operatorIds.filter((id) => !employed.has(id));
  if (strangers.length > 0) {
    const parameters = { startedOn, operators: listed(strangers) };
    return [errors.error('OPERATOR_NOT_EMPLOYED', path, parameters)];
  }
  const uncertified = policy.certifiedOperatorsOnly
    ? operatorIds.filter((id) => !certified.has(id))
    : [];
  if (uncertified.length === 0) return [];
  return [errors.error('OPERATOR_NOT_CERTIFIED', path, { operators: listed(uncertified) })];
}

export function listed(operatorIds: readonly string[]): string {
  return operatorIds.map((id) => publicId('Operator', id)).join(', ');
}
