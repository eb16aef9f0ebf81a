import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import { readReason, readText, REASON_LENGTH } from './conduct-text.js';
import { FOUR_EYES_ERRORS, objectionTo, type Officer } from './four-eyes.js';

/**
 * Appeals against a decision, whatever was decided: within a deadline, once, decided by somebody who had no part
 * in it, with reasons. What follows from an outcome is the affair of whoever owns the decision.
 */
export const appealStates = stateMachine('appeal', 'FILED', {
  FILED: ['UPHELD', 'REDUCED', 'REVERSED'],
  UPHELD: [],
  REDUCED: [],
  REVERSED: [],
});
export type AppealState = (typeof appealStates.states)[number];

/** 维持, 减轻, 撤销. */
export const APPEAL_OUTCOMES = appealStates.next('FILED') as readonly [
  'UPHELD',
  'REDUCED',
  'REVERSED',
];
export type AppealOutcome = (typeof APPEAL_OUTCOMES)[number];

export const FILE_APPEAL_ERRORS = {
  STATEMENT_LENGTH: {
    en: 'Say in 20 to 4,000 characters what is wrong with the decision and what you ask for.',
    zh: '请用 20 至 4000 字说明决定有何不当以及您的诉求。',
  },
  DEADLINE_PASSED: {
    en: 'An appeal could be filed until {until}. The decision is final now.',
    zh: '申诉期限至 {until} 已届满，该决定已为终局。',
  },
  ALREADY_APPEALED: {
    en: 'There is an appeal against this decision already. While it is open, add what you have to say with addAppealStatement.',
    zh: '该决定已有申诉。申诉处理期间可用 addAppealStatement 补充陈述。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;
const fileErrors = errorCatalogue(FILE_APPEAL_ERRORS);

/** A decision as far as an appeal is concerned. */
export interface AppealableDecision {
  /** The last day on which an appeal can be filed. */
  readonly appealUntil: BusinessDate;
  readonly appealed: boolean;
}

export function decideFiling(
  decision: AppealableDecision,
  statement: string,
  today: BusinessDate,
  decideWithinDays: number,
): Result<{ readonly statement: string; readonly decideBy: BusinessDate }> {
  if (decision.appealed) return fail(fileErrors.error('ALREADY_APPEALED'));
  const until = decision.appealUntil;
  if (today > until) return fail(fileErrors.error('DEADLINE_PASSED', [], { until }));
  const text = readStatement(statement);
  if (text === undefined) return fail(fileErrors.error('STATEMENT_LENGTH', ['input', 'statement']));
  return succeed({ statement: text, decideBy: addDays(today, decideWithinDays) });
}

const readStatement = (text: string) => readText(text, 20, 4_000);

const NOT_OPEN: LocalisedText = {
  en: 'This appeal is {state} already: nothing can be added to it. The decision is final.',
  zh: '该申诉已是 {state} 状态，不能再补充陈述，裁决为终局。',
};

export const ADD_STATEMENT_ERRORS = {
  STATEMENT_LENGTH: FILE_APPEAL_ERRORS.STATEMENT_LENGTH,
  NOT_OPEN,
} as const satisfies Readonly<Record<string, LocalisedText>>;
const statementErrors = errorCatalogue(ADD_STATEMENT_ERRORS);

/** Both sides may add to an appeal until it is decided. */
export function decideStatement(
  { state }: { readonly state: AppealState },
  body: string,
): Result<string> {
  if (state !== 'FILED') return fail(statementErrors.error('NOT_OPEN', [], { state }));
  const text = readStatement(body);
  if (text === undefined) {
    return fail(statementErrors.error('STATEMENT_LENGTH', ['input', 'statement']));
  }
  return succeed(text);
}

export const DECIDE_APPEAL_ERRORS = {
  ALREADY_DECIDED: {
    en: 'This appeal is {state} already; an appeal is decided once.',
    zh: '该申诉已是 {state} 状态，只能裁决一次。',
  },
  ...FOUR_EYES_ERRORS,
  REASON_LENGTH,
} as const satisfies Readonly<Record<string, LocalisedText>>;
const decideErrors = errorCatalogue(DECIDE_APPEAL_ERRORS);

/** @param participants keys of everybody who had a part in the decision appealed against */
export function decideAppeal(
  appeal: { readonly state: AppealState },
  command: { readonly outcome: AppealOutcome; readonly reason: string },
  officer: Officer,
  participants: readonly (string | null)[],
): Result<{ readonly outcome: AppealOutcome; readonly reason: string }> {
  const { state } = appeal;
  if (!appealStates.allows(state, command.outcome)) {
    return fail(decideErrors.error('ALREADY_DECIDED', [], { state }));
  }
  const objection = objectionTo(officer, participants);
  if (objection) return fail(decideErrors.error(objection));
  const reason = readReason(command.reason);
  if (reason === undefined) return fail(decideErrors.error('REASON_LENGTH', ['input', 'reason']));
  return succeed({ outcome: command.outcome, reason });
}
