/**
 * How much the API adds to the SQL it needs. Each query runs by HTTP against the API in a process of its own; its
 * recorded statements run, prepared, straight through a pool of the same size (`SQL`), and behind a bare
 * node:http server in a process of its own (`SQL by HTTP`, bare.mjs); in turns, so that a noisy machine is noisy
 * for all. Reported are medians over the rounds. `API CPU` is the API process's per operation; the CPU ratios
 * compare all that is spent, PostgreSQL's part included, and hold on a busy machine too.
 *
 *   npm run bench:api [-- part of a query's name]      ROUNDS=5 SECONDS_PER_ROUND=2
 */
import { startDemonstration } from '../support/demonstration.mjs';
import { measure } from './measure.mjs';

const market = await startDemonstration();
try {
  console.table(
    await measure(market, {
      part: process.argv[2] ?? '',
      rounds: Number(process.env.ROUNDS ?? 5),
      seconds: Number(process.env.SECONDS_PER_ROUND ?? 2),
    }),
  );
} finally {
  await market.stop();
}
