import { Decimal } from 'decimal.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/kernel/idempotency-errors.js';
import { compareMoney, isNegative, type Money } from '../../platform/kernel/money.js';
import { fail, succeed, type Result, type UserErrorData } from '../../platform/kernel/result.js';
import type { OperatedSessionPolicy } from './engagement-policy.js';
import { clockText, type OperatedSessionState } from './operated-session.js';

/**
 * The factors of the GMV identity, in their order: GMV = exposures × click-through rate × watch minutes per
 * entry × GMV per watch minute. GMV is net here: what was paid and stayed paid.
 */
export const GMV_FACTORS = [
  'exposures',
  'clickThroughRate',
  'watchMinutesPerEntry',
  'gmvPerWatchMinute',
] as const;
export type GmvFactor = (typeof GMV_FACTORS)[number];

/** Decimal text, exact; null where the plan says nothing of it. */
export type Targets = { readonly netGmv: Money } & Readonly<Record<GmvFactor, string | null>>;

export const PRODUCT_ROLES = ['gift', 'traffic', 'profit', 'volume'] as const;
export type ProductRole = (typeof PRODUCT_ROLES)[number];

export interface PlanOfSession {
  readonly targets: Targets;
  /** In per cent, adding up to 100. */
  readonly productMix: Readonly<Record<ProductRole, string>>;
  readonly promotionBudget: { readonly before: Money; readonly burst: Money };
  /** How many days ahead the warm-up begins. */
  readonly warmUpDays: number;
  readonly note: string;
}

export const MAXIMUM_WARM_UP_DAYS = 365;
export const MAXIMUM_PLAN_NOTE = 4_000;

export const planSessionErrors = errorCatalogue({
  ...IDEMPOTENCY_ERRORS,
  NOT_FOUND: {
    en: 'There is no operated session {id} that you may see. Take the id from the `operatedSessions` list.',
    zh: '没有您可见的操盘场次 {id}。请从 operatedSessions 列表中取编号。',
  },
  STARTED: {
    en: 'The session began at {start} (Asia/Shanghai): its plan is frozen. Say in the review what came differently.',
    zh: '场次已于 {start}（北京时间）开始，策划已锁定。如有变化请写入复盘。',
  },
  NOT_OPEN: {
    en: 'The claim is {state}: only a session that is CLAIMED and still to come can be planned.',
    zh: '该报备的状态为 {state}：只有 CLAIMED（已报备）且尚未开始的场次可以策划。',
  },
  TOO_MANY_VERSIONS: {
    en: 'This plan has {maximum} versions already; the last one stands.',
    zh: '该策划已有 {maximum} 个版本，以最后一版为准。',
  },
  TARGET_NOT_POSITIVE: {
    en: 'A target is above zero and within what can be kept: at most 99,999,999,999,999.99 yuan of net GMV, a whole number of exposures with up to 15 digits, at most 99,999,999 watch minutes per entry and 999,999,999,999 yuan per watch minute.',
    zh: '目标须大于零且不超出可记录范围：净成交额不超过 99,999,999,999,999.99 元；曝光为不超过 15 位的整数；人均观看不超过 99,999,999 分钟；每分钟成交不超过 999,999,999,999 元。',
  },
  TOO_MANY_DECIMALS: {
    en: 'Give this with at most {decimals} decimals.',
    zh: '最多保留 {decimals} 位小数。',
  },
  RATE_ABOVE_ONE: {
    en: 'The click-through rate is at most 1 (nobody enters who did not see the session); the plan says {rate}. Correct it, or the factors from which it follows.',
    zh: '曝光进房率不超过 1（未曝光者无法进房），而策划为 {rate}。请更正该值或推算它的其他目标。',
  },
  OVERDETERMINED: {
    en: 'With the net GMV three of the four factors say the fourth. Leave one of them out.',
    zh: '净成交额与四个因子中的三个已决定第四个，请去掉其中一个。',
  },
  MIX_NOT_WHOLE: {
    en: 'The shares of gift, traffic, profit and volume products are 0 to 100 per cent, with at most two decimals, and add up to 100; these add up to {sum}.',
    zh: '福利、引流、利润、走量货品的占比各为 0 至 100（最多两位小数），合计须为 100，目前合计 {sum}。',
  },
  BUDGET_NEGATIVE: {
    en: 'A budget cannot be negative. Give 0.00 where nothing is spent.',
    zh: '预算不能为负；没有投入请填 0.00。',
  },
  WARM_UP_OUT_OF_BOUNDS: {
    en: 'The warm-up begins 0 to {maximum} days ahead.',
    zh: '预热须提前 0 至 {maximum} 天。',
  },
  NOTE_TOO_LONG: {
    en: 'The note has at most {maximum} characters. Shorten it.',
    zh: '说明不超过 {maximum} 字，请缩短。',
  },
  CHANGED_MEANWHILE: {
    en: 'This session began, or its claim was withdrawn, at this very moment. Read it again.',
    zh: '该场次恰在此刻开始或已被撤回，请重新读取。',
  },
});

