import { z } from 'zod';
import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { parseMoney } from '../../platform/kernel/money.js';

export const DEPOSIT_POLICY = 'deposits';

/** Yuan, zero or more, as policies hold it. */
export const moneySchema = z.string().refine((text) => {
  const amount = parseMoney(text);
  return amount === text && !amount.startsWith('-');
}, 'yuan with two decimals, zero or more');

export const depositPolicySchema = z.object({
  /**
   * What must be held; `null` fits everything. Of the lines that fit, the one with the nearest category decides,
   * and among those the one with the focus.
   */
  requirements: z
    .array(
      z.object({
        focus: z.string().nullable(),
        categoryCode: z.string().nullable(),
        amount: moneySchema,
      }),
    )
    .min(1),
  /** Days to pay in what is missing, from the day on which it began to be missing. */
  topUpDays: z.number().int().min(1).max(366),
  /** How far below zero deductions may take a balance; the rest of a deduction is not collected. */
  maximumDebt: moneySchema,
  /** Days after a provider's exit before its deposit is paid back. */
  refundHoldingDays: z.number().int().min(0).max(1_096),
  /** How far back a bank's booking may be entered. */
  backdatingDays: z.number().int().min(0).max(366),
});
export type DepositPolicy = z.infer<typeof depositPolicySchema>;

/** When a shortfall must be made good: so many days after it began, or after the rule that made it one. */
export function topUpDueBy(
  shortSince: BusinessDate,
  { effectiveFrom, body }: { effectiveFrom: BusinessDate; body: DepositPolicy },
): BusinessDate {
  const since = shortSince > effectiveFrom ? shortSince : effectiveFrom;
  return addDays(since, body.topUpDays);
}
