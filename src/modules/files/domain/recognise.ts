import { endingOf } from './file-name.js';
import type { MediaType } from './media-type.js';
import { beginsLikeZip, readZipDirectory, type ZipEntry } from './zip-directory.js';

/** What was seen of a file while it passed. */
export interface SeenContent {
  readonly size: number;
  /** The first bytes, at least 64 unless the file is shorter. */
  readonly head: Buffer;
  /** The last bytes, as many as `TAIL_BYTES` unless the file is shorter. */
  readonly tail: Buffer;
  /** Whether all of it is plain text without markup. */
  readonly isText: boolean;
  readonly claimedName: string;
}

/** Enough for the directory of a workbook with some thousand parts. */
export const TAIL_BYTES = 256 * 1_024;

export type Recognised =
  | { readonly ok: true; readonly mediaType: MediaType }
  | { readonly ok: false; readonly fault: 'UNKNOWN_TYPE' | 'DAMAGED' | 'UNPACKS_TOO_LARGE' };

export interface UnpackingLimits {
  readonly maximumUnpackedBytes: number;
  readonly maximumExpansion: number;
}

/**
 * What a file is, by its bytes and never by its name. A known beginning is not enough: the end must be that of
 * the same format, so that a file which was cut off, or carries something else behind it, is refused. Text is
 * the one type without a signature; only there does the name's ending choose, between plain text and CSV.
 *
 * Sources: PDF ISO 32000-1 7.5, PNG W3C 5.2 and 11.2.5, JPEG ITU-T T.81 B.1.1.3, WebP RFC 9649 2.4,
 * OOXML ECMA-376 part 2.
 */
export function recognise(seen: SeenContent, limits: UnpackingLimits): Recognised {
  const { head, tail, size } = seen;
  if (beginsWith(head, '%PDF-')) return whole(endsAsPdf(tail), 'application/pdf');
  if (beginsWith(head, '\x89PNG\r\n\x1a\n')) return whole(endsWith(tail, PNG_END), 'image/png');
  if (beginsWith(head, '\xff\xd8\xff')) return whole(endsWith(tail, '\xff\xd9'), 'image/jpeg');
  if (beginsWith(head, 'RIFF') && head.toString('latin1', 8, 12) === 'WEBP') {
    // RIFF pads odd chunks to even lengths; the length does not count its own first 8 bytes.
    return whole(head.readUInt32LE(4) + 8 === size, 'image/webp');
  }
  if (beginsLikeZip(head)) return recogniseWorkbook(readZipDirectory(tail, size), size, limits);
  if (!seen.isText) return { ok: false, fault: 'UNKNOWN_TYPE' };
  const isCsv = endingOf(seen.claimedName).toLowerCase() === 'csv';
  return { ok: true, mediaType: isCsv ? 'text/csv' : 'text/plain' };
}

/** The last chunk of every PNG: no data, type IEND, its checksum. */
const PNG_END = '\0\0\0\0IEND\xae\x42\x60\x82';

function recogniseWorkbook(
  entries: readonly ZipEntry[] | undefined,
  size: number,
  { maximumUnpackedBytes, maximumExpansion }: UnpackingLimits,
): Recognised {
  if (!entries) return { ok: false, fault: 'DAMAGED' };
  const names = new Set(entries.map(({ name }) => name));
  const isWorkbook = names.has('[Content_Types].xml') && names.has('xl/workbook.xml');
  const holdsMore = entries.some(({ name }) => /(^|\/)\.\.(\/|$)|^\/|\\|vbaProject|\.(bin|exe|dll|js|vbs)$/i.test(name) && !PRINTER_SETTINGS.test(name)); // prettier-ignore
  if (!isWorkbook || holdsMore || names.size !== entries.length)
    return { ok: false, fault: 'UNKNOWN_TYPE' };
  const unpacked = entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  if (unpacked > maximumUnpackedBytes || unpacked > maximumExpansion * size)
    return { ok: false, fault: 'UNPACKS_TOO_LARGE' };
  return {
    ok: true,
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  };
}

/** The one binary part that spreadsheets without macros have. */
const PRINTER_SETTINGS = /^xl\/printerSettings\/printerSettings\d+\.bin$/;

function whole(isWhole: boolean, mediaType: MediaType): Recognised {
  return isWhole ? { ok: true, mediaType } : { ok: false, fault: 'DAMAGED' };
}

/** Readers look for the mark in the last 1,024 bytes; behind it only line ends are common. */
function endsAsPdf(tail: Buffer): boolean {
  return /%%EOF[\s\0]*$/.test(tail.subarray(-1_024).toString('latin1'));
}

function beginsWith(head: Buffer, latin1: string): boolean {
  return head.subarray(0, latin1.length).equals(Buffer.from(latin1, 'latin1'));
}

function endsWith(tail: Buffer, latin1: string): boolean {
  return tail.subarray(-latin1.length).equals(Buffer.from(latin1, 'latin1'));
}
