import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/kernel/idempotency-errors.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import { readReason } from './engagement-errors.js';
import { clockText, type OperatedSessionState } from './operated-session.js';

export interface ReviewOfSession {
  readonly wentWell: string;
  readonly toImprove: string;
  readonly nextSteps: string;
}

export const reviewSessionErrors = errorCatalogue({
  ...IDEMPOTENCY_ERRORS,
  NOT_FOUND: {
    en: 'There is no operated session {id} that you may see. Take the id from the `operatedSessions` list.',
    zh: '没有您可见的操盘场次 {id}。请从 operatedSessions 列表中取编号。',
  },
  WITHDRAWN: {
    en: 'This claim was withdrawn, so there is nothing to review.',
    zh: '该报备已撤回，无需复盘。',
  },
  NOT_OVER: {
    en: 'The session goes on until {end} (Asia/Shanghai). Review it when it is over.',
    zh: '场次将于 {end}（北京时间）结束，请在结束后复盘。',
  },
  REVIEWED: {
    en: 'This session was reviewed already; the first review stands.',
    zh: '该场次已有复盘，以首次为准。',
  },
  TEXT_MISSING: {
    en: 'Say in 10 to {maximum} characters what went well, what to change, and what the next steps are.',
    zh: '请分别用 10 至 {maximum} 字写明做得好的、需要改进的和下一步。',
  },
});

export interface ReviewableSession {
  readonly state: OperatedSessionState;
  readonly plannedEnd: Date;
  readonly endedAt: Date | null;
  readonly reviewedAt: Date | null;
}

const MAXIMUM_TEXT = 2_000;

/** A session is reviewed once, when it is over. A late review is kept; it is shown as late and does not score. */
export function decideReview(
  session: ReviewableSession,
  review: ReviewOfSession,
  now: Date,
): Result<ReviewOfSession> {
  const errors = reviewSessionErrors;
  if (session.state === 'WITHDRAWN') return fail(errors.error('WITHDRAWN'));
  if (session.reviewedAt) return fail(errors.error('REVIEWED'));
  const end = session.endedAt ?? session.plannedEnd;
  if (now < end) return fail(errors.error('NOT_OVER', [], { end: clockText(end) }));
  const read = (name: keyof ReviewOfSession) => readReason(review[name], MAXIMUM_TEXT);
  const [wentWell, toImprove, nextSteps] = [read('wentWell'), read('toImprove'), read('nextSteps')];
  if (wentWell !== undefined && toImprove !== undefined && nextSteps !== undefined) {
    return succeed({ wentWell, toImprove, nextSteps });
  }
  const missing = Object.entries({ wentWell, toImprove, nextSteps })
    .filter(([, text]) => text === undefined)
    .map(([name]) => errors.error('TEXT_MISSING', ['input', name], { maximum: MAXIMUM_TEXT }));
  return { ok: false, errors: missing };
}
