/** Fills the table in steps that can be interrupted and resumed; SEED_DELAY slows each down (ms). */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const total = process.argv.includes('--reference-only') ? 1 : 10;
const client = new pg.Client({ connectionString: process.env.MIGRATION_DATABASE_URL });
await client.connect();
for (let done = 1; done <= total; done += 1) {
  const { rowCount } = await client.query(
    'INSERT INTO note VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [-done, 'seed'],
  );
  console.log(JSON.stringify({ type: 'progress', message: 'notes', done, total }));
  if (rowCount) await delay(Number(process.env.SEED_DELAY ?? 0));
}
await client.end();
console.log(JSON.stringify({ type: 'account', role: 'staff', login: 'ann', password: 'secret' }));
console.log(JSON.stringify({ type: 'suggestion', text: 'Open {url}/notes' }));
