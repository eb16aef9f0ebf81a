import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';

export const startOutcomeComputationErrors = errorCatalogue({
  DAY_NOT_OVER: {
    en: 'The day {asOf} is not over yet. Choose {latest} or an earlier day.',
    zh: '日期 {asOf} 尚未结束。请选择 {latest} 或更早的日期。',
  },
  NO_DATA: {
    en: 'Nothing has been loaded from the feed yet. Load it first (POST /feed/merchants, …).',
    zh: '尚未载入任何数据。请先导入数据（POST /feed/merchants 等）。',
  },
  ALREADY_RUNNING: {
    en: 'A computation is running already. Watch its job, and start again when it is done.',
    zh: '已有成效计算正在进行。请等待其完成后再发起。',
  },
});

export interface StartOutcomeComputation {
  /** Everything anew, or only what changed since the last computation. */
  readonly full: boolean;
  /** The last day that counts; left out: yesterday. */
  readonly asOf?: BusinessDate | null;
}

export function decideStartOutcomeComputation(
  { asOf }: StartOutcomeComputation,
  today: BusinessDate,
): Result<BusinessDate> {
  const latest = addDays(today, -1);
  if (asOf == null || asOf <= latest) return succeed(asOf ?? latest);
  const parameters = { asOf, latest };
  return fail(startOutcomeComputationErrors.error('DAY_NOT_OVER', ['input', 'asOf'], parameters));
}
