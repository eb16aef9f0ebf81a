import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import type { AdmissionPolicy } from './admission-policy.js';

/** What is reviewed: an application, a ruling on a provider that stands, a document that renews another. */
export const REVIEW_KINDS = ['ADMISSION', 'RULING', 'DOCUMENT'] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** Four eyes: one recommends, another decides; when they disagree, a third does. */
export const reviewStates = stateMachine('review', 'OPEN', {
  OPEN: ['RECOMMENDED', 'DECIDED', 'CLOSED'],
  RECOMMENDED: ['DECIDED', 'DISPUTED', 'CLOSED'],
  DISPUTED: ['DECIDED', 'CLOSED'],
  DECIDED: [],
  CLOSED: [],
});
export type ReviewState = (typeof reviewStates.states)[number];

export const OPEN_REVIEW_STATES = reviewStates.states.filter(
  (state) => reviewStates.next(state).length > 0,
);

export const REVIEW_STEPS = ['FIRST', 'SECOND', 'THIRD'] as const;
export type ReviewStep = (typeof REVIEW_STEPS)[number];

/** RETURN asks the provider for more and needs no second person: nothing is decided by it. */
export const REVIEW_OUTCOMES = ['APPROVE', 'REJECT', 'RETURN'] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

export function stepOf(state: ReviewState): ReviewStep | undefined {
  if (state === 'OPEN') return 'FIRST';
  if (state === 'RECOMMENDED') return 'SECOND';
  return state === 'DISPUTED' ? 'THIRD' : undefined;
}

/** When the opinion of a step is due that begins on a day. */
export function stepDueOn(
  step: ReviewStep,
  { serviceLevel }: AdmissionPolicy,
  today: BusinessDate,
): BusinessDate {
  const days = {
    FIRST: serviceLevel.firstOpinionDays,
    SECOND: serviceLevel.secondOpinionDays,
    THIRD: serviceLevel.thirdOpinionDays,
  }[step];
  return addDays(today, days);
}

const NOT_FOUND: LocalisedText = {
  en: 'There is no such review. Take its id from the `reviewQueue`.',
  zh: '没有该审核件，请从 reviewQueue 中取编号。',
};
const NOT_OPEN: LocalisedText = {
  en: 'This review is {state}: it is over.',
  zh: '该审核已结束（{state}）。',
};
const CONFLICT: LocalisedText = {
  en: 'Somebody who belongs or belonged to this provider does not review it.',
  zh: '现在或曾经属于该服务商的人员须回避审核。',
};
const REASON_MISSING: LocalisedText = {
  en: 'Give a reason of 10 to 1,000 characters: the provider reads it, and it is kept.',
  zh: '请填写 10 至 1000 字的理由：服务商可见，并存档。',
};

export const REVIEW_OPINION_ERRORS = {
  NOT_FOUND,
  NOT_OPEN,
  CONFLICT,
  REASON_MISSING,
  NOT_ASSIGNED: {
    en: 'This review is assigned to somebody else. Have it reassigned to you first.',
    zh: '该审核已分配给他人，请先改派给您。',
  },
  SAME_REVIEWER: {
    en: 'You gave an opinion on this review already; another person must give the next.',
    zh: '您已对该审核发表意见，下一步须由另一人作出。',
  },
  GATES_OPEN: {
    en: 'Nobody is admitted past gates that are not passed: {gates}. Answer them, return the application, or reject it.',
    zh: '以下门槛未通过，不能准入：{gates}。请作答、退回补充或驳回。',
  },
  NOTHING_TO_RETURN: {
    en: 'Only an application that nobody has recommended on yet can be returned, with at least one request.',
    zh: '只有尚未有初审意见的申请可以退回，且须写明至少一项补充要求。',
  },
  DECIDED_MEANWHILE: {
    en: 'Somebody else gave this opinion at the same time. Read the review again.',
    zh: '他人刚刚处理了该审核，请重新读取。',
  },
} as const satisfies Record<string, LocalisedText>;
export const reviewOpinionErrors = errorCatalogue(REVIEW_OPINION_ERRORS);

export const reassignReviewErrors = errorCatalogue({
  NOT_FOUND,
  NOT_OPEN,
  CONFLICT,
  NOT_A_REVIEWER: {
    en: 'This account is not an active reviewer or administrator.',
    zh: '该账号不是在职审核员或管理员。',
  },
  SAME_REVIEWER: {
    en: 'This person gave an opinion on this review already.',
    zh: '该人员已对本审核发表过意见。',
  },
});

