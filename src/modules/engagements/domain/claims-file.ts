import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { parseMoney, type Money } from '../../platform/kernel/money.js';
import type { UserErrorData } from '../../platform/kernel/result.js';

/** Columns of a file of claims, in any order. */
export const CLAIM_COLUMNS = {
  client_reference: true,
  engagement_code: true,
  operator_code: true,
  session_code: false,
  planned_start: false,
  planned_end: false,
  target_gmv: false,
  note: false,
} as const;
export type ClaimColumn = keyof typeof CLAIM_COLUMNS;

export const MAXIMUM_FILE_BYTES = 1_000_000;
export const MAXIMUM_FILE_LINES = 500;

/** What is wrong with a file as a whole: nothing of it is claimed. */
export const claimsFileErrors = errorCatalogue({
  CONTENT_TYPE: {
    en: 'Send the CSV file as the body, with Content-Type: text/csv.',
    zh: '请将 CSV 文件作为请求体发送，Content-Type 为 text/csv。',
  },
  EMPTY: {
    en: 'The file has no line after its header. Put one session on each line.',
    zh: '文件在表头之后没有内容。请每行填写一个场次。',
  },
  TOO_LARGE: {
    en: 'A file of claims has at most {bytes} bytes and {lines} lines. Split it.',
    zh: '报备文件最多 {bytes} 字节、{lines} 行。请拆分。',
  },
  NOT_UTF8: {
    en: 'The file is not UTF-8. Save it as CSV (UTF-8) and send it again.',
    zh: '文件不是 UTF-8 编码。请另存为 CSV（UTF-8）后重新上传。',
  },
  HEADER_WRONG: {
    en: 'The header must name {needed}, and may name {allowed}, each once. It names {found}.',
    zh: '表头须包含 {needed}，可包含 {allowed}，每列一次。当前表头：{found}。',
  },
  MALFORMED: {
    en: 'Line {line} is not well-formed CSV (RFC 4180): a quote is not closed, or text follows it. Correct it and send the file again.',
    zh: '第 {line} 行不是规范的 CSV（RFC 4180）：引号未闭合或其后有多余文字。请更正后重新上传。',
  },
  CUT_OFF: {
    en: 'The file did not come to its end. Nothing was claimed; send it again.',
    zh: '文件未完整到达。未报备任何场次，请重新上传。',
  },
});

/** What is wrong with one line; the others are claimed. */
export const claimLineErrors = errorCatalogue({
  CELLS_MISCOUNTED: {
    en: 'The line has {found} cells, and the header {wanted}. Give every line as many.',
    zh: '该行有 {found} 个单元格，表头有 {wanted} 个。请保持一致。',
  },
  UNKNOWN_ENGAGEMENT: {
    en: 'Your company has no engagement {code}. Take the code from the `engagements` list.',
    zh: '贵司没有合作 {code}。请从 engagements 列表中取编号。',
  },
  UNKNOWN_OPERATOR: {
    en: 'Nobody with the code {code} works or worked at your company. Take the code from the `operators` list.',
    zh: '贵司没有编号为 {code} 的操盘手。请从 operators 列表中取编号。',
  },
  NOT_A_TIME: {
    en: '“{text}” is not a time with an offset, such as 2026-11-11T20:00:00+08:00.',
    zh: '“{text}”不是带时区的时间，例如 2026-11-11T20:00:00+08:00。',
  },
  NOT_AN_AMOUNT: {
    en: '“{text}” is not an amount in yuan with at most two decimals, such as 80000.00.',
    zh: '“{text}”不是最多两位小数的金额（元），例如 80000.00。',
  },
  TEXT_TOO_LONG: {
    en: 'The text has more than {maximum} characters. Shorten it.',
    zh: '文字超过 {maximum} 个字符，请缩短。',
  },
  REFERENCE_TWICE: {
    en: 'An earlier line of the file has this client_reference too. Each session needs its own.',
    zh: '文件前面的行已使用该 client_reference。每个场次须使用不同的编号。',
  },
});

