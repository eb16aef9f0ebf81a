import {
  addDays,
  startOfBusinessDate,
  type BusinessDate,
} from '../../platform/kernel/business-date.js';
import type { Measure, MeasureKind, ViolationPolicy } from './violation-policy.js';

const DAY = 24 * 60 * 60 * 1_000;

/** A measure in time. It holds from `startsAt` to its end, which is asked of the clock and stored by nobody. */
export interface Effect {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly startsAt: Date;
  /** As planned; null has no end. */
  readonly endsAt: Date | null;
  /** From when on it does not hold after all, decided later. */
  readonly liftedAt: Date | null;
}
export type PlannedEffect = Pick<Effect, 'kind' | 'startsAt' | 'endsAt'>;

/** The effective end; Infinity when there is none. */
export function endOf({ endsAt, liftedAt }: Pick<Effect, 'endsAt' | 'liftedAt'>): number {
  return Math.min(endsAt?.getTime() ?? Infinity, liftedAt?.getTime() ?? Infinity);
}

export function isInForce(effect: Omit<Effect, 'id' | 'kind'>, now: Date): boolean {
  return effect.startsAt <= now && now.getTime() < endOf(effect);
}

/** How long an effect has held before `now`, in milliseconds. */
function served(effect: Omit<Effect, 'id' | 'kind'>, now: Date): number {
  const until = Math.min(endOf(effect), now.getTime());
  return Math.max(0, until - effect.startsAt.getTime());
}

const after = (start: Date, duration: number) =>
  duration === Infinity ? null : new Date(start.getTime() + duration);
const durationOf = ({ days }: Measure) => (days === null ? Infinity : days * DAY);

/** The effects of a decision. */
export function plannedEffects(
  measures: readonly Measure[],
  policy: ViolationPolicy,
  decidedAt: Date,
  appealUntil: BusinessDate,
): PlannedEffect[] {
  return measures.map((measure) => {
    const atOnce = policy.measures[measure.kind].starts === 'AT_ONCE';
    const startsAt = atOnce ? decidedAt : startOfBusinessDate(addDays(appealUntil, 1));
    return { kind: measure.kind, startsAt, endsAt: after(startsAt, durationOf(measure)) };
  });
}

/** The effects that rest while an appeal is open. */
export function suspendedByAppeal(
  effects: readonly Effect[],
  policy: ViolationPolicy,
  now: Date,
): Effect[] {
  return effects.filter(
    (effect) => policy.measures[effect.kind].suspendedByAppeal && endOf(effect) > now.getTime(),
  );
}

export interface Settlement {
  /** Effects that end earlier than they would. */
  readonly lift: readonly { readonly id: string; readonly at: Date }[];
  /** Effects that go on after they rested. */
  readonly resume: readonly PlannedEffect[];
}

/**
 * Brings a violation's effects in line with the measures that are left of it. The time that an effect has held
 * already counts; what rested during an appeal goes on for the time that is left.
 *
 * @param resting kinds that go on resting, because an appeal is open
 */
export function settleEffects(
  measures: readonly Measure[],
  effects: readonly Effect[],
  now: Date,
  resting: ReadonlySet<MeasureKind> = new Set(),
): Settlement {
  const lift: { id: string; at: Date }[] = [];
  const resume: PlannedEffect[] = [];
  const kinds = new Set([...effects, ...measures].map(({ kind }) => kind));
  for (const kind of kinds) {
    const measure = measures.find((candidate) => candidate.kind === kind);
    const ofKind = effects.filter((effect) => effect.kind === kind);
    const current = ofKind.find((effect) => endOf(effect) > now.getTime());
    const spent = ofKind.reduce((sum, effect) => sum + served(effect, now), 0);
    const left = measure ? durationOf(measure) - spent : 0;
    if (current) {
      const from = Math.max(now.getTime(), current.startsAt.getTime());
      const end = left > 0 ? from + left : now.getTime();
      if (end < endOf(current)) lift.push({ id: current.id, at: new Date(end) });
    } else if (left > 0 && !resting.has(kind)) {
      resume.push({ kind, startsAt: now, endsAt: after(now, left) });
    }
  }
  return { lift, resume };
}
