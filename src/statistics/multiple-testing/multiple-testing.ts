import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';

/**
 * 'benjamini-hochberg' and 'benjamini-yekutieli' bound the expected share of false discoveries (the
 * latter under any dependence); 'holm', 'hochberg' and 'bonferroni' the chance of a single one.
 */
export type MultipleTestingMethod =
  'benjamini-hochberg' | 'benjamini-yekutieli' | 'holm' | 'hochberg' | 'bonferroni';

/**
 * Adjusted p-values, in the order of the input: a hypothesis is rejected at level α if its adjusted
 * p-value is ≤ α.
 *
 * Sources: Benjamini & Hochberg (1995), Benjamini & Yekutieli (2001), Holm (1979), Hochberg (1988);
 * the definitions are those of R's `p.adjust`.
 *
 * @returns INVALID_INPUT for a number outside [0, 1]; nothing for nothing.
 */
export function adjustPValues(
  pValues: readonly number[],
  method: MultipleTestingMethod,
): Estimate<number[]> {
  if (!pValues.every((p) => p >= 0 && p <= 1)) {
    return cannotEstimate('INVALID_INPUT', 'a p-value lies in [0, 1]');
  }
  const m = pValues.length;
  const ascending = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const multiplier = (rank: number): number => {
    switch (method) {
      case 'benjamini-hochberg':
        return m / rank;
      case 'benjamini-yekutieli':
        return (harmonic(m) * m) / rank;
      case 'holm':
      case 'hochberg':
        return m - rank + 1;
      case 'bonferroni':
        return m;
    }
  };
  const adjusted = new Array<number>(m);
  if (method === 'holm') {
    let largest = 0;
    ascending.forEach((index, position) => {
      largest = Math.max(largest, multiplier(position + 1) * pValues[index]!);
      adjusted[index] = Math.min(1, largest);
    });
  } else {
    const stepUp = method !== 'bonferroni';
    let smallest = 1;
    for (let position = m - 1; position >= 0; position--) {
      const index = ascending[position]!;
      const own = Math.min(1, multiplier(position + 1) * pValues[index]!);
      smallest = Math.min(smallest, own);
      adjusted[index] = stepUp ? smallest : own;
    }
  }
  return estimated(adjusted);
}

function harmonic(m: number): number {
  let sum = 0;
  for (let i = 1; i <= m; i++) sum += 1 / i;
  return sum;
}
