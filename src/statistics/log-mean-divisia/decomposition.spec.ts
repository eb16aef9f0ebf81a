import fc from 'fast-check';
import { displayShares, type Estimate } from '../numeric/index.js';
import { decomposeDifference, decomposeRatio, factorsOfChain, type Factors } from './index.js';

function valueOf<T>(estimate: Estimate<T>): T {
  if (!estimate.estimable) throw new Error(estimate.detail);
  return estimate.value;
}

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number) {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance);
  });
}

describe('LMDIR (tests/testthat/test_lmdi.R; Ang 2005): two categories, three factors', () => {
  const YEARS: Record<number, Factors> = {
    1971: [
      [1, 10, 2],
      [4, 5, 3],
    ],
    1972: [
      [4, 5, 3],
      [5, 6, 4],
    ],
    1973: [
      [8, 2, 4],
      [5, 7, 5],
    ],
    1974: [
      [10, 1, 5],
      [6, 8, 6],
    ],
  };

  it.each([
    [1971, 100, [69.79006598, -9.455125793, 39.66505981]],
    [1972, 59, [42.96021467, -34.31902656, 50.3588119]],
    [1973, 99, [54.01064234, -9.021284671, 54.01064234]],
  ])('additive from %i', (year, change, effects) => {
    const result = valueOf(decomposeDifference(YEARS[year]!, YEARS[year + 1]!));
    expect(result.to - result.from).toBe(change);
    expectNear(result.effects, effects, 5e-8);
  });

  it.each([
    [1971, 2.25, [1.761117821, 0.926191306, 1.379410116]],
    [1972, 1.327777778, [1.229284572, 0.847970248, 1.273773912]],
    [1973, 1.414225941, [1.208140223, 0.968911503, 1.208140223]],
  ])('multiplicative from %i', (year, ratio, effects) => {
    const result = valueOf(decomposeRatio(YEARS[year]!, YEARS[year + 1]!));
    expect(Math.abs(result.to / result.from - ratio)).toBeLessThanOrEqual(5e-8);
    expectNear(result.effects, effects, 5e-8);
  });

  it('by category', () => {
    const { byCategory } = valueOf(decomposeDifference(YEARS[1971]!, YEARS[1972]!));
    expectNear(byCategory[0]!, [50.47438029, -25.23719014, 14.76280986], 5e-8);
    expectNear(byCategory[1]!, [19.31568569, 15.78206435, 24.90224996], 5e-8);
  });

  it('with a category that comes', () => {
    const from = [
      [0, 10, 2],
      [4, 5, 3],
    ];
    const { byCategory } = valueOf(decomposeDifference(from, YEARS[1972]!));
    expect(byCategory[0]).toEqual([60, 0, 0]);
    expectNear(byCategory[1]!, [19.31568569, 15.78206435, 24.90224996], 5e-8);
  });

  it('with a category that goes', () => {
    const to = [
      [4, 5, 3],
      [5, 6, 0],
    ];
    const { byCategory } = valueOf(decomposeDifference(YEARS[1971]!, to));
    expectNear(byCategory[0]!, [50.47438029, -25.23719014, 14.76280986], 5e-8);
    expect(byCategory[1]).toEqual([0, 0, -60]);
  });
});

describe('the eight zero-value rules (Ang, Zhang & Choi 1998, table 2)', () => {
  /** x⁰, x¹ of the factor in question, and of the other one, which makes the value. */
  it.each([
    ['1: comes from zero', [0, 2], [21, 21], 42],
    ['2: goes to zero', [2, 0], [21, 21], -42],
    ['3: another factor brings it', [2, 2], [0, 21], 0],
    ['4: another factor ends it', [2, 2], [21, 0], 0],
    ['5: never there, positive', [2, 2], [0, 0], 0],
    ['6: never there, zero', [0, 0], [21, 21], 0],
    ['7: never there, goes to zero', [2, 0], [0, 21], 0],
    ['8: never there, comes from zero', [0, 2], [21, 0], 0],
  ])('%s', (_, [x0, x1], [y0, y1], expected) => {
    const result = valueOf(decomposeDifference([[x0!, y0!]], [[x1!, y1!]]));
    expect(result.effects[0]).toBe(expected);
    expect(result.effects[0]! + result.effects[1]!).toBe(result.to - result.from);
  });

  it('share what several zero factors bring, instead of counting it twice', () => {
    const result = valueOf(decomposeDifference([[0, 0, 7]], [[2, 3, 7]]));
    expect(result.effects).toEqual([21, 21, 0]);
  });
});

