import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/kernel/idempotency-errors.js';
import { publicId } from '../../platform/kernel/ids.js';
import { fail, succeed, type Result, type UserErrorData } from '../../platform/kernel/result.js';
import type { CapabilityModule } from '../../platform/kernel/vocabulary.js';
import { engagementStatus, type EngagementState, type Side } from './engagement.js';
import {
  ALREADY_ENGAGED,
  CHANGED_MEANWHILE,
  NOT_FOUND,
  PROVIDER_NOT_ADMITTED,
  REASON_MISSING,
  readReason,
  TOO_MANY_VERSIONS,
} from './engagement-errors.js';
import type { EngagementPolicy } from './engagement-policy.js';
import {
  checkContent,
  checkLength,
  checkOperators,
  checkTerms,
  TERMS_ERRORS,
  type NamedPeople,
} from './engagement-terms.js';
import type { Terms } from './engagement-version.js';

const SHARED = { NOT_FOUND, CHANGED_MEANWHILE, TOO_MANY_VERSIONS, PROVIDER_NOT_ADMITTED };
const NOT_IN_FORCE = {
  en: 'The engagement is {status}: only one that is ACCEPTED or ACTIVE can be extended or handed over.',
  zh: '该合作的状态为 {status}：只有 ACCEPTED（已约定）或 ACTIVE（进行中）的合作可以延长或交接。',
};

export const counterEngagementErrors = errorCatalogue({
  ...SHARED,
  NOT_NEGOTIABLE: {
    en: 'The engagement is {status}: terms are negotiated while it is PROPOSED. Extend a running one with proposeEngagementExtension.',
    zh: '该合作的状态为 {status}：只有 PROPOSED（待约定）的合作可以协商条款。进行中的合作请使用 proposeEngagementExtension 延长。',
  },
  ALREADY_ENGAGED,
  ...TERMS_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});

export const extendEngagementErrors = errorCatalogue({
  ...SHARED,
  NOT_IN_FORCE,
  NOT_LATER: {
    en: 'The engagement ends on {endedOn} already. Name a later day.',
    zh: '该合作本已于 {endedOn} 结束。请填写更晚的日期。',
  },
  ALREADY_ENGAGED,
  ...TERMS_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});

export const handoverErrors = errorCatalogue({
  ...SHARED,
  NOT_IN_FORCE,
  NOT_SERVING: {
    en: 'Operator {operator} does not serve this engagement. Those who do: {named}.',
    zh: '操盘手 {operator} 不在该合作中。现任操盘手：{named}。',
  },
  SERVES_ALREADY: {
    en: 'Operator {operator} serves this engagement already. Name another one.',
    zh: '操盘手 {operator} 已在该合作中。请另选。',
  },
  REASON_MISSING,
  ...TERMS_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});

/** An engagement with the terms that it has now: those in force, or those last offered. */
export interface NegotiableEngagement extends Terms {
  readonly state: EngagementState;
  readonly version: number;
  readonly versionsMade: number;
}

export interface OfferFacts extends NamedPeople {
  readonly providerState: string;
  readonly side: Side;
  readonly today: BusinessDate;
  readonly policy: EngagementPolicy;
}

/** Other terms than those offered last, while nothing is agreed. Either side may make them. */
export function decideCounter(
  engagement: NegotiableEngagement,
  command: Terms & { readonly expectedVersion: number },
  facts: OfferFacts,
): Result<Terms> {
  const { state } = engagement;
  const problem = checkTurn(engagement, command.expectedVersion, facts);
  if (problem) return fail(problem);
  if (state !== 'PROPOSED') {
    return fail(counterEngagementErrors.error('NOT_NEGOTIABLE', [], { status: state }));
  }
  const { side, today, policy } = facts;
  const problems = [
    ...checkTerms(command, today, policy),
    ...checkOperators(command.operatorIds, command.startedOn, facts, side, policy),
  ];
  return problems.length > 0 ? fail(...problems) : succeed(command);
}

export interface ExtendEngagement {
  readonly expectedVersion: number;
  readonly endedOn: BusinessDate;
  /** Left out: as before. All of them are for the whole term, the days before included. */
  readonly scopeModules?: readonly CapabilityModule[] | null;
  readonly targetGmv?: Terms['targetGmv'] | null;
  readonly fee?: Terms['fee'] | null;
  readonly commissionShare?: string | null;
  readonly milestones?: Terms['milestones'] | null;
  readonly note: string;
}

