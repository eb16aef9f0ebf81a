import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';

/** Being computed; ready to be compared and applied; or given up. That a run is applied is told by the head. */
export const scoringRunStates = stateMachine('scoring run', 'COMPUTING', {
  COMPUTING: ['DRAFT', 'FAILED'],
  DRAFT: [],
  FAILED: [],
});
export type ScoringRunState = (typeof scoringRunStates.states)[number];

export const startScoringRunErrors = errorCatalogue({
  CUTOFF_NOT_OVER: {
    en: 'The cutoff {cutoff} is not over yet. Choose {latest} or an earlier day.',
    zh: '截止日 {cutoff} 尚未结束。请选择 {latest} 或更早的日期。',
  },
  NO_MODEL: {
    en: 'No capability model is in force on {cutoff}. Choose a later cutoff, or publish a model that is in force then.',
    zh: '{cutoff} 当日没有生效的能力模型。请选择更晚的截止日，或发布届时生效的模型。',
  },
  NO_DATA: {
    en: 'Nothing has been loaded from the feed yet. Load it first (POST /feed/merchants, …).',
    zh: '尚未载入任何数据。请先导入数据（POST /feed/merchants 等）。',
  },
  ALREADY_RUNNING: {
    en: 'A run for {cutoff} is being computed already. Wait for it, or choose another cutoff.',
    zh: '截止日 {cutoff} 的评分正在计算中。请等待其完成，或选择其他截止日。',
  },
});

export interface StartScoringRun {
  /** The last day that counts. */
  readonly cutoff: BusinessDate;
}

export function decideStartScoringRun(
  command: StartScoringRun,
  today: BusinessDate,
): Result<BusinessDate> {
  const latest = addDays(today, -1);
  if (command.cutoff <= latest) return succeed(command.cutoff);
  const parameters = { cutoff: command.cutoff, latest };
  return fail(startScoringRunErrors.error('CUTOFF_NOT_OVER', ['input', 'cutoff'], parameters));
}

export const applyScoringRunErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such scoring run. Take the id from the `scoringRuns` list.',
    zh: '没有此评分批次。请从 scoringRuns 列表中取编号。',
  },
  NOT_READY: {
    en: 'This run is {state}. Only a run in state DRAFT can be applied.',
    zh: '该批次状态为 {state}，只有 DRAFT 状态的批次可以生效。',
  },
  ALREADY_APPLIED: {
    en: 'This run is the applied one already. There is nothing to do.',
    zh: '该批次已经是当前生效的批次，无需再次操作。',
  },
  CHANGED_MEANWHILE: {
    en: 'Another run was applied meanwhile. Compare with it, then apply again with its id as expectedAppliedRunId.',
    zh: '当前生效的批次刚被替换。请与新批次比较后，以其编号作为 expectedAppliedRunId 重新提交。',
  },
});

export interface ApplyScoringRun {
  readonly runId: string;
  /** The run that the caller compared with: null for none, undefined when it does not matter. */
  readonly expectedAppliedRunId?: string | null;
}

export function decideApplyScoringRun(
  run: { readonly id: string; readonly state: ScoringRunState },
  appliedRunId: string | null,
  command: ApplyScoringRun,
): Result<{ from: string | null; to: string }> {
  const errors = applyScoringRunErrors;
  if (run.state !== 'DRAFT') {
    return fail(errors.error('NOT_READY', ['input', 'runId'], { state: run.state }));
  }
  if (run.id === appliedRunId) return fail(errors.error('ALREADY_APPLIED', ['input', 'runId']));
  if (command.expectedAppliedRunId !== undefined && command.expectedAppliedRunId !== appliedRunId) {
    return fail(errors.error('CHANGED_MEANWHILE', ['input', 'expectedAppliedRunId']));
  }
  return succeed({ from: appliedRunId, to: run.id });
}