export const ANSWER_GATE_ERRORS = {
  NOT_FOUND,
  NOT_OPEN,
  CONFLICT,
  NOT_ASSIGNED: {
    en: 'This review is assigned to somebody else. Have it reassigned to you first.',
    zh: '该审核已分配给他人，请先改派给您。',
  },
  UNKNOWN_GATE: {
    en: 'There is no gate {gate} to be answered by a reviewer here. There are: {gates}.',
    zh: '此处没有须由审核员作答的门槛 {gate}，可作答的有：{gates}。',
  },
  NOTE_MISSING: {
    en: 'Say in 5 to 1,000 characters what you looked at.',
    zh: '请用 5 至 1000 字说明核验依据。',
  },
} as const satisfies Record<string, LocalisedText>;

export interface Opinion {
  readonly step: ReviewStep;
  readonly accountId: string;
  readonly outcome: ReviewOutcome;
}

export interface ReviewUnderDecision {
  readonly kind: ReviewKind;
  readonly state: ReviewState;
  readonly assignedTo: string | null;
  readonly opinions: readonly Opinion[];
}

export interface OpinionCommand {
  readonly accountId: string;
  readonly outcome: ReviewOutcome;
  readonly reason: string;
  readonly requests: readonly { readonly code: string; readonly note: string }[];
}

export interface OpinionDecision {
  readonly step: ReviewStep;
  readonly from: ReviewState;
  readonly to: ReviewState;
  /** What is to be done now; null while another opinion is awaited. */
  readonly effect: ReviewOutcome | null;
  readonly reason: string;
}

/**
 * What an opinion makes of a review.
 *
 * @param hasConflict whether the account belongs or belonged to the provider
 * @param openGates gates that stand in the way of an approval
 */
export function decideOpinion(
  review: ReviewUnderDecision,
  command: OpinionCommand,
  hasConflict: boolean,
  openGates: readonly string[],
): Result<OpinionDecision> {
  const { error } = reviewOpinionErrors;
  const { state, opinions } = review;
  const step = stepOf(state);
  if (!step) return fail(error('NOT_OPEN', [], { state }));
  if (hasConflict) return fail(error('CONFLICT'));
  if (opinions.some(({ accountId }) => accountId === command.accountId)) {
    return fail(error('SAME_REVIEWER'));
  }
  if (review.assignedTo !== command.accountId) return fail(error('NOT_ASSIGNED'));
  const reason = command.reason.trim();
  const length = [...reason].length;
  if (length < 10 || length > 1_000) return fail(error('REASON_MISSING', ['input', 'reason']));

  const { outcome } = command;
  if (outcome === 'RETURN') {
    if (review.kind !== 'ADMISSION' || step !== 'FIRST' || command.requests.length === 0) {
      return fail(error('NOTHING_TO_RETURN', ['input', 'requests']));
    }
    return succeed({ step, from: state, to: 'DECIDED', effect: 'RETURN', reason });
  }
  if (outcome === 'APPROVE' && openGates.length > 0) {
    const gates = openGates.join(', ');
    return fail(error('GATES_OPEN', ['input', 'outcome'], { gates }));
  }
  if (step === 'FIRST') {
    return succeed({ step, from: state, to: 'RECOMMENDED', effect: null, reason });
  }
  const first = opinions.find((opinion) => opinion.step === 'FIRST');
  if (step === 'SECOND' && first?.outcome !== outcome) {
    return succeed({ step, from: state, to: 'DISPUTED', effect: null, reason });
  }
  return succeed({ step, from: state, to: 'DECIDED', effect: outcome, reason });
}

/** Somebody who could review, and how much they have to do. */
export interface Candidate {
  readonly accountId: string;
  readonly role: 'REVIEWER' | 'ADMINISTRATOR';
  readonly openReviews: number;
}

/**
 * Who reviews next: of those of the fitting role the one with the fewest open reviews, and of several the one
 * with the smallest id. Disagreements go to administrators, all else to reviewers; the other role stands in.
 *
 * @param candidates without conflicts
 * @param excluded who gave an opinion already
 * @param preferred keeps the review when possible: who returned an application sees what was supplied
 */
export function chooseReviewer(
  candidates: readonly Candidate[],
  step: ReviewStep,
  excluded: readonly string[],
  preferred: string | null = null,
): string | null {
  const free = candidates.filter(({ accountId }) => !excluded.includes(accountId));
  if (free.some(({ accountId }) => accountId === preferred)) return preferred;
  const role = step === 'THIRD' ? 'ADMINISTRATOR' : 'REVIEWER';
  const fitting = free.filter((candidate) => candidate.role === role);
  const pool = fitting.length > 0 ? fitting : free;
  const [chosen] = [...pool].sort(
    (a, b) => a.openReviews - b.openReviews || (a.accountId < b.accountId ? -1 : 1),
  );
  return chosen?.accountId ?? null;
}
