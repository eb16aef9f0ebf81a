import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import { readReason, readText, REASON_LENGTH } from './conduct-text.js';
import { FOUR_EYES_ERRORS, objectionTo, type Officer } from './four-eyes.js';
import { consequenceOf, type Consequence, type Offence } from './violation-ladder.js';
import type { ViolationPolicy } from './violation-policy.js';

/** RECORDED waits for its decision; REDUCED and REVERSED are outcomes of an appeal. */
export const violationStates = stateMachine('violation', 'RECORDED', {
  RECORDED: ['IN_FORCE', 'DISMISSED'],
  IN_FORCE: ['REDUCED', 'REVERSED'],
  REDUCED: [],
  REVERSED: [],
  DISMISSED: [],
});
export type ViolationState = (typeof violationStates.states)[number];

/** States that a provider gets to see, and that stand in its record. */
export const RULED_STATES = ['IN_FORCE', 'REDUCED', 'REVERSED'] as const satisfies ViolationState[];

export const RECORD_VIOLATION_ERRORS = {
  PROVIDER_NOT_FOUND: {
    en: 'There is no provider {id}. Take the id from the `providers` list.',
    zh: '没有编号为 {id} 的服务商。请从 providers 列表中取编号。',
  },
  OPERATOR_NOT_EMPLOYED: {
    en: 'The operator did not work for this provider on {date}. Leave the operator out, or correct the date.',
    zh: '该操盘手在 {date} 未任职于此服务商。请去掉操盘手或更正日期。',
  },
  UNKNOWN_KIND: {
    en: 'The ladder in force knows no violation {kind}. It knows: {known}.',
    zh: '现行违规规则中没有 {kind}。可选：{known}。',
  },
  FACTS_LENGTH: {
    en: 'Describe in 20 to 4,000 characters what happened, where and when: the provider must be able to answer it.',
    zh: '请用 20 至 4000 字写明事实、地点和时间，以便服务商申辩。',
  },
  DATE_OUT_OF_RANGE: {
    en: 'A violation can be recorded if it occurred from {from} to {to}; {date} is outside.',
    zh: '只能登记 {from} 至 {to} 之间发生的违规，{date} 超出范围。',
  },
  OWN_PROVIDER: FOUR_EYES_ERRORS.OWN_PROVIDER,
} as const satisfies Readonly<Record<string, LocalisedText>>;
const recordErrors = errorCatalogue(RECORD_VIOLATION_ERRORS);

export interface RecordViolation {
  readonly kind: string;
  readonly occurredOn: BusinessDate;
  readonly facts: string;
}

export function decideRecordViolation(
  command: RecordViolation,
  officer: Officer,
  today: BusinessDate,
  policy: ViolationPolicy,
): Result<RecordViolation & { readonly decideBy: BusinessDate }> {
  const { kind, occurredOn } = command;
  if (officer.belonged) return fail(recordErrors.error('OWN_PROVIDER'));
  const problems = [];
  if (!policy.kinds.some(({ code }) => code === kind)) {
    const known = policy.kinds.map(({ code }) => code).join(', ');
    problems.push(recordErrors.error('UNKNOWN_KIND', ['input', 'kind'], { kind, known }));
  }
  const facts = readText(command.facts, 20, 4_000);
  if (facts === undefined) problems.push(recordErrors.error('FACTS_LENGTH', ['input', 'facts']));
  const range = { from: addDays(today, -policy.recordWithinDays), to: today, date: occurredOn };
  if (occurredOn < range.from || occurredOn > today) {
    problems.push(recordErrors.error('DATE_OUT_OF_RANGE', ['input', 'occurredOn'], range));
  }
  if (problems.length > 0) return fail(...problems);
  return succeed({
    kind,
    occurredOn,
    facts: facts!,
    decideBy: addDays(today, policy.decideWithinDays),
  });
}

export const decideViolationErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no violation {id}. Take the id from the `violations` list.',
    zh: '没有编号为 {id} 的违规。请从 violations 列表中取编号。',
  },
  ALREADY_DECIDED: {
    en: 'This violation is {state} already. A violation is decided once; after that, only an appeal changes it.',
    zh: '该违规已是 {state} 状态，只能裁定一次，之后仅可通过申诉变更。',
  },
  KIND_GONE: {
    en: 'The ladder in force knows no {kind} any more. Dismiss this record, and record what the present ladder calls it.',
    zh: '现行规则中已没有 {kind}。请撤销该记录，并按现行规则重新登记。',
  },
  ...FOUR_EYES_ERRORS,
  REASON_LENGTH,
});

export interface Ruling {
  readonly to: 'IN_FORCE' | 'DISMISSED';
  readonly reason: string;
  /** Undefined when dismissed. */
  readonly consequence: Consequence | undefined;
}

/** Decides a recorded violation by the ladder and the provider's record. Heavy ones need a second officer. */
export function decideViolation(
  violation: { readonly state: ViolationState; readonly kind: string; readonly recordedBy: string },
  command: { readonly confirm: boolean; readonly reason: string },
  officer: Officer,
  record: readonly Offence[],
  today: BusinessDate,
  policy: ViolationPolicy,
): Result<Ruling> {
  const errors = decideViolationErrors;
  const { state, kind, recordedBy } = violation;
  const to = command.confirm ? 'IN_FORCE' : 'DISMISSED';
  if (!violationStates.allows(state, to))
    return fail(errors.error('ALREADY_DECIDED', [], { state }));
  const consequence = command.confirm ? consequenceOf(policy, kind, record, today) : undefined;
  if (command.confirm && !consequence) return fail(errors.error('KIND_GONE', [], { kind }));
  const objection = objectionTo(officer, consequence?.heavy ? [recordedBy] : []);
  if (objection) return fail(errors.error(objection));
  const reason = readReason(command.reason);
  if (reason === undefined) return fail(errors.error('REASON_LENGTH', ['input', 'reason']));
  return succeed({ to, reason, consequence });
}
