/**
 * The exact sum of finite doubles, rounded once at the end.
 *
 * Because only the exact result is rounded, the digits do not depend on the order of the terms: rows
 * may arrive in any order, from any plan, and a sum is still the same to the last bit.
 *
 * Source: Shewchuk (1997), "Adaptive precision floating-point arithmetic", Discrete & Computational
 * Geometry 18, 305–363; the final half-even correction follows CPython's `math.fsum`.
 *
 * @throws RangeError if a term or a partial sum is not finite.
 */
export function exactSum(terms: readonly number[]): number {
  const partials: number[] = [];
  for (const term of terms) {
    if (!Number.isFinite(term)) throw new RangeError(`cannot sum ${term}: terms must be finite`);
    let carry = term;
    let kept = 0;
    for (const partial of partials) {
      const [larger, smaller] =
        Math.abs(carry) < Math.abs(partial) ? [partial, carry] : [carry, partial];
      const high = larger + smaller;
      const low = smaller - (high - larger);
      if (low !== 0) partials[kept++] = low;
      carry = high;
    }
    if (!Number.isFinite(carry)) throw new RangeError('the sum overflows a double');
    partials.length = kept;
    partials.push(carry);
  }
  return roundPartials(partials);
}

/** Adds non-overlapping partials of increasing magnitude with a single rounding, half to even. */
function roundPartials(partials: readonly number[]): number {
  let index = partials.length - 1;
  if (index < 0) return 0;
  let high = partials[index]!;
  let low = 0;
  while (index > 0) {
    const before = high;
    const next = partials[--index]!;
    high = before + next;
    low = next - (high - before);
    if (low !== 0) break;
  }
  // A tie that smaller partials break away from even.
  if (index > 0 && low < 0 === partials[index - 1]! < 0) {
    const doubled = low * 2;
    const moved = high + doubled;
    if (doubled === moved - high) high = moved;
  }
  return high;
}

/** Exact-order-free Σ aᵢ·bᵢ (each product is rounded, the sum only once). */
export function exactDot(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length) {
    throw new RangeError(`cannot multiply ${left.length} terms with ${right.length}`);
  }
  return exactSum(left.map((value, index) => value * right[index]!));
}
