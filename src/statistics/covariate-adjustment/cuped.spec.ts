import { valueOf } from '../../../test/support/statistics.js';
import { cuped } from './index.js';

// Hand et al., A Handbook of Small Data Sets (1993), set 285 (anorexia): weights before and after family
// therapy, and of the controls, in pounds. Figures from R 4.2.2.
const family = [
  [83.8, 95.2],
  [83.3, 94.3],
  [86, 91.5],
  [82.5, 91.9],
  [86.7, 100.3],
  [79.6, 76.7],
  [76.9, 76.8],
  [94.2, 101.6],
  [73.4, 94.9],
  [80.5, 75.2],
  [81.6, 77.8],
  [82.1, 95.5],
  [77.6, 90.7],
  [83.5, 92.5],
  [89.9, 93.8],
  [86, 91.7],
  [87.3, 98],
];
const untreated = [
  [80.7, 80.2],
  [89.4, 80.1],
  [91.8, 86.4],
  [74, 86.3],
  [78.1, 76.1],
  [88.3, 78.1],
  [87.3, 75.1],
  [75.1, 86.7],
  [80.6, 73.5],
  [78.4, 84.6],
  [77.6, 77.4],
  [88.7, 79.5],
  [81.3, 89.6],
  [78.1, 81.4],
  [70.5, 81.8],
  [77.3, 77.3],
  [85.2, 84.2],
  [86, 75.4],
  [84.1, 79.5],
  [79.7, 73],
  [85.5, 88.3],
  [84.4, 84.7],
  [79.6, 81.4],
  [77.5, 81.2],
  [72.3, 88.2],
  [89, 78.8],
];
const units = (rows: number[][]) =>
  rows.map(([covariate, outcome]) => ({ covariate: covariate!, outcome: outcome! }));

describe('CUPED', () => {
  it('with θ over all units, as Deng et al. define it', () => {
    const result = valueOf(cuped(units(family), units(untreated), { theta: 'overall' }));
    expect(result.theta).toBeCloseTo(0.33568822857, 9);
    expect(result.difference).toBeCloseTo(8.8252487962, 8);
    expect(result.standardError).toBeCloseTo(2.1466115228, 8);
    expect(result.varianceReduction).toBeCloseTo(0.053626077678, 9);
  });

  it('with θ within arms has the point estimate of the analysis of covariance', () => {
    const result = valueOf(cuped(units(family), units(untreated)));
    expect(result.theta).toBeCloseTo(0.21107175815, 9);
    expect(result.difference).toBeCloseTo(9.0335725744, 8);
    expect(result.pValue).toBeLessThan(0.001);
    expect(result.interval.lower).toBeGreaterThan(0);
  });

  it('with a useless covariate is Welch’s comparison', () => {
    const flip = (rows: number[][]) =>
      units(rows).flatMap((unit) => [-1, 1].map((covariate) => ({ ...unit, covariate })));
    const result = valueOf(cuped(flip(family), flip(untreated)));
    expect(result.theta).toBeCloseTo(0, 12);
    expect(result.difference).toBeCloseTo(9.3864253394, 8);
  });

  it('says why it cannot adjust', () => {
    const flat = units(family).map((unit) => ({ ...unit, covariate: 1 }));
    expect(cuped(flat, flat)).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(cuped(flat.slice(0, 1), flat)).toMatchObject({ reason: 'TOO_FEW' });
    const line = units(family).map((unit) => ({ ...unit, outcome: 2 * unit.covariate }));
    expect(cuped(line, line).estimable).toBe(false);
    const broken = [{ outcome: Number.NaN, covariate: 1 }, ...flat];
    expect(cuped(broken, flat)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});
