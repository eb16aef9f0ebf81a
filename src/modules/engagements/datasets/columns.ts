import type { DatasetCheck, DatasetColumn } from '../../platform/datasets/dataset.js';

export function code(name: string): DatasetColumn {
  return { name, type: 'text', maximumLength: 64 };
}

/** A code that names nothing yet. */
export function unknown(
  column: string,
  what: string,
  names: { readonly en: string; readonly zh: string },
  isBad: string,
): DatasetCheck {
  return {
    column,
    code: `UNKNOWN_${what}`,
    reason: {
      en: `No ${names.en} has this code. Load it first, then send the same file again: only refused lines are looked at again.`,
      zh: `没有该编码的${names.zh}。请先加载，然后重新发送同一文件：系统只会重新处理被拒绝的行。`,
    },
    isBad,
  };
}
