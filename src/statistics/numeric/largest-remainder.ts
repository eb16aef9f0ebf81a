import { roundHalfEven } from './rounding.js';
import { exactSum } from './sum.js';

/**
 * Rounds parts (of any sign) to `decimals` places so that they still add up to the rounded total:
 * every part is floored, and the units that are missing go to the largest remainders, ties to the
 * earlier part (Hamilton's method).
 *
 * @param parts finite numbers
 * @param total what they add up to (default: their exact sum). It may differ from the sum of the
 *   parts by rounding noise only.
 * @returns one number per part; in units of 10^−decimals they add up exactly to
 *   `roundHalfEven(total, decimals)`
 * @throws RangeError if the parts do not add up to the total.
 */
export function displayParts(
  parts: readonly number[],
  decimals: number,
  total: number = exactSum(parts),
): number[] {
  const scale = 10 ** decimals;
  const scaled = parts.map((part) => part * scale);
  const units = scaled.map(Math.floor);
  const missing = Math.round(roundHalfEven(total, decimals) * scale) - exactSum(units);
  if (missing < 0 || missing > parts.length) {
    throw new RangeError(`parts add up to ${exactSum(parts)}, not to ${total}`);
  }
  const byRemainder = scaled
    .map((value, index) => ({ index, remainder: value - units[index]! }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) units[index]! += 1;
  return units.map((unit) => (unit === 0 ? 0 : unit / scale));
}

/**
 * Shares of the total in percent that add up to exactly 100.
 *
 * @returns null if the parts add up to zero: then nothing has a share.
 */
export function displayShares(parts: readonly number[], decimals: number): number[] | null {
  const total = exactSum(parts);
  if (total === 0) return null;
  return displayParts(
    parts.map((part) => (part / total) * 100),
    decimals,
    100,
  );
}
