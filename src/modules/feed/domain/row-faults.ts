import type { LocalisedText } from '../../platform/kernel/result.js';
import type { CellFault } from './cell.js';
import type { FramingFault } from './record-framer.js';

export type RowFault = FramingFault | CellFault | 'CELL_COUNT' | 'CONFLICTING_ROWS';

/** What is wrong with a row and how to repair it, for whoever downloads the rejects. */
export const ROW_FAULTS: Readonly<Record<RowFault, LocalisedText>> = {
  RECORD_TOO_LONG: {
    en: 'The line is longer than 64 KiB. Was a line end or a closing quote lost?',
    zh: '该行超过 64 KiB，请检查是否缺少换行或右引号。',
  },
  UNCLOSED_QUOTE: {
    en: 'A quoted cell is not closed. Close it with ", and write a quote inside it as "".',
    zh: '引号未闭合。请补上右引号；单元格内的引号写作 ""。',
  },
  STRAY_QUOTE: {
    en: 'A quote stands inside a cell that is not quoted. Put the whole cell in quotes and write the quote as "".',
    zh: '未加引号的单元格中出现了引号。请将整个单元格用引号括起，其中的引号写作 ""。',
  },
  LONE_CR: {
    en: 'A carriage return stands without a line feed. End lines with LF or CRLF.',
    zh: '出现了单独的回车符（CR）。请用 LF 或 CRLF 换行。',
  },
  NUL: { en: 'The line holds a NUL byte.', zh: '该行包含 NUL 字节。' },
  CELL_COUNT: {
    en: 'The row does not have as many cells as the header has columns.',
    zh: '该行的单元格数与首行的列数不一致。',
  },
  CONFLICTING_ROWS: {
    en: 'The file holds this key more than once, with different values. Keep the row that is right.',
    zh: '文件中该主键出现多次且内容不同。请只保留正确的一行。',
  },
  MISSING_VALUE: { en: 'A value is needed here.', zh: '此处必须有值。' },
  NOT_UTF8: { en: 'The text is not UTF-8.', zh: '文本不是 UTF-8 编码。' },
  TEXT_TOO_LONG: { en: 'The text is too long.', zh: '文本过长。' },
  CONTROL_CHARACTER: { en: 'The text holds a control character.', zh: '文本包含控制字符。' },
  NOT_IN_LIST: {
    en: 'The value is none of those allowed (docs/data-feed.md lists them).',
    zh: '该值不在允许的取值范围内。',
  },
  NOT_WELL_FORMED: {
    en: 'The code is not well formed: a character or its check digit is wrong.',
    zh: '编码格式不正确：存在错误字符或校验位不符。',
  },
  NOT_A_NUMBER: {
    en: 'This is not a plain decimal number such as 1234.50 (no exponent, no NaN, no separators).',
    zh: '不是普通的十进制数，例如 1234.50（不接受科学计数、NaN 或千分位）。',
  },
  NOT_A_WHOLE_NUMBER: { en: 'A whole number is needed here.', zh: '此处必须是整数。' },
  NUMBER_TOO_LARGE: { en: 'The number is too large to be true.', zh: '数值过大。' },
  TOO_MANY_DECIMALS: {
    en: 'The number has too many decimals (money has two).',
    zh: '小数位过多（金额为两位小数）。',
  },
  NEGATIVE: { en: 'The number may not be negative.', zh: '数值不能为负。' },
  NOT_A_DATE: {
    en: 'This is not a calendar day written as 2026-11-11.',
    zh: '不是有效的日期，应写作 2026-11-11。',
  },
  NOT_A_TIME: {
    en: 'This is not an instant written as 2026-11-11T20:00:00+08:00.',
    zh: '不是有效的时间，应写作 2026-11-11T20:00:00+08:00。',
  },
  NO_TIME_ZONE: {
    en: 'The time has no offset. Write it as 2026-11-11T20:00:00+08:00.',
    zh: '时间缺少时区，应写作 2026-11-11T20:00:00+08:00。',
  },
  DATE_TOO_EARLY: { en: 'The date is too early to be true.', zh: '日期过早。' },
  DATE_IN_FUTURE: { en: 'The date lies in the future.', zh: '日期在未来。' },
};
