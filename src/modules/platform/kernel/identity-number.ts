const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/** First digits by GB/T 2260; 81 to 83 are residence permits of Hong Kong, Macao and Taiwan. */
const PROVINCE = '(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123])';
/** Since 2023 the cards of foreign permanent residents have the same form: 9, then the province. */
const REGION = new RegExp(`^(${PROVINCE}|9${PROVINCE})`);

/**
 * A resident identity number (公民身份号码) in its one form, or undefined when the text is none: 17 digits (region,
 * date of birth, sequence) and the check character of ISO 7064 MOD 11-2.
 * Source: GB 11643-1999, chapters 4 and 5.
 *
 * @param today `YYYY-MM-DD`: nobody is born later
 */
export function readIdentityNumber(text: string, today: string): string | undefined {
  const number = text.replace(/[\s-]/g, '').toUpperCase();
  if (!/^\d{17}[\dX]$/.test(number) || !REGION.test(number)) return undefined;
  const born = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const date = new Date(`${born}T00:00:00Z`);
  const isDay = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(born);
  if (!isDay || born < '1900-01-01' || born > today) return undefined;
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(number[i]), 0);
  return CHECK_CHARACTERS[sum % 11] === number[17] ? number : undefined;
}

/** The number without district, birth and sequence: `110*************2X`. */
export function maskIdentityNumber(number: string): string {
  return `${number.slice(0, 3)}*************${number.slice(-2)}`;
}
