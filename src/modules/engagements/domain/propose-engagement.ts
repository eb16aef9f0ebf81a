import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/kernel/idempotency-errors.js';
import { publicId } from '../../platform/kernel/ids.js';
import { fail, succeed, type Result, type UserErrorData } from '../../platform/kernel/result.js';
import type { Side } from './engagement.js';
import { ALREADY_ENGAGED, PROVIDER_NOT_ADMITTED, RECRUITING_BANNED } from './engagement-errors.js';
import type { EngagementPolicy } from './engagement-policy.js';
import { checkOperators, checkTerms, TERMS_ERRORS, type NamedPeople } from './engagement-terms.js';
import type { Terms } from './engagement-version.js';

const PARTY_ERRORS = {
  PROVIDER_NOT_FOUND: {
    en: 'There is no provider {id}. Take the id from the `providers` list.',
    zh: '没有编号为 {id} 的服务商。请从 providers 列表中取编号。',
  },
  MERCHANT_NOT_FOUND: {
    en: 'There is no merchant {id} that still trades on {startedOn}. Take the id from the `merchants` list.',
    zh: '没有在 {startedOn} 仍在经营的商家 {id}。请从 merchants 列表中取编号。',
  },
  PROVIDER_NOT_ADMITTED,
  RECRUITING_BANNED,
  ALREADY_ENGAGED,
};

export const proposeEngagementErrors = errorCatalogue({
  PROVIDER_MISSING: {
    en: 'Say which provider you ask: give `providerId`.',
    zh: '请填写 providerId，指明向哪家服务商提出。',
  },
  MERCHANT_MISSING: {
    en: 'Say which merchant you offer to serve: give `merchantId`.',
    zh: '请填写 merchantId，指明向哪个商家提出。',
  },
  NOT_YOUR_SIDE: {
    en: 'You propose for your own side only. Leave {field} out: it follows from your sign-in.',
    zh: '只能代表本方提出。请不要填写 {field}：系统会根据登录身份确定。',
  },
  ...PARTY_ERRORS,
  ...TERMS_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});

export const requestEngagementsErrors = errorCatalogue({
  PROVIDERS_OUT_OF_BOUNDS: {
    en: 'Ask 1 to {maximum} providers, each once.',
    zh: '请向 1 至 {maximum} 家服务商提出请求，每家一次。',
  },
  ...PARTY_ERRORS,
  ...TERMS_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});

export interface ProposeEngagement extends Terms {
  readonly providerId: string;
  readonly merchantId: string;
}

/** What is known about the two parties. */
export interface Parties extends NamedPeople {
  readonly providerState: string | undefined;
  /** Undefined: no such merchant. */
  readonly merchantExitedOn: BusinessDate | null | undefined;
}

/** Decides whether a proposal can be made. A merchant may leave it to the provider to name operators. */
export function decideProposeEngagement(
  command: ProposeEngagement,
  parties: Parties,
  side: Side,
  today: BusinessDate,
  policy: EngagementPolicy,
): Result<ProposeEngagement> {
  const { operatorIds, startedOn } = command;
  const problems = [
    ...checkParties(command, parties, side),
    ...checkTerms(command, today, policy),
    // Without a provider nobody is employed there; saying so once is enough.
    ...(parties.providerState !== undefined || operatorIds.length === 0
      ? checkOperators(operatorIds, startedOn, parties, side, policy)
      : []),
  ];
  return problems.length > 0 ? fail(...problems) : succeed(command);
}

const errors = proposeEngagementErrors;
const PROVIDER = ['input', 'providerId'];
const MERCHANT = ['input', 'merchantId'];

function checkParties(command: ProposeEngagement, parties: Parties, side: Side): UserErrorData[] {
  const { providerState, merchantExitedOn } = parties;
  const { startedOn } = command;
  if (providerState === undefined) {
    const id = publicId('Provider', command.providerId);
    return [errors.error('PROVIDER_NOT_FOUND', PROVIDER, { id })];
  }
  if (providerState !== 'ADMITTED') {
    const where = side === 'MERCHANT' ? PROVIDER : [];
    return [errors.error('PROVIDER_NOT_ADMITTED', where, { state: providerState })];
  }
  if (
    merchantExitedOn === undefined ||
    (merchantExitedOn !== null && merchantExitedOn < startedOn)
  ) {
    const id = publicId('Merchant', command.merchantId);
    return [
      errors.error('MERCHANT_NOT_FOUND', side === 'PROVIDER' ? MERCHANT : [], { id, startedOn }),
    ];
  }
  return [];
}

/** Decides whether a merchant may ask these providers at once. */
export function decideRequest(
  providerIds: readonly string[],
  { maximumRequestedProviders: maximum }: EngagementPolicy,
): Result<readonly string[]> {
  const distinct = new Set(providerIds).size;
  if (distinct > 0 && distinct === providerIds.length && distinct <= maximum) {
    return succeed(providerIds);
  }
  const path = ['input', 'providerIds'];
  return fail(requestEngagementsErrors.error('PROVIDERS_OUT_OF_BOUNDS', path, { maximum }));
}
