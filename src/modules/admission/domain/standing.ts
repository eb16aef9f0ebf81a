import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import type { AdmissionPolicy } from './admission-policy.js';
import { failing, type GateVerdict } from './gate.js';

/** How an admitted provider stands: 试用, 正式准入, 预警, 暂停, 清退. */
export const standingStates = stateMachine('standing', 'PROBATION', {
  PROBATION: ['ADMITTED', 'AT_RISK', 'SUSPENDED', 'EXITED'],
  ADMITTED: ['AT_RISK', 'SUSPENDED', 'EXITED'],
  AT_RISK: ['PROBATION', 'ADMITTED', 'SUSPENDED', 'EXITED'],
  SUSPENDED: ['PROBATION', 'ADMITTED', 'EXITED'],
  // Back only by a new application.
  EXITED: ['PROBATION'],
});
export type StandingState = (typeof standingStates.states)[number];

/** What brought a provider where it stands: a review, its gates, the passing of time, a ruling, its past. */
export const MOVE_CAUSES = ['REVIEW', 'GATES', 'TIME', 'RULING', 'IMPORT'] as const;
export type MoveCause = (typeof MOVE_CAUSES)[number];

export interface Standing {
  readonly state: StandingState;
  /** The first day in this state. */
  readonly since: BusinessDate;
  /** Who keeps it there: what gates did gates undo, what people ruled only people do. */
  readonly heldBy: 'GATES' | 'RULING';
  /** Where it goes when it recovers from AT_RISK or SUSPENDED. */
  readonly returnsTo: 'PROBATION' | 'ADMITTED';
  readonly probationEndsOn: BusinessDate;
  /** What time alone will do, and when. */
  readonly nextState: StandingState | null;
  readonly nextOn: BusinessDate | null;
  /** Suspended: no return before. Exited: no application before. */
  readonly reentryFrom: BusinessDate | null;
  readonly failingChecks: number;
  readonly passingChecks: number;
  readonly reentries: number;
  /** Gates count from this day on. */
  readonly judgedFrom: BusinessDate;
  readonly lastCheckedOn: BusinessDate | null;
}

export interface Move {
  readonly from: StandingState;
  readonly to: StandingState;
  readonly cause: MoveCause;
  readonly gates: readonly string[];
}

/** What a day's check makes of a standing. */
export interface Checked {
  readonly standing: Standing;
  readonly move: Move | null;
}

/** The stage whose gates a provider must hold now. */
export function stageOf(standing: Standing): 'PROBATION' | 'STANDING' {
  const home = isHome(standing.state) ? standing.state : standing.returnsTo;
  return home === 'PROBATION' ? 'PROBATION' : 'STANDING';
}

function isHome(state: StandingState): state is 'PROBATION' | 'ADMITTED' {
  return state === 'PROBATION' || state === 'ADMITTED';
}

/**
 * The daily check. Each day counts once, whoever runs it and however often; a day on which nobody ran it is no
 * evidence and counts for nothing. At most one move a day.
 *
 * @param verdicts of the stage that `stageOf` names, and of STANDING for the end of probation
 * @returns null when that day, or a later one, was checked already
 */
