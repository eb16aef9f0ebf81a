import { safeCsvCell } from '../platform/kernel/safe-csv.js';
import type { ExportedStanding } from './programme-progress.store.js';

/** Standings as CSV, safe to open in a spreadsheet. */
export async function* standingLines(
  batches: AsyncIterable<readonly ExportedStanding[]>,
): AsyncGenerator<string> {
  yield 'target_code,place,provider_code,name,value,pending,reached_on,probability\r\n';
  for await (const rows of batches) {
    const lines = rows.map((row) =>
      [
        row.targetCode,
        row.place,
        row.providerCode,
        safeCsvCell(row.name),
        row.value,
        row.pending,
        row.reachedOn ?? '',
        row.probability ?? '',
      ].join(','),
    );
    yield `${lines.join('\r\n')}\r\n`;
  }
}
