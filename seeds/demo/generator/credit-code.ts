/**
 * Unified social credit codes, GB 32100-2015: registration authority (1), kind of body (1), area (6),
 * organisation code (8 + its GB 11714 check character), check character; 18 in all.
 */

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
/** Powers of 3 modulo 31. */
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Check character of the first 8 characters of an organisation code: 11 − Σ weight × value mod 11. */
export function organisationCheckCharacter(body: string): string {
  const sum = weightedSum(body, ORGANISATION_WEIGHTS, ORGANISATION_ALPHABET);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/** Check character of the first 17 characters of a credit code: 31 − Σ weight × value mod 31. */
export function creditCheckCharacter(body: string): string {
  const sum = weightedSum(body, CREDIT_WEIGHTS, ALPHABET);
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}

/**
 * A valid code for an invented company. Area 999900 belongs to no administrative division, so that it
 * can never be the code of a real one.
 */
export function inventedCreditCode(serial: number): string {
  const organisation = `MA${serial.toString().padStart(6, '0')}`;
  const body = `91999900${organisation}${organisationCheckCharacter(organisation)}`;
  return body + creditCheckCharacter(body);
}

function weightedSum(text: string, weights: readonly number[], alphabet: string): number {
  return weights.reduce((sum, weight, index) => {
    const value = alphabet.indexOf(text[index] ?? '');
    if (value < 0) throw new Error(`"${text}" holds a character that the code does not allow.`);
    return sum + weight * value;
  }, 0);
}
