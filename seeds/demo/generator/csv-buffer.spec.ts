import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvBuffer } from './csv-buffer.js';

function collect(write: (csv: CsvBuffer) => void): string {
  const blocks: Buffer[] = [];
  const csv = new CsvBuffer((block) => blocks.push(block));
  write(csv);
  csv.flush();
  return Buffer.concat(blocks).toString('utf8');
}

describe('CsvBuffer', () => {
  it('writes any text so that an RFC 4180 reader gets it back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 2, maxLength: 4 }),
        (cells) => {
          const text = collect((csv) => {
            for (const cell of cells) csv.text(cell);
            csv.endRow();
          });
          expect(text.endsWith('\r\n')).toBe(true);
          expect(parse(text, { record_delimiter: '\r\n' })).toEqual([cells]);
        },
      ),
    );
  });

  it('writes whole numbers, cents and millionths exactly', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const text = collect((csv) => {
          csv.integer(value);
          csv.cents(value);
          csv.millionths(value);
          csv.endRow();
        });
        const sign = value < 0 ? '-' : '';
        const digits = BigInt(Math.abs(value)).toString();
        const point = (places: number) => {
          const padded = digits.padStart(places + 1, '0');
          return `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`;
        };
        expect(text).toBe(`${value},${point(2)},${point(6)}\r\n`);
      }),
    );
  });

  it('passes on blocks as they fill and counts data rows', () => {
    const sizes: number[] = [];
    const csv = new CsvBuffer((block) => sizes.push(block.length));
    csv.header(['code']);
    for (let row = 0; row < 100_000; row += 1) {
      csv.ascii('M0000001');
      csv.endRow();
    }
    csv.flush();
    expect(csv.rows).toBe(100_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(6 + 100_000 * 10);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * 1024);
  });

  it('refuses fractions', () => {
    expect(() => collect((csv) => csv.cents(1.5))).toThrow('Not a whole number');
  });
});
