import { dot } from '../linear-algebra/index.js';

/**
 * Weights w ≥ 0 with Σw = 1 that minimise ‖Aw − b‖²/rows + ridge·‖w‖², by accelerated projected gradient
 * (Beck & Teboulle 2009) with restarts (O'Donoghue & Candès 2015).
 *
 * @param rows A, row by row
 * @param target b
 * @param intercept whether a constant may be added to Aw: columns and target are then centred
 */
export function simplexLeastSquares(
  rows: readonly (readonly number[])[],
  target: readonly number[],
  ridge: number,
  intercept: boolean,
): number[] {
  const count = rows.length;
  const size = rows[0]!.length;
  const centre = intercept
    ? rows[0]!.map((_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / count)
    : rows[0]!.map(() => 0);
  const offset = intercept ? target.reduce((a, b) => a + b, 0) / count : 0;
  const a = rows.map((row) => row.map((value, j) => value - centre[j]!));
  const b = target.map((value) => value - offset);

  // Gram matrix once: a step then costs size², whatever the number of rows.
  const gram = centre.map((_, i) =>
    centre.map(
      (__, j) => a.reduce((sum, row) => sum + row[i]! * row[j]!, 0) / count + (i === j ? ridge : 0),
    ),
  );
  const linear = centre.map((_, j) => a.reduce((sum, row, i) => sum + row[j]! * b[i]!, 0) / count);
  // The largest row sum bounds the largest eigenvalue.
  const curvature = Math.max(...gram.map((row) => row.reduce((sum, v) => sum + Math.abs(v), 0)));
  if (curvature === 0) return centre.map(() => 1 / size);

  const gradient = (w: readonly number[]): number[] =>
    gram.map((row, i) => dot(row, w) - linear[i]!);
  let weights = centre.map(() => 1 / size);
  let ahead = weights;
  let momentum = 1;
  for (let iteration = 0; iteration < 50_000; iteration++) {
    const slope = gradient(ahead);
    const next = projectOntoSimplex(ahead.map((value, i) => value - slope[i]! / curvature));
    const step = next.map((value, i) => value - weights[i]!);
    if (Math.max(...step.map(Math.abs)) < 1e-12) return next;
    const uphill = dot(slope, step) > 0;
    const nextMomentum = uphill ? 1 : (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    const push = uphill ? 0 : (momentum - 1) / nextMomentum;
    ahead = next.map((value, i) => value + push * step[i]!);
    momentum = nextMomentum;
    weights = next;
  }
  return weights;
}

/** The nearest point with entries ≥ 0 that add up to 1 (Held, Wolfe & Crowder 1974). */
export function projectOntoSimplex(point: readonly number[]): number[] {
  const descending = [...point].sort((a, b) => b - a);
  let sum = 0;
  let shift = 0;
  for (let i = 0; i < descending.length; i++) {
    sum += descending[i]!;
    const candidate = (sum - 1) / (i + 1);
    if (descending[i]! - candidate > 0) shift = candidate;
  }
  return point.map((value) => Math.max(0, value - shift));
}
