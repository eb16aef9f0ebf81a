import type { DatasetColumn } from '../../platform/datasets/dataset.js';
import { decodeUtf8 } from '../domain/cell.js';
import { headerErrors, readHeader } from '../domain/header.js';
import { MAXIMUM_CELLS, type FramedRecord } from '../domain/record-framer.js';
import { UploadRefused } from './upload-refused.js';

/**
 * The columns that a file's first record names.
 *
 * @throws UploadRefused with what is wrong with it, because without a header nothing else can be read
 */
export function checkedHeader(
  record: FramedRecord | undefined,
  expected: readonly DatasetColumn[],
): readonly DatasetColumn[] {
  const columns = expected.map(({ name }) => name).join(', ');
  if (!record) throw new UploadRefused(headerErrors.error('EMPTY_FILE', [], { columns }));
  const { bytes, start, end, fault } = record;
  if (decodeUtf8(bytes, start, end) === undefined || fault?.code === 'NUL')
    throw new UploadRefused(headerErrors.error('NOT_UTF8'));
  if (fault || record.cellCount > MAXIMUM_CELLS) {
    const what = fault?.code ?? 'RECORD_TOO_LONG';
    throw new UploadRefused(headerErrors.error('BAD_HEADER', [], { fault: what, columns }));
  }
  const header = readHeader(cellTexts(record), expected);
  if (!header.ok) throw new UploadRefused(header.errors[0]!);
  return header.value;
}

function cellTexts({ bytes, cells, cellCount }: FramedRecord): string[] {
  return Array.from({ length: cellCount }, (_, index) => {
    const text = decodeUtf8(bytes, cells[2 * index]!, cells[2 * index + 1]!)!;
    return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  });
}
