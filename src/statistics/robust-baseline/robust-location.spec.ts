import fc from 'fast-check';
import { valueOf } from '../../../test/support/statistics.js';
import { effectiveSampleSize, huberLocation, weightedQuantile } from './index.js';

describe('Huber location', () => {
  // Venables & Ripley, Modern Applied Statistics with S (4th ed. 2002), section 5.5: copper in wholemeal
  // flour; mean 4.28, huber(chem) with k = 1.5 gives μ 3.2067 and s 0.52632.
  const chem = [
    2.9, 3.1, 3.4, 3.4, 3.7, 3.7, 2.8, 2.5, 2.4, 2.4, 2.7, 2.2, 5.28, 3.37, 3.03, 3.03, 28.95, 3.77,
    3.4, 2.2, 3.5, 3.6, 3.7, 3.7,
  ];
  const equal = chem.map(() => 1);

  it('is not moved by one flash sale', () => {
    const { location, scale, weights } = valueOf(huberLocation(chem, equal, 1.5));
    expect(chem.reduce((a, b) => a + b) / chem.length).toBeCloseTo(4.28, 2);
    expect(location).toBeCloseTo(3.206724, 5);
    expect(scale).toBeCloseTo(0.526323, 5);
    expect(weights[16]).toBeLessThan(0.04 / chem.length + 0.002);
  });

  const value = fc.integer({ min: -50, max: 50 });
  const pair = fc.tuple(value, fc.integer({ min: 1, max: 4 }));

  it('shifts and scales with the values, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 20 }), (pairs) => {
        const values = pairs.map(([v]) => v);
        const weights = pairs.map(([, w]) => w);
        const base = valueOf(huberLocation(values, weights, 1.345));
        const moved = valueOf(
          huberLocation(
            values.map((v) => 3 * v + 7),
            weights,
            1.345,
          ),
        );
        expect(moved.location).toBeCloseTo(3 * base.location + 7, 6);
        const reversed = huberLocation([...values].reverse(), [...weights].reverse(), 1.345);
        expect(valueOf(reversed).location).toBeCloseTo(base.location, 9);
        expect(base.weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
        expect(base.location).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(base.location).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });

  it('reads a whole weight as so many equal values', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 12 }), (pairs) => {
        const spread = pairs.flatMap(([v, w]) => new Array<number>(w).fill(v));
        const weighted = valueOf(
          huberLocation(
            pairs.map(([v]) => v),
            pairs.map(([, w]) => w),
            1.345,
          ),
        );
        const repeated = valueOf(
          huberLocation(
            spread,
            spread.map(() => 1),
            1.345,
          ),
        );
        expect(weighted.location).toBeCloseTo(repeated.location, 8);
        expect(weighted.scale).toBeCloseTo(repeated.scale, 8);
      }),
    );
  });

  it('copes with ties and refuses nonsense', () => {
    const mostlyEqual = valueOf(huberLocation([5, 5, 5, 5, 9], [1, 1, 1, 1, 1], 1.345));
    expect(mostlyEqual.scale).toBeGreaterThan(0);
    expect(valueOf(huberLocation([5, 5], [1, 2], 1.345))).toMatchObject({ location: 5, scale: 0 });
    expect(huberLocation([], [], 1.345)).toMatchObject({ reason: 'NO_DATA' });
    expect(huberLocation([1], [0], 1.345)).toMatchObject({ reason: 'INVALID_INPUT' });
    expect(huberLocation([1], [1], 0)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('weights', () => {
  it('give quantiles and an effective number', () => {
    expect(weightedQuantile([1, 2, 3, 4], [1, 1, 1, 1], 0.5)).toBe(2.5);
    expect(weightedQuantile([4, 1, 9], [1, 1, 5], 0.5)).toBe(9);
    expect(effectiveSampleSize([2, 2, 2])).toBeCloseTo(3, 12);
    expect(effectiveSampleSize([1, 1e-9])).toBeCloseTo(1, 6);
  });
});
