import fc from 'fast-check';
import { claimCodeFrom, decideClaim, normaliseClaimCode } from './claim-code.js';

describe('claim codes', () => {
  const bytes = fc.uint8Array({ minLength: 64, maxLength: 64 });
  const usable = (given: Uint8Array) => given.filter((byte) => byte < 248).length >= 16;

  it('have four groups of four letters that cannot be taken for one another', () => {
    fc.assert(
      fc.property(bytes.filter(usable), (given) => {
        expect(claimCodeFrom(given)).toMatch(/^([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}$/);
      }),
    );
  });

  it('favour no letter: each is made by equally many bytes', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 248; byte += 1) {
      const letter = claimCodeFrom(new Uint8Array(16).fill(byte))[0]!;
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(31);
    expect(new Set(counts.values())).toEqual(new Set([8]));
  });

  it('are not made of too few bytes that count', () => {
    expect(() => claimCodeFrom(new Uint8Array(64).fill(255))).toThrow('not enough random bytes');
  });

  it('are the same however they are typed', () => {
    const separator = fc.constantFrom('', ' ', '-', ' - ', '\t');
    fc.assert(
      fc.property(bytes.filter(usable), separator, fc.boolean(), (given, between, lower) => {
        const code = claimCodeFrom(given);
        const typed = code.replaceAll('-', between);
        expect(normaliseClaimCode(lower ? typed.toLowerCase() : typed)).toBe(
          normaliseClaimCode(code),
        );
      }),
    );
  });

  it('are good before they expire, and once', () => {
    const expiresAt = new Date('2026-12-06T00:00:00+08:00');
    const at = (milliseconds: number) => new Date(expiresAt.getTime() + milliseconds);
    const code = (usedAt: Date | null, now: Date) => {
      const result = decideClaim({ expiresAt, usedAt }, now);
      return result.ok ? 'OK' : result.errors[0]!.code;
    };
    expect(code(null, at(-1))).toBe('OK');
    expect(code(null, at(0))).toBe('CODE_EXPIRED');
    // That it was used tells more than that it expired since.
    expect(code(at(-10), at(1))).toBe('CODE_USED');
    expect(decideClaim(undefined, at(0))).toMatchObject({ errors: [{ code: 'CODE_UNKNOWN' }] });
  });
});
