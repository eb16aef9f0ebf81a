/**
 * Generates, loads and scores a market of some shares of full size (10,000 providers, 100,000 operators, 123,500
 * merchants for 180 days), each in a database of its own, and measures the API's queries on each as run.mjs does.
 * The databases are kept: the first run of a size makes it, and full size takes half an hour and 15 GB.
 *
 *   npm run bench:sizes [-- --size 0.01 --size 0.1]      ROUNDS=3 SECONDS_PER_ROUND=2
 */
import { parseArgs } from 'node:util';
import { startMarket } from '../support/market.mjs';
import { measure } from './measure.mjs';

const { values } = parseArgs({
  options: { size: { type: 'string', multiple: true, default: ['0.01', '0.1'] } },
});
const sizes = values.size.map(Number);
if (sizes.some((size) => !(size > 0 && size <= 1)))
  throw new Error('--size is a share of full size: 0.01, 0.1 or 1');

for (const size of sizes) {
  const market = await startMarket(size);
  try {
    console.log(`\n${size * 100} % of full size`);
    if (market.filled) console.table([market.filled]);
    console.table(
      await measure(market, {
        part: '',
        rounds: Number(process.env.ROUNDS ?? 3),
        seconds: Number(process.env.SECONDS_PER_ROUND ?? 2),
      }),
    );
  } finally {
    await market.stop();
  }
}
