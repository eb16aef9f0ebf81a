/**
 * Where a continuous decreasing function on [0, ∞) comes down to zero; 0 if it starts below. Bisection:
 * it cannot overshoot, and the functions here are cheap.
 *
 * @param start first guess of the scale, > 0
 */
export function decreasingRoot(value: (x: number) => number, start: number): number {
  if (value(0) <= 0) return 0;
  let low = 0;
  let high = start;
  for (let doubling = 0; doubling < 200 && value(high) > 0; doubling++) {
    low = high;
    high *= 2;
  }
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2;
    if (value(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
