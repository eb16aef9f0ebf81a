import fc from 'fast-check';
import {
  creditCheckCharacter,
  inventedCreditCode,
  organisationCheckCharacter,
} from './credit-code.js';

describe('unified social credit code', () => {
  // The sample that accompanies GB 32100-2015, and codes that well-known companies publish.
  it.each(['91350100M000100Y43', '91330100799655058B', '9144030071526726XG', '91110000802100433B'])(
    'agrees with the published code %s',
    (code) => {
      expect(creditCheckCharacter(code.slice(0, 17))).toBe(code[17]);
      expect(organisationCheckCharacter(code.slice(8, 16))).toBe(code[16]);
    },
  );

  it('is valid, distinct and in no real area for every serial number', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { minLength: 2, maxLength: 50 }),
        (serials) => {
          const codes = serials.map(inventedCreditCode);
          expect(new Set(codes).size).toBe(serials.length);
          for (const code of codes) {
            expect(code).toMatch(/^91999900[0-9A-HJ-NPQRTUWXY]{10}$/);
            expect(creditCheckCharacter(code.slice(0, 17))).toBe(code[17]);
          }
        },
      ),
    );
  });

  it('refuses letters that the standard leaves out', () => {
    expect(() => creditCheckCharacter('91350100I000100Y4')).toThrow('does not allow');
  });
});
