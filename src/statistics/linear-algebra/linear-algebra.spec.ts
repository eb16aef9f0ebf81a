import fc from 'fast-check';
import {
  clusterRobustCovariance,
  factorPositiveDefinite,
  leastSquares,
  multiply,
} from './index.js';
import { valueOf } from '../../../test/support/statistics.js';

describe('factorPositiveDefinite', () => {
  it('solves, inverts and takes the determinant', () => {
    const matrix = [
      [4, 2],
      [2, 3],
    ];
    const factor = valueOf(factorPositiveDefinite(matrix));
    expect(factor.solve([8, 7])).toEqual([expect.closeTo(1.25, 12), expect.closeTo(1.5, 12)]);
    expect(factor.inverse()[0]![1]).toBeCloseTo(-0.25, 12);
    expect(Math.exp(factor.logDeterminant)).toBeCloseTo(8, 12);
  });

  it('is not misled by the units of a column', () => {
    const solution = valueOf(
      factorPositiveDefinite([
        [4e-20, 2],
        [2, 3e20],
      ]),
    ).solve([8e-10, 7e10]);
    expect(solution[0]! * 1e-10).toBeCloseTo(1.25, 12);
  });

  it('says that collinear columns are singular', () => {
    const collinear = [
      [1, 2],
      [2, 4],
    ];
    expect(factorPositiveDefinite(collinear)).toMatchObject({ reason: 'SINGULAR' });
    expect(factorPositiveDefinite([[0]])).toMatchObject({ reason: 'SINGULAR' });
    expect(factorPositiveDefinite([[Number.NaN]])).toMatchObject({ reason: 'INVALID_INPUT' });
  });

  it('undoes the multiplication', () => {
    const cell = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 3, maxLength: 3 }),
        fc.tuple(cell, cell, cell),
        (root, solution) => {
          // RᵀR + I is always positive definite.
          const matrix = [0, 1, 2].map((i) =>
            [0, 1, 2].map(
              (j) => root.reduce((sum, row) => sum + row[i]! * row[j]!, 0) + (i === j ? 1 : 0),
            ),
          );
          const solved = valueOf(factorPositiveDefinite(matrix)).solve(multiply(matrix, solution));
          solution.forEach((value, index) => expect(solved[index]).toBeCloseTo(value, 8));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('leastSquares', () => {
  // Anscombe (1973), "Graphs in statistical analysis", The American Statistician 27, table 1, set 1:
  // y = 3.0 + 0.5 x, standard error of the slope 0.118.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const design = x.map((value) => [1, value]);

  it('fits Anscombe’s first set', () => {
    const fit = valueOf(leastSquares(design, y));
    expect(fit.coefficients[0]).toBeCloseTo(3.0, 2);
    expect(fit.coefficients[1]).toBeCloseTo(0.5, 3);
    const slopeError = Math.sqrt(fit.residualVariance * fit.inverseNormal[1]![1]!);
    expect(slopeError).toBeCloseTo(0.118, 3);
  });

  it('clusters: repeating every row inside its cluster changes only the small-sample factor', () => {
    const once = valueOf(leastSquares(design, y));
    const twice = valueOf(leastSquares([...design, ...design], [...y, ...y]));
    const keys = x.map((_, index) => index);
    const single = valueOf(clusterRobustCovariance(design, once, keys)).covariance;
    const double = valueOf(
      clusterRobustCovariance([...design, ...design], twice, [...keys, ...keys]),
    ).covariance;
    expect(double[1]![1]! / (21 / 20)).toBeCloseTo(single[1]![1]! / (10 / 9), 12);
  });

  it('says what is missing', () => {
    expect(leastSquares([[1], [1]].slice(0, 1), [2])).toMatchObject({ reason: 'TOO_FEW' });
    const fit = valueOf(leastSquares(design, y));
    expect(
      clusterRobustCovariance(
        design,
        fit,
        x.map(() => 'one'),
      ),
    ).toMatchObject({
      reason: 'ONE_CLUSTER',
    });
  });
});
