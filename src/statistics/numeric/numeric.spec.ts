import fc from 'fast-check';
import {
  displayParts,
  displayShares,
  exactDot,
  exactSum,
  excessKurtosis,
  logarithmicMean,
  mean,
  quantile,
  roundHalfEven,
  sampleVariance,
  skewness,
} from './index.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 });

describe('exactSum', () => {
  it('is correctly rounded where a running sum is not (CPython test_math.py, testFsum)', () => {
    expect(exactSum([])).toBe(0);
    expect(exactSum([1e100, 1, -1e100])).toBe(1);
    expect(exactSum([1e100, 1, -1e100, 1e-100, 1e50, -1, -1e50])).toBe(1e-100);
    expect(exactSum([2 ** 53, -0.5, -(2 ** -54)])).toBe(2 ** 53 - 1);
    expect(exactSum([2 ** 53, 1, 2 ** -100])).toBe(2 ** 53 + 2);
    expect(exactSum([2 ** 53 + 10, 1, 2 ** -100])).toBe(2 ** 53 + 12);
    expect(exactSum([2 ** 53 - 4, 0.5, 2 ** -54])).toBe(2 ** 53 - 3);
    expect(exactSum(new Array<number>(10).fill(0.1))).toBe(1);
  });

  it('does not depend on the order', () => {
    const orders = fc
      .array(finite)
      .chain((terms) =>
        fc.tuple(fc.constant(terms), fc.shuffledSubarray(terms, { minLength: terms.length })),
      );
    fc.assert(fc.property(orders, ([a, b]) => expect(exactSum(b)).toBe(exactSum(a))));
  });

  it('refuses what is not finite', () => {
    expect(() => exactSum([1, Number.NaN])).toThrow(RangeError);
    expect(() => exactSum([1, Number.NEGATIVE_INFINITY])).toThrow(RangeError);
    expect(() => exactSum([Number.MAX_VALUE, Number.MAX_VALUE])).toThrow('must be finite');
    expect(() => exactDot([1], [])).toThrow(RangeError);
  });
});

describe('roundHalfEven', () => {
  it.each([
    [0.5, 0, 0],
    [1.5, 0, 2],
    [2.5, 0, 2],
    [-2.5, 0, -2],
    [0.125, 2, 0.12],
    [0.375, 2, 0.38],
    [2.675, 2, 2.68],
    [1.005, 2, 1],
    [1.015, 2, 1.02],
    [0.0000005, 6, 0],
    [0.0000015, 6, 0.000002],
    [1e-300, 6, 0],
    [123456789012345.67, 1, 123456789012345.7],
    [1e21, 6, 1e21],
    [99.9999995, 6, 100],
  ])('%d to %i places is %d', (value, decimals, expected) => {
    expect(roundHalfEven(value, decimals)).toBe(expected);
  });

  it('agrees with exact decimal arithmetic', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        fc.nat(6),
        (units, places) => {
          // units · 10^−7 rounded to `places`: the quotient and remainder say what is right.
          const step = 10n ** BigInt(7 - places);
          const [quotient, remainder] = [units / step, units % step];
          const twice = 2n * (remainder < 0n ? -remainder : remainder);
          const away = twice > step || (twice === step && quotient % 2n !== 0n);
          const expected = quotient + (away ? (units < 0n ? -1n : 1n) : 0n);
          const rounded = roundHalfEven(Number(`${units}e-7`), places);
          expect(rounded).toBe(Number(`${expected}e-${places}`));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('rounds to itself, and never to −0', () => {
    fc.assert(
      fc.property(finite, fc.nat(9), (value, places) => {
        const once = roundHalfEven(value, places);
        expect(roundHalfEven(once, places)).toBe(once);
        expect(Object.is(once, -0)).toBe(false);
      }),
    );
  });

  it('refuses what it cannot round', () => {
    expect(() => roundHalfEven(Number.POSITIVE_INFINITY, 2)).toThrow(RangeError);
    expect(() => roundHalfEven(1, 16)).toThrow(RangeError);
  });
});

describe('display parts', () => {
  it('add up exactly, each within one unit of its part', () => {
    const parts = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(parts, fc.nat(4), (values, places) => {
        const scale = 10 ** places;
        const shown = displayParts(values, places);
        const units = shown.reduce((sum, value) => sum + Math.round(value * scale), 0);
        expect(units).toBe(Math.round(roundHalfEven(exactSum(values), places) * scale));
        shown.forEach((value, i) => {
          expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(1.0000001 / scale);
        });
      }),
    );
  });

  it('give thirds of 100 % as 33.4, 33.3, 33.3', () => {
    expect(displayShares([1, 1, 1], 1)).toEqual([33.4, 33.3, 33.3]);
    expect(displayShares([1, -1], 1)).toBeNull();
  });

  it('refuse parts that miss their total', () => {
    expect(() => displayParts([1, 2], 2, 5)).toThrow('not to 5');
  });
});

describe('moments', () => {
  it('say why they have no value', () => {
    expect(mean([])).toMatchObject({ reason: 'NO_DATA' });
    expect(sampleVariance([1])).toMatchObject({ reason: 'TOO_FEW' });
    expect(skewness([1, 2])).toMatchObject({ reason: 'TOO_FEW' });
    expect(skewness([2, 2, 2])).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(excessKurtosis([1, 2, 3])).toMatchObject({ reason: 'TOO_FEW' });
    expect(excessKurtosis([2, 2, 2, 2])).toMatchObject({ reason: 'ZERO_VARIANCE' });
  });
});

describe('quantile', () => {
  // Hyndman & Fan definitions on 1 … 10, as R's quantile(1:10, p, type) prints them.
  it.each([
    [0.25, 1, 3],
    [0.25, 6, 2.75],
    [0.25, 7, 3.25],
    [0.25, 8, 2.916667],
    [0.9, 1, 9],
    [0.9, 6, 9.9],
    [0.9, 7, 9.1],
    [0.9, 8, 9.633333],
    [0, 7, 1],
    [1, 7, 10],
  ] as const)('%d by definition %i is %d', (probability, definition, expected) => {
    const sample = [7, 1, 10, 3, 2, 9, 4, 8, 6, 5];
    const result = quantile(sample, probability, definition);
    expect(result.estimable && result.value).toBeCloseTo(expected, 6);
  });

  it('says why it has no value', () => {
    expect(quantile([], 0.5)).toMatchObject({ reason: 'NO_DATA' });
    expect(quantile([1], 1.1)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('logarithmic mean', () => {
  const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

  it('lies between the geometric and the arithmetic mean, whatever the order', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const value = logarithmicMean(a, b);
        expect(value).toBeGreaterThanOrEqual(Math.sqrt(a * b) * (1 - 1e-14));
        expect(value).toBeLessThanOrEqual(((a + b) / 2) * (1 + 1e-14));
        expect(logarithmicMean(b, a)).toBeCloseTo(value, 8);
      }),
    );
  });

  it('keeps its digits next to the diagonal and at the ends of the scale', () => {
    const a = 1 + 1e-9; // L(1, 1 + h) = 1 + h/2 − h²/12 + …
    expect(logarithmicMean(a, 1)).toBeCloseTo(1 + 5e-10, 15);
    expect(logarithmicMean(3, 3)).toBe(3);
    expect(logarithmicMean(0, 5)).toBe(0);
    expect(logarithmicMean(1e300, 1e-300)).toBeCloseTo(1e300 / (600 * Math.LN10), -288);
    expect(() => logarithmicMean(-1, 2)).toThrow(RangeError);
  });
});
