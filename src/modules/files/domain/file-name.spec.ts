import fc from 'fast-check';
import { fileName } from './file-name.js';
import { MEDIA_TYPES } from './media-type.js';

describe('the name of a stored file', () => {
  it.each([
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\Users\\me\\营业执照.PDF', '营业执照.pdf'],
    ['invoice.pdf.exe', 'invoice.pdf.exe.pdf'],
    ['\u202efdp.exe', 'fdp.exe.pdf'],
    ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie x.pdf'],
    ['.htaccess', 'htaccess.pdf'],
    ['..', 'file.pdf'],
    ['', 'file.pdf'],
    ['.pdf', 'pdf.pdf'],
    ['CON?.pdf', 'CON.pdf'],
  ])('of %j is %j', (claimed, expected) => {
    expect(fileName(claimed, 'application/pdf')).toBe(expected);
  });

  it('is short, visible, without a path, and stays what it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.constantFrom(...MEDIA_TYPES),
        (claimed, type) => {
          const name = fileName(claimed, type);
          expect([...name].length).toBeLessThanOrEqual(155);
          expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}/\\"]/u);
          expect(name).toMatch(/^[^.\s].*\.[a-z]+$/su);
          expect(fileName(name, type)).toBe(name);
        },
      ),
    );
  });
});
