import { isCreditCode } from './credit-code.js';

describe('unified social credit code', () => {
  // Printed on the companies' own public annual reports.
  it.each(['91110108551385082Q', '91440300708461136T', '91330100799655058B'])(
    'accepts %s',
    (code) => {
      expect(isCreditCode(code)).toBe(true);
    },
  );

  it.each([
    ['a wrong check digit', '911101085513850820'],
    ['a letter outside the alphabet', '9111010855138508IQ'],
    ['lower case', '91110108551385082q'],
    ['seventeen characters', '9111010855138508Q'],
    ['nothing', ''],
  ])('refuses %s', (_, code) => {
    expect(isCreditCode(code)).toBe(false);
  });

  it('notices any single character typed wrong', () => {
    const code = '91440300708461136T';
    for (let i = 0; i < 18; i += 1) {
      const other = code[i] === '0' ? '1' : '0';
      expect(isCreditCode(code.slice(0, i) + other + code.slice(i + 1))).toBe(false);
    }
  });
});
