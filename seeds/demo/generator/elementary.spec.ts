import fc from 'fast-check';
import { exponential, logarithm } from './elementary.js';

describe('exponential', () => {
  it('agrees with Math.exp to a few units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -39.9, max: 39.9, noNaN: true }), (x) => {
        expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(4e-15);
      }),
    );
  });

  it('holds its argument within ±40', () => {
    expect(exponential(1000)).toBe(exponential(40));
    expect(exponential(-1000)).toBe(exponential(-40));
    expect(exponential(0)).toBe(1);
  });
});

describe('logarithm', () => {
  it('agrees with Math.log to a few units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (x) => {
        const error = Math.abs(logarithm(x) - Math.log(x));
        expect(error).toBeLessThan(1e-15 * Math.max(8, Math.abs(Math.log(x)) * 4));
      }),
    );
  });
});
