import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import { otherSide, type EngagementState, type Side } from './engagement.js';
import {
  CHANGED_MEANWHILE,
  NOT_FOUND,
  NOT_OPEN,
  OPERATOR_NOT_EMPLOYED,
  OPERATORS_OUT_OF_BOUNDS,
  PROVIDER_NOT_ADMITTED,
  REASON_MISSING,
  readReason,
} from './engagement-errors.js';
import type { EngagementPolicy } from './engagement-policy.js';
import { listed } from './propose-engagement.js';

const NOT_YOURS_TO_ANSWER = {
  en: 'Your side proposed this engagement, so the other side ({other}) answers. You can withdraw it.',
  zh: '该合作由您方提出，应由对方（{other}）回复。您可以撤回。',
};

export const acceptEngagementErrors = errorCatalogue({
  NOT_FOUND,
  CHANGED_MEANWHILE,
  NOT_OPEN,
  NOT_YOURS_TO_ANSWER,
  PROVIDER_NOT_ADMITTED,
  START_PASSED: {
    en: 'The term began on {startedOn}, before it was agreed. Decline, and propose it anew from today ({today}).',
    zh: '合作期已于 {startedOn} 开始而双方尚未约定。请拒绝后以今天（{today}）或之后为起始日重新提出。',
  },
  OPERATOR_NOT_EMPLOYED,
  OPERATORS_OUT_OF_BOUNDS,
  OPERATORS_FIXED: {
    en: 'The proposal names its operators, so accept it as it is, without `operatorIds`; or decline it and propose others.',
    zh: '该提议已指定操盘手：请不带 operatorIds 按原样接受，或拒绝后另行提出。',
  },
});

export const declineEngagementErrors = errorCatalogue({
  NOT_FOUND,
  CHANGED_MEANWHILE,
  NOT_OPEN,
  NOT_YOURS_TO_ANSWER,
  REASON_MISSING,
});

export const withdrawEngagementErrors = errorCatalogue({
  NOT_FOUND,
  CHANGED_MEANWHILE,
  NOT_OPEN,
  NOT_YOURS_TO_WITHDRAW: {
    en: 'The other side ({other}) proposed this engagement. You can decline it.',
    zh: '该合作由对方（{other}）提出，您可以拒绝。',
  },
});

export interface OpenEngagement {
  readonly state: EngagementState;
  readonly version: number;
  readonly proposedBy: Side;
  readonly startedOn: BusinessDate;
  readonly operatorIds: readonly string[];
}

export interface AcceptEngagement {
  readonly expectedVersion: number;
  /** Whom the provider names when the merchant's proposal left it open. */
  readonly operatorIds?: readonly string[] | null;
}

/** @param employed who of the proposed or now named operators is employed today and on the first day */
export function decideAcceptEngagement(
  engagement: OpenEngagement,
  command: AcceptEngagement,
  side: Side,
  providerState: string,
  employed: ReadonlySet<string>,
  today: BusinessDate,
  policy: EngagementPolicy,
): Result<{ operatorsToAdd: readonly string[] }> {
  const errors = acceptEngagementErrors;
  if (engagement.version !== command.expectedVersion)
    return fail(errors.error('CHANGED_MEANWHILE'));
  const { state, startedOn, proposedBy } = engagement;
  if (state !== 'PROPOSED') return fail(errors.error('NOT_OPEN', [], { state }));
  if (side === proposedBy) {
    return fail(errors.error('NOT_YOURS_TO_ANSWER', [], { other: otherSide(side) }));
  }
  if (providerState !== 'ADMITTED') {
    return fail(errors.error('PROVIDER_NOT_ADMITTED', [], { state: providerState }));
  }
  if (startedOn < today) return fail(errors.error('START_PASSED', [], { startedOn, today }));

  const path = ['input', 'operatorIds'];
  const open = engagement.operatorIds.length === 0;
  const named = command.operatorIds ?? [];
  if (!open && named.length > 0) return fail(errors.error('OPERATORS_FIXED', path));
  const operators = open ? named : engagement.operatorIds;
  const maximum = policy.maximumOperators;
  const distinct = new Set(operators).size;
  if (distinct === 0 || distinct < operators.length || distinct > maximum) {
    return fail(errors.error('OPERATORS_OUT_OF_BOUNDS', path, { maximum }));
  }
  const strangers = operators.filter((id) => !employed.has(id));
  if (strangers.length > 0) {
    const parameters = { startedOn, operators: listed(strangers) };
    return fail(errors.error('OPERATOR_NOT_EMPLOYED', path, parameters));
  }
  return succeed({ operatorsToAdd: open ? named : [] });
}

export function decideDeclineEngagement(
  engagement: OpenEngagement,
  command: { readonly expectedVersion: number; readonly reason: string },
  side: Side,
): Result<{ reason: string }> {
  const errors = declineEngagementErrors;
  if (engagement.version !== command.expectedVersion)
    return fail(errors.error('CHANGED_MEANWHILE'));
  const { state, proposedBy } = engagement;
  if (state !== 'PROPOSED') return fail(errors.error('NOT_OPEN', [], { state }));
  if (side === proposedBy) {
    return fail(errors.error('NOT_YOURS_TO_ANSWER', [], { other: otherSide(side) }));
  }
  const reason = readReason(command.reason);
  return reason === undefined
    ? fail(errors.error('REASON_MISSING', ['input', 'reason']))
    : succeed({ reason });
}

export function decideWithdrawEngagement(
  engagement: OpenEngagement,
  command: { readonly expectedVersion: number },
  side: Side,
): Result<null> {
  const errors = withdrawEngagementErrors;
  if (engagement.version !== command.expectedVersion)
    return fail(errors.error('CHANGED_MEANWHILE'));
  const { state, proposedBy } = engagement;
  if (state !== 'PROPOSED') return fail(errors.error('NOT_OPEN', [], { state }));
  if (side !== proposedBy) {
    return fail(errors.error('NOT_YOURS_TO_WITHDRAW', [], { other: proposedBy }));
  }
  return succeed(null);
}
