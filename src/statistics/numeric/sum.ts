/**
 * The exact sum of finite doubles, rounded once at the end.
 *
 * Because only the exact result is rounded, the digits do not depend on the order of the terms: rows
 * may arrive in any order, from any plan, and a sum is still the same to the last bit.
 *
 * Source: Shewchuk (1997), "Adaptive precision floating-point arithmetic", Discrete & Computational
 * Geometry 18, 305–363; the final half-even correction follows CPython's `math.fsum`.
 *
 * @throws RangeError if a term or the sum is not finite.
 */
export function exactSum(terms: readonly number[]): number {
  const partials: number[] = [];
  for (let term = 0; term < terms.length; term += 1) {
    let carry = terms[term]!;
    let kept = 0;
    for (let i = 0; i < partials.length; i += 1) {
      const partial = partials[i]!;
      // Knuth's two-sum: high + low is carry + partial exactly.
      const high = carry + partial;
      const virtual = high - carry;
      const low = carry - (high - virtual) + (partial - virtual);
      if (low !== 0) partials[kept++] = low;
      carry = high;
    }
    partials.length = kept;
    partials.push(carry);
  }
  const sum = roundPartials(partials);
  if (!Number.isFinite(sum)) throw new RangeError('terms and their sum must be finite');
  return sum;
}

/** Adds non-overlapping partials of increasing magnitude with a single rounding, half to even. */
function roundPartials(partials: readonly number[]): number {
  let index = partials.length - 1;
  if (index < 0) return 0;
  let high = partials[index]!;
  let low = 0;
  while (index > 0 && low === 0) {
    const before = high;
    index -= 1;
    high = before + partials[index]!;
    low = partials[index]! - (high - before);
  }
  // A tie that smaller partials break away from even.
  if (index > 0 && low !== 0 && low < 0 === partials[index - 1]! < 0) {
    const doubled = low * 2;
    const moved = high + doubled;
    if (doubled === moved - high) high = moved;
  }
  return high;
}

/** Σ aᵢ·bᵢ: each product is rounded, the sum only once. */
export function exactDot(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length) {
    throw new RangeError(`cannot multiply ${left.length} terms with ${right.length}`);
  }
  return exactSum(left.map((value, index) => value * right[index]!));
}
