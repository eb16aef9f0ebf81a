/**
 * exp and ln from additions, multiplications and divisions only.
 *
 * ECMAScript lets an engine approximate Math.exp and Math.log, so their last digit may differ between
 * machines; +, −, × and ÷ on doubles are exact IEEE 754 everywhere. Both functions are accurate to a
 * few units in the last place, which is far more than a generator needs.
 */

const LN2 = 0.6931471805599453;
/** ln 2 split so that k × LN2_HIGH is exact for small k (Cody and Waite). */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LARGEST_EXPONENT = 40;

const POWERS_OF_TWO = Array.from({ length: 129 }, (_, index) => {
  let power = 1;
  for (let step = 64; step < index; step += 1) power *= 2;
  for (let step = index; step < 64; step += 1) power /= 2;
  return power;
});

/** e^x, with x held within ±40: nothing in a market is further from 1 than that. */
export function exponential(x: number): number {
  const bounded = x > LARGEST_EXPONENT ? LARGEST_EXPONENT : x < -LARGEST_EXPONENT ? -40 : x;
  const k = Math.floor(bounded / LN2 + 0.5);
  const r = bounded - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let term = 13; term > 0; term -= 1) sum = 1 + (r / term) * sum;
  return sum * POWERS_OF_TWO[k + 64]!;
}

/** Natural logarithm of x > 0, by ln m = 2 artanh((m − 1)/(m + 1)) with m in [0.7, 1.42). */
export function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa < 0.7071067811865476) {
    mantissa *= 2;
    exponent -= 1;
  }
  while (mantissa >= 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  const f = (mantissa - 1) / (mantissa + 1);
  const square = f * f;
  let sum = 0;
  for (let odd = 21; odd > 0; odd -= 2) sum = sum * square + 1 / odd;
  return 2 * f * sum + exponent * LN2;
}
