import fc from 'fast-check';
import { addDays } from '../../platform/kernel/business-date.js';
import { compareSalesAround, type DailySales } from './sales-around.js';

const setting = { windowDays: 28, minimumDays: 14, blockDays: 7, resamples: 400 };
const on = '2026-03-01';
const seed = new Uint8Array(32).fill(7);
const daysAround = (sales: (offset: number) => number): DailySales[] =>
  Array.from({ length: 81 }, (_, i) => i - 40).map((offset) => ({
    date: addDays(on, offset),
    netGmv: sales(offset),
  }));

describe('sales around a session', () => {
  it('leaves out the day itself and what lies beyond the windows', () => {
    const days = daysAround((offset) => {
      if (offset === 0) return 1e9;
      return Math.abs(offset) > 28 ? 5e6 : offset < 0 ? 100 : 150;
    });
    const compared = compareSalesAround(on, days, setting, seed);
    expect(compared).toMatchObject({ daysBefore: 28, daysAfter: 28, ratio: 1.5 });
    expect(compared.interval).toEqual({ lower: 1.5, upper: 1.5 });
  });

  it('says what cannot be estimated', () => {
    const few = daysAround(() => 10).filter(({ date }) => date > addDays(on, -10));
    expect(compareSalesAround(on, few, setting, seed).cannotEstimate).toBe('TOO_FEW_DAYS');
    const none = daysAround((offset) => (offset < 0 ? 0 : 10));
    expect(compareSalesAround(on, none, setting, seed).cannotEstimate).toBe('NO_SALES_BEFORE');
  });

  it('does not depend on the unit nor on the order of days, and comes again by its seed', () => {
    const values = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 81, maxLength: 81 });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 1_000 }), (sales, unit) => {
        const days = daysAround((offset) => sales[offset + 40]!);
        const once = compareSalesAround(on, days, setting, seed);
        expect(compareSalesAround(on, [...days].reverse(), setting, seed)).toEqual(once);
        const scaled = days.map((day) => ({ ...day, netGmv: day.netGmv * unit }));
        const other = compareSalesAround(on, scaled, setting, seed);
        expect(other.ratio).toBeCloseTo(once.ratio!, 9);
        expect(other.interval!.lower).toBeCloseTo(once.interval!.lower, 9);
        expect(once.interval!.lower).toBeLessThanOrEqual(once.interval!.upper);
      }),
      { numRuns: 30 },
    );
  });
});
