// The least that a Node.js API can do for the same answers: node:http, the same statements, prepared, through
// a pool of the same size, and their rows as JSON. No GraphQL, nobody is asked who they are, nothing is checked.
import { createServer } from 'node:http';
import { once } from 'node:events';
import pg from 'pg';
import { nameOf } from '../support/load.mjs';

pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
const [operations] = await once(process, 'message');
const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.DATABASE_POOL_SIZE),
  options: '-c timezone=UTC',
});
const routes = new Map(operations.map(({ path, statements }) => [path, statements.map(nameOf)]));
const server = createServer(async (request, response) => {
  await once(request.resume(), 'end'); // a POST as the API gets it, read and left alone
  const answers = [];
  for (const statement of routes.get(request.url))
    answers.push((await pool.query({ ...statement })).rows);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answers));
});
server.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` }),
);
process.once('SIGTERM', () => process.exit());
