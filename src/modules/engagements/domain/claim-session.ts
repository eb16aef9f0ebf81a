import { businessDateOf, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { publicId } from '../../platform/kernel/ids.js';
import { compareMoney, isNegative, type Money } from '../../platform/kernel/money.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import { covers, lastDay, type EngagementState } from './engagement.js';
import { NOT_FOUND } from './engagement-errors.js';
import type { OperatedSessionPolicy } from './engagement-policy.js';
import { isInTime } from './operated-session.js';

export const claimOperatedSessionErrors = errorCatalogue({
  NOT_FOUND,
  NOT_IN_FORCE: {
    en: 'Engagement {code} is {state}; sessions can be claimed once both sides have agreed. Choose another engagement, or have this one accepted first.',
    zh: '合作 {code} 的状态为 {state}；双方约定之后才可报备场次。请选择其他合作，或先完成约定。',
  },
  OUTSIDE_TERM: {
    en: '{day} is outside the term of engagement {code}, which runs from {startedOn} to {endedOn}. Choose the engagement that covers the day, or agree on a further term first.',
    zh: '{day} 不在合作 {code} 的期限（{startedOn} 至 {endedOn}）内。请选择覆盖该日的合作，或先约定新的期限。',
  },
  OPERATOR_NOT_NAMED: {
    en: 'Operator {operator} is not named in engagement {code}. Its operators are: {named}.',
    zh: '操盘手 {operator} 不在合作 {code} 的指定名单中。可选：{named}。',
  },
  OPERATOR_NOT_EMPLOYED: {
    en: 'Operator {operator} is not employed at your company on {day}. Choose another one, or correct the employment first.',
    zh: '操盘手 {operator} 在 {day} 未在贵司任职。请另选，或先更正任职记录。',
  },
  NOT_YOURSELF: {
    en: 'As an operator you claim your own sessions only. Your company’s owner or members claim for others.',
    zh: '操盘手只能为自己报备。为他人报备请由公司负责人或成员操作。',
  },
  REFERENCE_INVALID: {
    en: 'Give a clientReference of 1 to 64 characters, not beginning with “import:”, unique within your company: repeating the call with it returns the first answer.',
    zh: '请填写 1 至 64 字符的 clientReference（不以 import: 开头），公司内唯一：以同一编号重复调用会返回首次结果。',
  },
  REFERENCE_REUSED: {
    en: 'clientReference {reference} was used for {id} with other content. Use a new one for a new claim.',
    zh: 'clientReference {reference} 已用于内容不同的报备 {id}。新的报备请使用新的编号。',
  },
  TIMES_NEEDED: {
    en: 'The feed does not hold the session yet, so give plannedStart and plannedEnd (both).',
    zh: '数据中尚无该场次，请同时填写 plannedStart 和 plannedEnd。',
  },
  TIMES_WRONG: {
    en: 'The plan must end after it starts and within {maximum} hours of it. Correct plannedStart or plannedEnd.',
    zh: '计划结束须晚于开始，且不超过开始后 {maximum} 小时。请更正 plannedStart 或 plannedEnd。',
  },
  NEGATIVE_TARGET: {
    en: 'The target cannot be negative. Leave it out when there is none.',
    zh: '目标不能为负；没有目标时请留空。',
  },
  OTHER_MERCHANT: {
    en: 'Session {session} is not one of this engagement’s merchant. Check the code, or choose the engagement with its merchant.',
    zh: '场次 {session} 不属于该合作的商家。请核对场次编号，或选择对应商家的合作。',
  },
  SESSION_HELD: {
    en: 'Session {session} is already claimed. Only one claim can hold it; if it is yours by right, ask the platform’s staff to settle it.',
    zh: '场次 {session} 已被报备，一个场次只能有一个报备；如有异议，请联系平台处理。',
  },
  OPERATOR_BUSY: {
    en: 'Operator {operator} already runs a claimed session from {start} to {end} (Asia/Shanghai). Name another operator or correct the times.',
    zh: '操盘手 {operator} 在 {start} 至 {end}（北京时间）已有报备场次。请另选操盘手或更正时间。',
  },
  COLLIDED: {
    en: 'Another claim to the same session or operator was made and taken back at this very moment. Repeat the call.',
    zh: '同一场次或操盘手的另一报备恰在此刻提交又撤回。请重试。',
  },
});

export interface ClaimOperatedSession {
  readonly engagementId: string;
  readonly operatorId: string;
  readonly clientReference: string;
  readonly sessionCode?: string | null;
  readonly plannedStart?: Date | null;
  readonly plannedEnd?: Date | null;
  readonly targetGmv?: Money | null;
  readonly note?: string | null;
}

export interface ClaimableEngagement {
  readonly id: string;
  readonly engagementCode: string;
  readonly providerId: string;
  readonly merchantId: string;
  readonly state: EngagementState;
  readonly startedOn: BusinessDate;
  readonly endedOn: BusinessDate;
  readonly terminatedOn: BusinessDate | null;
  readonly operatorIds: readonly string[];
}

/** The session that the claim's code names, when the feed holds it already. */
export interface KnownSession {
  readonly merchantId: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly held: boolean;
}

export interface ClaimFacts {
  /** Undefined: none, or not the caller's. */
  readonly engagement: ClaimableEngagement | undefined;
  readonly session: KnownSession | undefined;
  isEmployedOn(date: BusinessDate): boolean;
  readonly policy: OperatedSessionPolicy;
  readonly now: Date;
}

export interface DecidedClaim {
  readonly engagement: ClaimableEngagement;
  readonly plannedStart: Date;
  readonly plannedEnd: Date;
  readonly inTime: boolean;
}

const errors = claimOperatedSessionErrors;

/** Decides one claim by itself; that it does not collide with another one is the database's word. */
export function decideClaim(
  command: ClaimOperatedSession,
  facts: ClaimFacts,
): Result<DecidedClaim> {
  const { engagement, session, policy, now } = facts;
  if (!engagement) {
    const id = publicId('Engagement', command.engagementId);
    return fail(errors.error('NOT_FOUND', ['engagementId'], { id }));
  }
  const problem = checkForm(command, policy) ?? checkSession(command, engagement, session);
  if (problem) return fail(problem);
  const plan = planOf(command, session);
  if (!plan) return fail(errors.error('TIMES_NEEDED', ['plannedStart']));
  const refusal = checkEngagement(command, engagement, businessDateOf(plan.plannedStart), facts);
  if (refusal) return fail(refusal);
  const start = session?.startedAt ?? plan.plannedStart;
  return succeed({ engagement, ...plan, inTime: isInTime(now, start, policy.claimGraceMinutes) });
}

function planOf(command: ClaimOperatedSession, session: KnownSession | undefined) {
  const plannedStart = command.plannedStart ?? session?.startedAt;
  const plannedEnd = command.plannedEnd ?? session?.endedAt;
  return plannedStart && plannedEnd && { plannedStart, plannedEnd };
}

function checkForm(command: ClaimOperatedSession, { maximumPlannedHours }: OperatedSessionPolicy) {
  const { clientReference, plannedStart, plannedEnd, targetGmv } = command;
  if (!/^(?!import:)\P{C}{1,64}$/u.test(clientReference)) {
    return errors.error('REFERENCE_INVALID', ['clientReference']);
  }
  if ((plannedStart == null) !== (plannedEnd == null)) {
    return errors.error('TIMES_NEEDED', [plannedStart == null ? 'plannedStart' : 'plannedEnd']);
  }
  const hours = plannedStart && plannedEnd && (+plannedEnd - +plannedStart) / 3_600_000;
  if (typeof hours === 'number' && (hours <= 0 || hours > maximumPlannedHours)) {
    return errors.error('TIMES_WRONG', ['plannedEnd'], { maximum: maximumPlannedHours });
  }
  if (targetGmv != null && isNegative(targetGmv)) {
    return errors.error('NEGATIVE_TARGET', ['targetGmv']);
  }
  return undefined;
}

function checkSession(
  { sessionCode }: ClaimOperatedSession,
  engagement: ClaimableEngagement,
  known: KnownSession | undefined,
) {
  if (!known) return undefined;
  const parameters = { session: sessionCode! };
  if (known.merchantId !== engagement.merchantId) {
    return errors.error('OTHER_MERCHANT', ['sessionCode'], parameters);
  }
  return known.held ? errors.error('SESSION_HELD', ['sessionCode'], parameters) : undefined;
}

function checkEngagement(
  command: ClaimOperatedSession,
  engagement: ClaimableEngagement,
  day: BusinessDate,
  facts: ClaimFacts,
) {
  const { engagementCode: code, state, startedOn, operatorIds } = engagement;
  if (state !== 'ACCEPTED' && state !== 'TERMINATED') {
    return errors.error('NOT_IN_FORCE', ['engagementId'], { code, state });
  }
  if (!covers(engagement, day)) {
    const path = command.plannedStart ? ['plannedStart'] : ['sessionCode'];
    const parameters = { day, code, startedOn, endedOn: lastDay(engagement) };
    return errors.error('OUTSIDE_TERM', path, parameters);
  }
  const operator = publicId('Operator', command.operatorId);
  if (!operatorIds.includes(command.operatorId)) {
    const named = operatorIds.map((id) => publicId('Operator', id)).join(', ');
    return errors.error('OPERATOR_NOT_NAMED', ['operatorId'], { operator, code, named });
  }
  if (!facts.isEmployedOn(day)) {
    return errors.error('OPERATOR_NOT_EMPLOYED', ['operatorId'], { operator, day });
  }
  return undefined;
}

/** What a claim said, as it is kept. */
export interface KeptClaim {
  readonly engagementId: string;
  readonly operatorId: string;
  readonly sessionCode: string | null;
  readonly plannedStart: Date;
  readonly plannedEnd: Date;
  readonly planTargetGmv: Money | null;
  readonly planNote: string;
}

/** Whether a repeated call says the same as the first one. Times that it leaves to the feed agree with any. */
export function saysTheSame(command: ClaimOperatedSession, kept: KeptClaim): boolean {
  const { plannedStart, plannedEnd, targetGmv } = command;
  return (
    command.engagementId === kept.engagementId &&
    command.operatorId === kept.operatorId &&
    (command.sessionCode ?? null) === kept.sessionCode &&
    (plannedStart == null || +plannedStart === +kept.plannedStart) &&
    (plannedEnd == null || +plannedEnd === +kept.plannedEnd) &&
    (targetGmv == null || kept.planTargetGmv == null
      ? targetGmv == null && kept.planTargetGmv == null
      : compareMoney(targetGmv, kept.planTargetGmv) === 0) &&
    (command.note ?? '') === kept.planNote
  );
}
