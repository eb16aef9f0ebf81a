import fc from 'fast-check';
import { valueOf } from '../../../test/support/statistics.js';
import { adjustPValues } from './index.js';

// Benjamini & Hochberg (1995), JRSS B 57:289–300, section 3.2: 15 p-values; the procedure rejects four at
// 0.05, Bonferroni three. Adjusted values from R's p.adjust.
const pValues = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
  0.6528, 0.759, 1,
];

describe('adjustPValues', () => {
  it.each([
    ['benjamini-hochberg', [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857142857], 4],
    ['benjamini-yekutieli', [0.0049773434898, 0.0099546869797, 0.031523175436], 3],
    ['holm', [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278], 3],
    ['hochberg', [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.2682], 3],
    ['bonferroni', [0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417], 3],
  ] as const)('%s', (method, expected, rejections) => {
    const adjusted = valueOf(adjustPValues(pValues, method));
    expected.forEach((value, i) => expect(adjusted[i]).toBeCloseTo(value, 10));
    expect(adjusted.filter((p) => p <= 0.05)).toHaveLength(rejections);
    expect(adjusted.at(-1)).toBe(1);
  });

  it('follows its input’s order, never lowers a p-value, and keeps their ranking', () => {
    const methods = ['benjamini-hochberg', 'holm', 'hochberg', 'bonferroni'] as const;
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
        fc.constantFrom(...methods),
        (values, method) => {
          const adjusted = valueOf(adjustPValues(values, method));
          values.forEach((p, i) => {
            expect(adjusted[i]).toBeGreaterThanOrEqual(p);
            values.forEach((other, j) => {
              if (p <= other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
            });
          });
          const reversed = valueOf(adjustPValues([...values].reverse(), method));
          expect(reversed.reverse()).toEqual(adjusted);
        },
      ),
    );
  });

  it('takes nothing, and refuses what is no probability', () => {
    expect(adjustPValues([], 'holm')).toEqual({ estimable: true, value: [] });
    expect(adjustPValues([1.2], 'holm')).toMatchObject({ reason: 'INVALID_INPUT' });
    expect(adjustPValues([Number.NaN], 'holm')).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});
