import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createApplication } from '../../dist/src/application.js';
import { withClient } from '../../dist/src/local/database-roles.js';
import { AccessTokens } from '../../dist/src/modules/auth/index.js';
import { Configuration } from '../../dist/src/modules/platform/config/configuration.js';
import { loadHttp, loadSql, warmUp } from '../support/load.mjs';
import { startServer } from '../support/processes.mjs';
import { median } from '../support/statistics.mjs';
import { queries } from './queries.mjs';
import { findSubjects } from './subjects.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Measures the queries whose name contains `part` against what they need, in turns.
 *
 * @param market what `startDatabase` returned
 * @param rounds of `seconds` each, after all sides have warmed up
 * @returns a row of figures for each query, by its name
 */
export async function measure({ environment, ownerUrl, postmaster }, { part, rounds, seconds }) {
  const subjects = await withClient(ownerUrl, findSubjects);
  const wanted = queries.filter(({ name }) => name.includes(part));
  const operations = await record(wanted, subjects, environment);
  const env = { ...process.env, ...environment };
  const execArgv = (process.env.API_NODE_OPTIONS ?? '').split(' ').filter(Boolean);
  const pool = new pg.Pool({
    connectionString: environment.DATABASE_URL,
    max: Number(environment.DATABASE_POOL_SIZE),
    options: '-c timezone=UTC',
  });
  const started = [];
  try {
    started.push(await startServer(at('../../dist/src/main.js'), { env, execArgv }));
    started.push(await startServer(at('./bare.mjs'), { env, execArgv }, operations));
    const [api, bare] = started;
    const table = {};
    for (const operation of operations) {
      const sides = {
        api: (time) => loadHttp(api, operation.request, time, postmaster),
        bare: (time) => loadHttp(bare, operation.bareRequest, time, postmaster),
        sql: (time) => loadSql(pool, operation.statements, time, postmaster),
      };
      operation.bareRequest.answer = await ask(bare, operation.bareRequest);
      table[operation.name] = {
        statements: operation.statements.length,
        ...(await inTurns(sides)),
      };
    }
    return table;
  } finally {
    await Promise.all(started.map((server) => server.stop()));
    await pool.end();
  }

  async function inTurns(sides) {
    const taken = { api: [], bare: [], sql: [] };
    for (const load of Object.values(sides)) await warmUp(load);
    for (let round = 0; round < rounds; round += 1)
      for (const [side, load] of Object.entries(sides)) taken[side].push(await load(seconds));
    return summary(taken);
  }
}

/** Ratios are medians of each round's: what ran one after the other met the same machine. */
function summary({ api, bare, sql }) {
  const of = (side, figure) => median(side.map(figure));
  const ratio = (side, figure) =>
    median(api.map((each, round) => figure(each) / figure(side[round]))).toFixed(2);
  const p50 = (figures) => figures.p50;
  const cpu = (figures) => figures.cpu + figures.databaseCpu;
  return {
    'API p50 ms': of(api, p50).toFixed(1),
    'p95 ms': of(api, ({ p95 }) => p95).toFixed(1),
    'per s': Math.round(of(api, ({ rate }) => rate)),
    'SQL p50 ms': of(sql, p50).toFixed(1),
    'p50 / SQL': ratio(sql, p50),
    'CPU / SQL': ratio(sql, cpu),
    'p50 / SQL by HTTP': ratio(bare, p50),
    'CPU / SQL by HTTP': ratio(bare, cpu),
    'API CPU ms': of(api, (figures) => figures.cpu).toFixed(2),
    'SQL CPU ms': of(sql, cpu).toFixed(2),
  };
}

/**
 * Asks each query in this process, and keeps its answer and the SQL that it sent. Asked three times, by each of
 * the API's ways to answer: graphql-js, a new plan, and a known plan; they must agree.
 */
async function record(list, { ids, claims }, environment) {
  const application = await createApplication(Configuration.read(environment));
  await application.listen(0, '127.0.0.1');
  const tokens = application.get(AccessTokens);
  const original = pg.Client.prototype.query;
  const recorded = [];
  try {
    const server = { url: await application.getUrl() };
    for (const { name, caller, query, variables } of list) {
      const headers = { authorization: `Bearer ${await tokens.sign(claims[caller])}` };
      const body = JSON.stringify({ query, variables: variables(ids) });
      const request = { name, headers, body };
      const path = `/${recorded.length}`;
      const statements = [];
      pg.Client.prototype.query = function (...words) {
        if (words[0]?.name) statements.push({ text: words[0].text, values: words[0].values });
        return original.apply(this, words);
      };
      request.answer = await ask(server, request);
      pg.Client.prototype.query = original;
      refuseEmpty(name, request.answer);
      for (const way of ['a new plan', 'a known plan'])
        if ((await ask(server, request)) !== request.answer)
          throw new Error(`${name}: ${way} answers something else than graphql-js`);
      const bareRequest = { name: `${name}, bare`, path, headers: {}, body };
      recorded.push({ name, path, request, bareRequest, statements });
    }
  } finally {
    pg.Client.prototype.query = original;
    await application.close();
  }
  return recorded;
}

async function ask({ url }, { path = '/graphql', headers, body }) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  return response.text();
}

/** A query that fails or finds nothing is fast and says nothing. */
function refuseEmpty(name, answer) {
  const { data, errors } = JSON.parse(answer);
  if (errors) throw new Error(`${name}: ${JSON.stringify(errors)}`);
  const [found] = Object.values(data);
  if (found === null || found.nodes?.length === 0) throw new Error(`${name} finds nothing`);
}
