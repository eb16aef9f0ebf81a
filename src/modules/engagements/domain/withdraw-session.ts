import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import type { OperatedSessionPolicy } from './engagement-policy.js';
import { clockText, plusMinutes, type OperatedSessionState } from './operated-session.js';

export const withdrawOperatedSessionErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no operated session {id} that you may see. Take the id from the `operatedSessions` list.',
    zh: '没有您可见的操盘场次 {id}。请从 operatedSessions 列表中取编号。',
  },
  NOT_CLAIMED: {
    en: 'The claim is {state}; only one that is CLAIMED and not yet due can be withdrawn.',
    zh: '该报备的状态为 {state}；只有 CLAIMED（已报备）且未到期的报备可以撤回。',
  },
  TOO_LATE: {
    en: 'A claim can be withdrawn until {minutes} minutes before its planned start; for this one that was {until} (Asia/Shanghai). From then on the session may have begun, and what was claimed stands.',
    zh: '报备可在计划开始前 {minutes} 分钟之前撤回，本场截至 {until}（北京时间）。此后直播可能已开始，报备不可撤回。',
  },
  CHANGED_MEANWHILE: {
    en: 'This claim changed meanwhile. Read it again and decide anew.',
    zh: '该报备刚有变化，请重新读取后再作决定。',
  },
});

/**
 * A claim stands once its session may have begun, because otherwise a provider would keep only its winners.
 * The feed tells the real start only afterwards, and it may lie before the plan: hence the notice.
 */
export function decideWithdrawClaim(
  claim: { readonly state: OperatedSessionState; readonly plannedStart: Date },
  now: Date,
  { withdrawalNoticeMinutes: minutes }: OperatedSessionPolicy,
): Result<null> {
  const errors = withdrawOperatedSessionErrors;
  if (claim.state !== 'CLAIMED')
    return fail(errors.error('NOT_CLAIMED', [], { state: claim.state }));
  const until = plusMinutes(claim.plannedStart, -minutes);
  return now < until
    ? succeed(null)
    : fail(errors.error('TOO_LATE', [], { minutes, until: clockText(until) }));
}
