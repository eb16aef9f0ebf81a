import fc from 'fast-check';
import { aml, freireich } from '../../../test/support/survival-data.js';
import { valueOf } from '../../../test/support/statistics.js';
import { logRankTest, type GroupedObservation } from './index.js';

const leukaemia: GroupedObservation[] = Object.entries(freireich).flatMap(([group, rows]) =>
  rows.map(([time, event], pair) => ({ group, time, event: event === 1, stratum: `${pair}` })),
);
const unstratified = leukaemia.map(({ stratum: _, ...rest }) => rest);

describe('log-rank test', () => {
  // R survdiff; Kleinbaum & Klein print 16.79.
  it('compares the Freireich groups', () => {
    const test = valueOf(logRankTest(unstratified));
    expect(test.chiSquare).toBeCloseTo(16.7929409892, 8);
    expect(test.pValue).toBeCloseTo(4.1688091093e-5, 12);
    expect(test.groups[0]).toMatchObject({ group: '6-MP', observed: 9 });
    expect(test.groups[0]!.expected).toBeCloseTo(19.250500948, 8);
    expect(test.groups[1]!.expected).toBeCloseTo(10.749499052, 8);
  });

  // lifelines test suite citing Kleinbaum & Klein (2012); R survdiff(rho = 1) for Harrington–Fleming.
  it.each([
    ['gehan-wilcoxon', 13.457852],
    ['tarone-ware', 15.123575],
    ['peto-peto', 14.084139],
    [{ rho: 1 }, 14.4571508187],
    [{ rho: 0 }, 16.7929409892],
  ] as const)('weighted by %p', (weights, expected) => {
    expect(valueOf(logRankTest(unstratified, weights)).chiSquare).toBeCloseTo(expected, 5);
  });

  // R survdiff(… + strata(pair)).
  it('stratifies by pair', () => {
    const test = valueOf(logRankTest(leukaemia));
    expect(test.chiSquare).toBeCloseTo(10.7142857143, 8);
    expect(test.groups.map(({ expected }) => expected)).toEqual([
      expect.closeTo(16.5, 10),
      expect.closeTo(13.5, 10),
    ]);
  });

  // Miller (1981), as printed by the R survival package's own test output.
  it('compares the AML groups', () => {
    const rows = Object.entries(aml).flatMap(([group, times]) =>
      times.map(([time, event]) => ({ group, time, event: event === 1 })),
    );
    const test = valueOf(logRankTest(rows));
    expect(test.chiSquare).toBeCloseTo(3.396388699, 8);
    expect(test.groups.map(({ expected }) => expected.toFixed(2))).toEqual(['10.69', '7.31']);
  });

  // lifelines test suite, checked there against R survdiff.
  it.each([
    [[1, 1, 1, 1, 1, 1], 0.254237, 0.614107],
    [[1, 0, 1, 1, 0, 1], 0.384615, 0.535143],
  ])('tiny samples with events %p', (events, chiSquare, pValue) => {
    const times = [10, 20, 30, 10, 20, 50];
    const rows = times.map((time, i) => ({
      time,
      event: events[i] === 1,
      group: i < 3 ? 'first' : 'second',
    }));
    const test = valueOf(logRankTest(rows));
    expect(test.chiSquare).toBeCloseTo(chiSquare, 5);
    expect(test.pValue).toBeCloseTo(pValue, 5);
  });

  it('takes more than two groups, and does not care for their names', () => {
    const row = fc.record({
      time: fc.integer({ min: 1, max: 6 }),
      event: fc.boolean(),
      group: fc.constantFrom('a', 'b', 'c'),
    });
    const names = { a: 'z', b: 'y', c: 'x' } as Record<string, string>;
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 30 }), (rows) => {
        const test = logRankTest(rows);
        const renamed = logRankTest(rows.map((r) => ({ ...r, group: names[r.group]! })));
        expect(renamed.estimable).toBe(test.estimable);
        if (test.estimable && renamed.estimable) {
          expect(renamed.value.chiSquare).toBeCloseTo(test.value.chiSquare, 8);
          const deviation = test.value.groups.reduce((s, g) => s + g.observed - g.expected, 0);
          expect(deviation).toBeCloseTo(0, 10);
        }
      }),
    );
  });

  it('says why it cannot test', () => {
    const one = [{ time: 1, event: true, group: 'a' }];
    expect(logRankTest(one)).toMatchObject({ reason: 'TOO_FEW' });
    const silent = { time: 1, event: false, group: 'b' };
    expect(logRankTest([{ ...silent, group: 'a' }, silent])).toMatchObject({ reason: 'NO_EVENTS' });
    const apart = [
      { time: 1, event: true, group: 'a' },
      { time: 9, entry: 5, event: true, group: 'b' },
    ];
    expect(logRankTest(apart)).toMatchObject({ reason: 'SINGULAR' });
  });
});
