/** Bytes that a record may have at most, its line end not counted. */
export const MAXIMUM_RECORD_BYTES = 65_536;
/** Cells beyond this are counted, but their places are not kept. No dataset has nearly as many columns. */
export const MAXIMUM_CELLS = 256;

export type FramingFault = 'RECORD_TOO_LONG' | 'UNCLOSED_QUOTE' | 'STRAY_QUOTE' | 'LONE_CR' | 'NUL';

/** One record, or what was found instead of one. Valid only during the call: its bytes are reused. */
export interface FramedRecord {
  readonly bytes: Uint8Array;
  readonly start: number;
  /** After the last byte; the line end is outside. */
  readonly end: number;
  /** The physical line on which it begins; the first line of a file is 1. */
  readonly line: number;
  readonly cellCount: number;
  /** Start and end of each cell, quotes included: [start0, end0, start1, end1, …]. */
  readonly cells: Int32Array;
  /** Index of the cell in which the fault was found. */
  readonly fault?: { readonly code: FramingFault; readonly cell: number };
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

/** Shorter input waits for more, so that a client that sends byte by byte can't make us scan over and over. */
const WORTH_SCANNING = 16_384;

/**
 * Cuts a stream of bytes into the records of RFC 4180, whatever the chunks: line ends are LF or CRLF, a
 * quoted cell may hold line ends, a byte order mark is skipped, empty lines are skipped. What is not a record
 * is reported and reading goes on at the next physical line: a quote that is never closed costs one line and
 * not the rest of the file.
 */
export class RecordFramer {
  private readonly cells = new Int32Array(2 * MAXIMUM_CELLS);
  private carry: Uint8Array | undefined;
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private line = 1;
  private atStart = true;
  private skipping = false;

  constructor(private readonly onRecord: (record: FramedRecord) => void) {}

  push(chunk: Uint8Array): void {
    this.pending.push(chunk);
    this.pendingBytes += chunk.length;
    if (this.pendingBytes >= WORTH_SCANNING) this.scanPending(false);
  }

  end(): void {
    this.scanPending(true);
  }

  private scanPending(last: boolean): void {
    let bytes = this.pending.length === 1 && !this.carry ? this.pending[0]! : this.join();
    this.pending = [];
    this.pendingBytes = 0;
    this.carry = undefined;
    if (this.atStart) {
      this.atStart = false;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    }
    const rest = this.scan(bytes, last);
    if (rest < bytes.length) this.carry = bytes.slice(rest);
  }

  private join(): Uint8Array {
    const parts = this.carry ? [this.carry, ...this.pending] : this.pending;
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** @returns where the first record that is not yet complete begins */
  private scan(bytes: Uint8Array, last: boolean): number {
    let at = 0;
    if (this.skipping) {
      const lineEnd = bytes.indexOf(LF);
      if (lineEnd < 0) return bytes.length;
      this.skipping = false;
      this.line += 1;
      at = lineEnd + 1;
    }
    while (at < bytes.length) {
      const next = this.readRecord(bytes, at, last);
      if (next < 0) return at;
      at = next;
    }
    return at;
  }

  /** @returns where the next record begins, or -1 when this one needs more input */
  private readRecord(bytes: Uint8Array, start: number, last: boolean): number {
    const { cells } = this;
    const limit = Math.min(bytes.length, start + MAXIMUM_RECORD_BYTES + 2);
    let at = start;
    let cell = 0;
    let linesInside = 0;
    let fault: FramedRecord['fault'];

    for (;;) {
      // At the start of a cell.
      const cellStart = at;
      if (at < limit && bytes[at] === QUOTE && fault === undefined) {
        at += 1;
        let closed = false;
        while (at < limit) {
          const byte = bytes[at]!;
          if (byte === QUOTE) {
            if (at + 1 >= limit && !(last && limit === bytes.length)) break;
            if (bytes[at + 1] === QUOTE && at + 1 < limit) at += 1;
            else {
              closed = true;
              at += 1;
              break;
            }
          } else if (byte === LF) linesInside += 1;
          else if (byte === 0) fault ??= { code: 'NUL', cell };
          at += 1;
        }
        if (!closed) {
          if (limit === bytes.length && limit - start < MAXIMUM_RECORD_BYTES + 2 && !last)
            return -1;
          return this.giveUpLine(bytes, start, 'UNCLOSED_QUOTE', cell, last);
        }
        const after = bytes[at];
        if (at < limit && after !== COMMA && after !== LF && after !== CR) {
          if (linesInside > 0) return this.giveUpLine(bytes, start, 'UNCLOSED_QUOTE', cell, last);
          fault ??= { code: 'STRAY_QUOTE', cell };
        }
      }
      // The rest of an unquoted cell. After a fault quotes have no meaning any more: the line is lost anyway.
      let byte = -1;
      while (at < limit) {
        byte = bytes[at]!;
        if (byte === COMMA || byte === LF) break;
        if (byte === QUOTE) fault ??= { code: 'STRAY_QUOTE', cell };
        else if (byte === 0) fault ??= { code: 'NUL', cell };
        else if (byte === CR) {
          if (at + 1 === bytes.length && !last) return -1;
          if (at + 1 < bytes.length && bytes[at + 1] !== LF) fault ??= { code: 'LONE_CR', cell };
        }
        at += 1;
      }
      if (at >= limit) {
        if (limit - start >= MAXIMUM_RECORD_BYTES + 2)
          return linesInside > 0
            ? this.giveUpLine(bytes, start, 'UNCLOSED_QUOTE', cell, last)
            : this.giveUpLine(bytes, start, 'RECORD_TOO_LONG', cell, last);
        if (!last) return -1;
      }
      const ended = at >= limit || byte === LF;
      const cellEnd = ended && at > cellStart && bytes[at - 1] === CR ? at - 1 : at;
      if (cell < MAXIMUM_CELLS) {
        cells[2 * cell] = cellStart;
        cells[2 * cell + 1] = cellEnd;
      }
      cell += 1;
      at += 1;
      if (!ended) continue;

      // A fault inside a quoted cell of several lines: only its first line is given up.
      if (fault !== undefined && linesInside > 0)
        return this.giveUpLine(bytes, start, fault.code, fault.cell, last);
      const { line } = this;
      this.line += 1 + linesInside;
      if (cellEnd > start) {
        const place = { bytes, start, end: cellEnd, line, cellCount: cell, cells };
        this.onRecord(fault === undefined ? place : { ...place, fault });
      }
      return Math.min(at, bytes.length);
    }
  }

  /** Reports the physical line at `start` as bad and goes on after it, skipping input if it isn't all here. */
  private giveUpLine(
    bytes: Uint8Array,
    start: number,
    code: FramingFault,
    cell: number,
    last: boolean,
  ): number {
    const lineEnd = bytes.indexOf(LF, start);
    const known = lineEnd >= 0 && lineEnd - start <= MAXIMUM_RECORD_BYTES + 1;
    const end = known ? lineEnd : Math.min(bytes.length, start + MAXIMUM_RECORD_BYTES);
    const { line, cells } = this;
    const tooLong = !known && !(last && bytes.length - start <= MAXIMUM_RECORD_BYTES);
    const fault = { code: tooLong ? ('RECORD_TOO_LONG' as const) : code, cell };
    this.onRecord({ bytes, start, end, line, cellCount: cell + 1, cells, fault });
    if (lineEnd < 0) {
      this.skipping = true;
      return bytes.length;
    }
    this.line += 1;
    return lineEnd + 1;
  }
}
