import fc from 'fast-check';
import { valueOf } from '../../../test/support/statistics.js';
import {
  normalise,
  normaliseToGoalposts,
  percentileGoalposts,
  type Direction,
  type Normalisation,
} from './index.js';

describe('normalisation', () => {
  const columns = fc
    .uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 })
    .map((values) => values as number[]);
  const direction = fc.constantFrom<Direction>('HIGHER_IS_BETTER', 'LOWER_IS_BETTER');
  const scaleFree: Normalisation[] = [
    { kind: 'MIN_MAX', range: [0, 100] },
    { kind: 'Z_SCORE', mean: 0, standardDeviation: 1 },
    { kind: 'PERCENTILE_RANK', ties: 'AVERAGE', definition: 'EXCLUSIVE' },
    { kind: 'BORDA', ties: 'STANDARD' },
  ];

  it.each(scaleFree)('%j does not depend on units', (method) => {
    fc.assert(
      fc.property(columns, direction, fc.constantFrom(0.25, 2, 1024), (column, way, unit) => {
        const scores = valueOf(normalise(column, method, way));
        const others = valueOf(
          normalise(
            column.map((v) => v * unit + 7),
            method,
            way,
          ),
        );
        scores.forEach((score, i) => expect(others[i]).toBeCloseTo(score!, 9));
      }),
    );
  });

  it.each(scaleFree)('%j mirrors the direction and keeps what is missing', (method) => {
    fc.assert(
      fc.property(columns, (column) => {
        const gaps = column.flatMap((value) => [null, value]);
        const up = valueOf(normalise(gaps, method, 'HIGHER_IS_BETTER'));
        const mirrored = gaps.map((value) => (value === null ? null : -value));
        const down = valueOf(normalise(mirrored, method, 'LOWER_IS_BETTER'));
        expect(up.filter((_, i) => i % 2 === 0).every((value) => value === null)).toBe(true);
        up.forEach((value, i) => {
          if (value !== null) expect(down[i]).toBeCloseTo(value, 9);
        });
      }),
    );
  });

  it('places values between frozen goalposts and clamps beyond them', () => {
    const place = (value: number, way: Direction) =>
      valueOf(
        normaliseToGoalposts(
          value,
          { low: 10, high: 30, range: [0, 100], scale: 'LINEAR', beyond: 'CLAMP' },
          way,
        ),
      );
    expect([5, 10, 15, 30, 90].map((v) => place(v, 'HIGHER_IS_BETTER'))).toEqual([
      0, 0, 25, 100, 100,
    ]);
    expect([5, 10, 15, 30, 90].map((v) => place(v, 'LOWER_IS_BETTER'))).toEqual([
      100, 100, 75, 0, 0,
    ]);
  });

  it('turns ratios and differences round where lower is better', () => {
    const of = (method: Normalisation) =>
      valueOf(normalise([2, null, 4, 8], method, 'LOWER_IS_BETTER'));
    expect(of({ kind: 'RATIO', reference: 'BEST' })).toEqual([1, null, 0.5, 0.25]);
    expect(of({ kind: 'RATIO', reference: 'WORST' })).toEqual([4, null, 2, 1]);
    expect(of({ kind: 'RATIO', reference: { value: 4 } })).toEqual([2, null, 1, 0.5]);
    expect(of({ kind: 'RELATIVE_DIFFERENCE', reference: { value: 4 } })).toEqual([
      0.5,
      null,
      0,
      -1,
    ]);
    expect(of({ kind: 'RANK', ties: 'STANDARD' })).toEqual([3, null, 2, 1]);
  });

  it('says why a column cannot be normalised', () => {
    const minMax: Normalisation = { kind: 'MIN_MAX', range: [0, 1] };
    expect(normalise([null], minMax, 'HIGHER_IS_BETTER')).toMatchObject({ reason: 'NO_DATA' });
    expect(normalise([3, 3], minMax, 'HIGHER_IS_BETTER')).toMatchObject({
      reason: 'ZERO_VARIANCE',
    });
    const ratio: Normalisation = { kind: 'RATIO', reference: 'MEAN' };
    expect(normalise([3, -3], ratio, 'HIGHER_IS_BETTER')).toMatchObject({ reason: 'NON_POSITIVE' });
    const same = { low: 1, high: 1, range: [0, 1], scale: 'LINEAR', beyond: 'CLAMP' } as const;
    expect(normaliseToGoalposts(1, same, 'HIGHER_IS_BETTER')).toMatchObject({
      reason: 'ZERO_DENOMINATOR',
    });
  });

  it('takes goalposts at percentiles, if there are enough different values', () => {
    const column = [null, ...Array.from({ length: 21 }, (_, i) => i * 10)];
    expect(percentileGoalposts(column, 0.05, 0.95, 20)).toEqual({
      estimable: true,
      value: { low: 10, high: 190 },
    });
    expect(percentileGoalposts(column, 0.05, 0.95, 22)).toMatchObject({ reason: 'TOO_FEW' });
    expect(percentileGoalposts([4, 4, 4], 0.05, 0.95, 2)).toMatchObject({
      reason: 'ZERO_VARIANCE',
    });
    expect(percentileGoalposts([], 0.05, 0.95, 0)).toMatchObject({ reason: 'NO_DATA' });
    expect(percentileGoalposts(column, 0.9, 0.1, 2)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});
