import fc from 'fast-check';
import policies from '../../../../seeds/reference/policies.json' with { type: 'json' };
import { addDays } from '../../platform/kernel/business-date.js';
import { ADMISSION_POLICY, admissionPolicyShape } from './admission-policy.js';
import type { GateVerdict } from './gate.js';
import {
  admitOnProbation,
  adoptedStanding,
  decideDailyCheck,
  decideRuling,
  RULINGS,
  standingStates,
  type Standing,
} from './standing.js';

const seeded = policies.find(({ name }) => name === ADMISSION_POLICY)!;
const policy = admissionPolicyShape.parse(seeded.body);
const start = '2026-01-01';
const verdict = (status: GateVerdict['status']): GateVerdict[] => [
  { code: 'DEPOSIT_PAID', status, since: null, bitesOn: null },
];
const pass = { PROBATION: verdict('PASSED'), STANDING: verdict('PASSED') };
const lose = { PROBATION: verdict('FAILED'), STANDING: verdict('FAILED') };

/** Checks each day from `day` on, and says on which days what became of the standing. */
function run(standing: Standing, from: string, days: readonly (typeof pass)[]) {
  let current = standing;
  const moves: string[] = [];
  days.forEach((verdicts, i) => {
    const today = addDays(from, i);
    const decided = decideDailyCheck(current, verdicts, policy, today);
    if (!decided) return;
    current = decided.standing;
    if (decided.move) moves.push(`${today} ${decided.move.to}`);
  });
  return { current, moves };
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('a standing over time', () => {
  it('ends probation on its day when every gate holds', () => {
    const { moves } = run(admitOnProbation(undefined, policy, start), start, times(100, pass));
    expect(moves).toEqual([`${addDays(start, 90)} ADMITTED`]);
  });

  it('does not change for a gate that fails less often in a row than the policy says', () => {
    const admitted = adoptedStanding('2020-01-01', { ...policy, importedGraceDays: 0 }, start);
    const days = [lose, lose, pass, lose, lose, pass, pass, lose, lose];
    expect(run(admitted, start, days).moves).toEqual([]);
  });

  it('goes down step by step, each with its grace, and out', () => {
    const admitted = adoptedStanding('2020-01-01', { ...policy, importedGraceDays: 0 }, start);
    const { moves, current } = run(admitted, start, times(120, lose));
    const atRisk = addDays(start, 2);
    const suspended = addDays(atRisk, policy.atRiskGraceDays);
    const exited = addDays(suspended, policy.suspension.graceDays);
    expect(moves).toEqual([`${atRisk} AT_RISK`, `${suspended} SUSPENDED`, `${exited} EXITED`]);
    expect(current.reentryFrom).toBe(addDays(exited, policy.exit.coolOffDays));
  });

  it('returns from suspension after the cool-off, and not before', () => {
    const admitted = adoptedStanding('2020-01-01', { ...policy, importedGraceDays: 0 }, start);
    const { moves } = run(admitted, start, [...times(18, lose), ...times(60, pass)]);
    const suspended = addDays(start, 17);
    expect(moves.slice(1)).toEqual([
      `${suspended} SUSPENDED`,
      `${addDays(suspended, policy.suspension.coolOffDays)} ADMITTED`,
    ]);
  });

  it('returns only as often as the policy allows, and is lost then', () => {
    const admitted = {
      ...adoptedStanding('2020-01-01', { ...policy, importedGraceDays: 0 }, start),
      reentries: policy.maximumReentries,
    };
    const { moves } = run(admitted, start, [...times(18, lose), ...times(80, pass)]);
    const suspended = addDays(start, 17);
    expect(moves.slice(1)).toEqual([
      `${suspended} SUSPENDED`,
      `${addDays(suspended, policy.suspension.graceDays)} EXITED`,
    ]);
  });

  it('does not judge providers of an adopted past before their time', () => {
    const adopted = adoptedStanding('2020-01-01', policy, start);
    expect(run(adopted, start, times(policy.importedGraceDays, lose)).moves).toEqual([]);
    const late = addDays(start, policy.importedGraceDays);
    expect(run(adopted, late, times(3, lose)).moves).toEqual([`${addDays(late, 2)} AT_RISK`]);
  });

  it('counts each day once, and no day before the last', () => {
    const standing = admitOnProbation(undefined, policy, start);
    const once = decideDailyCheck(standing, lose, policy, start)!.standing;
    expect(decideDailyCheck(once, lose, policy, start)).toBeNull();
    expect(decideDailyCheck(once, lose, policy, addDays(start, -5))).toBeNull();
  });

  it('stays where people ruled it to stay, and exits on the day they named', () => {
    const admitted = adoptedStanding('2020-01-01', { ...policy, importedGraceDays: 0 }, start);
    const suspended = decideRuling(admitted, 'SUSPEND', policy, start);
    if (!suspended.ok) throw new Error('refused');
    expect(run(suspended.value.standing, start, times(200, pass)).moves).toEqual([]);
    const exit = decideRuling(suspended.value.standing, 'EXIT', policy, start);
    if (!exit.ok) throw new Error('refused');
    expect(run(exit.value.standing, start, times(30, pass)).moves).toEqual([
      `${addDays(start, policy.exit.noticeDays)} EXITED`,
    ]);
  });

  // Any mixture of good and bad days, days on which nobody looked, clocks that jump, and rulings.
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('check' as const),
      jump: fc.integer({ min: -3, max: 40 }),
      good: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('rule' as const),
      jump: fc.integer({ min: 0, max: 40 }),
      ruling: fc.constantFrom(...RULINGS),
      atOnce: fc.boolean(),
    }),
  );

  it('never makes a move that its table does not know, by any path', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, imported) => {
        let standing = imported
          ? adoptedStanding(start, policy, start)
          : admitOnProbation(undefined, policy, start);
        let today = start;
        for (const one of steps) {
          today = addDays(today, one.jump);
          const before = standing;
          if (one.kind === 'check') {
            const decided = decideDailyCheck(standing, one.good ? pass : lose, policy, today);
            if (!decided) continue;
            standing = decided.standing;
          } else {
            const decided = decideRuling(standing, one.ruling, policy, today, one.atOnce);
            if (!decided.ok) continue;
            standing = decided.value.standing;
          }
          const { state, nextOn, nextState, reentries } = standing;
          if (state !== before.state) {
            expect(standingStates.allows(before.state, state)).toBe(true);
            expect(standing.since).toBe(today);
          }
          expect(before.state === 'EXITED' && state !== 'EXITED').toBe(false);
          expect((nextOn === null) === (nextState === null)).toBe(true);
          if (nextState !== null) expect(standingStates.allows(state, nextState)).toBe(true);
          // Only people return a provider more often than the policy does.
          if (one.kind === 'check' && reentries > before.reentries) {
            expect(reentries).toBeLessThanOrEqual(policy.maximumReentries);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
