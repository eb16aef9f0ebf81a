import type { DatasetColumn } from '../../platform/kernel/dataset-column.js';

export type CellFault =
  | 'MISSING_VALUE'
  | 'NOT_UTF8'
  | 'TEXT_TOO_LONG'
  | 'CONTROL_CHARACTER'
  | 'NOT_IN_LIST'
  | 'NOT_WELL_FORMED'
  | 'NOT_A_NUMBER'
  | 'NOT_A_WHOLE_NUMBER'
  | 'NUMBER_TOO_LARGE'
  | 'TOO_MANY_DECIMALS'
  | 'NEGATIVE'
  | 'NOT_A_DATE'
  | 'NOT_A_TIME'
  | 'NO_TIME_ZONE'
  | 'DATE_TOO_EARLY'
  | 'DATE_IN_FUTURE';

/** Days between which dates of facts lie (policy `feed`), as numbers YYYYMMDD. */
export interface DateBounds {
  readonly earliest: number;
  readonly latest: number;
}

/** Digits before the decimal point that numeric(16, 2) holds. */
const WHOLE_DIGITS = 14;
const LARGEST_INT = 2_147_483_647;
const LARGEST_YEAR = 2999;
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Tells bad UTF-8 by throwing. Stateless between whole decodes. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Checks one cell against its column, on its bytes and in one pass, because this runs for every cell of every
 * file. Whatever passes is accepted by PostgreSQL's own input functions (a test holds the two together), so
 * that the COPY behind it never fails in the middle of a file.
 *
 * @param start where the cell begins, its opening quote included
 * @param end after its last byte
 * @returns what is wrong with it, or undefined
 */
export function checkCell(
  bytes: Uint8Array,
  start: number,
  end: number,
  column: DatasetColumn,
  bounds: DateBounds,
): CellFault | undefined {
  const quoted = bytes[start] === QUOTE && end - start >= 2;
  const from = quoted ? start + 1 : start;
  const to = quoted ? end - 1 : end;
  if (from === to) return column.nullable ? undefined : 'MISSING_VALUE';
  switch (column.type) {
    case 'integer':
      return checkInteger(bytes, from, to, column);
    case 'money':
      return checkDecimal(bytes, from, to, column, 2);
    case 'decimal':
      return checkDecimal(bytes, from, to, column, column.decimals ?? 2);
    case 'date':
      return to - from === 10 ? checkDate(bytes, from, column, bounds, 'NOT_A_DATE') : 'NOT_A_DATE';
    case 'timestamp':
      return checkTimestamp(bytes, from, to, column, bounds);
    case 'text':
      return checkText(bytes, from, to, column, quoted);
  }
}

const QUOTE = 34;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const COLON = 58;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 57;
}

function checkInteger(
  bytes: Uint8Array,
  from: number,
  to: number,
  column: DatasetColumn,
): CellFault | undefined {
  const negative = bytes[from] === MINUS;
  const first = negative ? from + 1 : from;
  if (first === to) return 'NOT_A_WHOLE_NUMBER';
  let value = 0;
  for (let i = first; i < to; i += 1) {
    const byte = bytes[i]!;
    if (byte < ZERO || byte > 57)
      return isNumber(bytes, first, to) ? 'NOT_A_WHOLE_NUMBER' : 'NOT_A_NUMBER';
    value = value * 10 + (byte - ZERO);
  }
  if (value > (column.maximum ?? LARGEST_INT)) return 'NUMBER_TOO_LARGE';
  return negative && value > 0 && column.nonNegative ? 'NEGATIVE' : undefined;
}

function isNumber(bytes: Uint8Array, from: number, to: number): boolean {
  let dots = 0;
  for (let i = from; i < to; i += 1) {
    if (bytes[i] === DOT) dots += 1;
    else if (!isDigit(bytes[i])) return false;
  }
  return dots <= 1;
}

function checkDecimal(
  bytes: Uint8Array,
  from: number,
  to: number,
  column: DatasetColumn,
  decimals: number,
): CellFault | undefined {
  const negative = bytes[from] === MINUS;
  let i = negative ? from + 1 : from;
  const wholeFrom = i;
  let nonZero = false;
  let byte = ZERO;
  for (; i < to; i += 1) {
    byte = bytes[i]!;
    if (byte < ZERO || byte > 57) break;
    if (byte !== ZERO) nonZero = true;
  }
  const whole = i - wholeFrom;
  if (whole === 0) return 'NOT_A_NUMBER';
  let places = 0;
  if (i < to) {
    if (byte !== DOT) return 'NOT_A_NUMBER';
    for (i += 1; i < to; i += 1) {
      byte = bytes[i]!;
      if (byte < ZERO || byte > 57) return 'NOT_A_NUMBER';
      if (byte !== ZERO) nonZero = true;
      places += 1;
    }
    if (places === 0) return 'NOT_A_NUMBER';
  }
  if (whole > WHOLE_DIGITS) return 'NUMBER_TOO_LARGE';
  if (places > decimals) return 'TOO_MANY_DECIMALS';
  return negative && nonZero && column.nonNegative ? 'NEGATIVE' : undefined;
}

