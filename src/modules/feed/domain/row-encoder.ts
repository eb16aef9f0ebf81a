import type { DatasetColumn } from '../../platform/kernel/dataset-column.js';
import { checkCell, decodeUtf8, type DateBounds } from './cell.js';
import type { FramedRecord } from './record-framer.js';
import type { RowFault } from './row-faults.js';

export interface RejectedRow {
  readonly line: number;
  /** The column at fault; empty when the whole row is. */
  readonly column: string;
  readonly code: RowFault;
  readonly raw: string;
}

/** Bytes handed on at a time. */
const BLOCK_BYTES = 262_144;
/** The line number, its comma and the line end. */
const EXTRA_BYTES = 24;
const RAW_BYTES_KEPT = 65_536;

/**
 * Checks framed records against the columns of a file and turns the good ones into lines for COPY: the
 * record's own bytes, with its line number in front.
 */
export class RowEncoder {
  private block = new Uint8Array(BLOCK_BYTES);
  private used = 0;
  rows = 0;

  constructor(
    private readonly columns: readonly DatasetColumn[],
    private readonly bounds: DateBounds,
    private readonly onBlock: (block: Uint8Array) => void,
    private readonly onReject: (rejected: RejectedRow) => void,
  ) {}

  add(record: FramedRecord): void {
    this.rows += 1;
    if (record.fault) {
      this.reject(record, record.fault.code, this.columns[record.fault.cell]?.name ?? '');
      return;
    }
    const { columns } = this;
    if (record.cellCount !== columns.length) {
      this.reject(record, 'CELL_COUNT', '');
      return;
    }
    const { bytes, cells } = record;
    for (let i = 0; i < columns.length; i += 1) {
      const fault = checkCell(bytes, cells[2 * i]!, cells[2 * i + 1]!, columns[i]!, this.bounds);
      if (fault !== undefined) {
        this.reject(record, fault, columns[i]!.name);
        return;
      }
    }
    this.write(record);
  }

  /** Hands on what is still held back. */
  flush(): void {
    if (this.used === 0) return;
    this.onBlock(this.block.subarray(0, this.used));
    this.block = new Uint8Array(BLOCK_BYTES);
    this.used = 0;
  }

  private write({ bytes, start, end, line }: FramedRecord): void {
    if (this.used + (end - start) + EXTRA_BYTES > BLOCK_BYTES) this.flush();
    const { block } = this;
    let at = this.used;
    let divisor = 1;
    while (divisor * 10 <= line) divisor *= 10;
    for (let rest = line; divisor >= 1; divisor /= 10) {
      const digit = Math.floor(rest / divisor);
      block[at++] = 48 + digit;
      rest -= digit * divisor;
    }
    block[at++] = 44;
    block.set(bytes.subarray(start, end), at);
    at += end - start;
    block[at++] = 10;
    this.used = at;
  }

  private reject({ bytes, start, end, line }: FramedRecord, code: RowFault, column: string): void {
    const to = Math.min(end, start + RAW_BYTES_KEPT);
    // PostgreSQL's text holds no NUL; what is not UTF-8 is shown with replacement characters.
    const raw = (
      decodeUtf8(bytes, start, to) ?? lenient.decode(bytes.subarray(start, to))
    ).replaceAll('\0', '\uFFFD');
    this.onReject({ line, column, code, raw });
  }
}

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
