import type { z } from 'zod';
import { isBusinessDate, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import { admissionPolicyShape, type AdmissionPolicy } from './admission-policy.js';

export const policyDraftStates = stateMachine('policy draft', 'DRAFT', {
  DRAFT: ['APPROVED', 'WITHDRAWN'],
  APPROVED: [],
  WITHDRAWN: [],
});
export type PolicyDraftState = (typeof policyDraftStates.states)[number];

/** What a policy would make of a provider that stands. */
export const DRY_RUN_OUTCOMES = ['WOULD_PASS', 'WOULD_BE_AT_RISK'] as const;
export type DryRunOutcome = (typeof DRY_RUN_OUTCOMES)[number];

const NOT_FOUND: LocalisedText = {
  en: 'There is no such draft. Take its id from `admissionPolicyDrafts`.',
  zh: '没有该政策草案，请从 admissionPolicyDrafts 中取编号。',
};
const NOT_OPEN: LocalisedText = {
  en: 'This draft is {state} already.',
  zh: '该草案已处理（{state}）。',
};
const PAST_DATE: LocalisedText = {
  en: 'A policy takes effect on a day after today ({today}); this draft says {date}. Make a new draft.',
  zh: '政策须在今天（{today}）之后生效，本草案为 {date}，请重新起草。',
};

export const draftPolicyErrors = {
  PAST_DATE,
  NOT_JSON: {
    en: 'The body is not JSON: {problem}.',
    zh: '正文不是合法的 JSON：{problem}。',
  },
  BODY_INVALID: {
    en: 'At {place}: {problem}. The version in force shows the form: `admissionPolicies`.',
    zh: '{place} 处有误：{problem}。格式请参照现行版本 admissionPolicies。',
  },
  NOTE_LENGTH: {
    en: 'Say in 10 to 1,000 characters what changes and why.',
    zh: '请用 10 至 1000 字说明改了什么、为什么。',
  },
} as const satisfies Record<string, LocalisedText>;

export const closePolicyDraftErrors = errorCatalogue({
  NOT_FOUND,
  NOT_OPEN,
  PAST_DATE,
  SAME_PERSON: {
    en: 'A policy needs a second person: you drafted this one.',
    zh: '政策须由第二人批准，您是起草人。',
  },
});

export const startDryRunErrors = { NOT_FOUND, NOT_OPEN } as const satisfies Record<
  string,
  LocalisedText
>;

export interface PolicyDraft {
  readonly body: AdmissionPolicy;
  readonly note: string;
  readonly effectiveFrom: BusinessDate;
}

/** @param json the whole body of the new version, as text */
export function decideDraft(
  { json, note, effectiveFrom }: { json: string; note: string; effectiveFrom: BusinessDate },
  today: BusinessDate,
): Result<PolicyDraft> {
  const { error } = errorCatalogue(draftPolicyErrors);
  const text = note.trim();
  const length = [...text].length;
  if (length < 10 || length > 1_000) return fail(error('NOTE_LENGTH', ['input', 'note']));
  if (!isBusinessDate(effectiveFrom) || effectiveFrom <= today) {
    const parameters = { today, date: effectiveFrom };
    return fail(error('PAST_DATE', ['input', 'effectiveFrom'], parameters));
  }
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (problem) {
    const parameters = { problem: (problem as Error).message.slice(0, 200) };
    return fail(error('NOT_JSON', ['input', 'body'], parameters));
  }
  const parsed = admissionPolicyShape.safeParse(given);
  if (!parsed.success) return fail(...parsed.error.issues.slice(0, 20).map(invalid));
  return succeed({ body: parsed.data, note: text, effectiveFrom });
}

function invalid({ path, message }: z.core.$ZodIssue) {
  const parameters = { place: path.join('.') || 'the whole', problem: message };
  return errorCatalogue(draftPolicyErrors).error('BODY_INVALID', ['input', 'body'], parameters);
}

export function decideCloseDraft(
  draft: {
    readonly state: PolicyDraftState;
    readonly draftedBy: string;
    readonly effectiveFrom: BusinessDate;
  },
  to: 'APPROVED' | 'WITHDRAWN',
  actor: string,
  today: BusinessDate,
): Result<null> {
  const { error } = closePolicyDraftErrors;
  if (!policyDraftStates.allows(draft.state, to)) {
    return fail(error('NOT_OPEN', [], { state: draft.state }));
  }
  if (to === 'APPROVED' && draft.draftedBy === actor) return fail(error('SAME_PERSON'));
  if (to === 'APPROVED' && draft.effectiveFrom <= today) {
    return fail(error('PAST_DATE', [], { today, date: draft.effectiveFrom }));
  }
  return succeed(null);
}
