import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import { engagementStatus, type EngagementState } from './engagement.js';
import { CHANGED_MEANWHILE, NOT_FOUND, REASON_MISSING, readReason } from './engagement-errors.js';

export const terminateEngagementErrors = errorCatalogue({
  NOT_FOUND,
  CHANGED_MEANWHILE,
  NOT_IN_FORCE: {
    en: 'The engagement is {status}: only one that is accepted and not yet completed can be terminated.',
    zh: '该合作的状态为 {status}：只有已接受且尚未完成的合作可以终止。',
  },
  REASON_MISSING,
});

export interface TerminableEngagement {
  readonly state: EngagementState;
  readonly version: number;
  readonly startedOn: BusinessDate;
  readonly endedOn: BusinessDate;
}

/** Either side or staff may end an engagement early. Today is then its last day. */
export function decideTerminateEngagement(
  engagement: TerminableEngagement,
  command: { readonly expectedVersion: number; readonly reason: string },
  today: BusinessDate,
): Result<{ reason: string; terminatedOn: BusinessDate }> {
  const errors = terminateEngagementErrors;
  if (engagement.version !== command.expectedVersion)
    return fail(errors.error('CHANGED_MEANWHILE'));
  const status = engagementStatus(engagement.state, engagement, today);
  if (status !== 'ACCEPTED' && status !== 'ACTIVE') {
    return fail(errors.error('NOT_IN_FORCE', [], { status }));
  }
  const reason = readReason(command.reason);
  return reason === undefined
    ? fail(errors.error('REASON_MISSING', ['input', 'reason']))
    : succeed({ reason, terminatedOn: today });
}