export interface PlannableSession {
  readonly state: OperatedSessionState;
  readonly plannedStart: Date;
  readonly startedAt: Date | null;
}

const errors = planSessionErrors;

/**
 * Decides on a version of a session's plan. It can be filed until the session is to begin; should it have begun
 * earlier, the feed will tell, and versions made after that do not count.
 *
 * @param versions how many there are already
 */
export function decidePlan(
  session: PlannableSession,
  plan: PlanOfSession,
  versions: number,
  { maximumPlanVersions: maximum }: OperatedSessionPolicy,
  now: Date,
): Result<PlanOfSession> {
  const { state } = session;
  const start = session.startedAt ?? session.plannedStart;
  if (state !== 'WITHDRAWN' && now >= start) {
    return fail(errors.error('STARTED', [], { start: clockText(start) }));
  }
  if (state !== 'CLAIMED') return fail(errors.error('NOT_OPEN', [], { state }));
  if (versions >= maximum) return fail(errors.error('TOO_MANY_VERSIONS', [], { maximum }));
  const problem = problemOfTargets(plan.targets) ?? problemOfRest(plan);
  return problem ? fail(problem) : succeed({ ...plan, note: plan.note.trim() });
}

/** How many digits each factor is kept with. */
const DIGITS: Readonly<Record<GmvFactor, { readonly whole: number; readonly decimals: number }>> = {
  exposures: { whole: 15, decimals: 0 },
  clickThroughRate: { whole: 1, decimals: 8 },
  watchMinutesPerEntry: { whole: 8, decimals: 6 },
  gmvPerWatchMinute: { whole: 12, decimals: 6 },
};

function problemOfTargets(targets: Targets): UserErrorData | undefined {
  const at = (name: string) => ['input', 'targets', name];
  if (compareMoney(targets.netGmv, '0.00') <= 0) {
    return errors.error('TARGET_NOT_POSITIVE', at('netGmv'));
  }
  for (const factor of GMV_FACTORS) {
    const value = targets[factor];
    if (value === null) continue;
    const { whole, decimals } = DIGITS[factor];
    const exact = new Decimal(value);
    if (exact.lte(0) || exact.gte(new Decimal(10).pow(whole))) {
      return errors.error('TARGET_NOT_POSITIVE', at(factor));
    }
    if (exact.decimalPlaces() > decimals) {
      return errors.error('TOO_MANY_DECIMALS', at(factor), { decimals });
    }
  }
  if (GMV_FACTORS.every((factor) => targets[factor] !== null)) {
    return errors.error('OVERDETERMINED', ['input', 'targets']);
  }
  const rate = plannedFactors(targets).clickThroughRate;
  if (rate?.gt(1) !== true) return undefined;
  const parameters = { rate: rate.toSignificantDigits(6).toString() };
  return errors.error('RATE_ABOVE_ONE', at('clickThroughRate'), parameters);
}

function problemOfRest(plan: PlanOfSession): UserErrorData | undefined {
  const shares = PRODUCT_ROLES.map((role) => new Decimal(plan.productMix[role]));
  const sum = Decimal.sum(...shares);
  if (!sum.eq(100) || shares.some((share) => share.isNegative() || share.decimalPlaces() > 2)) {
    return errors.error('MIX_NOT_WHOLE', ['input', 'productMix'], { sum: sum.toString() });
  }
  for (const part of ['before', 'burst'] as const) {
    if (isNegative(plan.promotionBudget[part])) {
      return errors.error('BUDGET_NEGATIVE', ['input', 'promotionBudget', part]);
    }
  }
  if (plan.warmUpDays < 0 || plan.warmUpDays > MAXIMUM_WARM_UP_DAYS) {
    const parameters = { maximum: MAXIMUM_WARM_UP_DAYS };
    return errors.error('WARM_UP_OUT_OF_BOUNDS', ['input', 'warmUpDays'], parameters);
  }
  if ([...plan.note.trim()].length > MAXIMUM_PLAN_NOTE) {
    return errors.error('NOTE_TOO_LONG', ['input', 'note'], { maximum: MAXIMUM_PLAN_NOTE });
  }
  return undefined;
}

/** The factors as planned; the fourth follows where the three others are given with the net GMV. */
export function plannedFactors(targets: Targets): Readonly<Record<GmvFactor, Decimal | null>> {
  const given = GMV_FACTORS.flatMap((factor) => targets[factor] ?? []);
  const following =
    given.length === GMV_FACTORS.length - 1
      ? given.reduce<Decimal>((left, factor) => left.div(factor), new Decimal(targets.netGmv))
      : null;
  const factor = (name: GmvFactor) => {
    const value = targets[name];
    return value === null ? following : new Decimal(value);
  };
  return {
    exposures: factor('exposures'),
    clickThroughRate: factor('clickThroughRate'),
    watchMinutesPerEntry: factor('watchMinutesPerEntry'),
    gmvPerWatchMinute: factor('gmvPerWatchMinute'),
  };
}
