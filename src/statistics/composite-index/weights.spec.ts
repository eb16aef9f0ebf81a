import type { Estimate } from '../numeric/index.js';
import {
  analyticHierarchyWeights,
  cohenKappa,
  criticWeights,
  entropyWeights,
  shrinkBySampleSize,
  shrinkByVariance,
  shrinkJamesStein,
  standardDeviationWeights,
} from './index.js';

function valueOf<T>(estimate: Estimate<T>): T {
  if (!estimate.estimable) throw new Error(estimate.detail);
  return estimate.value;
}

function transpose(rows: readonly (readonly number[])[]): number[][] {
  return rows[0]!.map((_, j) => rows.map((row) => row[j]!));
}

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number) {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance);
  });
}

describe('weights from dispersion', () => {
  it('has the entropy weights of Elsayed, Dawood & Karthikeyan (2017), IJETT 46(2), 60–66', () => {
    const rows = [
      [7, 312, 1891, 6613, 163],
      [72, 88, 728, 941804, 1078],
      [10, 252, 2594, 3466, 117471],
      [10, 145, 980, 2371, 86329],
      [65, 54, 350, 501, 29897],
      [29, 48, 380, 912, 34051],
      [7, 476, 3300, 78470, 2212],
      [70, 87, 650, 733, 819000],
      [4, 86, 591, 3015, 103],
      [12, 79, 579, 3240, 96098],
      [21, 45, 261, 1253, 453],
      [1, 72, 530, 4333, 0.1048],
    ];
    const expected = [0.104991, 0.069124, 0.071373, 0.449937, 0.304575];
    expectNear(valueOf(entropyWeights(transpose(rows))), expected, 5e-7);
  });

  it('has the CRITIC weights of Tuş & Adalı (2019), Opsearch 56(2), 528–538', () => {
    const rows = [
      [5000, 3, 3, 4, 3, 2],
      [680, 5, 3, 2, 2, 1],
      [2000, 3, 2, 3, 4, 3],
      [600, 4, 3, 1, 2, 2],
      [800, 2, 4, 3, 3, 4],
    ];
    const expected = [0.157, 0.249, 0.168, 0.121, 0.154, 0.151];
    expectNear(valueOf(criticWeights(transpose(rows))), expected, 0.00051);
  });

  it('has the standard-deviation weights of Jahan & Edwards (2013), Materials & Design 49', () => {
    const rows = [
      [0, 0, 0],
      [0.39, 0.3, 0.77],
      [0.17, 0.36, 0.8],
      [0.35, 0.29, 0.93],
      [0.3, 0.4, 0.94],
      [0.84, 0.71, 1],
      [1, 1, 0.99],
    ];
    const expected = [0.35, 0.31, 0.34];
    expectNear(valueOf(standardDeviationWeights(transpose(rows))), expected, 0.0051);
  });

  it('says why there are no weights', () => {
    expect(entropyWeights([])).toMatchObject({ reason: 'NO_DATA' });
    expect(entropyWeights([[1, -1]])).toMatchObject({ reason: 'NON_POSITIVE' });
    expect(entropyWeights([[1, 1]])).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(standardDeviationWeights([[1]])).toMatchObject({ reason: 'TOO_FEW' });
    const constant = criticWeights([
      [1, 2],
      [3, 3],
    ]);
    expect(constant).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(criticWeights([[1, 2], [3]])).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('the analytic hierarchy process', () => {
  it('has the weights of Wang & Chin (2011), Information Sciences 181(23), 5240–5248', () => {
    const result = valueOf(
      analyticHierarchyWeights([
        [1, 4, 3, 1, 3, 4],
        [1 / 4, 1, 7, 3, 1 / 5, 1],
        [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
        [1, 1 / 3, 5, 1, 1, 1 / 3],
        [1 / 3, 5, 5, 1, 1, 3],
        [1 / 4, 1, 6, 3, 1 / 3, 1],
      ]),
    );
    const expected = [0.3208, 0.1395, 0.0348, 0.1285, 0.2374, 0.1391];
    expectNear(result.weights, expected, 5.1e-5);
    expect(result.principalEigenvalue).toBeCloseTo(7.41987010192128, 10);
    expect(result.consistencyRatio).toBeCloseTo(0.22901130676149675, 10);
  });

  it('finds consistent comparisons consistent', () => {
    const weights = [0.5, 0.3, 0.2];
    const result = valueOf(analyticHierarchyWeights(weights.map((a) => weights.map((b) => a / b))));
    expectNear(result.weights, weights, 1e-14);
    expect(result.consistencyRatio).toBeCloseTo(0, 12);
  });

  it('rejects what is no comparison matrix', () => {
    expect(analyticHierarchyWeights([])).toMatchObject({ reason: 'INVALID_INPUT' });
    const negative = [
      [1, -2],
      [-0.5, 1],
    ];
    expect(analyticHierarchyWeights(negative)).toMatchObject({ reason: 'NON_POSITIVE' });
    const contradictory = [
      [1, 2],
      [2, 1],
    ];
    expect(analyticHierarchyWeights(contradictory)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('shrinkage', () => {
  it('has the baseball factor of Efron & Morris (1977): c = .212', () => {
    // Batting averages after 45 at-bats; variance p(1 − p)/45 at the grand mean.
    const averages = [
      0.4, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244, 0.222, 0.222, 0.222,
      0.222, 0.222, 0.2, 0.178, 0.156,
    ];
    const mean = averages.reduce((sum, average) => sum + average, 0) / averages.length;
    const result = valueOf(shrinkJamesStein(averages, (mean * (1 - mean)) / 45));
    expect(Math.abs(result.reliability - 0.212)).toBeLessThanOrEqual(0.002);
    // Clemente's .400 becomes .294, Munson's .178 becomes .247 (their table).
    expect(Math.abs(result.values[0]! - 0.294)).toBeLessThanOrEqual(0.002);
    expect(Math.abs(result.values[16]! - 0.247)).toBeLessThanOrEqual(0.002);
  });

  it('moves between the peer mean and the value', () => {
    expect(shrinkBySampleSize(80, 0, 60, 20)).toMatchObject({
      value: { value: 60, reliability: 0 },
    });
    expect(shrinkBySampleSize(80, 20, 60, 20)).toMatchObject({ value: { value: 70 } });
    expect(shrinkByVariance(80, 0, 60, 5)).toMatchObject({ value: { value: 80, reliability: 1 } });
    expect(shrinkByVariance(80, 5, 60, 0)).toMatchObject({ value: { value: 60, reliability: 0 } });
  });

  it('says what it cannot do', () => {
    expect(shrinkByVariance(1, 0, 0, 0)).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(shrinkBySampleSize(1, -1, 0, 5)).toMatchObject({ reason: 'INVALID_INPUT' });
    expect(shrinkJamesStein([1, 2, 3], 1)).toMatchObject({ reason: 'TOO_FEW' });
    expect(shrinkJamesStein([2, 2, 2, 2], 1)).toMatchObject({ reason: 'ZERO_VARIANCE' });
  });
});

describe('kappa', () => {
  /** Two radiologists on 85 mammograms: Boyd et al. (1982), as in the Stata manual, [R] kappa. */
  const MAMMOGRAMS = [
    [21, 12, 0, 0],
    [4, 17, 1, 0],
    [3, 9, 15, 2],
    [0, 0, 0, 1],
  ];

  it.each([
    ['UNWEIGHTED', 0.4728],
    ['LINEAR', 0.5684],
    ['QUADRATIC', 0.6714],
  ] as const)('%s is %d', (weights, expected) => {
    expect(Math.abs(valueOf(cohenKappa(MAMMOGRAMS, weights)) - expected)).toBeLessThan(5.1e-5);
  });

  it('says why there is none', () => {
    expect(cohenKappa([[0]], 'LINEAR')).toMatchObject({ reason: 'NO_DATA' });
    expect(cohenKappa([[5]], 'LINEAR')).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(cohenKappa([[1, 2]], 'LINEAR')).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});
