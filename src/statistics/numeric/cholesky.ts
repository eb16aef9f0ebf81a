/** A symmetric positive definite matrix as its lower Cholesky factor. */
export type CholeskyFactor = readonly (readonly number[])[];

/**
 * The lower triangular L with L·Lᵀ = matrix.
 *
 * @returns null if the matrix is not positive definite (to rounding).
 */
export function cholesky(matrix: readonly (readonly number[])[]): CholeskyFactor | null {
  const lower: number[][] = [];
  for (let i = 0; i < matrix.length; i += 1) {
    const row: number[] = [];
    for (let j = 0; j <= i; j += 1) {
      let value = matrix[i]![j]!;
      const other = j === i ? row : lower[j]!;
      for (let k = 0; k < j; k += 1) value -= row[k]! * other[k]!;
      if (j < i) {
        row.push(value / other[j]!);
      } else {
        if (!(value > matrix[i]![i]! * 1e-13)) return null;
        row.push(Math.sqrt(value));
      }
    }
    lower.push(row);
  }
  return lower;
}

/** Solves (L·Lᵀ)·x = right. */
export function solveCholesky(lower: CholeskyFactor, right: readonly number[]): number[] {
  const solution = [...right];
  for (let i = 0; i < solution.length; i += 1) {
    for (let k = 0; k < i; k += 1) solution[i]! -= lower[i]![k]! * solution[k]!;
    solution[i]! /= lower[i]![i]!;
  }
  for (let i = solution.length - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < solution.length; k += 1) solution[i]! -= lower[k]![i]! * solution[k]!;
    solution[i]! /= lower[i]![i]!;
  }
  return solution;
}
