import { z } from 'zod';
import type { LocalisedText } from '../../platform/kernel/result.js';
import { moneySchema } from './deposit-policy.js';

export const VIOLATION_POLICY = 'violations';

/** 限制招募, 排除榜单, 公示下架, 清退. */
export const MEASURE_KINDS = [
  'RECRUITING_BAN',
  'BOARD_EXCLUSION',
  'DELISTING',
  'EXPULSION',
] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

const textSchema = z.object({ en: z.string().min(1), zh: z.string().min(1) });

export const measureSchema = z.object({
  kind: z.enum(MEASURE_KINDS),
  /** Times 24 hours; `null` has no end. */
  days: z.number().int().min(1).max(3_660).nullable(),
});
/** What a provider may not do, and for how long. */
export type Measure = z.infer<typeof measureSchema>;

const stepSchema = z.object({
  points: z.number().int().min(0).max(1_000),
  deduction: moneySchema,
  measures: z.array(measureSchema),
});

const ruleSchema = z.object({
  /** From the decision on, or only when nobody can appeal any more. */
  starts: z.enum(['AT_ONCE', 'AFTER_APPEAL_WINDOW']),
  /** Whether it rests while an appeal is open. */
  suspendedByAppeal: z.boolean(),
  /** Whether a second officer must decide. */
  heavy: z.boolean(),
});

export const violationPolicySchema = z
  .object({
    kinds: z
      .array(
        z.object({
          code: z.string().regex(/^[A-Z][A-Z_]{1,39}$/),
          name: textSchema,
          description: textSchema,
          /** What the first offence on the record costs, the second, and so on; the last step stays. */
          steps: z.array(stepSchema).min(1),
        }),
      )
      .min(1),
    /** What crossing a sum of points adds. */
    thresholds: z.array(
      z.object({ points: z.number().int().min(1), measures: z.array(measureSchema).min(1) }),
    ),
    measures: z.record(z.enum(MEASURE_KINDS), ruleSchema),
    /** A deduction from this amount on needs a second officer. */
    heavyDeductionFrom: moneySchema,
    /** How long an offence stays on the record: its points count, and the next one is a repetition. */
    onRecordDays: z.number().int().min(1).max(3_660),
    /** How long after the fact it can be recorded. */
    recordWithinDays: z.number().int().min(1).max(3_660),
    decideWithinDays: z.number().int().min(1).max(366),
    appealWithinDays: z.number().int().min(1).max(366),
    decideAppealWithinDays: z.number().int().min(1).max(366),
  })
  .refine(({ kinds }) => new Set(kinds.map(({ code }) => code)).size === kinds.length, {
    message: 'every kind of violation once',
  });
export type ViolationPolicy = z.infer<typeof violationPolicySchema>;
export type ViolationKind = ViolationPolicy['kinds'][number];

/** What a kind is called. A kind of an older ladder is told by its code. */
export function violationName({ kinds }: ViolationPolicy, kind: string): LocalisedText {
  return kinds.find(({ code }) => code === kind)?.name ?? { en: kind, zh: kind };
}
