import fc from 'fast-check';
import type { DatasetColumn } from '../../platform/kernel/dataset-column.js';
import { KeyOrder } from './key-order.js';
import { RecordFramer } from './record-framer.js';

const columns: DatasetColumn[] = [
  { name: 'value', type: 'money' },
  { name: 'code', type: 'text' },
  { name: 'minute', type: 'integer' },
];

function ascending(...rows: readonly string[]): boolean {
  const order = new KeyOrder(columns, ['code', 'minute']);
  const framer = new RecordFramer((record) => order.add(record));
  framer.push(Buffer.from(rows.map((row) => `1,${row}\n`).join('')));
  framer.end();
  return order.ascending;
}

describe('the order of keys', () => {
  it.each([
    [true, []],
    [true, ['A,9', 'A,10', 'B,0', 'B,1', 'BA,0']],
    [false, ['A,1', 'A,1']],
    [false, ['A,2', 'A,1']],
    [false, ['B,1', 'A,2']],
    [false, ['BA,1', 'B,2']],
    [false, ['A,1', 'A,01']],
    [false, ['A,-1', 'A,0']],
    [false, ['A,1', '"B",1']],
  ])('%s for %j', (expected, rows) => expect(ascending(...rows)).toBe(expected));

  it('never proves a file that holds a key twice', () => {
    const row = fc
      .tuple(fc.constantFrom('A', 'AB', 'B', '店'), fc.constantFrom('0', '00', '1', '9', '10'))
      .map((cells) => cells.join(','));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const sorted = [...rows].sort();
        const values = rows.map((text) => `${text.split(',')[0]},${Number(text.split(',')[1])}`);
        const repeated = new Set(values).size < values.length;
        for (const file of [rows, sorted]) if (repeated) expect(ascending(...file)).toBe(false);
      }),
    );
  });
});
