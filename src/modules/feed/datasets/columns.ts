import type { DatasetCheck, DatasetColumn } from '../../platform/datasets/dataset.js';

/** Identifiers of the platform and of ours. */
export function code(name: string): DatasetColumn {
  return { name, type: 'text', maximumLength: 64 };
}

export function money(name: string, options: Partial<DatasetColumn> = {}): DatasetColumn {
  return { name, type: 'money', nonNegative: true, ...options };
}

/** A quantity with up to two decimals, such as minutes. */
export function quantity(name: string, options: Partial<DatasetColumn> = {}): DatasetColumn {
  return { name, type: 'decimal', nonNegative: true, ...options };
}

export function count(name: string, options: Partial<DatasetColumn> = {}): DatasetColumn {
  return { name, type: 'integer', nonNegative: true, ...options };
}

/** Exposures and the like outgrow int: on a good day a large merchant has billions. */
export function largeCount(name: string): DatasetColumn {
  return count(name, { maximum: 1_000_000_000_000_000 });
}

/** A part that is larger than its whole. */
export function notAbove(part: string, whole: string): DatasetCheck {
  return {
    column: part,
    code: 'PART_ABOVE_WHOLE',
    reason: {
      en: `${part} may not be greater than ${whole}.`,
      zh: `${part} 不能大于 ${whole}。`,
    },
    isBad: `s.${part} > s.${whole}`,
  };
}

/** `end` before `start`, both dates. */
export function notBefore(end: string, start: string): DatasetCheck {
  return {
    column: end,
    code: 'ENDS_BEFORE_START',
    reason: { en: `${end} lies before ${start}.`, zh: `${end} 早于 ${start}。` },
    isBad: `s.${end} < s.${start}`,
  };
}

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

/** For datasets whose rows name a merchant: LEFT JOINs it as `m`. */
export const MERCHANT_LOOKUP = 'LEFT JOIN merchant m ON m.merchant_code = s.merchant_code';

export const UNKNOWN_MERCHANT = unknown(
  'merchant_code',
  'MERCHANT',
  { en: 'merchant', zh: '商家' },
  'm.id IS NULL',
);

/** @param date SQL of the row's business date */
export function outsideMembership(column: string, date: string): DatasetCheck {
  return {
    column,
    code: 'OUTSIDE_MEMBERSHIP',
    reason: {
      en: 'The day lies before the merchant joined or after it left. Correct the merchant’s joined_on or exited_on first, if they are wrong.',
      zh: '该日期早于商家入驻或晚于商家退出。如入驻或退出日期有误，请先更正商家数据。',
    },
    isBad: `${date} < m.joined_on OR ${date} > m.exited_on`,
  };
}
