import { safeCsvCell } from './safe-csv.js';

describe('a cell that is safe in a spreadsheet', () => {
  it.each([
    ['plain', '"plain"'],
    ['say "hi"', '"say ""hi"""'],
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['＝1', `"'＝1"`],
    ['', '""'],
  ])('%j', (text, cell) => expect(safeCsvCell(text)).toBe(cell));
});
