import { z } from 'zod';
import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';

export const EMPLOY_OPERATOR_ERRORS = {
  NAME_LENGTH: {
    en: 'A name has 2 to 40 characters; this one has {length}.',
    zh: '姓名应为 2 至 40 字，现为 {length} 字。',
  },
  WHO: {
    en: 'Give either the `name` of a person who is new here, or the `operatorCode` of one who is known, and not both.',
    zh: '新人请填 name，已登记的人请填 operatorCode，二者只填其一。',
  },
  UNKNOWN_OPERATOR: {
    en: 'There is no operator {code}. Ask the person for the code on their record, or register them by name.',
    zh: '没有编号为 {code} 的操盘手。请向本人索取编号，或按姓名登记。',
  },
  DATE_OUT_OF_RANGE: {
    en: 'Employment can start from {from} to {to}; {date} is outside.',
    zh: '入职日期须在 {from} 至 {to} 之间，{date} 超出范围。',
  },
  EMPLOYED_ELSEWHERE: {
    en: 'This operator is employed on {date} or later already. One provider at a time: that employment must end first, or choose a later date.',
    zh: '该操盘手在 {date} 或之后已有任职。同一时间只能任职一家服务商，请先办理离职，或改选更晚的日期。',
  },
  PROVIDER_EXITED: {
    en: 'Your company has left the platform and can take nobody on.',
    zh: '贵公司已退出平台，不能再办理入职。',
  },
  RECRUITING_BANNED: {
    en: 'Because of a violation your company can take nobody on until {until}. See `violationRecord`, and try again after that.',
    zh: '贵公司因违规被限制招募，期限至 {until}。详见 violationRecord，期满后再办理。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;
export const employmentErrors = errorCatalogue(EMPLOY_OPERATOR_ERRORS);

export const endEmploymentErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no such running employment at your company. Take the id from the `operators` list.',
    zh: '贵公司没有这条在职记录。请从 operators 列表中取编号。',
  },
  DATE_OUT_OF_RANGE: {
    en: 'The last day can be from {from} to {to}; {date} is outside.',
    zh: '最后工作日须在 {from} 至 {to} 之间，{date} 超出范围。',
  },
  EMPLOYED_ELSEWHERE: {
    en: 'This operator starts somewhere else on or before {date}. One provider at a time: choose an earlier last day.',
    zh: '该操盘手在 {date} 或之前已在别处入职。同一时间只能任职一家服务商，请选择更早的最后工作日。',
  },
});

export const EMPLOYMENT_POLICY = 'employment';
/** How far from today a first or last day of work may be written down, in days. */
export const employmentPolicySchema = z.object({
  daysBack: z.number().int().min(0).max(366),
  daysAhead: z.number().int().min(0).max(366),
});
export type EmploymentPolicy = z.infer<typeof employmentPolicySchema>;

export function decideStart(
  date: BusinessDate,
  today: BusinessDate,
  { daysBack, daysAhead }: EmploymentPolicy,
): Result<BusinessDate> {
  const range = { from: addDays(today, -daysBack), to: addDays(today, daysAhead), date };
  if (date < range.from || date > range.to) {
    return fail(employmentErrors.error('DATE_OUT_OF_RANGE', ['input', 'employedFrom'], range));
  }
  return succeed(date);
}

/** The last day of work: not before the first, and not rewriting what is long past. */
export function decideEnd(
  employment: { readonly employedFrom: BusinessDate },
  date: BusinessDate,
  today: BusinessDate,
  { daysBack, daysAhead }: EmploymentPolicy,
): Result<BusinessDate> {
  const earliest = addDays(today, -daysBack);
  const from = employment.employedFrom > earliest ? employment.employedFrom : earliest;
  const range = { from, to: addDays(today, daysAhead), date };
  if (date < range.from || date > range.to) {
    return fail(endEmploymentErrors.error('DATE_OUT_OF_RANGE', ['input', 'lastDay'], range));
  }
  return succeed(date);
}