/** A later end for an engagement that both sides agreed on and that has not ended. */
export function decideExtension(
  engagement: NegotiableEngagement,
  command: ExtendEngagement,
  facts: OfferFacts,
): Result<Terms> {
  const errors = extendEngagementErrors;
  const problem =
    checkTurn(engagement, command.expectedVersion, facts) ?? checkInForce(engagement, facts.today);
  if (problem) return fail(problem);
  const { endedOn } = engagement;
  if (command.endedOn <= endedOn) {
    return fail(errors.error('NOT_LATER', ['input', 'endedOn'], { endedOn }));
  }
  const terms: Terms = {
    ...engagement,
    scopeModules: command.scopeModules ?? engagement.scopeModules,
    targetGmv: command.targetGmv ?? engagement.targetGmv,
    fee: command.fee ?? engagement.fee,
    commissionShare: command.commissionShare ?? engagement.commissionShare ?? null,
    milestones: command.milestones ?? engagement.milestones ?? [],
    endedOn: command.endedOn,
    note: command.note,
  };
  const problems = [...checkLength(terms, facts.policy), ...checkContent(terms, facts.policy)];
  return problems.length > 0 ? fail(...problems) : succeed(terms);
}

export interface HandOver {
  readonly expectedVersion: number;
  readonly fromOperatorId: string;
  readonly toOperatorId: string;
  readonly reason: string;
}

/** Another operator in the place of one who serves. The provider asks; the merchant consents, or it stays as it is. */
export function decideHandover(
  engagement: NegotiableEngagement,
  command: HandOver,
  facts: OfferFacts,
): Result<Terms> {
  const { fromOperatorId, toOperatorId } = command;
  const { operatorIds, startedOn } = engagement;
  const { today, policy } = facts;
  const problem =
    checkTurn(engagement, command.expectedVersion, facts) ??
    checkInForce(engagement, today) ??
    checkPlaces(engagement, command);
  if (problem) return fail(problem);
  const note = readReason(command.reason);
  if (note === undefined) return fail(handoverErrors.error('REASON_MISSING', REASON));
  const from = startedOn > today ? startedOn : today;
  const wrong = checkOperators([toOperatorId], from, facts, 'PROVIDER', policy);
  if (wrong.length > 0) return fail(...wrong.map((error) => ({ ...error, path: TO })));
  const next = operatorIds.map((id) => (id === fromOperatorId ? toOperatorId : id));
  return succeed({ ...engagement, operatorIds: next, note });
}

const REASON = ['input', 'reason'];
const TO = ['input', 'toOperatorId'];

function checkTurn(
  { version, versionsMade }: NegotiableEngagement,
  expectedVersion: number,
  { providerState, policy }: OfferFacts,
): UserErrorData | undefined {
  const errors = counterEngagementErrors;
  const { maximumVersions: maximum } = policy;
  if (version !== expectedVersion) return errors.error('CHANGED_MEANWHILE');
  if (versionsMade >= maximum) return errors.error('TOO_MANY_VERSIONS', [], { maximum });
  if (providerState === 'ADMITTED') return undefined;
  return errors.error('PROVIDER_NOT_ADMITTED', [], { state: providerState });
}

function checkInForce(
  engagement: NegotiableEngagement,
  today: BusinessDate,
): UserErrorData | undefined {
  const status = engagementStatus(engagement.state, engagement, today);
  if (status === 'ACCEPTED' || status === 'ACTIVE') return undefined;
  return extendEngagementErrors.error('NOT_IN_FORCE', [], { status });
}

function checkPlaces(
  { operatorIds }: NegotiableEngagement,
  { fromOperatorId, toOperatorId }: HandOver,
): UserErrorData | undefined {
  if (!operatorIds.includes(fromOperatorId)) {
    const named = operatorIds.map((id) => publicId('Operator', id)).join(', ');
    const operator = publicId('Operator', fromOperatorId);
    return handoverErrors.error('NOT_SERVING', ['input', 'fromOperatorId'], { operator, named });
  }
  if (!operatorIds.includes(toOperatorId)) return undefined;
  return handoverErrors.error('SERVES_ALREADY', TO, {
    operator: publicId('Operator', toOperatorId),
  });
}
