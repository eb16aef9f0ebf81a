const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/**
 * Whether a text is a unified social credit code (统一社会信用代码): 18 characters of the 31-letter alphabet, the
 * last of which is the check digit C18 = (31 − Σ Cᵢ·3^(i−1) mod 31) mod 31.
 * Source: GB 32100-2015, chapter 5 and annex A.
 */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false;
  const sum = WEIGHTS.reduce((total, weight, i) => total + ALPHABET.indexOf(text[i]!) * weight, 0);
  return ALPHABET[(31 - (sum % 31)) % 31] === text[17];
}
