import { addDays, daysBetween, type BusinessDate } from '../../platform/kernel/business-date.js';
import { compareMoney, type Money } from '../../platform/kernel/money.js';
import { monthEndOf, monthsAfter, type MonthEnd } from './month.js';

export const COLD_START_STATES = ['SUCCESS', 'BEFORE_RECORDS', 'EXITED', 'OPEN'] as const;
export type ColdStartState = (typeof COLD_START_STATES)[number];

/** A calendar month's sums, the running month up to today included. */
export interface MonthSales {
  readonly monthEnd: MonthEnd;
  readonly paidGmv: Money;
  readonly netGmv: Money;
}

export interface ColdStartSetting {
  readonly successAmount: Money;
  readonly refundWindowDays: number;
  readonly recordsGraceDays: number;
  readonly asOf: BusinessDate;
}

export interface MerchantLife {
  readonly joinedOn: BusinessDate;
  readonly exitedOn: BusinessDate | null;
  /** The first day in the records; null without any. */
  readonly observedFrom: BusinessDate | null;
}

export interface SuccessMonth {
  /** Null: none yet. */
  readonly monthEnd: MonthEnd | null;
  /** Months that reached the amount in payments and lost it again to refunds. */
  readonly voidMonths: readonly MonthEnd[];
}

export interface ColdStart {
  readonly state: ColdStartState;
  readonly eventOn: BusinessDate | null;
  /** From joining to the event, or so far. */
  readonly durationDays: number;
  readonly voidMonths: readonly MonthEnd[];
  readonly provisional: boolean;
}

/**
 * The first month with payments of the amount. A month that is over and whose net GMV is under the amount is void,
 * and the next one counts.
 *
 * @param months in any order
 */
export function successMonthOf(
  months: readonly MonthSales[],
  { successAmount, asOf }: ColdStartSetting,
): SuccessMonth {
  const voidMonths: MonthEnd[] = [];
  const reached = months
    .filter(({ paidGmv }) => compareMoney(paidGmv, successAmount) >= 0)
    .sort((a, b) => (a.monthEnd < b.monthEnd ? -1 : 1));
  for (const { monthEnd, netGmv } of reached) {
    const isVoid = monthEnd <= asOf && compareMoney(netGmv, successAmount) < 0;
    if (!isVoid) return { monthEnd, voidMonths };
    voidMonths.push(monthEnd);
  }
  return { monthEnd: null, voidMonths };
}

/**
 * Success, an exit as the competing event, or so many days so far.
 *
 * @param reachedOn the day on which the success month's running payments first reached the amount
 */
export function decideColdStart(
  life: MerchantLife,
  success: SuccessMonth,
  reachedOn: BusinessDate | null,
  setting: ColdStartSetting,
): ColdStart {
  const { voidMonths } = success;
  const { joinedOn, exitedOn } = life;
  const ending = (state: ColdStartState, eventOn: BusinessDate | null, provisional: boolean) => ({
    state,
    eventOn,
    durationDays: daysBetween(joinedOn, eventOn ?? setting.asOf),
    voidMonths,
    provisional,
  });
  if (success.monthEnd !== null && reachedOn !== null) {
    const before = hadItWhenRecordsBegan(life, success.monthEnd, setting);
    const state = before ? 'BEFORE_RECORDS' : 'SUCCESS';
    return ending(state, reachedOn, !isSettled(success.monthEnd, setting));
  }
  const voidMonth = voidMonths.at(-1);
  const provisional = voidMonth !== undefined && !isSettled(voidMonth, setting);
  if (exitedOn !== null && exitedOn <= setting.asOf) {
    return ending('EXITED', exitedOn, provisional);
  }
  return ending('OPEN', null, provisional);
}

/** Whether the refunds of a month's last payments can no longer change. */
export function isSettled(
  monthEnd: MonthEnd,
  { refundWindowDays, asOf }: { refundWindowDays: number; asOf: BusinessDate },
): boolean {
  return addDays(monthEnd, refundWindowDays) < asOf;
}

/** It joined unseen, and the amount is there in the first whole month that is seen. */
function hadItWhenRecordsBegan(
  { joinedOn, observedFrom }: MerchantLife,
  successMonth: MonthEnd,
  { recordsGraceDays }: ColdStartSetting,
): boolean {
  if (observedFrom === null || daysBetween(joinedOn, observedFrom) <= recordsGraceDays)
    return false;
  const begunWithMonth = observedFrom.endsWith('-01');
  const firstWholeMonth = begunWithMonth ? monthEndOf(observedFrom) : monthsAfter(observedFrom, 1);
  return successMonth <= firstWholeMonth;
}
