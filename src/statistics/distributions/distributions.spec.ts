import fc from 'fast-check';
import {
  betaCdf,
  betaQuantile,
  chiSquareQuantile,
  chiSquareUpperTail,
  criticalValue,
  logBeta,
  normalCdf,
  normalQuantile,
  studentTCdf,
  studentTQuantile,
  symmetricInterval,
  twoSidedPValue,
} from './index.js';

describe('distributions against printed tables', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7 (tables of critical values).
  it('gives the normal quantiles and areas', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 12);
  });

  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 9, 2.262],
    [0.95, 30, 1.697],
    [0.995, 100, 2.626],
  ])('t quantile at %p with %p degrees of freedom is %p', (probability, df, expected) => {
    expect(studentTQuantile(probability, df)).toBeCloseTo(expected, 3);
  });

  it.each([
    [0.95, 1, 3.841],
    [0.95, 10, 18.307],
    [0.025, 7, 1.69],
  ])('chi-square quantile at %p with %p degrees of freedom is %p', (probability, df, expected) => {
    expect(chiSquareQuantile(probability, df)).toBeCloseTo(expected, 3);
    expect(chiSquareUpperTail(expected, df)).toBeCloseTo(1 - probability, 3);
  });

  it('has the closed forms of small betas', () => {
    expect(betaCdf(0.3, 1, 1)).toBeCloseTo(0.3, 12);
    expect(betaCdf(0.5, 2, 3)).toBeCloseTo(0.6875, 12);
    expect(logBeta(2, 3)).toBeCloseTo(Math.log(1 / 12), 12);
  });

  it('passes to the normal distribution at infinite degrees of freedom', () => {
    expect(studentTCdf(1.3, Infinity)).toBe(normalCdf(1.3));
    expect(studentTQuantile(0.9, 1e7)).toBeCloseTo(studentTQuantile(0.9, Infinity), 6);
  });
});

describe('distributions as functions', () => {
  const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  const shape = fc.double({ min: 0.5, max: 500, noNaN: true });

  it('inverts every quantile', () => {
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        expect(studentTCdf(studentTQuantile(p, a), a)).toBeCloseTo(p, 6);
        expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 6);
        expect(1 - chiSquareUpperTail(chiSquareQuantile(p, a), a)).toBeCloseTo(p, 6);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses nonsense instead of answering NaN', () => {
    expect(() => normalQuantile(1)).toThrow(RangeError);
    expect(() => studentTQuantile(0.5, -1)).toThrow(RangeError);
    expect(() => betaQuantile(0.5, 0, 1)).toThrow(RangeError);
    expect(() => criticalValue(1)).toThrow(RangeError);
  });

  it('derives intervals and p-values', () => {
    expect(symmetricInterval(1, 2, 0.95).upper).toBeCloseTo(1 + 2 * 1.959963984540054, 12);
    expect(twoSidedPValue(-1.959963984540054)).toBeCloseTo(0.05, 12);
    expect(twoSidedPValue(12.706204736, 1)).toBeCloseTo(0.05, 9);
  });
});
