import { valueOf } from '../../../test/support/statistics.js';
import {
  differenceOfChanges,
  differenceOfMeans,
  staggeredDifferenceInDifferences,
  type PanelUnit,
} from './index.js';

/**
 * Card & Krueger (1994), American Economic Review 84:772–793: changes in full-time-equivalent employment of
 * the fast-food stores with data in both waves, six closed stores counted as zero; "value×count".
 */
const pennsylvania =
  '-41.5 -29 -21.5 -20 -18.5x2 -18x2 -17 -16.5 -14x2 -12.5 -11 -10.25 -9.5 -9.25 -8 -7.5 -7 -6.25 -6 ' +
  '-5.5 -4x2 -3.5x2 -3 -2.5x3 -2.25 -1.75 -1.5x3 -1.25 -1 -0.5x2 0x4 0.5 1 1.5x3 2x3 2.25 2.5 3 3.25 ' +
  '3.5 4x3 4.5x2 5.5 6x2 6.5 7.5 11.5 12 13x2 16 19x2 22.75';
const newJersey =
  '-34 -27.5 -26 -24.5 -22.75 -20x2 -19x2 -18.5 -17.5x2 -16 -13.5x2 -13x4 -12.5 -12 -11.5x3 -11.25 -11 ' +
  '-10x4 -9.5x3 -8.5 -8x3 -7.5x2 -7.25 -7x2 -6.5x4 -6x2 -5.75x2 -5.5x6 -5x6 -4.5x2 -4x8 -3.5x6 -3x6 ' +
  '-2.5x10 -2.25 -2x8 -1.5x18 -1x4 -0.75x2 -0.5x8 -0.25 0x14 0.25x2 0.5x5 0.75 1x11 1.5x5 1.75x2 2x12 ' +
  '2.25x2 2.45 2.5x11 2.75 3x8 3.25x2 3.5x8 4x9 4.5x5 5x5 5.25x2 5.5x4 5.75 6x3 6.25 6.5x2 7x3 7.5x2 ' +
  '7.75x3 8x4 8.25 8.5x2 9x2 9.5x5 10 10.5x5 11x5 11.5x2 12x2 13 13.25 13.5 13.75 14 14.5 14.75x2 15.5 ' +
  '16 17 17.5 18.5x2 21.5 23.5 24 28 34';
const changes = (text: string): number[] =>
  text.split(' ').flatMap((item) => {
    const [value, count = '1'] = item.split('x');
    return new Array<number>(Number(count)).fill(Number(value));
  });
const treated = changes(newJersey);
const control = changes(pennsylvania);

describe('difference in differences, Card & Krueger', () => {
  // Table 3, row 4: Pennsylvania −2.28 (1.25), New Jersey 0.47 (0.48), difference 2.75 (1.34).
  it('of balanced changes is row 4', () => {
    const result = valueOf(differenceOfChanges(treated, control));
    expect([treated.length, control.length]).toEqual([309, 75]);
    expect(result.effect).toBeCloseTo(2.75, 10);
    expect(result.standardError).toBeCloseTo(1.3423409769, 9);
    expect(result.interval.lower).toBeGreaterThan(0);
    expect(result.pValue).toBeLessThan(0.05);
  });

  // Rows 1–3: New Jersey 20.44 (0.51) → 21.03 (0.52), Pennsylvania 23.33 (1.35) → 21.17 (0.94): 2.76 (1.36),
  // the error there with the stores' own correlation; four independent means have a larger one.
  it('of four means is row 3', () => {
    const result = valueOf(
      differenceOfMeans(
        {
          before: { mean: 20.44, standardError: 0.51 },
          after: { mean: 21.03, standardError: 0.52 },
        },
        {
          before: { mean: 23.33, standardError: 1.35 },
          after: { mean: 21.17, standardError: 0.94 },
        },
      ),
    );
    expect(Math.abs(result.effect - 2.76)).toBeLessThan(0.011);
    expect(result.standardError).toBeCloseTo(1.7993, 3);
  });

  it('is a staggered design with one cohort', () => {
    const units: PanelUnit[] = [treated, control].flatMap((group, side) =>
      group.map((change, i) => ({
        id: `${side} ${i}`,
        firstServed: side === 0 ? 1 : null,
        outcomes: new Map([
          [0, 20],
          [1, 20 + change],
        ]),
      })),
    );
    const { overall, preTrend, placebo } = valueOf(
      staggeredDifferenceInDifferences(units, {
        basePeriods: [-1],
        eventTimes: { from: -1, to: 0 },
      }),
    );
    expect(overall.effect).toBeCloseTo(2.75, 10);
    // R sandwich, HC1: 1.337725; the small-sample factors differ in the third decimal.
    expect(overall.standardError).toBeCloseTo(1.3377, 2);
    expect(preTrend).toBeNull();
    expect(placebo).toBeNull();
  });

  it('says why it cannot be estimated', () => {
    expect(differenceOfChanges([1], control)).toMatchObject({ reason: 'TOO_FEW' });
    expect(differenceOfChanges([1, 1], [2, 2])).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(differenceOfChanges([1, Number.NaN], control)).toMatchObject({
      reason: 'INVALID_INPUT',
    });
    const exact = { before: { mean: 1, standardError: 0 }, after: { mean: 2, standardError: 0 } };
    expect(differenceOfMeans(exact, exact)).toMatchObject({ reason: 'ZERO_VARIANCE' });
  });
});
