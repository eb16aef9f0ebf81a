/** Holds a connection until it is asked to end; WORKER_STUBBORN makes it ignore that. */
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
client.on('error', () => process.exit(1));
await client.connect();
process.on('SIGTERM', async () => {
  if (process.env.WORKER_STUBBORN) return;
  await client.end();
  console.log('worker stopped in order');
});
