import {
  matchingStep,
  newRecoveryCode,
  newTotpSecret,
  readRecoveryCode,
  totpAddress,
} from './totp.js';

/** The SHA-1 vectors of RFC 6238, appendix B: secret "12345678901234567890", codes of 8 digits. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const VECTORS: readonly [seconds: number, code: string][] = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
];

describe('time-based one-time passwords', () => {
  // A code of six digits is the last six of eight: both are one number modulo a power of ten (RFC 4226, 5.3).
  it.each(VECTORS)('agree with RFC 6238 at %d seconds', (seconds, code) => {
    const at = new Date(seconds * 1_000);
    expect(matchingStep(SECRET, code.slice(2), at)).toBe(Math.floor(seconds / 30));
  });

  it('are taken one step early or late, and say which step they are of', () => {
    const at = (step: number) => new Date(step * 30_000);
    const step = Math.floor(1111111109 / 30);
    expect(matchingStep(SECRET, '081804', at(step + 1))).toBe(step);
    expect(matchingStep(SECRET, '081804', at(step - 1))).toBe(step);
    expect(matchingStep(SECRET, '081804', at(step + 2))).toBeUndefined();
    expect(matchingStep(SECRET, '081804', at(step - 2))).toBeUndefined();
  });

  it.each(['', '0', 'abcdef', '0818045', '94287082'])('refuse %j', (code) => {
    expect(matchingStep(SECRET, code, new Date(1111111109_000))).toBeUndefined();
  });

  it('come from a secret of 160 bits in an address that authenticators read', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(totpAddress(secret, 'li@example.test')).toBe(
      `otpauth://totp/caopan:li%40example.test?issuer=caopan&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
    );
  });
});

describe('recovery codes', () => {
  it('are read back however they are typed', () => {
    const code = newRecoveryCode();
    expect(code).toMatch(/^([A-HJKMNP-Z2-9]{4}-){3}[A-HJKMNP-Z2-9]{4}$/);
    const plain = code.replaceAll('-', '');
    expect(readRecoveryCode(code)).toBe(plain);
    expect(readRecoveryCode(` ${plain.toLowerCase()} `)).toBe(plain);
    expect(readRecoveryCode('123456')).toBeUndefined();
  });

  it('are never the same', () => {
    expect(new Set(Array.from({ length: 1_000 }, newRecoveryCode)).size).toBe(1_000);
  });
});
