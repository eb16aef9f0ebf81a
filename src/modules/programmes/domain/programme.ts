import { z } from 'zod';
import { isBusinessDate, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { IDEMPOTENCY_ERRORS } from '../../platform/kernel/idempotency-errors.js';
import { fail, succeed, type Result, type UserErrorData } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';

export const PROGRAMME_METRICS = ['PROVIDER_NET_GMV', 'LEAPED_MERCHANTS'] as const;
export type ProgrammeMetric = (typeof PROGRAMME_METRICS)[number];

/** So many providers are to come to a value of a metric within the period. */
export interface ProgrammeTarget {
  /** Unique within the version: `gmv-1bn`. */
  readonly code: string;
  readonly metric: ProgrammeMetric;
  /** Yuan with two decimals, or a whole number of merchants. */
  readonly threshold: string;
  readonly providers: number;
}

export const programmeStates = stateMachine('programme version', 'DRAFT', {
  DRAFT: ['APPROVED', 'WITHDRAWN'],
  APPROVED: [],
  WITHDRAWN: [],
});
export type ProgrammeState = (typeof programmeStates.states)[number];

export const PROGRAMMES_POLICY = 'programmes';
export const programmesPolicySchema = z.object({
  simulations: z.number().int().min(100).max(10_000),
  /** Weeks from which the coming ones are drawn, and with how many at least something can be said. */
  recentWeeks: z.number().int().positive(),
  leastWeeks: z.number().int().positive(),
  /** Months over which new leaps are counted. */
  recentMonths: z.number().int().positive(),
  confidence: z.number().gt(0).lt(1),
  /** Groups of fewer providers are not told in distributions. */
  smallestGroup: z.number().int().positive(),
});
export type ProgrammesPolicy = z.infer<typeof programmesPolicySchema>;

export interface ProgrammeContent {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly periodStart: BusinessDate;
  readonly periodEnd: BusinessDate;
  readonly targets: readonly ProgrammeTarget[];
  readonly note: string;
}

export const MOST_TARGETS = 10;

export const draftProgrammeErrors = errorCatalogue({
  CODE_MALFORMED: {
    en: 'A code has 3 to 40 small letters, digits and hyphens and begins with a letter; this one is "{code}".',
    zh: '编码应为 3 至 40 位小写字母、数字或连字符，且以字母开头，现为“{code}”。',
  },
  NAME_LENGTH: {
    en: 'A name has 2 to 60 characters; this one has {length}.',
    zh: '名称应为 2 至 60 字，现为 {length} 字。',
  },
  PERIOD: {
    en: 'The period ends on {end} before it begins on {start}. Exchange or correct the dates.',
    zh: '周期结束日 {end} 早于开始日 {start}，请更正。',
  },
  TARGET_COUNT: {
    en: 'Give 1 to {most} targets with different codes; there were {count}.',
    zh: '请给出 1 至 {most} 个编码互不相同的目标，现有 {count} 个。',
  },
  THRESHOLD: {
    en: 'The threshold of {metric} is {wanted}, more than zero; it was "{threshold}".',
    zh: '{metric} 的门槛应为{wanted}且大于零，现为“{threshold}”。',
  },
  PROVIDER_COUNT: {
    en: 'A target names 1 to 100000 providers; it was {providers}.',
    zh: '目标服务商数应为 1 至 100000，现为 {providers}。',
  },
  DRAFT_EXISTS: {
    en: 'This programme has a draft already. Approve or withdraw it first.',
    zh: '该计划已有草稿，请先审批或撤回。',
  },
  ...IDEMPOTENCY_ERRORS,
});

export const decideProgrammeErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such programme version. Take the id from the `programmes` list.',
    zh: '没有这个计划版本，请从 programmes 列表中取编号。',
  },
  NOT_A_DRAFT: {
    en: 'This version is {state}; only a draft can be decided. Draft a new version instead.',
    zh: '该版本状态为 {state}，只能处理草稿；请另拟新版本。',
  },
  OWN_DRAFT: {
    en: 'Whoever drafted a programme cannot approve it. Ask a colleague.',
    zh: '起草人不能审批自己的计划，请由另一位同事审批。',
  },
});

/** Tidies what was typed and says everything that is wrong with it at once. */
export function decideDraftProgramme(
  code: string,
  content: ProgrammeContent,
): Result<ProgrammeContent> {
  const errors: UserErrorData[] = [];
  const wrong = (
    name: Parameters<typeof draftProgrammeErrors.error>[0],
    path: readonly string[],
    parameters: Record<string, string | number>,
  ) => errors.push(draftProgrammeErrors.error(name, ['input', ...path], parameters));
  if (!/^[a-z][a-z0-9-]{2,39}$/.test(code)) {
    wrong('CODE_MALFORMED', ['code'], { code: code.slice(0, 60) });
  }
  const nameZh = content.nameZh.trim();
  const nameEn = content.nameEn.trim();
  for (const [field, name] of Object.entries({ nameZh, nameEn })) {
    const { length } = [...name];
    if (length < 2 || length > 60) wrong('NAME_LENGTH', [field], { length });
  }
  const { periodStart: start, periodEnd: end, targets } = content;
  if (!isBusinessDate(start) || !isBusinessDate(end) || end < start) {
    wrong('PERIOD', ['periodEnd'], { start, end });
  }
  const codes = new Set(targets.map((target) => target.code));
  if (targets.length < 1 || targets.length > MOST_TARGETS || codes.size < targets.length) {
    wrong('TARGET_COUNT', ['targets'], { most: MOST_TARGETS, count: targets.length });
  }
  for (const [index, target] of targets.slice(0, MOST_TARGETS).entries()) {
    const path = ['targets', String(index)];
    const { metric, threshold, providers } = target;
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(target.code)) {
      wrong('CODE_MALFORMED', [...path, 'code'], { code: target.code.slice(0, 60) });
    }
    const money = metric === 'PROVIDER_NET_GMV';
    const shape = money ? /^\d{1,14}\.\d{2}$/ : /^\d{1,6}$/;
    if (!shape.test(threshold) || Number(threshold) <= 0) {
      const wanted = money ? 'yuan with two decimals / 两位小数的金额' : 'a whole number / 整数';
      wrong('THRESHOLD', [...path, 'threshold'], { metric, wanted, threshold });
    }
    if (!Number.isInteger(providers) || providers < 1 || providers > 100_000) {
      wrong('PROVIDER_COUNT', [...path, 'providers'], { providers });
    }
  }
  if (errors.length > 0) return fail(...errors);
  return succeed({ ...content, nameZh, nameEn, note: content.note.trim() });
}

/** Two people stand behind a programme: one drafts it, another approves it. */
export function decideProgramme(
  current: { readonly state: ProgrammeState; readonly draftedBy: string },
  to: 'APPROVED' | 'WITHDRAWN',
  by: string,
): Result<{ readonly to: ProgrammeState }> {
  const path = ['input', 'versionId'];
  if (!programmeStates.allows(current.state, to)) {
    return fail(decideProgrammeErrors.error('NOT_A_DRAFT', path, { state: current.state }));
  }
  if (to === 'APPROVED' && current.draftedBy === by) {
    return fail(decideProgrammeErrors.error('OWN_DRAFT', path));
  }
  return succeed({ to });
}
