/**
 * How much the API adds to the SQL it needs. Each query runs by HTTP against the API in a process of its own,
 * and its recorded statements, prepared, straight through a pool of the same size; in turns, so that a noisy
 * machine is noisy for both. Reported are medians over the rounds. `API CPU` is the API process's per operation;
 * `CPU ratio` compares all that is spent, PostgreSQL's part included, and holds on a busy machine too.
 *
 *   npm run bench:api [-- part of a query's name]      ROUNDS=5 SECONDS_PER_ROUND=2
 */
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createApplication } from '../../dist/src/application.js';
import { withClient } from '../../dist/src/local/database-roles.js';
import { AccessTokens } from '../../dist/src/modules/auth/index.js';
import { Configuration } from '../../dist/src/modules/platform/config/configuration.js';
import { startDemonstration } from '../support/demonstration.mjs';
import { loadHttp, loadSql } from '../support/load.mjs';
import { startServer } from '../support/processes.mjs';
import { median } from '../support/statistics.mjs';
import { queries } from './queries.mjs';
import { findSubjects } from './subjects.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS_PER_ROUND ?? 2);
const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

const { environment, ownerUrl, postmaster, stop } = await startDemonstration();
let api;
try {
  const subjects = await withClient(ownerUrl, findSubjects);
  const wanted = queries.filter((each) => each.name.includes(process.argv[2] ?? ''));
  const recorded = await record(wanted, subjects);
  api = await startServer(MAIN, {
    env: { ...process.env, ...environment },
    execArgv: (process.env.API_NODE_OPTIONS ?? '').split(' ').filter((option) => option !== ''),
  });
  const pool = new pg.Pool({
    connectionString: environment.DATABASE_URL,
    max: Number(environment.DATABASE_POOL_SIZE),
    options: '-c timezone=UTC',
  });
  console.table(await inTurns(recorded, api, pool));
  await pool.end();
} finally {
  await api?.stop();
  await stop();
}

async function inTurns(recorded, server, pool) {
  const table = {};
  for (const { name, request, answer, statements } of recorded) {
    const rounds = { api: [], sql: [] };
    // The first round only warms up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const seconds = round === 0 ? 1 : SECONDS;
      const throughApi = await loadHttp(server, request, answer, seconds, postmaster);
      const straight = await loadSql(pool, statements, seconds, postmaster);
      if (round === 0) continue;
      rounds.api.push(throughApi);
      rounds.sql.push(straight);
    }
    const of = (side, key) => median(rounds[side].map((each) => each[key]));
    const ratio = (figure) =>
      median(rounds.api.map((each, round) => figure(each) / figure(rounds.sql[round]))).toFixed(2);
    table[name] = {
      statements: statements.length,
      'API p50 ms': of('api', 'p50').toFixed(1),
      'API p95 ms': of('api', 'p95').toFixed(1),
      'SQL p50 ms': of('sql', 'p50').toFixed(1),
      'p50 ratio': ratio(({ p50 }) => p50),
      'CPU ratio': ratio(({ cpu, databaseCpu }) => cpu + databaseCpu),
      'API per s': Math.round(of('api', 'rate')),
      'SQL per s': Math.round(of('sql', 'rate')),
      'API CPU ms': of('api', 'cpu').toFixed(2),
      'SQL CPU ms': (of('sql', 'cpu') + of('sql', 'databaseCpu')).toFixed(2),
    };
  }
  return table;
}

/** Asks each query once in this process, and keeps its answer and the SQL that it sent. */
async function record(list, { ids, claims }) {
  const application = await createApplication(Configuration.read(environment));
  await application.listen(0, '127.0.0.1');
  const tokens = application.get(AccessTokens);
  const original = pg.Client.prototype.query;
  const recorded = [];
  for (const { name, caller, query, variables } of list) {
    const headers = { authorization: `Bearer ${await tokens.sign(claims[caller])}` };
    const body = JSON.stringify({ query, variables: variables(ids) });
    const statements = [];
    pg.Client.prototype.query = function (...words) {
      if (words[0]?.name) statements.push({ text: words[0].text, values: words[0].values });
      return original.apply(this, words);
    };
    const response = await fetch(`${await application.getUrl()}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    const answer = await response.text();
    pg.Client.prototype.query = original;
    refuseEmpty(name, answer);
    recorded.push({ name, request: { headers, body }, answer, statements });
  }
  await application.close();
  return recorded;
}

/** A query that fails or finds nothing is fast and says nothing. */
function refuseEmpty(name, answer) {
  const { data, errors } = JSON.parse(answer);
  if (errors) throw new Error(`${name}: ${JSON.stringify(errors)}`);
  const [found] = Object.values(data);
  if (found === null || found.nodes?.length === 0) throw new Error(`${name} finds nothing`);
}
