/**
 * Serves the table over HTTP as the application role: GET counts, PUT /<id> adds a row and answers
 * when it is committed, POST /crash ends the process. API_FAILS makes it end at once.
 */
import { createServer } from 'node:http';
import pg from 'pg';

if (process.env.API_FAILS) {
  console.error('the reason why the API ends');
  process.exit(3);
}
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => undefined);

const server = createServer(async (request, response) => {
  try {
    if (request.url === '/crash') process.exit(7);
    if (request.method === 'PUT') {
      await pool.query('INSERT INTO note VALUES ($1, $2)', [request.url.slice(1), 'put']);
    }
    const { rows } = await pool.query(
      'SELECT count(*)::int AS notes, current_user AS role FROM note',
    );
    response.end(
      JSON.stringify({
        ...rows[0],
        pid: process.pid,
        owner: process.env.MIGRATION_DATABASE_URL ?? null,
      }),
    );
  } catch (error) {
    response.writeHead(503).end(error.message);
  }
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  process.send({ type: 'listening', url: `http://127.0.0.1:${process.env.PORT}` });
});
process.on('SIGTERM', async () => {
  server.closeAllConnections();
  server.close();
  await pool.end();
  console.log('api stopped in order');
});
