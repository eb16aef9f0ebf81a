import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { compareMoney, type Money } from '../../platform/kernel/money.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import { readReason, REASON_LENGTH } from './conduct-text.js';
import type { DepositPolicy } from './deposit-policy.js';
import { FOUR_EYES_ERRORS, objectionTo, type Officer } from './four-eyes.js';

export const refundStates = stateMachine('deposit refund', 'PREPARED', {
  PREPARED: ['PAID', 'DECLINED'],
  PAID: [],
  DECLINED: [],
});
export type RefundState = (typeof refundStates.states)[number];

/** What must hold when a refund is prepared, and again when it is paid. */
const REFUND_CONDITIONS = {
  NOT_EXITED: {
    en: 'A deposit is paid back after the provider has exited; this one is {state}.',
    zh: '服务商退出后方可退还保证金，目前状态为 {state}。',
  },
  HOLDING_PERIOD: {
    en: 'The provider exited on {exitedOn}; its deposit is held until {heldUntil}. Come back then.',
    zh: '该服务商于 {exitedOn} 退出，保证金留存至 {heldUntil}，请届时再办理。',
  },
  MATTERS_OPEN: {
    en: '{count} violations or appeals are not settled. Decide them first: they may change the balance.',
    zh: '尚有 {count} 项违规或申诉未了结，可能影响余额，请先处理。',
  },
  NOT_COVERED: {
    en: 'The balance is {balance} yuan, less than the {amount} to be paid back. Refund at most the balance.',
    zh: '余额为 {balance} 元，不足以退还 {amount} 元。退还金额不得超过余额。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

export const PREPARE_DEPOSIT_REFUND_ERRORS = {
  PROVIDER_NOT_FOUND: {
    en: 'There is no provider {id}. Take the id from the `providers` list.',
    zh: '没有编号为 {id} 的服务商。请从 providers 列表中取编号。',
  },
  OWN_PROVIDER: FOUR_EYES_ERRORS.OWN_PROVIDER,
  REASON_LENGTH,
  ...REFUND_CONDITIONS,
  ALREADY_PREPARED: {
    en: 'A refund to this provider is waiting for its decision already: {id}.',
    zh: '该服务商已有一笔退款等待审批：{id}。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;
const prepareErrors = errorCatalogue(PREPARE_DEPOSIT_REFUND_ERRORS);

export const decideDepositRefundErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no refund {id}. Take the id from the `depositRefunds` list.',
    zh: '没有编号为 {id} 的退款。请从 depositRefunds 列表中取编号。',
  },
  ...FOUR_EYES_ERRORS,
  REASON_LENGTH,
  ...REFUND_CONDITIONS,
  ALREADY_DECIDED: {
    en: 'This refund is {state} already; a refund is decided once.',
    zh: '该退款已是 {state} 状态，只能审批一次。',
  },
});

export interface RefundSituation {
  readonly providerState: string;
  /** The day of the exit; null while the provider has not exited. */
  readonly exitedOn: BusinessDate | null;
  readonly balance: Money;
  /** Violations not decided, appeals not decided, and decisions that can still be appealed against. */
  readonly openMatters: number;
}

function obstacle(
  { providerState, exitedOn, balance, openMatters }: RefundSituation,
  amount: Money,
  today: BusinessDate,
  { refundHoldingDays }: DepositPolicy,
):
  | { code: keyof typeof REFUND_CONDITIONS; parameters: Record<string, string | number> }
  | undefined {
  if (exitedOn === null) return { code: 'NOT_EXITED', parameters: { state: providerState } };
  const heldUntil = addDays(exitedOn, refundHoldingDays);
  if (today < heldUntil) return { code: 'HOLDING_PERIOD', parameters: { exitedOn, heldUntil } };
  if (openMatters > 0) return { code: 'MATTERS_OPEN', parameters: { count: openMatters } };
  if (compareMoney(amount, '0.00') <= 0 || compareMoney(amount, balance) > 0) {
    return { code: 'NOT_COVERED', parameters: { balance, amount } };
  }
  return undefined;
}

/** The first of two officers: how much goes back and why. Everything there is, unless said otherwise. */
export function decideRefundPreparation(
  situation: RefundSituation,
  command: { readonly amount?: Money | undefined; readonly reason: string },
  officer: Officer,
  today: BusinessDate,
  policy: DepositPolicy,
): Result<{ amount: Money; reason: string }> {
  if (officer.belonged) return fail(prepareErrors.error('OWN_PROVIDER'));
  const reason = readReason(command.reason);
  if (reason === undefined) return fail(prepareErrors.error('REASON_LENGTH', ['input', 'reason']));
  const amount = command.amount ?? situation.balance;
  const problem = obstacle(situation, amount, today, policy);
  if (problem) return fail(prepareErrors.error(problem.code, ['input'], problem.parameters));
  return succeed({ amount, reason });
}

/** The second officer: pays or declines what another has prepared. */
export function decideRefundPayment(
  refund: { readonly state: RefundState; readonly amount: Money; readonly preparedBy: string },
  situation: RefundSituation,
  command: { readonly pay: boolean; readonly reason: string },
  officer: Officer,
  today: BusinessDate,
  policy: DepositPolicy,
): Result<{ to: RefundState; reason: string }> {
  const errors = decideDepositRefundErrors;
  const objection = objectionTo(officer, [refund.preparedBy]);
  if (objection) return fail(errors.error(objection));
  const to = command.pay ? 'PAID' : 'DECLINED';
  if (!refundStates.allows(refund.state, to)) {
    return fail(errors.error('ALREADY_DECIDED', [], { state: refund.state }));
  }
  const reason = readReason(command.reason);
  if (reason === undefined) return fail(errors.error('REASON_LENGTH', ['input', 'reason']));
  const problem = command.pay ? obstacle(situation, refund.amount, today, policy) : undefined;
  if (problem) return fail(errors.error(problem.code, [], problem.parameters));
  return succeed({ to, reason });
}
