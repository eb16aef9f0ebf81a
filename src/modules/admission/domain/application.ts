import { isBusinessDate, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import {
  fail,
  succeed,
  type LocalisedText,
  type Result,
  type UserErrorData,
} from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import type { ProviderFocus } from '../../platform/kernel/vocabulary.js';
import type { Standing } from './standing.js';

export const applicationStates = stateMachine('application', 'DRAFT', {
  DRAFT: ['SUBMITTED', 'WITHDRAWN'],
  // A review exists from the moment of submission; it is under review once a reviewer has it.
  SUBMITTED: ['UNDER_REVIEW', 'WITHDRAWN'],
  UNDER_REVIEW: ['RETURNED', 'APPROVED', 'REJECTED', 'WITHDRAWN'],
  RETURNED: ['SUBMITTED', 'WITHDRAWN', 'LAPSED'],
  APPROVED: [],
  REJECTED: [],
  WITHDRAWN: [],
  LAPSED: [],
});
export type ApplicationState = (typeof applicationStates.states)[number];

export const OPEN_APPLICATION_STATES = applicationStates.states.filter(
  (state) => applicationStates.next(state).length > 0,
);

export function isEditable(state: ApplicationState): boolean {
  return state === 'DRAFT' || state === 'RETURNED';
}

/** As it is typed and checked in clear; in an application's content name, phone and e-mail stand sealed. */
export interface Contact {
  readonly name: string;
  /** What they do at the company. */
  readonly role: string;
  readonly phone: string;
  readonly email: string;
}

/** Something that the company did for a merchant. */
export interface ServedCase {
  readonly merchantName: string;
  readonly categoryCode: string;
  readonly startedOn: BusinessDate;
  readonly endedOn: BusinessDate | null;
  readonly description: string;
}

/** What the company says of itself; as long as it is a draft, anything may be missing. */
export interface ApplicationContent {
  readonly legalName: string;
  readonly focus: ProviderFocus;
  /** The first is the main one. */
  readonly categoryCodes: readonly string[];
  readonly regionCodes: readonly string[];
  readonly contacts: readonly Contact[];
  readonly cases: readonly ServedCase[];
}

/** A save carries only what changed; each field given replaces the whole field. */
export type ApplicationChanges = Partial<ApplicationContent>;

export const LIMITS = { categories: 20, regions: 20, contacts: 5, cases: 10, description: 2_000 };

const NOT_FOUND: LocalisedText = {
  en: 'There is no such application of yours. Start one, or take its id from the checklist.',
  zh: '您没有这份入驻申请。请先新建，或从准入清单取编号。',
};
const CHANGED_MEANWHILE: LocalisedText = {
  en: 'Somebody else changed this application meanwhile (it is at version {version}). Read it again and repeat the change.',
  zh: '该申请刚被他人修改（当前版本 {version}），请重新读取后再改。',
};
const NOT_EDITABLE: LocalisedText = {
  en: 'An application that is {state} cannot be changed. It can be while it is a draft or was returned to you.',
  zh: '状态为 {state} 的申请不能修改；仅草稿或被退回补充时可改。',
};

export const startApplicationErrors = {
  ALREADY_OPEN: {
    en: 'Your company has an open application already: go on with that one.',
    zh: '贵公司已有进行中的申请，请继续办理该申请。',
  },
  ALREADY_ADMITTED: {
    en: 'Your company is admitted ({state}); there is nothing to apply for.',
    zh: '贵公司已准入（{state}），无需再次申请。',
  },
  NOT_BEFORE: {
    en: 'Your company may apply again from {from} on.',
    zh: '贵公司可于 {from} 起再次申请。',
  },
  REENTRIES_EXHAUSTED: {
    en: 'Your company has come back {count} times, as often as the admission policy allows.',
    zh: '贵公司已恢复或重新准入 {count} 次，达到准入政策上限，不能再次申请。',
  },
} as const satisfies Record<string, LocalisedText>;

export const saveApplicationErrors = errorCatalogue({
  NOT_FOUND,
  CHANGED_MEANWHILE,
  NOT_EDITABLE,
  TOO_LONG: {
    en: '{field} holds at most {most}.',
    zh: '{field} 最多 {most}。',
  },
  MALFORMED: {
    en: '{field}: {value} is not well-formed.',
    zh: '{field}：{value} 格式不正确。',
  },
  UNKNOWN_CODE: {
    en: 'There is no {code}. Take codes from the `categories` and `regions` lists.',
    zh: '没有代码 {code}，请从 categories、regions 列表中选取。',
  },
});

export const submitApplicationErrors = errorCatalogue({
  NOT_FOUND,
  CHANGED_MEANWHILE,
  NOT_EDITABLE,
  INCOMPLETE: {
    en: 'Still missing: {missing}. The checklist says what each is.',
    zh: '尚缺：{missing}。各项说明见准入清单。',
  },
});

export const withdrawApplicationErrors = errorCatalogue({
  NOT_FOUND,
  NOT_OPEN: {
    en: 'An application that is {state} is closed and cannot be withdrawn.',
    zh: '状态为 {state} 的申请已结束，无法撤回。',
  },
});

/** What matters of a standing for applying anew. */
export type HeldStanding = Pick<Standing, 'state' | 'reentries' | 'reentryFrom'>;

/** Whether a company may begin an application today. */
export function decideStart(
  last: { readonly state: ApplicationState; readonly reapplyFrom: BusinessDate | null } | undefined,
  standing: HeldStanding | undefined,
  maximumReentries: number,
  today: BusinessDate,
): Result<null> {
  const { error } = errorCatalogue(startApplicationErrors);
  if (standing && standing.state !== 'EXITED') {
    return fail(error('ALREADY_ADMITTED', [], { state: standing.state }));
  }
  if (last && OPEN_APPLICATION_STATES.includes(last.state)) return fail(error('ALREADY_OPEN'));
  if (standing && standing.reentries >= maximumReentries) {
    return fail(error('REENTRIES_EXHAUSTED', [], { count: standing.reentries }));
  }
  const dates = [standing?.reentryFrom, last?.reapplyFrom].filter((date) => date != null);
  const from = dates.sort().at(-1);
  if (from !== undefined && today < from) return fail(error('NOT_BEFORE', [], { from }));
  return succeed(null);
}

/** Tidies what was typed into a draft. What is missing does not matter yet, what is wrong does. */
export function decideSave(
  application: { readonly state: ApplicationState },
  changes: ApplicationChanges,
  known: { readonly categories: ReadonlySet<string>; readonly regions: ReadonlySet<string> },
): Result<ApplicationChanges> {
  const { error } = saveApplicationErrors;
  const { state } = application;
  if (!isEditable(state)) return fail(error('NOT_EDITABLE', [], { state }));
  const problems: UserErrorData[] = [];
  const tooLong = (field: string, length: number, most: number) => {
    if (length > most) problems.push(error('TOO_LONG', ['input', field], { field, most }));
  };
  const wellFormed = (field: string, value: string, holds: boolean) => {
    const shown = value.slice(0, 40);
    if (!holds) problems.push(error('MALFORMED', ['input', field], { field, value: shown }));
  };
  const knownCode = (field: string, code: string, codes: ReadonlySet<string>) => {
    if (!codes.has(code)) {
      problems.push(error('UNKNOWN_CODE', ['input', field], { code: code.slice(0, 60) }));
    }
  };
  const tidy: { -readonly [Key in keyof ApplicationChanges]: ApplicationChanges[Key] } = {};
  if (changes.legalName !== undefined) {
    tidy.legalName = changes.legalName.trim();
    tooLong('legalName', lengthOf(tidy.legalName), 80);
  }
  if (changes.focus !== undefined) tidy.focus = changes.focus;
  for (const [field, codes, most] of [
    ['categoryCodes', known.categories, LIMITS.categories],
    ['regionCodes', known.regions, LIMITS.regions],
  ] as const) {
    const given = changes[field];
    if (given === undefined) continue;
    tidy[field] = [...new Set(given)];
    tooLong(field, given.length, most);
    for (const code of tidy[field]) knownCode(field, code, codes);
  }
  if (changes.contacts !== undefined) {
    tooLong('contacts', changes.contacts.length, LIMITS.contacts);
    tidy.contacts = changes.contacts.map(({ name, role, phone, email }) => ({
      name: name.trim(),
      role: role.trim(),
      phone: phone.replace(/[\s-]/g, ''),
      email: email.trim(),
    }));
    for (const { name, role, phone, email } of tidy.contacts) {
      tooLong('contacts', Math.max(lengthOf(name), lengthOf(role)), 40);
      wellFormed('contacts', phone, /^(\+?\d{7,15})?$/.test(phone));
      wellFormed('contacts', email, /^([^\s@]{1,64}@[^\s@]{1,255})?$/.test(email));
    }
  }
  if (changes.cases !== undefined) {
    tooLong('cases', changes.cases.length, LIMITS.cases);
    tidy.cases = changes.cases.map((one) => ({
      ...one,
      merchantName: one.merchantName.trim(),
      description: one.description.trim(),
    }));
    for (const one of tidy.cases) {
      tooLong('cases', lengthOf(one.merchantName), 80);
      tooLong('cases', lengthOf(one.description), LIMITS.description);
      knownCode('cases', one.categoryCode, known.categories);
      const ordered = one.endedOn === null || one.endedOn >= one.startedOn;
      wellFormed('cases', one.startedOn, isBusinessDate(one.startedOn) && ordered);
    }
  }
  return problems.length > 0 ? fail(...problems) : succeed(tidy);
}

function lengthOf(text: string): number {
  return [...text].length;
}
