import fc from 'fast-check';
import { seededUniform, valueOf } from '../../../test/support/statistics.js';
import { bootstrapRatio, fiellerInterval, jackknifeRatio, ratioOfSums } from './index.js';

// Davison & Hinkley (1997), table 2.1; figures from R 4.2.2 with boot 1.3-28.1.
const denominators = [138, 93, 61, 179, 48, 37, 29, 23, 30, 2];
const numerators = [143, 104, 69, 260, 75, 63, 50, 48, 111, 50];
const cities = denominators.map((denominator, i) => ({ denominator, numerator: numerators[i]! }));

describe('ratio of sums', () => {
  it('is not the mean of ratios', () => {
    const naive = cities.reduce((sum, r) => sum + r.numerator / r.denominator, 0) / 10;
    expect(naive).toBeCloseTo(4.0514470117, 8);
    expect(valueOf(ratioOfSums(cities)).ratio).toBeCloseTo(1.5203125, 12);
  });

  it('has the delta interval', () => {
    const { standardError, interval, units } = valueOf(ratioOfSums(cities));
    expect(standardError ** 2).toBeCloseTo(0.0360974819, 9);
    expect(interval.lower).toBeCloseTo(1.0905176297, 8);
    expect(interval.upper).toBeCloseTo(1.9501073703, 8);
    expect(units).toBe(10);
  });

  it('has Fieller’s interval, which a noisy denominator needs', () => {
    const { interval, g } = valueOf(fiellerInterval(cities));
    expect(interval.lower).toBeCloseTo(1.1959564445, 8);
    expect(interval.upper).toBeCloseTo(2.4613751548, 8);
    expect(g).toBeCloseTo(0.39482370806, 9);
  });

  it('has the jackknife and bootstrap errors', () => {
    expect(valueOf(jackknifeRatio(cities)).standardError).toBeCloseTo(0.19479099359, 9);
    const options = { uniform: seededUniform(11), resamples: 20_000 };
    expect(valueOf(bootstrapRatio(cities, options)).standardError).toBeCloseTo(0.2204883, 1);
  });

  const row = fc.record({
    numerator: fc.integer({ min: 0, max: 1000 }),
    denominator: fc.integer({ min: 1, max: 1000 }),
  });

  it('does not depend on order or units, and sums clusters first', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 20 }), (rows) => {
        const one = valueOf(ratioOfSums(rows));
        expect(ratioOfSums([...rows].reverse())).toEqual({ estimable: true, value: one });
        const cents = valueOf(
          ratioOfSums(rows.map((r) => ({ ...r, numerator: r.numerator * 100 }))),
        );
        expect(cents.ratio).toBeCloseTo(one.ratio * 100, 6);
        expect(cents.standardError).toBeCloseTo(one.standardError * 100, 6);
        const halves = rows.flatMap((r, i) => {
          const half = { numerator: r.numerator / 2, denominator: r.denominator / 2 };
          return [half, half].map((part) => ({ ...part, cluster: `${i}` }));
        });
        expect(valueOf(ratioOfSums(halves)).standardError).toBeCloseTo(one.standardError, 9);
      }),
    );
  });

  it('says "not enough evidence" for a zero denominator', () => {
    const zero = [
      { numerator: 1, denominator: 0 },
      { numerator: 2, denominator: 0 },
    ];
    for (const result of [
      ratioOfSums(zero),
      fiellerInterval(zero),
      jackknifeRatio(zero),
      bootstrapRatio(zero, { uniform: seededUniform(1), resamples: 100 }),
    ]) {
      expect(result).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
    }
    const noisy = [-3, 4, -2, 3, 1].map((denominator) => ({ numerator: 1, denominator }));
    expect(fiellerInterval(noisy)).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
    expect(ratioOfSums(cities.slice(0, 1))).toMatchObject({ reason: 'TOO_FEW' });
    expect(ratioOfSums([])).toMatchObject({ reason: 'NO_DATA' });
  });
});