/** `YYYY-MM-DD`, a day that the calendar has. */
function checkDate(
  bytes: Uint8Array,
  from: number,
  column: DatasetColumn,
  bounds: DateBounds,
  fault: CellFault,
): CellFault | undefined {
  if (bytes[from + 4] !== MINUS || bytes[from + 7] !== MINUS) return fault;
  const year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2);
  const month = twoDigits(bytes, from + 5);
  const day = twoDigits(bytes, from + 8);
  // A non-digit makes its pair NaN, and every comparison with NaN is false.
  if (!(year <= LARGEST_YEAR && month >= 1 && month <= 12 && day >= 1)) return fault;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (month === 2 && !leap ? 28 : DAYS_IN_MONTH[month - 1]!)) return fault;
  const number = year * 10_000 + month * 100 + day;
  if (number < bounds.earliest) return 'DATE_TOO_EARLY';
  return number > bounds.latest && !column.mayBeFuture ? 'DATE_IN_FUTURE' : undefined;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** `YYYY-MM-DDTHH:MM[:SS[.fraction]]` with `Z` or an offset; a blank may stand for the T. */
function checkTimestamp(
  bytes: Uint8Array,
  from: number,
  to: number,
  column: DatasetColumn,
  bounds: DateBounds,
): CellFault | undefined {
  if (to - from < 16 || (bytes[from + 10] !== 84 && bytes[from + 10] !== 32)) return 'NOT_A_TIME';
  const dateFault = checkDate(bytes, from, column, bounds, 'NOT_A_TIME');
  if (dateFault) return dateFault;
  if (bytes[from + 13] !== COLON) return 'NOT_A_TIME';
  if (!(twoDigits(bytes, from + 11) <= 23 && twoDigits(bytes, from + 14) <= 59))
    return 'NOT_A_TIME';
  let at = from + 16;
  if (at < to && bytes[at] === COLON) {
    if (!(to - at >= 3 && twoDigits(bytes, at + 1) <= 59)) return 'NOT_A_TIME';
    at += 3;
    if (at < to && bytes[at] === DOT) {
      const digits = at + 1;
      for (at = digits; at < to && isDigit(bytes[at]);) at += 1;
      if (at === digits || at - digits > 9) return 'NOT_A_TIME';
    }
  }
  if (at === to) return 'NO_TIME_ZONE';
  if (bytes[at] === 90) return at + 1 === to ? undefined : 'NOT_A_TIME';
  if (bytes[at] !== 43 && bytes[at] !== MINUS) return 'NOT_A_TIME';
  return isOffset(bytes, at + 1, to) ? undefined : 'NOT_A_TIME';
}

/** `08:00`, `0800` or `08`: at most 14 hours, as the world's zones are. */
function isOffset(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length !== 2 && length !== 4 && length !== 5) return false;
  if (length === 5 && bytes[from + 2] !== COLON) return false;
  const minutes = length === 2 ? 0 : twoDigits(bytes, to - 2);
  return twoDigits(bytes, from) <= 14 && minutes <= 59;
}

function checkText(
  bytes: Uint8Array,
  from: number,
  to: number,
  column: DatasetColumn,
  quoted: boolean,
): CellFault | undefined {
  let ascii = true;
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i]!;
    if (byte >= 128) ascii = false;
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) return 'CONTROL_CHARACTER';
  }
  const longest = column.maximumLength ?? 200;
  if (ascii && to - from <= longest && !column.oneOf && !column.accepts) return undefined;
  const raw = decodeUtf8(bytes, from, to);
  if (raw === undefined) return 'NOT_UTF8';
  const text = quoted ? raw.replaceAll('""', '"') : raw;
  if (text.length > longest && [...text].length > longest) return 'TEXT_TOO_LONG';
  if (column.oneOf && !column.oneOf.includes(text)) return 'NOT_IN_LIST';
  return column.accepts && !column.accepts(text) ? 'NOT_WELL_FORMED' : undefined;
}

/** The text of some bytes, or undefined when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, from: number, to: number): string | undefined {
  try {
    return utf8.decode(bytes.subarray(from, to));
  } catch {
    return undefined;
  }
}
