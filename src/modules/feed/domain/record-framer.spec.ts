import fc from 'fast-check';
import { MAXIMUM_RECORD_BYTES, RecordFramer } from './record-framer.js';

interface Seen {
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[] | null;
  readonly fault?: string;
}

function frame(...chunks: readonly (string | Uint8Array)[]): Seen[] {
  const seen: Seen[] = [];
  const framer = new RecordFramer(({ bytes, start, end, line, cellCount, cells, fault }) => {
    const part = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString();
    seen.push({
      line,
      text: part(start, end),
      cells: fault
        ? null
        : Array.from({ length: cellCount }, (_, i) => part(cells[2 * i]!, cells[2 * i + 1]!)),
      ...(fault && { fault: fault.code }),
    });
  });
  for (const chunk of chunks) framer.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  framer.end();
  return seen;
}

const good = (line: number, ...cells: string[]) => ({ line, text: cells.join(','), cells });

describe('record framer', () => {
  it('reads LF and CRLF, quoted line ends, empty cells, and a last line without an end', () => {
    expect(frame('a,b\r\n1,"x\ny"\n,\n"""q""",""\r\n9,z')).toEqual([
      good(1, 'a', 'b'),
      good(2, '1', '"x\ny"'),
      good(4, '', ''),
      good(5, '"""q"""', '""'),
      good(6, '9', 'z'),
    ]);
  });

  it('skips a byte order mark and empty lines, and still counts physical lines', () => {
    expect(frame('\uFEFFa\n\n\r\nb\n')).toEqual([good(1, 'a'), good(4, 'b')]);
  });

  it.each([
    ['a quote inside an unquoted cell', 'a,5" pipe\nb,c\n', 'STRAY_QUOTE', [2]],
    ['text after a closing quote', '"a"x,b\nb,c\n', 'STRAY_QUOTE', [2]],
    ['a quote that is never closed', 'a,"b\nb,c\nd,e\n', 'UNCLOSED_QUOTE', [2, 3]],
    ['a quote that another line seems to close', 'a,"b\n"c" d,e\nf,g\n', 'UNCLOSED_QUOTE', [3]],
    ['a carriage return alone', 'a\rb\nc,d\n', 'LONE_CR', [2]],
    ['a NUL', 'a\0,b\nc,d\n', 'NUL', [2]],
    ['a NUL in a quoted cell of two lines', '"a\0\nb",c\nd,e\n', 'NUL', [3]],
  ])('gives up one line for %s and goes on', (_, text, code, goodLines) => {
    const seen = frame(text);
    expect(seen[0]).toMatchObject({ line: 1, fault: code });
    expect(seen.filter(({ fault }) => !fault).map(({ line }) => line)).toEqual(goodLines);
  });

  it('gives up a line that is too long, whatever its length, and goes on', () => {
    const chunk = Buffer.alloc(1_000_000, 'x');
    const seen = frame('a,b\n', ...Array.from({ length: 20 }, () => chunk), '\nc,d\n');
    expect(seen).toEqual([
      good(1, 'a', 'b'),
      expect.objectContaining({ line: 2, fault: 'RECORD_TOO_LONG' }),
      good(3, 'c', 'd'),
    ]);
    expect(seen[1]!.text.length).toBe(MAXIMUM_RECORD_BYTES);
  });

  it('gives up only the first line of a quote that is open for longer than a record may be', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i},ok\n`).join('');
    const seen = frame(`x,"open\n${lines}`);
    expect(seen[0]).toMatchObject({ line: 1, text: 'x,"open', fault: 'UNCLOSED_QUOTE' });
    expect(seen.slice(1).every(({ fault }) => !fault)).toBe(true);
    expect(seen).toHaveLength(20_001);
  });

  it('is not slowed down by lines that each open a quote', () => {
    const line = `"x"y,"${'z'.repeat(40)}\n`;
    const started = performance.now();
    expect(frame(line.repeat(40_000))).toHaveLength(40_000);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  const hostile = fc
    .array(
      fc.constantFrom(
        'a',
        '12',
        ',',
        ',',
        '"',
        '""',
        '\n',
        '\n',
        '\r\n',
        '\r',
        '\0',
        '店',
        'x'.repeat(30_000),
      ),
      { maxLength: 60 },
    )
    .map((parts) => Buffer.from(parts.join('')));

  it('reads the same records however the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(hostile, fc.array(fc.nat(200_000), { maxLength: 12 }), (bytes, cuts) => {
        const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort(
          (a, b) => a - b,
        );
        const chunks = [0, ...places].map((from, i) =>
          bytes.subarray(from, places[i] ?? bytes.length),
        );
        expect(frame(...chunks)).toEqual(frame(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('reads back what a writer of RFC 4180 wrote', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '店', ',', '"', '\n', '\r', ' '),
      maxLength: 8,
    });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        (rows, lineEnd) => {
          const text = rows.map((row) => row.map(quote).join(',') + lineEnd).join('');
          expect(frame(text).map(({ cells }) => cells)).toEqual(rows.map((row) => row.map(quote)));
        },
      ),
    );
  });
});
