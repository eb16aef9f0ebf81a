/**
 * The logarithmic mean L(a, b) = (a − b) / ln(a / b), L(a, a) = a, of two numbers ≥ 0; zero if one
 * of them is zero (its limit). It turns a ratio into a difference exactly: a − b = L(a, b)·ln(a / b).
 *
 * Source: Carlson (1972), "The logarithmic mean", American Mathematical Monthly 79, 615–618. Close to
 * the diagonal the quotient loses its digits, so there ln(a / b) is taken as 2·artanh((a−b)/(a+b)).
 *
 * @throws RangeError if an argument is negative or not finite.
 */
export function logarithmicMean(a: number, b: number): number {
  if (!(a >= 0 && b >= 0 && Number.isFinite(a) && Number.isFinite(b))) {
    throw new RangeError(`the logarithmic mean takes finite numbers ≥ 0, not ${a} and ${b}`);
  }
  if (a === b) return a;
  if (a === 0 || b === 0) return 0;
  // Halves keep a + b finite near the largest double; dividing by two loses nothing above subnormals.
  const ratio = (a / 2 - b / 2) / (a / 2 + b / 2);
  if (Math.abs(ratio) > 0.05) return (a - b) / logarithmOfQuotient(a, b);
  return (a / 2 + b / 2) / artanhQuotient(ratio);
}

function logarithmOfQuotient(a: number, b: number): number {
  const quotient = a / b;
  const representable = quotient > 1e-300 && quotient < 1e300;
  return representable ? Math.log(quotient) : Math.log(a) - Math.log(b);
}

/** artanh(t) / t = 1 + t²/3 + t⁴/5 + …, to the last digit for |t| ≤ 0.05. */
function artanhQuotient(t: number): number {
  const square = t * t;
  return (
    1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9 + square / 11))))
  );
}
