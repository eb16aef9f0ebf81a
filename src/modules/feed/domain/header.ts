import type { DatasetColumn } from '../../platform/kernel/dataset-column.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';

export const headerErrors = errorCatalogue({
  NOT_UTF8: {
    en: 'The file is not UTF-8 text. Save it again as "CSV UTF-8" (not GBK, not UTF-16).',
    zh: '文件不是 UTF-8 编码。请另存为“CSV UTF-8”格式（不要用 GBK 或 UTF-16）。',
  },
  EMPTY_FILE: {
    en: 'The file is empty. Its first line must name the columns: {columns}.',
    zh: '文件为空。首行必须是列名：{columns}。',
  },
  BAD_HEADER: {
    en: 'The first line is not a line of CSV ({fault}). It must name the columns, separated by commas, and end with LF or CRLF: {columns}.',
    zh: '首行不是合法的 CSV（{fault}）。首行必须是以逗号分隔的列名，并以 LF 或 CRLF 结尾：{columns}。',
  },
  MISSING_COLUMNS: {
    en: 'The header lacks {missing}. This dataset has the columns: {columns}.',
    zh: '首行缺少列：{missing}。该数据集的列为：{columns}。',
  },
  UNKNOWN_COLUMNS: {
    en: 'The header names columns that this dataset does not have: {unknown}. It has: {columns}.',
    zh: '首行包含该数据集没有的列：{unknown}。可用的列为：{columns}。',
  },
  DUPLICATE_COLUMNS: {
    en: 'The header names {duplicate} more than once. Each column may stand once, in any order.',
    zh: '首行重复出现列：{duplicate}。每列只能出现一次，顺序不限。',
  },
});

/** The columns of a file in the file's own order. */
export function readHeader(
  names: readonly string[],
  columns: readonly DatasetColumn[],
): Result<readonly DatasetColumn[]> {
  const known = new Map(columns.map((column) => [column.name, column]));
  const all = columns.map(({ name }) => name).join(', ');
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 10).map((name) => `"${name.slice(0, 60)}"`);
    return fail(
      headerErrors.error('UNKNOWN_COLUMNS', [], { unknown: shown.join(', '), columns: all }),
    );
  }
  const duplicate = names.filter((name, index) => names.indexOf(name) !== index);
  if (duplicate.length > 0) {
    const shown = [...new Set(duplicate)].join(', ');
    return fail(headerErrors.error('DUPLICATE_COLUMNS', [], { duplicate: shown }));
  }
  const missing = columns.filter(({ name, optional }) => !optional && !names.includes(name));
  if (missing.length > 0) {
    const shown = missing.map(({ name }) => name).join(', ');
    return fail(headerErrors.error('MISSING_COLUMNS', [], { missing: shown, columns: all }));
  }
  return succeed(names.map((name) => known.get(name)!));
}
