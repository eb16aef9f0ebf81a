/**
 * The number printed on a certificate: `CP-XXXX-XXXX-XXXX`, eleven random characters (55 bits) and a check
 * character. Random, so that no number says how many there are or leads to a neighbour's.
 */
const PREFIX = 'CP';
/** Crockford's base 32: no I, L, O or U, so nothing can be taken for something else on paper. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_CHARACTERS = 11;

/** @param randomBytes at least eleven; five bits of each are used, so every character is equally likely */
export function certificateNumberFrom(randomBytes: Uint8Array): string {
  if (randomBytes.length < RANDOM_CHARACTERS) throw new Error('not enough random bytes');
  const values = [...randomBytes.subarray(0, RANDOM_CHARACTERS)].map((byte) => byte & 31);
  return format([...values, checkValue(values)].map((value) => ALPHABET[value]!).join(''));
}

/**
 * The number in its one spelling, however it was typed (case, hyphens, blanks, O for 0, I or L for 1).
 * @returns undefined when it can't be a number: wrong length, wrong letters, or the check character is off
 */
export function parseCertificateNumber(text: string): string | undefined {
  const compact = text.slice(0, 40).toUpperCase().replace(/[\s-]/g, '');
  if (!compact.startsWith(PREFIX)) return undefined;
  const characters = compact.slice(PREFIX.length).replace(/O/g, '0').replace(/[IL]/g, '1');
  if (characters.length !== RANDOM_CHARACTERS + 1) return undefined;
  const values = [...characters].map((character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) return undefined;
  const check = values.pop();
  return checkValue(values) === check ? format(characters) : undefined;
}

function format(characters: string): string {
  return `${PREFIX}-${characters.replace(/(.{4})(?=.)/g, '$1-')}`;
}

/**
 * The weighted sum Σ αⁱ·dᵢ over GF(32), α a primitive element (a Reed–Solomon code with one check symbol).
 * All weights differ from each other and from the check's own weight 1, so every single wrong character and
 * every swap of two different characters is noticed.
 */
function checkValue(values: readonly number[]): number {
  return values.reduce((sum, value) => timesPrimitive(sum ^ value), 0);
}

/** Multiplies by α = x in GF(2)[x] / (x⁵ + x² + 1). */
function timesPrimitive(value: number): number {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ 0b100101 : doubled;
}
