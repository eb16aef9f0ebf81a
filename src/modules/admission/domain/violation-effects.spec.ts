import fc from 'fast-check';
import policies from '../../../../seeds/reference/policies.json' with { type: 'json' };
import {
  endOf,
  isInForce,
  plannedEffects,
  settleEffects,
  suspendedByAppeal,
  type Effect,
} from './violation-effects.js';
import { violationPolicySchema, type Measure } from './violation-policy.js';

const policy = violationPolicySchema.parse(
  policies.find(({ name }) => name === 'violations')!.body,
);
const DAY = 86_400_000;
const START = new Date('2026-11-01T04:00:00.000Z');
const at = (days: number) => new Date(START.getTime() + days * DAY);

/** Applies a settlement to effects, as the store does. */
function settled(measures: readonly Measure[], effects: readonly Effect[], now: Date): Effect[] {
  const { lift, resume } = settleEffects(measures, effects, now);
  const lifted = effects.map((effect) => {
    const found = lift.find(({ id }) => id === effect.id);
    if (!found) return effect;
    const before = effect.liftedAt ?? found.at;
    return { ...effect, liftedAt: found.at < before ? found.at : before };
  });
  return [...lifted, ...resume.map((effect, i) => ({ ...effect, id: `r${i}`, liftedAt: null }))];
}

const planned = (measures: readonly Measure[]): Effect[] =>
  plannedEffects(measures, policy, START, '2026-11-16').map((effect, i) => ({
    ...effect,
    id: String(i),
    liftedAt: null,
  }));
/** How long, in days, effects of a kind hold in all. */
const total = (effects: readonly Effect[]) =>
  effects.reduce((sum, effect) => sum + Math.max(0, endOf(effect) - effect.startsAt.getTime()), 0) /
  DAY;

describe('effects of violations', () => {
  it('begin and end by the clock alone', () => {
    const [ban] = planned([{ kind: 'RECRUITING_BAN', days: 10 }]);
    expect([-1, 0, 9.99, 10].map((days) => isInForce(ban!, at(days)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('of expulsion wait until nobody can appeal any more', () => {
    const [expulsion] = planned([{ kind: 'EXPULSION', days: null }]);
    expect(expulsion).toMatchObject({
      startsAt: new Date('2026-11-16T16:00:00.000Z'),
      endsAt: null,
    });
  });

  it('rest while an appeal is open if the policy says so, and then go on for the time that is left', () => {
    const measures: Measure[] = [{ kind: 'DELISTING', days: 30 }];
    const [delisting] = planned(measures);
    expect(suspendedByAppeal([delisting!], policy, at(4))).toEqual([delisting]);
    const rested = [{ ...delisting!, liftedAt: at(4) }];
    const after = settled(measures, rested, at(9));
    expect(after.map((effect) => isInForce(effect, at(9)))).toEqual([false, true]);
    expect(endOf(after[1]!)).toBe(at(9 + 26).getTime());
    const ban = planned([{ kind: 'RECRUITING_BAN', days: 10 }]);
    expect(suspendedByAppeal(ban, policy, at(4))).toEqual([]);
  });

  it('end at once when reversed, earlier when reduced, and never begin when reversed before', () => {
    const ban = planned([{ kind: 'RECRUITING_BAN', days: 10 }]);
    expect(total(settled([], ban, at(4)))).toBe(4);
    expect(total(settled([{ kind: 'RECRUITING_BAN', days: 6 }], ban, at(4)))).toBe(6);
    expect(total(settled([{ kind: 'RECRUITING_BAN', days: 3 }], ban, at(4)))).toBe(4);
    const expulsion = planned([{ kind: 'EXPULSION', days: null }]);
    expect(total(settled([], expulsion, at(4)))).toBe(0);
  });

  it('hold in all no longer than the measure that is left, or than they had held already', () => {
    const days = fc.integer({ min: 1, max: 90 });
    const moment = fc.double({ min: 0, max: 120, noNaN: true });
    fc.assert(
      fc.property(days, days, moment, moment, fc.boolean(), (was, is, filed, decided, rests) => {
        const [ban] = planned([{ kind: 'RECRUITING_BAN', days: was }]);
        const [filedAt, decidedAt] = [Math.min(filed, decided), Math.max(filed, decided)].map(at);
        const effects =
          rests && endOf(ban!) > filedAt!.getTime() ? [{ ...ban!, liftedAt: filedAt! }] : [ban!];
        const held = Math.min(
          was,
          (Math.min(endOf(effects[0]!), decidedAt!.getTime()) - START.getTime()) / DAY,
        );
        const left = Math.min(is, was);
        const after = settled([{ kind: 'RECRUITING_BAN', days: left }], effects, decidedAt!);
        expect(total(after)).toBeCloseTo(Math.max(left, held), 6);
        // Settling again changes nothing.
        expect(settleEffects([{ kind: 'RECRUITING_BAN', days: left }], after, decidedAt!)).toEqual({
          lift: [],
          resume: [],
        });
      }),
    );
  });
});
