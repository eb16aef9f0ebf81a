/**
 * How much the API adds to the SQL it needs. Each query runs by HTTP against the API in a process of its own,
 * and its recorded statements, prepared, straight through a pool of the same size; in turns, so that a noisy
 * machine is noisy for both. Reported are medians over the rounds; CPU is the API process's, per operation.
 *
 *   npm run build && TEST_SERVER_URL=postgres://postgres@127.0.0.1:5432/postgres node bench/api/run.mjs [part of a name]
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import autocannon from 'autocannon';
import pg from 'pg';
import { createApplication } from '../../dist/src/application.js';
import { AccessTokens } from '../../dist/src/modules/auth/index.js';
import { Configuration } from '../../dist/src/modules/platform/config/configuration.js';
import { migrate } from '../../dist/src/modules/platform/database/migrations.js';
import { seedReference } from '../../dist/seeds/reference/seed-reference.js';
import { queries } from './queries.mjs';
import { seed } from './seed.mjs';

const CONNECTIONS = 16;
const POOL = 16;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS_PER_ROUND ?? 3);

const server = process.env.TEST_SERVER_URL;
if (!server)
  throw new Error('set TEST_SERVER_URL to a PostgreSQL server where databases may be made');
const name = `bench_${randomBytes(6).toString('hex')}`;
const url = (user, database) =>
  Object.assign(new URL(server), { username: user, pathname: `/${database}` }).href;
const secrets = { access: randomBytes(32).toString('hex'), data: randomBytes(32).toString('hex') };
const environment = {
  NODE_ENV: 'production',
  PORT: '0',
  LOG_LEVEL: 'silent',
  DATABASE_URL: url('caopan_app', name),
  DATABASE_POOL_SIZE: String(POOL),
  ACCESS_TOKEN_SECRET: secrets.access,
  DATA_ENCRYPTION_SECRET: secrets.data,
  ACCESS_TOKEN_MINUTES: '60',
  RATE_LIMIT_PER_ACTOR: '0',
};

const administrator = new pg.Client({ connectionString: server });
await administrator.connect();
await administrator.query(`CREATE DATABASE ${name} OWNER caopan_owner`);
let api;
try {
  await migrate(url('caopan_owner', name));
  await seedReference(url('caopan_owner', name));
  const owner = new pg.Client({ connectionString: url('caopan_owner', name) });
  await owner.connect();
  const ids = await seed(owner);
  await owner.end();

  const wanted = queries.filter((each) => each.name.includes(process.argv[2] ?? ''));
  const { token, statements } = await record(wanted, ids);
  api = await startApi();
  const pool = new pg.Pool({
    connectionString: environment.DATABASE_URL,
    max: POOL,
    options: '-c timezone=UTC',
  });
  const table = [];
  for (const [index, { name: label, query, variables }] of wanted.entries()) {
    const body = JSON.stringify({ query, variables: variables(ids) });
    const load = () => throughApi(api.url, token, body);
    const bare = () => straight(pool, statements[index]);
    await load();
    await bare();
    const rounds = { api: [], sql: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.api.push(await load());
      rounds.sql.push(await bare());
    }
    const of = (side, key) => median(rounds[side].map((each) => each[key]));
    table.push({
      query: label,
      statements: statements[index].length,
      'API p50 ms': of('api', 'p50').toFixed(2),
      'SQL p50 ms': of('sql', 'p50').toFixed(2),
      'API per s': Math.round(of('api', 'rate')),
      'SQL per s': Math.round(of('sql', 'rate')),
      'API CPU ms': of('api', 'cpu').toFixed(2),
      'API / SQL': (of('api', 'p50') / of('sql', 'p50')).toFixed(2),
    });
  }
  await pool.end();
  console.table(table);
} finally {
  if (api) {
    api.process.kill('SIGTERM');
    await once(api.process, 'exit');
  }
  await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await administrator.end();
}

/** Runs each query once here and keeps the SQL that it sent. */
async function record(list, ids) {
  const application = await createApplication(Configuration.read(environment));
  await application.listen(0, '127.0.0.1');
  const token = await application.get(AccessTokens).sign({
    sub: '00000000-0000-7000-8000-000000000001',
    membership: '00000000-0000-7000-8000-000000000002',
    role: 'ADMINISTRATOR',
  });
  const original = pg.Client.prototype.query;
  const statements = [];
  for (const { name: label, query, variables } of list) {
    const sent = [];
    pg.Client.prototype.query = function (...args) {
      if (args[0]?.name) sent.push({ text: args[0].text, values: args[0].values });
      return original.apply(this, args);
    };
    const response = await fetch(`${await application.getUrl()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables: variables(ids) }),
    });
    pg.Client.prototype.query = original;
    const answer = await response.json();
    if (answer.errors) throw new Error(`${label}: ${JSON.stringify(answer.errors)}`);
    statements.push(sent);
  }
  await application.close();
  return { token, statements };
}

function startApi() {
  const child = fork(new URL('../../dist/src/main.js', import.meta.url), {
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ process: child, url: message.url }));
    child.once('exit', (code) => reject(new Error(`the API ended with ${code}`)));
  });
}

async function throughApi(base, token, body) {
  const cpuBefore = await cpuSeconds(base);
  const result = await autocannon({
    url: `${base}/graphql`,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
    connections: CONNECTIONS,
    duration: SECONDS,
    // An answer with errors is fast and worth nothing: it must not be counted.
    verifyBody: (text) => !String(text).includes('"errors"'),
  });
  if (result.mismatches || result.errors || result.non2xx)
    throw new Error(`${result.mismatches + result.errors + result.non2xx} answers were no good`);
  const cpu = (1_000 * ((await cpuSeconds(base)) - cpuBefore)) / result.requests.total;
  return { p50: result.latency.p50, rate: result.requests.average, cpu };
}

/** What the API's process has used so far: a figure that busy neighbours disturb less than the latency. */
async function cpuSeconds(base) {
  const text = await (await fetch(`${base}/metrics`)).text();
  return Number(/^caopan_process_cpu_seconds_total ([\d.e-]+)/m.exec(text)[1]);
}

async function straight(pool, statements) {
  const hash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 30);
  const named = statements.map((statement) => ({ ...statement, name: hash(statement.text) }));
  const until = performance.now() + SECONDS * 1_000;
  const latencies = [];
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        const started = performance.now();
        for (const statement of named) await pool.query({ ...statement });
        latencies.push(performance.now() - started);
      }
    }),
  );
  return { p50: median(latencies), rate: latencies.length / SECONDS };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