/** A line of the file, read as far as it can be without looking anything up. */
export interface ClaimLine {
  readonly line: number;
  readonly clientReference: string;
  readonly engagementCode: string;
  readonly operatorCode: string;
  readonly sessionCode: string | null;
  readonly plannedStart: Date | null;
  readonly plannedEnd: Date | null;
  readonly targetGmv: Money | null;
  readonly note: string | null;
  readonly problems: readonly UserErrorData[];
}

/** The columns of the header, or what is wrong with it. */
export function checkHeader(names: readonly string[]): UserErrorData | undefined {
  const needed = Object.entries(CLAIM_COLUMNS).filter(([, isNeeded]) => isNeeded);
  const known = names.every((name) => name in CLAIM_COLUMNS);
  const complete = needed.every(([name]) => names.includes(name));
  if (known && complete && new Set(names).size === names.length) return undefined;
  return claimsFileErrors.error('HEADER_WRONG', [], {
    needed: needed.map(([name]) => name).join(', '),
    allowed: Object.keys(CLAIM_COLUMNS).join(', '),
    found: names.join(', ').slice(0, 200),
  });
}

const LONGEST: Readonly<Partial<Record<ClaimColumn, number>>> = { note: 2_000 };
const LONGEST_CELL = 200;

export function readClaimLine(
  line: number,
  header: readonly string[],
  cells: readonly string[],
  seen: ReadonlySet<string>,
): ClaimLine {
  const problems: UserErrorData[] = [];
  const cell = (name: ClaimColumn) => cells[header.indexOf(name)]?.trim() ?? '';
  if (cells.length !== header.length) {
    const parameters = { found: cells.length, wanted: header.length };
    problems.push(claimLineErrors.error('CELLS_MISCOUNTED', [], parameters));
  }
  for (const name of Object.keys(CLAIM_COLUMNS) as ClaimColumn[]) {
    const maximum = LONGEST[name] ?? LONGEST_CELL;
    if (cell(name).length > maximum || cell(name).includes('\0')) {
      problems.push(claimLineErrors.error('TEXT_TOO_LONG', [name], { maximum }));
    }
  }
  const clientReference = cell('client_reference');
  if (seen.has(clientReference)) {
    problems.push(claimLineErrors.error('REFERENCE_TWICE', ['client_reference']));
  }
  const read = <T>(
    name: ClaimColumn,
    parse: (text: string) => T | undefined,
    code: 'NOT_A_TIME' | 'NOT_AN_AMOUNT',
  ): T | null => {
    const text = cell(name);
    const value = text === '' ? null : parse(text);
    if (value !== undefined) return value;
    problems.push(claimLineErrors.error(code, [name], { text: text.slice(0, 40) }));
    return null;
  };
  return {
    line,
    clientReference,
    engagementCode: cell('engagement_code'),
    operatorCode: cell('operator_code'),
    sessionCode: cell('session_code') || null,
    plannedStart: read('planned_start', parseInstant, 'NOT_A_TIME'),
    plannedEnd: read('planned_end', parseInstant, 'NOT_A_TIME'),
    targetGmv: read('target_gmv', parseMoney, 'NOT_AN_AMOUNT'),
    note: cell('note') || null,
    problems,
  };
}

/** ISO 8601 with an offset: a time without one means something else everywhere. */
function parseInstant(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    return undefined;
  }
  const instant = new Date(text);
  return Number.isNaN(+instant) || !isRealDay(text) ? undefined : instant;
}

/** `Date` takes 30 February for 2 March. */
function isRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** The column that a refusal of a claim is about: paths of claims name their fields. */
export function columnOf([field]: readonly string[]): string | null {
  if (field === undefined) return null;
  if (field === 'engagementId') return 'engagement_code';
  if (field === 'operatorId') return 'operator_code';
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
