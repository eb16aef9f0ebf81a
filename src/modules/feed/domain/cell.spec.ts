import type { DatasetColumn } from '../../platform/kernel/dataset-column.js';
import { checkCell } from './cell.js';

const bounds = { earliest: 20_100_101, latest: 20_261_122 };
const check = (column: Partial<DatasetColumn>, text: string | Uint8Array) => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const full = { name: 'c', type: 'text', ...column } as DatasetColumn;
  return checkCell(bytes, 0, bytes.length, full, bounds);
};

describe('checking a cell', () => {
  it.each([
    ['0', undefined],
    ['-7', undefined],
    ['2147483647', undefined],
    ['2147483648', 'NUMBER_TOO_LARGE'],
    ['99999999999999999999999', 'NUMBER_TOO_LARGE'],
    ['1.0', 'NOT_A_WHOLE_NUMBER'],
    ['-', 'NOT_A_WHOLE_NUMBER'],
    ['1e3', 'NOT_A_NUMBER'],
    ['1,000', 'NOT_A_NUMBER'],
    [' 1', 'NOT_A_NUMBER'],
    ['NaN', 'NOT_A_NUMBER'],
    ['0x1F', 'NOT_A_NUMBER'],
    ['1_000', 'NOT_A_NUMBER'],
    ['１', 'NOT_A_NUMBER'],
    ['', 'MISSING_VALUE'],
    ['""', 'MISSING_VALUE'],
    ['"5"', undefined],
  ])('integer %s', (text, fault) => expect(check({ type: 'integer' }, text)).toBe(fault));

  it.each([
    ['0', undefined],
    ['0.5', undefined],
    ['99999999999999.99', undefined],
    ['100000000000000.00', 'NUMBER_TOO_LARGE'],
    ['1.005', 'TOO_MANY_DECIMALS'],
    ['-0.01', 'NEGATIVE'],
    ['-0.00', undefined],
    ['1.', 'NOT_A_NUMBER'],
    ['.5', 'NOT_A_NUMBER'],
    ['1.2.3', 'NOT_A_NUMBER'],
    ['Infinity', 'NOT_A_NUMBER'],
    ['-Infinity', 'NOT_A_NUMBER'],
    ['nan', 'NOT_A_NUMBER'],
    ['1e308', 'NOT_A_NUMBER'],
    ['¥5', 'NOT_A_NUMBER'],
  ])('money %s', (text, fault) =>
    expect(check({ type: 'money', nonNegative: true }, text)).toBe(fault),
  );

  it.each([
    ['2026-11-11', undefined],
    ['2024-02-29', undefined],
    ['2026-02-29', 'NOT_A_DATE'],
    ['2026-13-01', 'NOT_A_DATE'],
    ['2026-00-10', 'NOT_A_DATE'],
    ['2026-1-5', 'NOT_A_DATE'],
    ['05-01-2026', 'NOT_A_DATE'],
    ['2026/01/05', 'NOT_A_DATE'],
    ['today', 'NOT_A_DATE'],
    ['infinity', 'NOT_A_DATE'],
    ['2009-12-31', 'DATE_TOO_EARLY'],
    ['0001-01-01', 'DATE_TOO_EARLY'],
    ['2026-11-23', 'DATE_IN_FUTURE'],
    ['9999-01-01', 'NOT_A_DATE'],
  ])('date %s', (text, fault) => expect(check({ type: 'date' }, text)).toBe(fault));

  it.each([
    ['2026-11-11T20:00:00+08:00', undefined],
    ['2026-11-11 20:00+0800', undefined],
    ['2026-11-11T12:00:00.123Z', undefined],
    ['2026-11-11T20:00:00', 'NO_TIME_ZONE'],
    ['2026-11-11T24:00:00+08:00', 'NOT_A_TIME'],
    ['2026-11-11T20:60:00+08:00', 'NOT_A_TIME'],
    ['2026-11-11T20:00:00+8', 'NOT_A_TIME'],
    ['2026-11-11T20:00:00+99:00', 'NOT_A_TIME'],
    ['2026-11-11T20:00:00.+08:00', 'NOT_A_TIME'],
    ['2026-11-11', 'NOT_A_TIME'],
    ['2026-02-30T20:00:00+08:00', 'NOT_A_TIME'],
    ['now', 'NOT_A_TIME'],
  ])('timestamp %s', (text, fault) => expect(check({ type: 'timestamp' }, text)).toBe(fault));

  it('counts characters of text, not bytes', () => {
    expect(check({ maximumLength: 2 }, '店铺')).toBeUndefined();
    expect(check({ maximumLength: 2 }, '𠮷店')).toBeUndefined();
    expect(check({ maximumLength: 2 }, '店铺一')).toBe('TEXT_TOO_LONG');
    expect(check({ maximumLength: 3 }, '"a""b"')).toBeUndefined();
  });

  it('refuses text in another encoding, control characters, and what is not in the list', () => {
    expect(check({}, Uint8Array.from([0xb5, 0xea, 0xc6, 0xcc]))).toBe('NOT_UTF8');
    expect(check({}, 'a\u0007')).toBe('CONTROL_CHARACTER');
    expect(check({ oneOf: ['HOST'] }, 'HOST')).toBeUndefined();
    expect(check({ oneOf: ['HOST'] }, 'host')).toBe('NOT_IN_LIST');
    expect(check({ accepts: (text) => text === 'ok' }, 'ko')).toBe('NOT_WELL_FORMED');
  });
});
