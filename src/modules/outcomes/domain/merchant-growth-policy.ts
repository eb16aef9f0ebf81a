import { z } from 'zod';

export const MERCHANT_GROWTH_POLICY = 'merchant-growth';
export const TRADING_TIERS_POLICY = 'trading-tiers';

/** What decides between providers with equal shares of a leap, in this order; at last their codes do. */
export const LEAP_TIE_KEYS = ['ACTIVE_DAYS', 'EARLIER_START'] as const;
export type LeapTieKey = (typeof LEAP_TIE_KEYS)[number];

const days = z.number().int().positive();

export const merchantGrowthPolicySchema = z.object({
  /** Length of the trailing window whose net GMV decides the tier; with more it would reach over two months. */
  tierDays: days.max(56),
  /** Refunds are restated until so many days after a payment. */
  refundWindowDays: z.number().int().nonnegative(),
  /** Calendar months from the first successful month to the stage MATURE. */
  matureAfterMonths: z.number().int().positive(),
  /** A merchant whose first day in the records is at most this long after joining is known from its beginning. */
  recordsGraceDays: z.number().int().nonnegative(),
  leap: z.object({
    /** Months after the one that reached the tier, and how many of them must meet it. */
    confirmationMonths: z.number().int().positive(),
    monthsToConfirm: z.number().int().positive(),
    /** Days up to the month end in which operated sessions earn credit. */
    creditDays: days,
    /** An engagement earns credit when it was active on so many of them. */
    minimumActiveDays: days,
    tieOrder: z.array(z.enum(LEAP_TIE_KEYS)),
    /** Rates count the merchants and leaps of so many days. */
    rateDays: days,
  }),
  breakthrough: z.object({
    /** Days before and after a big session whose sales are compared, and how many of each must be there. */
    windowDays: days,
    minimumDays: days,
    /** Days that are resampled together, because neighbours resemble each other. */
    blockDays: days,
    resamples: z.number().int().min(200),
  }),
  /** Groups of fewer are not told to those who may not see their members. */
  smallestGroup: z.number().int().positive(),
});
export type MerchantGrowthPolicy = z.infer<typeof merchantGrowthPolicySchema>;

const money = z.string().regex(/^\d{1,14}\.\d{2}$/);

export const tradingTiersPolicySchema = z.object({
  tailFrom: money,
  waistFrom: money,
  shoulderFrom: money,
  headFrom: money,
  coldStartSuccessMonthGmv: money,
});
export type TradingTiersPolicy = z.infer<typeof tradingTiersPolicySchema>;
