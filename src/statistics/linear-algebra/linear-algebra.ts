import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';

/** Row-major dense matrix of finite numbers. */
export type Rows = readonly (readonly number[])[];

/** A symmetric positive definite matrix, factored once and solved for many right-hand sides. */
export interface PositiveDefinite {
  solve(rightHandSide: readonly number[]): number[];
  inverse(): number[][];
  logDeterminant: number;
}

/** Relative size of a pivot below which columns count as linearly dependent. */
const PIVOT_TOLERANCE = 1e-11;

/**
 * Cholesky factorisation A = L·Lᵀ (ml-matrix).
 *
 * @param rows symmetric n × n; only the lower triangle is read
 * @returns SINGULAR if A is not positive definite to working precision, which in a regression means
 *   that the columns are collinear; INVALID_INPUT if a cell is not finite.
 */
export function factorPositiveDefinite(rows: Rows): Estimate<PositiveDefinite> {
  if (rows.some((row) => row.some((cell) => !Number.isFinite(cell)))) {
    return cannotEstimate('INVALID_INPUT', 'the matrix holds a number that is not finite');
  }
  // Scaled to a unit diagonal, so that collinearity is judged free of the columns' units.
  const scale = rows.map((row, index) => 1 / Math.sqrt(row[index]!));
  if (scale.some((value) => !Number.isFinite(value))) {
    return cannotEstimate('SINGULAR', 'the matrix has a diagonal element that is not positive');
  }
  // Only the lower triangle is read: rounding may have left the two halves a bit apart.
  const scaled = rows.map((_, i) =>
    rows.map((__, j) => rows[Math.max(i, j)]![Math.min(i, j)]! * (scale[i]! * scale[j]!)),
  );
  const cholesky = new CholeskyDecomposition(new Matrix(scaled));
  const lower = cholesky.lowerTriangularMatrix;
  const pivots = rows.map((_, index) => lower.get(index, index));
  if (!cholesky.isPositiveDefinite() || pivots.some((pivot) => !(pivot ** 2 > PIVOT_TOLERANCE))) {
    return cannotEstimate('SINGULAR', 'the columns are linearly dependent');
  }
  const solve = (rightHandSide: readonly number[]): number[] => {
    const column = Matrix.columnVector(rightHandSide.map((value, i) => value * scale[i]!));
    return cholesky
      .solve(column)
      .to1DArray()
      .map((value, i) => value * scale[i]!);
  };
  return estimated({
    solve,
    inverse: () => {
      const columns = rows.map((_, j) => solve(rows.map((__, i) => (i === j ? 1 : 0))));
      return columns.map((_, i) => columns.map((column) => column[i]!));
    },
    logDeterminant: pivots.reduce(
      (sum, pivot, index) => sum + 2 * (Math.log(pivot) - Math.log(scale[index]!)),
      0,
    ),
  });
}

/** Eigenvalues and unit eigenvectors of a symmetric matrix; `vectors[i]` belongs to `values[i]`. */
export function symmetricEigen(rows: Rows): { values: number[]; vectors: number[][] } {
  const matrix = new Matrix(rows.map((_, i) => rows.map((__, j) => rows[i]![j]!)));
  const eigen = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return {
    values: eigen.realEigenvalues,
    vectors: eigen.eigenvectorMatrix.transpose().to2DArray(),
  };
}

export function dot(left: readonly number[], right: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}

export function multiply(rows: Rows, vector: readonly number[]): number[] {
  return rows.map((row) => dot(row, vector));
}

/** aᵀ·A·b. */
export function bilinear(left: readonly number[], rows: Rows, right: readonly number[]): number {
  return dot(left, multiply(rows, right));
}

export function zeros(rowCount: number, columnCount: number): number[][] {
  return Array.from({ length: rowCount }, () => new Array<number>(columnCount).fill(0));
}

/** Adds weight · vector · vectorᵀ to a square matrix in place. */
export function addOuterProduct(target: number[][], vector: readonly number[], weight = 1): void {
  for (let i = 0; i < vector.length; i++) {
    const scaled = vector[i]! * weight;
    if (scaled === 0) continue;
    const row = target[i]!;
    for (let j = 0; j < vector.length; j++) row[j]! += scaled * vector[j]!;
  }
}

/** The sandwich bread · meat · bread of robust variances; both symmetric. */
export function sandwich(bread: Rows, meat: Rows): number[][] {
  const middle = new Matrix(bread.map((row) => [...row]));
  return middle
    .mmul(new Matrix(meat.map((row) => [...row])))
    .mmul(middle)
    .to2DArray();
}
