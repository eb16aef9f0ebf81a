import { z } from 'zod';
import { businessDateOf } from '../../platform/kernel/business-date.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type LocalisedText, type Result } from '../../platform/kernel/result.js';

export const MERCHANT_CLAIMS_POLICY = 'merchant-claims';
export const merchantClaimsPolicySchema = z.object({
  codeValidDays: z.number().int().min(1).max(90),
});

export const CLAIM_CODE_ERRORS = {
  CODE_UNKNOWN: {
    en: 'This code is not valid. Check it for typing slips, or ask platform staff for a new one.',
    zh: '认领码无效。请检查是否输错，或向平台索取新码。',
  },
  CODE_USED: {
    en: 'This code was used on {date}. Each code works once: ask platform staff for a new one.',
    zh: '该认领码已于 {date} 使用。每个码只能用一次，请向平台索取新码。',
  },
  CODE_EXPIRED: {
    en: 'This code expired on {date}. Ask platform staff for a new one.',
    zh: '该认领码已于 {date} 过期，请向平台索取新码。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

const errors = errorCatalogue(CLAIM_CODE_ERRORS);

/** Letters and digits that can't be taken for one another on paper. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/**
 * A code of 16 characters in groups of four: 79 bits, to be read out or typed.
 * @param randomBytes at least 32; those that would favour some letters are passed over
 */
export function claimCodeFrom(randomBytes: Uint8Array): string {
  const limit = 256 - (256 % ALPHABET.length);
  const letters = [...randomBytes]
    .filter((byte) => byte < limit)
    .map((byte) => ALPHABET[byte % ALPHABET.length]!);
  if (letters.length < 16) throw new Error('not enough random bytes for a claim code');
  return letters
    .slice(0, 16)
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');
}

/** As typed, in one spelling. */
export function normaliseClaimCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '');
}

export function decideClaim(
  code: { readonly expiresAt: Date; readonly usedAt: Date | null } | undefined,
  now: Date,
): Result<true> {
  const path = ['input', 'code'];
  if (!code) return fail(errors.error('CODE_UNKNOWN', path));
  if (code.usedAt) {
    return fail(errors.error('CODE_USED', path, { date: businessDateOf(code.usedAt) }));
  }
  if (code.expiresAt <= now) {
    return fail(errors.error('CODE_EXPIRED', path, { date: businessDateOf(code.expiresAt) }));
  }
  return succeed(true);
}
