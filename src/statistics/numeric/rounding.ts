/**
 * Rounds to `decimals` decimal places, ties to even, as published values are.
 *
 * A tie is judged on the shortest decimal that identifies the double (what printing it shows, and
 * what PostgreSQL's `numeric` reads): 2.675 is a tie and becomes 2.68, although the double lies a
 * hair below. The result is the double nearest to the rounded decimal; −0 becomes 0.
 *
 * @param decimals whole number from 0 to 15
 * @throws RangeError if `value` is not finite or `decimals` is out of bounds.
 */
export function roundHalfEven(value: number, decimals: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`cannot round ${value}`);
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 15) {
    throw new RangeError(`decimals must be a whole number from 0 to 15, not ${decimals}`);
  }
  const magnitude = Math.abs(value);
  const rounded = roundMagnitude(magnitude, decimals);
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

const CLEARLY_ACCURATE = 1e11; // below it, scaling errs by less than 1.2e-5 units
const NEAR_TIE = 1e-4;

function roundMagnitude(magnitude: number, decimals: number): number {
  const scale = 10 ** decimals;
  const scaled = magnitude * scale;
  const fraction = scaled - Math.floor(scaled);
  if (scaled < CLEARLY_ACCURATE && Math.abs(fraction - 0.5) > NEAR_TIE) {
    return Math.round(scaled) / scale;
  }
  return roundDecimalDigits(magnitude, decimals);
}

/** The slow path, on the shortest decimal digits: exact whatever the magnitude. */
function roundDecimalDigits(magnitude: number, decimals: number): number {
  const [mantissa, exponentText] = magnitude.toExponential().split('e') as [string, string];
  const digits = mantissa.replace('.', '');
  const kept = Number(exponentText) + 1 + decimals;
  if (kept >= digits.length) return magnitude;
  if (kept < 0) return 0;
  const head = BigInt(digits.slice(0, kept) || '0');
  const tail = digits.slice(kept);
  const isTie = /^50*$/.test(tail);
  const roundsUp = isTie ? head % 2n === 1n : tail >= '5';
  return Number(`${head + (roundsUp ? 1n : 0n)}e-${decimals}`);
}
