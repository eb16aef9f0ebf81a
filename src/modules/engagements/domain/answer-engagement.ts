import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result, type UserErrorData } from '../../platform/kernel/result.js';
import { otherSide, type EngagementState, type Side } from './engagement.js';
import {
  ALREADY_ENGAGED,
  CHANGED_MEANWHILE,
  NOT_FOUND,
  NOT_OPEN,
  OPERATOR_AT_CAPACITY,
  OPERATOR_NOT_CERTIFIED,
  OPERATOR_NOT_EMPLOYED,
  OPERATORS_OUT_OF_BOUNDS,
  PROVIDER_NOT_ADMITTED,
  RECRUITING_BANNED,
  REASON_MISSING,
  readReason,
} from './engagement-errors.js';
import type { EngagementPolicy } from './engagement-policy.js';
import { checkOperators, type NamedPeople } from './engagement-terms.js';
import type { OpenVersion } from './engagement-version.js';

const NOT_YOURS_TO_ANSWER = {
  en: 'Your side made this version, so the other side ({other}) answers. You can withdraw it.',
  zh: '该版本由您方提出，应由对方（{other}）回复。您可以撤回。',
};

export const acceptEngagementErrors = errorCatalogue({
  NOT_FOUND,
  CHANGED_MEANWHILE,
  NOT_OPEN,
  NOT_YOURS_TO_ANSWER,
  PROVIDER_NOT_ADMITTED,
  RECRUITING_BANNED,
  START_PASSED: {
    en: 'The term began on {startedOn}, before it was agreed. Offer other terms that begin today ({today}) or later.',
    zh: '合作期已于 {startedOn} 开始而双方尚未约定。请另提今天（{today}）或之后开始的条款。',
  },
  END_PASSED: {
    en: 'The engagement ended on {endedOn}, so it can no longer be changed. Propose a new one.',
    zh: '该合作已于 {endedOn} 结束，无法再变更。请另行提出新的合作。',
  },
  OPERATOR_NOT_EMPLOYED,
  OPERATOR_NOT_CERTIFIED,
  OPERATOR_AT_CAPACITY,
  OPERATORS_OUT_OF_BOUNDS,
  OPERATORS_FIXED: {
    en: 'The version names its operators, so accept it as it is, without `operatorIds`; or offer others.',
    zh: '该版本已指定操盘手：请不带 operatorIds 按原样接受，或另行提出。',
  },
  ALREADY_ENGAGED,
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
    en: 'The other side ({other}) made this version. You can decline it.',
    zh: '该版本由对方（{other}）提出，您可以拒绝。',
  },
});

/** An engagement with the version that waits for an answer, if one does. */
export interface OpenEngagement {
  readonly state: EngagementState;
  readonly version: number;
  readonly endedOn: BusinessDate;
  readonly operatorIds: readonly string[];
  readonly open: OpenVersion | null;
}

export interface AcceptEngagement {
  readonly expectedVersion: number;
  /** Whom the provider names when the merchant's version left it open. */
  readonly operatorIds?: readonly string[] | null;
}

/** What is known of those whom an acceptance concerns. */
export interface AcceptanceFacts extends NamedPeople {
  readonly providerState: string;
}

export interface Acceptance {
  /** Who serves from now on. */
  readonly operatorIds: readonly string[];
  /** The days for which they are newly bound, both included. */
  readonly bound: { readonly from: BusinessDate; readonly to: BusinessDate };
  /** Whose days these are: of an engagement that runs already only who or what is new counts. */
  readonly newlyBound: readonly string[];
}

/** Decides whether the other side may agree to the open version as it stands. */
export function decideAcceptEngagement(
  engagement: OpenEngagement,
  command: AcceptEngagement,
  side: Side,
  facts: AcceptanceFacts,
  today: BusinessDate,
  policy: EngagementPolicy,
): Result<Acceptance> {
  const errors = acceptEngagementErrors;
  const problem = checkAnswerable(engagement, command.expectedVersion, side);
  if (problem) return fail(problem);
  const { state, endedOn } = engagement;
  const open = engagement.open!;
  if (facts.providerState !== 'ADMITTED') {
    return fail(errors.error('PROVIDER_NOT_ADMITTED', [], { state: facts.providerState }));
  }
  if (open.kind === 'TERMS' && open.startedOn < today) {
    return fail(errors.error('START_PASSED', [], { startedOn: open.startedOn, today }));
  }
  if (open.kind !== 'TERMS' && (state !== 'ACCEPTED' || endedOn < today)) {
    return fail(errors.error('END_PASSED', [], { endedOn }));
  }
  const leftOpen = open.operatorIds.length === 0;
  const named = command.operatorIds ?? [];
  if (!leftOpen && named.length > 0) {
    return fail(errors.error('OPERATORS_FIXED', ['input', 'operatorIds']));
  }
  const operatorIds = leftOpen ? named : open.operatorIds;
  const from = open.startedOn > today ? open.startedOn : today;
  const wrong = checkOperators(operatorIds, from, facts, 'PROVIDER', policy);
  if (wrong.length > 0) return fail(...wrong);
  const served = open.kind === 'TERMS' ? [] : engagement.operatorIds;
  const isNew = (id: string) => !served.includes(id);
  return succeed({
    operatorIds,
    bound: { from, to: open.endedOn },
    newlyBound: open.kind === 'HANDOVER' ? operatorIds.filter(isNew) : operatorIds,
  });
}

function checkAnswerable(
  { version, state, open }: OpenEngagement,
  expectedVersion: number,
  side: Side,
): UserErrorData | undefined {
  const errors = acceptEngagementErrors;
  if (version !== expectedVersion) return errors.error('CHANGED_MEANWHILE');
  if (!open) return errors.error('NOT_OPEN', [], { state });
  if (side !== open.madeBy) return undefined;
  return errors.error('NOT_YOURS_TO_ANSWER', [], { other: otherSide(side) });
}

export function decideDeclineEngagement(
  engagement: OpenEngagement,
  command: { readonly expectedVersion: number; readonly reason: string },
  side: Side,
): Result<{ reason: string }> {
  const problem = checkAnswerable(engagement, command.expectedVersion, side);
  if (problem) return fail(problem);
  const reason = readReason(command.reason);
  return reason === undefined
    ? fail(declineEngagementErrors.error('REASON_MISSING', ['input', 'reason']))
    : succeed({ reason });
}

export function decideWithdrawEngagement(
  { version, state, open }: OpenEngagement,
  command: { readonly expectedVersion: number },
  side: Side,
): Result<null> {
  const errors = withdrawEngagementErrors;
  if (version !== command.expectedVersion) return fail(errors.error('CHANGED_MEANWHILE'));
  if (!open) return fail(errors.error('NOT_OPEN', [], { state }));
  if (side === open.madeBy) return succeed(null);
  return fail(errors.error('NOT_YOURS_TO_WITHDRAW', [], { other: open.madeBy }));
}

export function atCapacity(operators: string, maximum: number): UserErrorData {
  const path = ['input', 'operatorIds'];
  return acceptEngagementErrors.error('OPERATOR_AT_CAPACITY', path, { operators, maximum });
}
