import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** What authenticator apps take for granted (RFC 6238 with HMAC-SHA-1, 6 digits, 30 seconds). */
const STEP_SECONDS = 30;
/** One step to either side, for clocks that disagree and people who type slowly (RFC 6238, 5.2). */
const WINDOW = 1;

/** 160 random bits in base32, as RFC 4226 recommends. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The `otpauth://` address that authenticator apps read from a QR code. */
export function totpAddress(secret: string, account: string): string {
  return generator(secret, account).toString();
}

/** @returns the time step whose code this is, or undefined when it is none of now or a step to either side */
export function matchingStep(secret: string, code: string, now: Date): number | undefined {
  const delta = generator(secret).validate({
    token: code,
    timestamp: now.getTime(),
    window: WINDOW,
  });
  return delta === null ? undefined : Math.floor(now.getTime() / 1_000 / STEP_SECONDS) + delta;
}

function generator(secret: string, label = 'account'): TOTP {
  return new TOTP({
    issuer: 'caopan',
    label,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: STEP_SECONDS,
  });
}

/** Without I, L, O, 0 and 1. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** A recovery code of 16 letters and digits that can't be mistaken for one another: 79 bits. */
export function newRecoveryCode(): string {
  const letters: string[] = [];
  while (letters.length < 16) {
    // Bytes from 248 up are thrown away, so that every letter is equally likely.
    for (const byte of randomBytes(24))
      if (byte < 248 && letters.length < 16) letters.push(ALPHABET[byte % 31]!);
  }
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** A recovery code as it is hashed, or undefined when the text can't be one. */
export function readRecoveryCode(text: string): string | undefined {
  const code = text.toUpperCase().replaceAll(/[\s-]/g, '');
  return /^[A-Z2-9]{16}$/.test(code) ? code : undefined;
}
