import { Decimal } from 'decimal.js';
import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import {
  addMoney,
  compareMoney,
  isNegative,
  leastMoney,
  negateMoney,
  type Money,
} from '../../platform/kernel/money.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import { readReason, readText, REASON_LENGTH } from './conduct-text.js';
import type { DepositPolicy } from './deposit-policy.js';
import { FOUR_EYES_ERRORS, objectionTo, type Officer } from './four-eyes.js';

/** 缴存, 扣除, 退还, 更正. */
export const DEPOSIT_ENTRY_KINDS = ['DEPOSIT', 'DEDUCTION', 'REFUND', 'CORRECTION'] as const;
export type DepositEntryKind = (typeof DEPOSIT_ENTRY_KINDS)[number];

const PROVIDER_NOT_FOUND: LocalisedText = {
  en: 'There is no provider {id}. Take the id from the `providers` list.',
  zh: '没有编号为 {id} 的服务商。请从 providers 列表中取编号。',
};
const NOT_POSITIVE: LocalisedText = {
  en: 'The amount must be more than 0.00 yuan; it was {amount}.',
  zh: '金额必须大于 0.00 元，现为 {amount}。',
};

export const RECORD_DEPOSIT_ERRORS = {
  PROVIDER_NOT_FOUND,
  NOT_POSITIVE,
  REASON_LENGTH,
  REFERENCE_LENGTH: {
    en: 'Give the bank’s reference of the transfer: 4 to 64 characters.',
    zh: '请填写银行流水号，4 至 64 个字符。',
  },
  REFERENCE_USED: {
    en: 'A transfer with the reference {reference} is booked already. If that was for a wrong provider, correct that entry first.',
    zh: '流水号为 {reference} 的款项已入账。如记错服务商，请先更正该笔分录。',
  },
  DATE_OUT_OF_RANGE: {
    en: 'A transfer can be booked on {from} to {to}; {date} is outside.',
    zh: '入账日期须在 {from} 至 {to} 之间，{date} 超出范围。',
  },
  OWN_PROVIDER: FOUR_EYES_ERRORS.OWN_PROVIDER,
} as const satisfies Readonly<Record<string, LocalisedText>>;
const recordErrors = errorCatalogue(RECORD_DEPOSIT_ERRORS);

export interface RecordDeposit {
  readonly amount: Money;
  readonly reference: string;
  readonly reason: string;
  readonly bookedOn: BusinessDate;
}

export function decideDeposit(
  command: RecordDeposit,
  officer: Officer,
  today: BusinessDate,
  { backdatingDays }: DepositPolicy,
): Result<RecordDeposit> {
  const { amount, bookedOn } = command;
  if (officer.belonged) return fail(recordErrors.error('OWN_PROVIDER'));
  const problems = [];
  if (compareMoney(amount, '0.00') <= 0) {
    problems.push(recordErrors.error('NOT_POSITIVE', ['input', 'amount'], { amount }));
  }
  const reason = readReason(command.reason);
  if (reason === undefined) problems.push(recordErrors.error('REASON_LENGTH', ['input', 'reason']));
  const reference = readText(command.reference, 4, 64);
  if (reference === undefined) {
    problems.push(recordErrors.error('REFERENCE_LENGTH', ['input', 'reference']));
  }
  const range = { from: addDays(today, -backdatingDays), to: today, date: bookedOn };
  if (bookedOn < range.from || bookedOn > range.to) {
    problems.push(recordErrors.error('DATE_OUT_OF_RANGE', ['input', 'bookedOn'], range));
  }
  if (problems.length > 0) return fail(...problems);
  return succeed({ amount, bookedOn, reason: reason!, reference: reference! });
}

/**
 * How much of a deduction a balance bears: it may go below zero by the debt that the policy allows, and the rest
 * is not collected.
 *
 * @returns zero or more
 */
export function deductible(balance: Money, wanted: Money, maximumDebt: Money): Money {
  const room = addMoney(balance, maximumDebt);
  return leastMoney(wanted, isNegative(room) ? '0.00' : room);
}

export const CORRECT_DEPOSIT_ENTRY_ERRORS = {
  NOT_FOUND: {
    en: 'There is no ledger entry {id}. Take the id from the `depositEntries` list.',
    zh: '没有编号为 {id} 的分录。请从 depositEntries 列表中取编号。',
  },
  REASON_LENGTH,
  ...FOUR_EYES_ERRORS,
  NOT_POSITIVE,
  DECIDED_BY_APPEAL: {
    en: 'This entry follows from a violation. It changes only when an appeal against the violation is decided.',
    zh: '该分录由违规处理产生，只能通过申诉裁决更正。',
  },
  MORE_THAN_BOOKED: {
    en: 'The entry booked {booked} yuan, of which {remaining} are not taken back yet. Correct at most that much.',
    zh: '该分录金额为 {booked} 元，尚可更正 {remaining} 元，请勿超过。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;
const correctErrors = errorCatalogue(CORRECT_DEPOSIT_ENTRY_ERRORS);

export interface BookedEntry {
  readonly kind: DepositEntryKind;
  readonly amount: Money;
  readonly recordedBy: string;
  readonly violationId: string | null;
  /** The sum of the entries that compensate this one; of the other sign, or zero. */
  readonly compensated: Money;
}

/**
 * Decides a correction that takes an entry back, wholly or in part. Nothing is ever changed or deleted.
 *
 * @param amount how much to take back, without a sign; everything that is left when undefined
 */
export function decideCorrection(
  entry: BookedEntry,
  command: { readonly amount?: Money | undefined; readonly reason: string },
  officer: Officer,
): Result<{ amount: Money; reason: string }> {
  const objection = objectionTo(officer, [entry.recordedBy]);
  if (objection) return fail(correctErrors.error(objection));
  if (entry.violationId !== null) return fail(correctErrors.error('DECIDED_BY_APPEAL'));
  const reason = readReason(command.reason);
  if (reason === undefined) return fail(correctErrors.error('REASON_LENGTH', ['input', 'reason']));
  const remaining = addMoney(entry.amount, entry.compensated);
  const left = new Decimal(remaining).abs().toFixed(2);
  const wanted = command.amount ?? left;
  const path = ['input', 'amount'];
  if (compareMoney(wanted, left) > 0 || compareMoney(left, '0.00') === 0) {
    const booked = new Decimal(entry.amount).abs().toFixed(2);
    return fail(correctErrors.error('MORE_THAN_BOOKED', path, { booked, remaining: left }));
  }
  if (compareMoney(wanted, '0.00') <= 0) {
    return fail(correctErrors.error('NOT_POSITIVE', path, { amount: wanted }));
  }
  return succeed({ amount: isNegative(entry.amount) ? wanted : negateMoney(wanted), reason });
}
