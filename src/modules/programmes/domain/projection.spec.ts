import fc from 'fast-check';
import { createRandomGeneratorFromInteger } from '../../../statistics/seeded-random/index.js';
import { joinSmallBands } from './progress-band.js';
import { projectGmv, projectLeaps, type LeapRunner } from './projection.js';

const setting = { threshold: 1_000, wanted: 2, simulations: 2_000, confidence: 0.9 };
const random = (seed = 1) => createRandomGeneratorFromInteger(seed);

describe('projection of GMV', () => {
  it('counts what is there when nothing is left to come', () => {
    const runners = [1_000, 999.99, 2_000].map((value) => ({ value, weeks: [500, 500, 500, 500] }));
    const { projection, probabilities } = projectGmv(runners, 0, setting, random());
    expect(projection).toMatchObject({ median: 2, lower: 2, upper: 2, probability: 1 });
    expect(probabilities).toEqual([1, 0, 1]);
  });

  it('adds the coming weeks, the last one in part', () => {
    const steady = [{ value: 0, weeks: [100, 100, 100, 100] }];
    const after = (weeks: number) =>
      projectGmv(steady, weeks, { ...setting, wanted: 1 }, random()).projection.median;
    expect([after(9.9), after(10), after(10.1)]).toEqual([0, 1, 1]);
  });

  it('lets what moves the market move all of them together', () => {
    const alike = Array.from({ length: 20 }, () => ({
      value: 0,
      weeks: [10, 190, 10, 190, 10, 190],
    }));
    const { projection, probabilities } = projectGmv(alike, 10, setting, random());
    expect(new Set(probabilities).size).toBe(1);
    expect([projection.lower, projection.upper]).toEqual([0, 20]);
  });

  it('comes again by its seed, and never falls when there is more', () => {
    const week = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(week, { minLength: 1, maxLength: 8 }), fc.nat(20), (all, weeksLeft) => {
        const runners = all.map((weeks, i) => ({ value: i * 100, weeks }));
        const small = { ...setting, simulations: 200 };
        const once = projectGmv(runners, weeksLeft, small, random());
        expect(projectGmv(runners, weeksLeft, small, random())).toEqual(once);
        const richer = runners.map((runner) => ({ ...runner, value: runner.value + 50 }));
        const more = projectGmv(richer, weeksLeft, small, random()).probabilities;
        more.forEach((probability, i) =>
          expect(probability).toBeGreaterThanOrEqual(once.probabilities[i]!),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('projection of leaps', () => {
  const leaps = { ...setting, threshold: 5, simulations: 400 };
  const runner = (given: Partial<LeapRunner>): LeapRunner => ({
    confirmed: 0,
    pending: 0,
    decided: { held: 0, all: 0 },
    recent: 0,
    ...given,
  });

  it('decides pending ones at the rate at which such leaps were held', () => {
    const held = (share: number) =>
      Array.from({ length: 40 }, () =>
        runner({ confirmed: 4, pending: 1, decided: { held: 100 * share, all: 100 } }),
      );
    const none = { months: 6, monthsLeft: 0 };
    const { probabilities } = projectLeaps(held(0.7), none, leaps, random());
    const mean = probabilities.reduce((a, b) => a + b, 0) / probabilities.length;
    expect(mean).toBeCloseTo(0.7, 1);
    const sure = projectLeaps(
      [runner({ confirmed: 5 }), runner({ confirmed: 4 })],
      none,
      leaps,
      random(),
    );
    expect(sure.probabilities).toEqual([1, 0]);
  });

  it('lets new ones come as often as they came', () => {
    // Six in six months, six months to go: six more expected, all held; five are wanted.
    const runners = Array.from({ length: 50 }, () =>
      runner({ recent: 6, decided: { held: 200, all: 200 } }),
    );
    const { probabilities } = projectLeaps(runners, { months: 6, monthsLeft: 6 }, leaps, random());
    const mean = probabilities.reduce((a, b) => a + b, 0) / probabilities.length;
    // P(Poisson(6) ≥ 5) = 0.7149; the doubt about the rate is small with 300 leaps.
    expect(mean).toBeCloseTo(0.715, 1);
  });
});

describe('bands of progress', () => {
  it('tell of no group that is too small, and lose nobody but a market that is', () => {
    const bands = fc
      .uniqueArray(fc.integer({ min: 0, max: 10 }), { minLength: 1 })
      .chain((tenths) =>
        fc.tuple(
          ...[...tenths]
            .sort((a, b) => a - b)
            .map((tenth) =>
              fc.integer({ min: 1, max: 9 }).map((providers) => ({
                from: tenth * 10,
                to: tenth < 10 ? tenth * 10 + 10 : null,
                providers,
              })),
            ),
        ),
      );
    fc.assert(
      fc.property(bands, (given) => {
        const told = joinSmallBands(given, 5);
        const count = (list: readonly { providers: number }[]) =>
          list.reduce((sum, { providers }) => sum + providers, 0);
        expect(told.every(({ providers }) => providers >= 5)).toBe(true);
        expect(count(told)).toBe(count(given) >= 5 ? count(given) : 0);
      }),
    );
  });
});
