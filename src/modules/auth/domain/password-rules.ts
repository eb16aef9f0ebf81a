import commonPasswords from './common-passwords.json' with { type: 'json' };

/** Lengths in Unicode code points. Passwords are taken exactly as typed: nothing is cut or changed. */
export const PASSWORD_MINIMUM = 8;
export const PASSWORD_MAXIMUM = 128;

export type PasswordFlaw = 'PASSWORD_TOO_SHORT' | 'PASSWORD_TOO_LONG' | 'PASSWORD_TOO_COMMON';

/**
 * The 5,000 most common leaked passwords of at least eight characters, from the frequency list of zxcvbn 4.4.2
 * (Dropbox, MIT licence).
 */
const COMMON: ReadonlySet<string> = new Set(commonPasswords);

/** Words that anyone would try first at this door. */
const CONTEXT_WORDS = ['caopan', 'caozhao', '操盘手', '操盘', '服务商', '商家', '直播', 'password'];

/**
 * The rules of OWASP ASVS 5.0, 6.2: at least 8 characters, 64 and more allowed, no composition rules (6.2.5),
 * not among the most common (6.2.4), and more than a word of the context (6.2.11): the product's name, the
 * account's e-mail or its holder's name must leave eight other characters.
 *
 * @param personal the account's e-mail and name
 */
export function passwordFlaw(
  password: string,
  personal: readonly string[],
): PasswordFlaw | undefined {
  const length = [...password].length;
  if (length < PASSWORD_MINIMUM) return 'PASSWORD_TOO_SHORT';
  if (length > PASSWORD_MAXIMUM) return 'PASSWORD_TOO_LONG';
  const lower = password.toLowerCase();
  if (COMMON.has(lower) || new Set(lower).size < 3) return 'PASSWORD_TOO_COMMON';
  const words = [...CONTEXT_WORDS, ...personal.flatMap(wordsOf)];
  const used = words.filter((word) => lower.includes(word));
  const rest = used
    .sort((a, b) => b.length - a.length)
    .reduce((text, word) => text.replaceAll(word, ''), lower);
  return used.length > 0 && [...rest].length < PASSWORD_MINIMUM ? 'PASSWORD_TOO_COMMON' : undefined;
}

/** `wang.fang@example.com` → wang, fang, example; one- to three-letter scraps say nothing (Chinese: one). */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= (/\p{Script=Han}/u.test(word) ? 2 : 4));
}
