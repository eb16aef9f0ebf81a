import fc from 'fast-check';
import { freireich, observations } from '../../../test/support/survival-data.js';
import { valueOf } from '../../../test/support/statistics.js';
import { cumulativeIncidence, kaplanMeier, type CompetingRisksObservation } from './index.js';

describe('Aalen–Johansen', () => {
  it('is one minus Kaplan–Meier, with Greenwood’s error, if there is one cause', () => {
    const rows = observations(freireich['6-MP']);
    const [steps] = valueOf(
      cumulativeIncidence(rows.map(({ time, event }) => ({ time, cause: event ? 'x' : null }))),
    ).values();
    const curve = valueOf(kaplanMeier(rows));
    steps!.forEach((step, i) => {
      expect(step.incidence).toBeCloseTo(1 - curve.steps[i]!.survival, 12);
      expect(step.standardError).toBeCloseTo(curve.steps[i]!.standardError!, 12);
    });
  });

  // Worked by hand: F(t) = Σ S(t−)·d/n over 5 subjects.
  it('lets a merchant that left no longer break through', () => {
    const rows: CompetingRisksObservation[] = [
      { time: 1, cause: 'success' },
      { time: 2, cause: 'left' },
      { time: 3, cause: 'success' },
      { time: 4, cause: null },
      { time: 5, cause: 'success' },
    ];
    const incidence = valueOf(cumulativeIncidence(rows));
    const success = incidence.get('success')!;
    expect(success.map(({ incidence }) => incidence)).toEqual([
      expect.closeTo(1 / 5, 12),
      expect.closeTo(1 / 5, 12),
      expect.closeTo(2 / 5, 12),
      expect.closeTo(4 / 5, 12),
    ]);
    expect(incidence.get('left')!.at(-1)!.incidence).toBeCloseTo(1 / 5, 12);
    const naive = valueOf(
      kaplanMeier(rows.map(({ time, cause }) => ({ time, event: cause === 'success' }))),
    );
    expect(1 - naive.steps[1]!.survival).toBeGreaterThan(success[2]!.incidence);
  });

  it('without censoring or late entry is the empirical share with its binomial error', () => {
    const rows = ['a', 'b', 'a', 'a', 'b', 'a', 'b', 'a', 'a', 'a'].map((cause, i) => ({
      time: i + 1,
      cause,
    }));
    for (const [cause, steps] of valueOf(cumulativeIncidence(rows))) {
      steps.slice(0, -1).forEach(({ incidence, standardError }, i) => {
        const share = rows.slice(0, i + 1).filter((row) => row.cause === cause).length / 10;
        expect(incidence).toBeCloseTo(share, 12);
        expect(standardError).toBeCloseTo(Math.sqrt((share * (1 - share)) / 10), 10);
      });
    }
  });

  it('adds up to one with the event-free share', () => {
    const row = fc.record({
      time: fc.integer({ min: 1, max: 8 }),
      cause: fc.constantFrom('a', 'b', null),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const result = cumulativeIncidence(rows);
        if (!result.estimable) return expect(result.reason).toBe('NO_EVENTS');
        const free = valueOf(
          kaplanMeier(rows.map(({ time, cause }) => ({ time, event: cause !== null }))),
        );
        free.steps.forEach((step, i) => {
          const total = [...result.value.values()].reduce((s, steps) => s + steps[i]!.incidence, 0);
          expect(total + step.survival).toBeCloseTo(1, 10);
        });
      }),
    );
  });
});
