import fc from 'fast-check';
import { maskIdentityNumber, readIdentityNumber } from './identity-number.js';

const TODAY = '2026-11-21';

/** The two examples of GB 11643-1999, annex A. */
const PUBLISHED = ['11010519491231002X', '440524188001010014'];

describe('resident identity numbers', () => {
  it('have the check character of the standard', () => {
    expect(readIdentityNumber(PUBLISHED[0]!, TODAY)).toBe(PUBLISHED[0]);
    expect(readIdentityNumber('1101 0519 4912 3100 2x', TODAY)).toBe(PUBLISHED[0]);
    // Born in 1880: the check character is right, and nobody alive has it.
    expect(readIdentityNumber(PUBLISHED[1]!, TODAY)).toBeUndefined();
  });

  it.each([
    ['a wrong check character', '110105194912310021'],
    ['no province', '990105194912310024'],
    ['a day that never was', '110105199902300026'],
    ['a birth to come', '110105209912310025'],
    ['too few digits', '110105491231002'],
    ['other digits', '１１０１０５１９４９１２３１００２Ｘ'],
    ['nothing', ''],
  ])('are refused with %s', (_, text) => {
    expect(readIdentityNumber(text, TODAY)).toBeUndefined();
  });

  it('are no longer valid with any one digit changed, or two neighbours exchanged', () => {
    const [number] = PUBLISHED as [string];
    fc.assert(
      fc.property(fc.nat(16), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const other = String((Number(number[at]) + by) % 10);
        const changed = number.slice(0, at) + other + number.slice(at + 1);
        expect(readIdentityNumber(changed, TODAY)).toBeUndefined();
      }),
    );
    for (let at = 0; at < 16; at += 1) {
      const exchanged = number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2);
      if (exchanged !== number) expect(readIdentityNumber(exchanged, TODAY)).toBeUndefined();
    }
  });

  it('are masked so that neither birth nor sequence is told', () => {
    expect(maskIdentityNumber(PUBLISHED[0]!)).toBe('110*************2X');
  });
});
