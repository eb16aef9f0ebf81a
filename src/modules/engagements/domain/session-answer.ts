import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/kernel/idempotency-errors.js';
import { fail, succeed, type Result, type UserErrorData } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import { readReason } from './engagement-errors.js';
import type { OperatedSessionPolicy } from './engagement-policy.js';
import { clockText, plusMinutes, type OperatedSessionState } from './operated-session.js';
import type { DisputeGrounds } from './session-dispute.js';

/**
 * What the merchant makes of a session that the feed verified: a dimension beside the claim's state. Only the
 * feed opens it again, when a correction contradicts what was confirmed or settled.
 */
export const sessionAnswers = stateMachine('answer to an operated session', 'OPEN', {
  OPEN: ['CONFIRMED', 'CONFIRMED_BY_SILENCE', 'DISPUTED'],
  CONFIRMED: ['OPEN'],
  CONFIRMED_BY_SILENCE: ['CONFIRMED', 'DISPUTED', 'OPEN'],
  DISPUTED: ['DISPUTE_UPHELD', 'DISPUTE_REJECTED', 'OPEN'],
  DISPUTE_UPHELD: ['OPEN'],
  DISPUTE_REJECTED: ['OPEN'],
});
export type SessionAnswer = (typeof sessionAnswers.states)[number];

const NOT_FOUND = {
  en: 'There is no operated session {id} that you may see. Take the id from the `operatedSessions` list.',
  zh: '没有您可见的操盘场次 {id}。请从 operatedSessions 列表中取编号。',
};
const NOT_VERIFIED = {
  en: 'The claim is {state}: only a session that the feed VERIFIED can be confirmed or disputed. Wait for the feed.',
  zh: '该报备的状态为 {state}：只有经数据 VERIFIED（核实）的场次才能确认或提出异议。请等待数据核实。',
};

export const confirmSessionErrors = errorCatalogue({
  NOT_FOUND,
  NOT_VERIFIED,
  ANSWERED: {
    en: 'This session was answered already ({answer}); what was answered stands until the feed contradicts it.',
    zh: '该场次已有答复（{answer}）；除非数据更正与之矛盾，答复不再更改。',
  },
});

export const DISPUTE_SESSION_ERRORS = {
  ...IDEMPOTENCY_ERRORS,
  NOT_FOUND,
  NOT_VERIFIED,
  ANSWERED: {
    en: 'This session was answered already ({answer}); only one that is OPEN or CONFIRMED_BY_SILENCE can be disputed.',
    zh: '该场次已有答复（{answer}）；只有 OPEN（待确认）或 CONFIRMED_BY_SILENCE（默认确认）的场次可以提出异议。',
  },
  TOO_LATE: {
    en: 'A session can be disputed within {days} days of its verification; for this one that was until {until} (Asia/Shanghai).',
    zh: '场次核实后 {days} 天内可以提出异议，本场截至 {until}（北京时间）。',
  },
  STATEMENT_MISSING: {
    en: 'Say in 10 to 2,000 characters what is wrong: the provider answers to it.',
    zh: '请用 10 至 2000 字说明问题：服务商将据此答复。',
  },
  CHANGED_MEANWHILE: {
    en: 'This session was answered at this very moment. Read it again.',
    zh: '该场次恰在此刻已有答复，请重新读取。',
  },
};
export const disputeSessionErrors = errorCatalogue(DISPUTE_SESSION_ERRORS);

export interface AnswerableSession {
  readonly state: OperatedSessionState;
  readonly answer: SessionAnswer;
  readonly verifiedAt: Date | null;
}

/** Confirming twice is no error: the second answer is the first one. */
export function decideConfirm(session: AnswerableSession): Result<{ readonly changes: boolean }> {
  const errors = confirmSessionErrors;
  const { state, answer } = session;
  if (state !== 'VERIFIED') return fail(errors.error('NOT_VERIFIED', [], { state }));
  if (answer === 'CONFIRMED') return succeed({ changes: false });
  return sessionAnswers.allows(answer, 'CONFIRMED')
    ? succeed({ changes: true })
    : fail(errors.error('ANSWERED', [], { answer }));
}

export interface DisputeSession {
  readonly grounds: DisputeGrounds;
  readonly statement: string;
}

export interface DecidedDispute {
  readonly grounds: DisputeGrounds;
  readonly statement: string;
  readonly answerDueAt: Date;
}

export function decideDispute(
  session: AnswerableSession,
  { grounds, statement }: DisputeSession,
  now: Date,
  policy: OperatedSessionPolicy,
): Result<DecidedDispute> {
  const errors = disputeSessionErrors;
  const problem = checkDisputable(session, now, policy);
  if (problem) return fail(problem);
  const text = readReason(statement, MAXIMUM_STATEMENT);
  if (text === undefined) {
    return fail(errors.error('STATEMENT_MISSING', ['input', 'statement']));
  }
  const answerDueAt = plusMinutes(now, policy.disputeAnswerDays * MINUTES_OF_DAY);
  return succeed({ grounds, statement: text, answerDueAt });
}

export const MAXIMUM_STATEMENT = 2_000;
const MINUTES_OF_DAY = 24 * 60;

function checkDisputable(
  { state, answer, verifiedAt }: AnswerableSession,
  now: Date,
  { disputeWithinDays: days }: OperatedSessionPolicy,
): UserErrorData | undefined {
  const errors = disputeSessionErrors;
  if (state !== 'VERIFIED') return errors.error('NOT_VERIFIED', [], { state });
  if (!sessionAnswers.allows(answer, 'DISPUTED')) {
    return errors.error('ANSWERED', [], { answer });
  }
  const until = plusMinutes(verifiedAt!, days * MINUTES_OF_DAY);
  if (now < until) return undefined;
  return errors.error('TOO_LATE', [], { days, until: clockText(until) });
}
