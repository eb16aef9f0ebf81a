import type { DatasetColumn } from '../../platform/kernel/dataset-column.js';
import type { FramedRecord } from './record-framer.js';

const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
/** Bytes kept of each key cell; a longer one ends the proof. */
const SLOT = 256;

/**
 * Watches whether the keys of a file's rows strictly ascend, cell by cell on their bytes. Exports usually come
 * sorted by their key, and a file in strictly ascending order can't hold a key twice: the merge is then spared
 * the search for duplicates, which is an aggregate over the whole file.
 *
 * It only ever errs towards "not proven": different bytes must mean different values, so quoted cells, numbers
 * with leading zeros and types with several spellings end the proof.
 */
export class KeyOrder {
  private readonly positions: readonly number[];
  private readonly isInteger: readonly boolean[];
  private readonly previous: Uint8Array;
  private readonly lengths: Int32Array;
  private first = true;
  private proven: boolean;

  constructor(columns: readonly DatasetColumn[], naturalKey: readonly string[]) {
    this.positions = naturalKey.map((name) => columns.findIndex((column) => column.name === name));
    const types = this.positions.map((position) => columns[position]?.type);
    this.isInteger = types.map((type) => type === 'integer');
    this.proven = types.every((type) => type === 'text' || type === 'date' || type === 'integer');
    this.previous = new Uint8Array(SLOT * naturalKey.length);
    this.lengths = new Int32Array(naturalKey.length);
  }

  get ascending(): boolean {
    return this.proven;
  }

  /** To be told of every row that is taken. */
  add(record: FramedRecord): void {
    if (!this.proven) return;
    this.proven = this.follows(record);
    this.first = false;
  }

  private follows({ bytes, cells }: FramedRecord): boolean {
    const { previous, lengths, positions } = this;
    let order = this.first ? 1 : 0;
    for (let k = 0; k < positions.length; k += 1) {
      const start = cells[2 * positions[k]!]!;
      const length = cells[2 * positions[k]! + 1]! - start;
      const head = bytes[start]!;
      if (length > SLOT || head === QUOTE) return false;
      const integer = this.isInteger[k]!;
      if (integer && (head === MINUS || (head === ZERO && length > 1))) return false;

      const slot = k * SLOT;
      const before = lengths[k]!;
      if (integer && order === 0) order = Math.sign(length - before);
      const common = Math.min(length, before);
      for (let i = 0; i < length; i += 1) {
        const byte = bytes[start + i]!;
        if (order === 0 && i < common) order = Math.sign(byte - previous[slot + i]!);
        previous[slot + i] = byte;
      }
      if (order === 0) order = Math.sign(length - before);
      if (order < 0) return false;
      lengths[k] = length;
    }
    return order > 0;
  }
}
