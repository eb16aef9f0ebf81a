import fc from 'fast-check';
import policies from '../../../../seeds/reference/policies.json' with { type: 'json' };
import { addDays } from '../../platform/kernel/business-date.js';
import {
  consequenceOf,
  isMilder,
  milder,
  NO_TERMS,
  pointsOn,
  reliefIn,
  sameTerms,
  type Offence,
  type Terms,
} from './violation-ladder.js';
import { MEASURE_KINDS, violationPolicySchema } from './violation-policy.js';

const policy = violationPolicySchema.parse(
  policies.find(({ name }) => name === 'violations')!.body,
);
const versions = new Map([[1, policy]]);
const FIRST_DAY = '2026-01-01';

/** Offences decided one after the other, each by the record that it found. */
function decided(history: readonly { kind: string; gap: number }[]): Offence[] {
  const record: Offence[] = [];
  let day = FIRST_DAY;
  for (const { kind, gap } of history) {
    day = addDays(day, gap);
    const { points, deduction, measures } = consequenceOf(policy, kind, record, day)!;
    record.push({
      id: String(record.length),
      kind,
      decidedOn: day,
      countsUntil: addDays(day, policy.onRecordDays),
      policyVersion: 1,
      terms: { points, deduction, measures },
    });
  }
  return record;
}

const histories = fc.array(
  fc.record({
    kind: fc.constantFrom(...policy.kinds.map(({ code }) => code)),
    gap: fc.integer({ min: 0, max: 250 }),
  }),
  { maxLength: 12 },
);
const anyTerms: fc.Arbitrary<Terms> = fc.record({
  points: fc.integer({ min: 0, max: 40 }),
  deduction: fc.integer({ min: 0, max: 100_000 }).map((yuan) => `${yuan}.00`),
  measures: fc
    .uniqueArray(fc.constantFrom(...MEASURE_KINDS))
    .chain((kinds) =>
      fc.tuple(
        ...kinds.map((kind) =>
          fc.option(fc.integer({ min: 1, max: 90 })).map((days) => ({ kind, days })),
        ),
      ),
    ),
});

describe('the ladder', () => {
  const at = (kind: string, history: readonly { kind: string; gap: number }[], gap: number) =>
    consequenceOf(policy, kind, decided(history), addDays(FIRST_DAY, gap));

  it('climbs with repetition, stays on the last rung, and starts anew when offences expire', () => {
    const late = (count: number) =>
      Array.from({ length: count }, () => ({ kind: 'LATE_SERVICE', gap: 0 }));
    expect([0, 1, 2, 3].map((count) => at('LATE_SERVICE', late(count), 1)!.points)).toEqual([
      2, 3, 4, 4,
    ]);
    expect(at('LATE_SERVICE', late(1), policy.onRecordDays - 1)!.offence).toBe(2);
    expect(at('LATE_SERVICE', late(1), policy.onRecordDays)!.offence).toBe(1);
  });

  it('adds what a sum of points brings when it is crossed, and only then', () => {
    const six = [{ kind: 'OFF_PLATFORM_FEES', gap: 0 }];
    expect(at('IDENTITY_LENDING', six, 1)).toMatchObject({
      pointsBefore: 6,
      points: 6,
      measures: [
        { kind: 'BOARD_EXCLUSION', days: 30 },
        { kind: 'RECRUITING_BAN', days: 10 },
      ],
    });
    const twelve = [...six, { kind: 'IDENTITY_LENDING', gap: 0 }];
    expect(at('LATE_SERVICE', twelve, 1)!.measures).toEqual([]);
  });

  it('needs a second officer from the amount and for the measures that the policy says', () => {
    expect(at('LATE_SERVICE', [], 0)!.heavy).toBe(false);
    expect(at('OFF_PLATFORM_FEES', [], 0)!.heavy).toBe(true);
    expect(at('FALSE_EVIDENCE', [], 0)!.heavy).toBe(true);
    expect(at('NO_SUCH_KIND', [], 0)).toBeUndefined();
  });

  it('never forgets a live offence: more on the record never costs fewer points before', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 3_000 }), (history, gap) => {
        const record = decided(history);
        const day = addDays(FIRST_DAY, gap);
        const live = record.filter(({ countsUntil }) => countsUntil > day);
        expect(pointsOn(record, day)).toBe(live.reduce((sum, { terms }) => sum + terms.points, 0));
      }),
    );
  });
});

describe('milder terms', () => {
  it('are a lower bound: no harder than either, the same both ways round, and stable', () => {
    fc.assert(
      fc.property(anyTerms, anyTerms, (a, b) => {
        const low = milder(a, b);
        expect(isMilder(low, a) && isMilder(low, b)).toBe(true);
        expect(sameTerms(low, milder(b, a))).toBe(true);
        expect(sameTerms(milder(low, a), low)).toBe(true);
        expect(sameTerms(milder(a, a), a)).toBe(true);
        expect(isMilder(NO_TERMS, a)).toBe(true);
      }),
    );
  });
});

describe('relief after an earlier offence fell', () => {
  it('changes nothing when nothing fell', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(reliefIn(decided(history), versions)).toEqual([]);
      }),
    );
  });

  it('leaves each later offence no harder than before, nor than if it had been decided without the fallen one', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, pick) => {
        fc.pre(history.length > 0);
        const record = decided(history);
        const fallen = pick % record.length;
        const left = record.filter((_, i) => i !== fallen);
        const relieved = new Map(reliefIn(left, versions).map(({ id, terms }) => [id, terms]));
        const settled: Offence[] = [];
        for (const offence of left) {
          const terms = relieved.get(offence.id) ?? offence.terms;
          expect(isMilder(terms, offence.terms)).toBe(true);
          const anew = consequenceOf(policy, offence.kind, settled, offence.decidedOn)!;
          expect(isMilder(terms, anew)).toBe(true);
          settled.push({ ...offence, terms });
        }
        // Whoever was decided before it never noticed it.
        expect([...relieved.keys()].every((id) => Number(id) > fallen)).toBe(true);
        expect(reliefIn(settled, versions)).toEqual([]);
      }),
    );
  });
});