export function decideDailyCheck(
  standing: Standing,
  verdicts: Readonly<Record<'PROBATION' | 'STANDING', readonly GateVerdict[]>>,
  policy: AdmissionPolicy,
  today: BusinessDate,
): Checked | null {
  if (standing.state === 'EXITED') return null;
  if (standing.lastCheckedOn !== null && standing.lastCheckedOn >= today) return null;

  const isJudged = today >= standing.judgedFrom;
  const failed = isJudged ? failing(verdicts[stageOf(standing)]) : [];
  const checked: Standing = {
    ...standing,
    failingChecks: failed.length > 0 ? standing.failingChecks + 1 : 0,
    passingChecks: failed.length > 0 ? 0 : standing.passingChecks + 1,
    lastCheckedOn: today,
  };
  const isDue = checked.nextOn !== null && checked.nextOn <= today;
  const move = (to: StandingState, cause: MoveCause, gates: readonly GateVerdict[] = []): Checked =>
    moveTo(
      checked,
      to,
      cause,
      gates.map(({ code }) => code),
      policy,
      today,
    );

  if (checked.heldBy === 'RULING') {
    return isDue ? move(checked.nextState!, 'TIME') : { standing: checked, move: null };
  }
  switch (checked.state) {
    case 'PROBATION':
    case 'ADMITTED':
      if (checked.failingChecks >= policy.hysteresis.failingChecks) {
        return move('AT_RISK', 'GATES', failed);
      }
      if (isDue) {
        // Only probation comes to an end by itself.
        const missing = isJudged ? failing(verdicts.STANDING) : [];
        if (missing.length > 0) {
          const atRisk = move('AT_RISK', 'GATES', missing);
          return { ...atRisk, standing: { ...atRisk.standing, returnsTo: 'ADMITTED' } };
        }
        return move('ADMITTED', 'TIME');
      }
      break;
    case 'AT_RISK':
      if (checked.passingChecks >= policy.hysteresis.passingChecks) {
        return move(checked.returnsTo, 'GATES');
      }
      // While it passes it is given the time to pass often enough.
      if (isDue && failed.length > 0) return move('SUSPENDED', 'TIME', failed);
      break;
    case 'SUSPENDED': {
      const mayReturn =
        checked.reentries < policy.maximumReentries &&
        (checked.reentryFrom === null || today >= checked.reentryFrom);
      if (mayReturn && checked.passingChecks >= policy.hysteresis.passingChecks) {
        return move(checked.returnsTo, 'GATES');
      }
      const isLost = failed.length > 0 || checked.reentries >= policy.maximumReentries;
      if (isDue && isLost) return move('EXITED', 'TIME', failed);
    }
  }
  return { standing: checked, move: null };
}

function moveTo(
  standing: Standing,
  to: StandingState,
  cause: MoveCause,
  gates: readonly string[],
  policy: AdmissionPolicy,
  today: BusinessDate,
): Checked {
  const from = standing.state;
  if (!standingStates.allows(from, to)) throw new Error(`a standing ${from} cannot become ${to}`);
  const move = { from, to, cause, gates };
  return { standing: arrive(standing, to, policy, today), move };
}

/** The standing on its first day in a state: counters start anew, and so do the terms of that state. */
function arrive(
  standing: Standing,
  to: StandingState,
  policy: AdmissionPolicy,
  today: BusinessDate,
): Standing {
  const { state: from } = standing;
  const arrived: Standing = {
    ...standing,
    state: to,
    since: today,
    heldBy: 'GATES',
    returnsTo: isHome(from) ? from : standing.returnsTo,
    nextState: null,
    nextOn: null,
    reentryFrom: null,
    failingChecks: 0,
    passingChecks: 0,
    reentries: standing.reentries + (from === 'SUSPENDED' && isHome(to) ? 1 : 0),
  };
  switch (to) {
    case 'PROBATION': {
      // The days lost meanwhile are not made up for, but probation never ends before it begins again.
      const end = standing.probationEndsOn;
      return { ...arrived, nextState: 'ADMITTED', nextOn: end > today ? end : addDays(today, 1) };
    }
    case 'ADMITTED':
      return { ...arrived, returnsTo: 'ADMITTED' };
    case 'AT_RISK':
      return {
        ...arrived,
        nextState: 'SUSPENDED',
        nextOn: addDays(today, policy.atRiskGraceDays),
      };
    case 'SUSPENDED':
      return {
        ...arrived,
        nextState: 'EXITED',
        nextOn: addDays(today, policy.suspension.graceDays),
        reentryFrom: addDays(today, policy.suspension.coolOffDays),
      };
    case 'EXITED':
      return { ...arrived, reentryFrom: addDays(today, policy.exit.coolOffDays) };
  }
}

/** The standing of a provider that reviewers admit, for the first time or again. */
export function admitOnProbation(
  previous: Standing | undefined,
  policy: AdmissionPolicy,
  today: BusinessDate,
): Standing {
  const probationEndsOn = addDays(today, policy.probationDays);
  return {
    state: 'PROBATION',
    since: today,
    heldBy: 'GATES',
    returnsTo: 'PROBATION',
    probationEndsOn,
    nextState: 'ADMITTED',
    nextOn: probationEndsOn,
    reentryFrom: null,
    failingChecks: 0,
    passingChecks: 0,
    reentries: previous ? previous.reentries + 1 : 0,
    judgedFrom: today,
    lastCheckedOn: previous?.lastCheckedOn ?? null,
  };
}

