import fc from 'fast-check';
import { certificateNumberFrom, parseCertificateNumber } from './certificate-number.js';

const numbers = fc
  .uint8Array({ minLength: 11, maxLength: 11 })
  .map((bytes) => certificateNumberFrom(bytes));
const positions = [3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16];

describe('certificate numbers', () => {
  it('have the printed form', () => {
    expect(certificateNumberFrom(new Uint8Array(11))).toBe('CP-0000-0000-0000');
    expect(certificateNumberFrom(Uint8Array.from({ length: 11 }, (_, i) => i + 200))).toMatch(
      /^CP(-[0-9A-HJKMNP-TV-Z]{4}){3}$/,
    );
  });

  it('are read back however they were typed', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        const sloppy = number
          .toLowerCase()
          .replace(/-/g, ' ')
          .replace(/0/g, 'o')
          .replace(/1/g, 'l');
        expect(parseCertificateNumber(number)).toBe(number);
        expect(parseCertificateNumber(` ${sloppy} `)).toBe(number);
      }),
    );
  });

  it('notice every single wrong character', () => {
    fc.assert(
      fc.property(
        numbers,
        fc.constantFrom(...positions),
        fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
        (number, at, wrong) => {
          fc.pre(number[at] !== wrong);
          const altered = number.slice(0, at) + wrong + number.slice(at + 1);
          expect(parseCertificateNumber(altered)).toBeUndefined();
        },
      ),
    );
  });

  it('notice every swap of two different characters', () => {
    fc.assert(
      fc.property(
        numbers,
        fc.constantFrom(...positions),
        fc.constantFrom(...positions),
        (number, a, b) => {
          fc.pre(number[a] !== number[b]);
          const letters = [...number];
          [letters[a], letters[b]] = [letters[b]!, letters[a]!];
          expect(parseCertificateNumber(letters.join(''))).toBeUndefined();
        },
      ),
    );
  });

  it.each(['', 'CP', 'CP-0000-0000', 'XX-0000-0000-0000', 'CP-0000-0000-000U', '张三'])(
    'are not %j',
    (text) => expect(parseCertificateNumber(text)).toBeUndefined(),
  );
});
