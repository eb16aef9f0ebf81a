/** Crockford's base 32 in lower case: no i, l, o and u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Two characters for each number of ten bits: every id of every answer passes here. */
const PAIRS: readonly string[] = [...ALPHABET].flatMap((first) =>
  [...ALPHABET].map((second) => first + second),
);
const VALUES: ReadonlyMap<string, number> = new Map(PAIRS.map((pair, value) => [pair, value]));

/** The first character holds three bits only. */
const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/**
 * A UUID as the 26 characters of a TypeID (https://github.com/jetify-com/typeid, version 0.3): 8 bits in two
 * characters, then six times 20 bits, five hexadecimal digits, in four.
 */
export function encodeSuffix(uuid: string): string {
  const digits = uuid.replaceAll('-', '');
  let suffix = PAIRS[parseInt(digits.slice(0, 2), 16)]!;
  for (let at = 2; at < 32; at += 5) {
    const bits = parseInt(digits.slice(at, at + 5), 16);
    suffix += PAIRS[bits >> 10]! + PAIRS[bits & 1_023]!;
  }
  return suffix;
}

/** @returns undefined when the text is not such a suffix */
export function decodeSuffix(suffix: string): string | undefined {
  if (!SUFFIX.test(suffix)) return undefined;
  const value = (at: number): number => VALUES.get(suffix.slice(at, at + 2))!;
  let digits = value(0).toString(16).padStart(2, '0');
  for (let at = 2; at < 26; at += 4) {
    digits += ((value(at) << 10) | value(at + 2)).toString(16).padStart(5, '0');
  }
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-');
}
