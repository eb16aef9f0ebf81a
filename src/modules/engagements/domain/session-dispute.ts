import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import { readReason } from './engagement-errors.js';
import { clockText } from './operated-session.js';

/** LAPSED: a corrected feed contradicts the session itself, so nothing is left to dispute. */
export const disputeStates = stateMachine('session dispute', 'RAISED', {
  RAISED: ['ANSWERED', 'UPHELD', 'REJECTED', 'LAPSED'],
  ANSWERED: ['UPHELD', 'REJECTED', 'LAPSED'],
  UPHELD: [],
  REJECTED: [],
  LAPSED: [],
});
export type DisputeState = (typeof disputeStates.states)[number];

export const DISPUTE_GROUNDS = [
  'OTHER_OPERATOR',
  'NOT_OPERATED',
  'NOT_AGREED',
  'POOR_CONDUCT',
  'OTHER',
] as const;
export type DisputeGrounds = (typeof DISPUTE_GROUNDS)[number];

const NOT_FOUND = {
  en: 'There is no dispute {id} that you may see. Take the id from the `sessionDisputes` list.',
  zh: '没有您可见的异议 {id}。请从 sessionDisputes 列表中取编号。',
};
const CHANGED_MEANWHILE = {
  en: 'Somebody was faster: this dispute is {state} now. Read it again.',
  zh: '已有他人先行处理，该异议现为 {state}。请重新读取。',
};
const CLOSED = {
  en: 'This dispute is {state}; only an open one can be answered or settled.',
  zh: '该异议的状态为 {state}；只有未结的异议可以答复或裁定。',
};

export const ANSWER_DISPUTE_ERRORS = {
  NOT_FOUND,
  CLOSED,
  ANSWERED: {
    en: 'Your company has answered already; its first answer stands. Staff will settle the dispute.',
    zh: '贵司已答复，以首次答复为准。平台将作出裁定。',
  },
  TOO_LATE: {
    en: 'The answer was due by {until} (Asia/Shanghai). Staff settle the dispute on what is on record.',
    zh: '答复期限为 {until}（北京时间），现已超过。平台将依据现有记录裁定。',
  },
  STATEMENT_MISSING: {
    en: 'Answer in 10 to 2,000 characters: what happened, and what shows it.',
    zh: '请用 10 至 2000 字答复：说明事实及依据。',
  },
  CHANGED_MEANWHILE,
};
export const answerDisputeErrors = errorCatalogue(ANSWER_DISPUTE_ERRORS);

export const settleDisputeErrors = errorCatalogue({
  NOT_FOUND,
  CLOSED,
  NOT_HEARD: {
    en: 'The provider may answer until {until} (Asia/Shanghai). Settle the dispute when it has, or when that time is over.',
    zh: '服务商可在 {until}（北京时间）前答复。请待其答复或期限届满后再裁定。',
  },
  PARTIAL: {
    en: 'You belong or belonged to one of the parties, so somebody else settles this dispute.',
    zh: '您现在或曾经属于当事一方，请由其他人员裁定。',
  },
  REASON_MISSING: {
    en: 'Give a reason of 10 to 2,000 characters: both sides read it.',
    zh: '请填写 10 至 2000 字的理由：双方都会看到。',
  },
  CHANGED_MEANWHILE,
});

export interface OpenDispute {
  readonly state: DisputeState;
  readonly answerDueAt: Date;
}

/** The provider answers once, in time. */
export function decideAnswerDispute(
  { state, answerDueAt }: OpenDispute,
  statement: string,
  now: Date,
): Result<{ statement: string }> {
  const errors = answerDisputeErrors;
  if (state === 'ANSWERED') return fail(errors.error('ANSWERED'));
  if (state !== 'RAISED') return fail(errors.error('CLOSED', [], { state }));
  if (now >= answerDueAt) {
    return fail(errors.error('TOO_LATE', [], { until: clockText(answerDueAt) }));
  }
  const text = readReason(statement, MAXIMUM_TEXT);
  return text === undefined
    ? fail(errors.error('STATEMENT_MISSING', ['input', 'statement']))
    : succeed({ statement: text });
}

export type Ruling = 'UPHELD' | 'REJECTED';

/**
 * Staff settle a dispute when both sides were heard: the provider has answered, or has let its time pass.
 *
 * @param partial whether the person belongs or ever belonged to one of the two parties
 */
export function decideSettle(
  { state, answerDueAt }: OpenDispute,
  reason: string,
  partial: boolean,
  now: Date,
): Result<{ reason: string }> {
  const errors = settleDisputeErrors;
  if (state !== 'RAISED' && state !== 'ANSWERED') {
    return fail(errors.error('CLOSED', [], { state }));
  }
  if (partial) return fail(errors.error('PARTIAL'));
  if (state === 'RAISED' && now < answerDueAt) {
    return fail(errors.error('NOT_HEARD', [], { until: clockText(answerDueAt) }));
  }
  const text = readReason(reason, MAXIMUM_TEXT);
  return text === undefined
    ? fail(errors.error('REASON_MISSING', ['input', 'reason']))
    : succeed({ reason: text });
}

const MAXIMUM_TEXT = 2_000;
