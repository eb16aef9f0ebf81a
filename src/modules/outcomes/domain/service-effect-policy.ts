import { z } from 'zod';

export const SERVICE_EFFECT_POLICY = 'service-effect';

/** What a published claim is about, and so which of our figures restates it. */
export const CLAIM_MEASURES = [
  'COLD_START_SHORTER',
  'COLD_START_MERCHANTS_GROWTH',
  'HALF_YEAR_GROWTH_RATIO',
  'MEAN_SESSION_UPLIFT',
] as const;
export type ClaimMeasure = (typeof CLAIM_MEASURES)[number];

const text = z.object({ en: z.string().min(1), zh: z.string().min(1) });
const whole = z.number().int();
const range = (least: number, most: number) =>
  z
    .object({ from: whole.min(least).max(most), to: whole.min(least).max(most) })
    .refine(({ from, to }) => from <= to, 'from must not come after to');

export const serviceEffectPolicySchema = z.object({
  confidence: z.number().gt(0.5).lt(1),
  coldStart: z.object({
    /** Curves begin and end where both sides have so many under observation. */
    minimumAtRisk: whole.min(2),
    /** Means wait no longer than so many days after joining. */
    horizonDays: whole.positive(),
  }),
  growth: z.object({
    /** Months before the first served one whose mean is the base, and is matched on. */
    basePeriods: range(-24, -1),
    minimumBasePeriods: whole.positive(),
    /** So many days may be missing from a month that counts as whole. */
    maximumMissingDays: whole.min(0).max(27),
    /** Months before its own service in which a merchant is no comparison any more. */
    anticipation: whole.min(0),
    /** First and last month to show, the first served one being 0. */
    eventTimes: range(-24, 36),
    /** Month from which the effect counts: the one of hiring is part of both. */
    effectFrom: whole.min(0),
    /** Lower ends of the bands of age, in months since joining. */
    ageCuts: z.array(whole.positive()),
    /** Width of the bands of base GMV, in natural logarithms. */
    gmvBand: z.number().positive(),
  }),
  claims: z.array(
    z.object({
      code: z.string().regex(/^[a-z][a-z0-9-]{2,60}$/),
      measure: z.enum(CLAIM_MEASURES),
      /** In the measure's own unit: a share of days, of GMV, or a ratio. */
      published: z.number(),
      text,
    }),
  ),
});
export type ServiceEffectPolicy = z.infer<typeof serviceEffectPolicySchema>;