describe('a chain of six factors (PyLMDI example: commercial buildings 2017–2018)', () => {
  // Inputs printed by PyLMDI; effects from an independent implementation of the formula.
  const CHINA = [
    [1390.08, 59.04367375, 0.51892765, 0.002876626, 3.004500526, 2.07],
    [1395.38, 64.52073987, 0.521570193, 0.002743568, 3.053397862, 2.02],
  ];
  const US = [
    [324.985538, 60.0622225, 0.771978857, 0.005817767, 7.352421075, 1.344564777],
    [326.687501, 62.99647129, 0.768904032, 0.005676565, 7.392394794, 1.333927521],
  ];

  it.each([
    [
      'China',
      CHINA,
      [2.961364221, 69.032181708, 3.952702878, -36.853878769, 12.562758285, -19.027454417],
      [1.00381273, 1.092762963, 1.005092315, 0.953745117, 1.016274697, 0.975845411],
    ],
    [
      'the United States',
      US,
      [4.576585152, 41.791422966, -3.496806064, -21.527775606, 4.750687514, -6.959238039],
      [1.005237042, 1.048853483, 0.996016957, 0.975729176, 1.00543681, 0.992088699],
    ],
  ])('%s', (_, [from, to], additive, multiplicative) => {
    expectNear(valueOf(decomposeDifference([from!], [to!])).effects, additive, 5e-8);
    expectNear(valueOf(decomposeRatio([from!], [to!])).effects, multiplicative, 5e-8);
  });
});

it("shows Ang's slide example in shares that add up (A Simple Guide to LMDI, 2016)", () => {
  // 140 → 160: activity +50, structure −10, intensity −20.
  expect(displayShares([50, -10, -20], 1)).toEqual([250, -50, -100]);
});

describe('any decomposition', () => {
  const factor = fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 1e-3, max: 1e4, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(0) },
  );
  const sides = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
    .chain(([categories, factors]) => {
      const row = fc.array(factor, { minLength: factors, maxLength: factors });
      const side = fc.array(row, { minLength: categories, maxLength: categories });
      return fc.tuple(side, side);
    });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

  it('has no residual, additive and multiplicative, also with zeros', () => {
    fc.assert(
      fc.property(sides, ([from, to]) => {
        const difference = valueOf(decomposeDifference(from, to));
        const size = Math.max(difference.from, difference.to, 1);
        const change = difference.to - difference.from;
        expect(Math.abs(sum(difference.effects) - change)).toBeLessThan(1e-11 * size);
        const ratio = decomposeRatio(from, to);
        if (difference.from === 0 || difference.to === 0) {
          expect(ratio).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
        } else {
          // Compared as logs: one category may be 10²⁰ times another.
          const logs = sum(valueOf(ratio).effects.map(Math.log));
          expect(logs).toBeCloseTo(Math.log(difference.to / difference.from), 8);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('changes its sign when time runs backward', () => {
    fc.assert(
      fc.property(sides, ([from, to]) => {
        const forward = valueOf(decomposeDifference(from, to));
        const backward = valueOf(decomposeDifference(to, from));
        const size = Math.max(forward.from, forward.to, 1);
        forward.effects.forEach((effect, j) => {
          expect(Math.abs(effect + backward.effects[j]!)).toBeLessThan(1e-10 * size);
        });
      }),
    );
  });

  it('does not depend on the order of categories, and follows the order of factors', () => {
    fc.assert(
      fc.property(sides, ([from, to]) => {
        const { effects } = valueOf(decomposeDifference(from, to));
        const turned = valueOf(decomposeDifference([...from].reverse(), [...to].reverse()));
        expect(turned.effects).toEqual(effects);
        const mirror = (rows: number[][]) => rows.map((row) => [...row].reverse());
        const mirrored = valueOf(decomposeDifference(mirror(from), mirror(to)));
        const size = Math.max(...from.flat(), ...to.flat(), 1) ** from[0]!.length;
        mirrored.effects.reverse().forEach((effect, j) => {
          expect(Math.abs(effect - effects[j]!)).toBeLessThan(1e-11 * size);
        });
      }),
    );
  });

  it('has multiplicative effects that do not depend on units', () => {
    fc.assert(
      fc.property(sides, fc.constantFrom(0.25, 1024), ([from, to], unit) => {
        const ratio = decomposeRatio(from, to);
        fc.pre(ratio.estimable);
        const rescale = (rows: number[][]) => rows.map(([x, ...rest]) => [x! * unit, ...rest]);
        const rescaled = valueOf(decomposeRatio(rescale(from), rescale(to)));
        rescaled.effects.forEach((effect, j) => {
          expect(Math.log(effect)).toBeCloseTo(Math.log(valueOf(ratio).effects[j]!), 9);
        });
      }),
    );
  });

  it('refuses what is no decomposition', () => {
    expect(decomposeDifference([], [])).toMatchObject({ reason: 'NO_DATA' });
    expect(decomposeDifference([[1]], [[1, 2]])).toMatchObject({ reason: 'INVALID_INPUT' });
    expect(decomposeDifference([[1]], [[-1]])).toMatchObject({ reason: 'NON_POSITIVE' });
    expect(decomposeDifference([[1]], [[Number.NaN]])).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('the GMV identity', () => {
  it('splits totals into factors whose product is the GMV', () => {
    const factors = valueOf(factorsOfChain([1_000_000, 50_000, 25_000, 80_000]));
    expect(factors).toEqual([1_000_000, 0.05, 0.5, 3.2]);
    expect(valueOf(factorsOfChain([1000, 0, 0, 0]))).toEqual([1000, 0, 0, 0]);
  });

  it('says where a chain is broken', () => {
    expect(factorsOfChain([])).toMatchObject({ reason: 'NO_DATA' });
    expect(factorsOfChain([10, 0, 5])).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
    expect(factorsOfChain([10, -1])).toMatchObject({ reason: 'NON_POSITIVE' });
  });
});