/** The standing of a provider that an adopted platform had admitted. */
export function adoptedStanding(
  admittedOn: BusinessDate,
  policy: AdmissionPolicy,
  today: BusinessDate,
): Standing {
  return {
    state: 'ADMITTED',
    since: admittedOn,
    heldBy: 'GATES',
    returnsTo: 'ADMITTED',
    probationEndsOn: admittedOn,
    nextState: null,
    nextOn: null,
    reentryFrom: null,
    failingChecks: 0,
    passingChecks: 0,
    reentries: 0,
    judgedFrom: addDays(today, policy.importedGraceDays),
    lastCheckedOn: null,
  };
}

/** What people may rule on a provider that stands. */
export const RULINGS = ['SUSPEND', 'REINSTATE', 'EXIT'] as const;
export type Ruling = (typeof RULINGS)[number];

export const RULING_ERRORS = {
  NO_STANDING: {
    en: 'This provider was never admitted: there is nothing to rule on. Its application is decided in its review.',
    zh: '该服务商尚未准入，无可裁定；其申请请在审核中决定。',
  },
  NOT_POSSIBLE: {
    en: 'A provider that is {state} cannot be ruled {ruling}. Suspend or exit who is admitted; reinstate who is at risk or suspended.',
    zh: '状态为 {state} 的服务商不能裁定为 {ruling}：已准入的可暂停或清退，预警或暂停的可恢复。',
  },
  COOL_OFF: {
    en: 'A suspended provider returns no earlier than {from}.',
    zh: '暂停中的服务商最早于 {from} 恢复。',
  },
} as const satisfies Record<string, LocalisedText>;
export const rulingErrors = errorCatalogue(RULING_ERRORS);

/**
 * What a ruling makes of a standing. An exit has notice: it is done by the daily check of its day, unless it is
 * `atOnce` (expulsion).
 */
export function decideRuling(
  standing: Standing,
  ruling: Ruling,
  policy: AdmissionPolicy,
  today: BusinessDate,
  atOnce = false,
): Result<Checked> {
  const { state } = standing;
  const impossible = () =>
    fail(rulingErrors.error('NOT_POSSIBLE', ['input', 'ruling'], { state, ruling }));
  if (state === 'EXITED') return impossible();
  if (ruling === 'REINSTATE') {
    if (isHome(state)) {
      if (standing.heldBy !== 'RULING') return impossible();
      // Takes back an exit whose day has not come.
      const end = standing.probationEndsOn > today ? standing.probationEndsOn : addDays(today, 1);
      const probation = state === 'PROBATION';
      return succeed({
        standing: {
          ...standing,
          heldBy: 'GATES',
          nextState: probation ? 'ADMITTED' : null,
          nextOn: probation ? end : null,
        },
        move: null,
      });
    }
    if (standing.reentryFrom !== null && today < standing.reentryFrom) {
      const from = standing.reentryFrom;
      return fail(rulingErrors.error('COOL_OFF', ['input', 'ruling'], { from }));
    }
    return succeed(moveTo(standing, standing.returnsTo, 'RULING', [], policy, today));
  }
  if (ruling === 'SUSPEND') {
    if (state === 'SUSPENDED') return impossible();
    const suspended = moveTo(standing, 'SUSPENDED', 'RULING', [], policy, today);
    // Until people rule otherwise: time does not exit whom nobody ruled to exit.
    const held = { heldBy: 'RULING', nextState: null, nextOn: null } as const;
    return succeed({ ...suspended, standing: { ...suspended.standing, ...held } });
  }
  if (atOnce) return succeed(moveTo(standing, 'EXITED', 'RULING', [], policy, today));
  const nextOn = addDays(today, policy.exit.noticeDays);
  return succeed({
    standing: { ...standing, heldBy: 'RULING', nextState: 'EXITED', nextOn },
    move: null,
  });
}
