import { checkedHeader } from './header-record.js';
import { RecordFramer, type FramedRecord } from '../domain/record-framer.js';
import { RowEncoder, type RejectedRow } from '../domain/row-encoder.js';
import type { DateBounds } from '../domain/cell.js';
import type { DatasetColumn } from '../../platform/datasets/dataset.js';

/** Rejects held in memory before they are written. */
const REJECTS_HELD = 500;
/** … and their raw rows' size: a hostile row may be 64 KiB. */
const REJECTED_CHARACTERS_HELD = 4_000_000;

/** Where the rows of a file go. */
export interface RowSink {
  /** Called once, before the first row. */
  begin(columns: readonly DatasetColumn[]): Promise<void>;
  rows(block: Uint8Array): Promise<void>;
  rejects(rejected: readonly RejectedRow[]): Promise<void>;
}

export interface FileReading {
  /** In the file's own order. */
  readonly columns: readonly DatasetColumn[];
  readonly rows: number;
  readonly rejected: number;
}

/**
 * Reads one file from its bytes: header, then rows to the sink. Waits for the sink after each chunk, so that
 * the sender is read no faster than the database takes.
 *
 * @throws UploadRefused when the file as a whole can't be read
 */
export async function readFile(
  chunks: AsyncIterable<Uint8Array>,
  expected: readonly DatasetColumn[],
  bounds: DateBounds,
  sink: RowSink,
): Promise<FileReading> {
  const blocks: Uint8Array[] = [];
  let rejects: RejectedRow[] = [];
  let rejectedCharacters = 0;
  let rejected = 0;
  let columns: readonly DatasetColumn[] | undefined;
  let encoder: RowEncoder | undefined;
  let begun = false;

  const framer = new RecordFramer((record: FramedRecord) => {
    if (encoder) return encoder.add(record);
    columns = checkedHeader(record, expected);
    encoder = new RowEncoder(
      columns,
      bounds,
      (block) => blocks.push(block),
      (row) => {
        rejected += 1;
        rejectedCharacters += row.raw.length;
        rejects.push(row);
      },
    );
  });

  const drain = async (last: boolean) => {
    if (columns && !begun) {
      begun = true;
      await sink.begin(columns);
    }
    for (const block of blocks.splice(0)) await sink.rows(block);
    const held = rejects.length;
    if (held < REJECTS_HELD && rejectedCharacters < REJECTED_CHARACTERS_HELD && !(last && held))
      return;
    const full = rejects;
    rejects = [];
    rejectedCharacters = 0;
    await sink.rejects(full);
  };

  for await (const chunk of chunks) {
    framer.push(chunk);
    await drain(false);
  }
  framer.end();
  encoder?.flush();
  if (!columns) checkedHeader(undefined, expected);
  await drain(true);
  return { columns: columns!, rows: encoder!.rows, rejected };
}
