/**
 * The product's board (top 20 providers with three operators each) from the product's API, PostGraphile and
 * Mercurius, on one database, in turns. Their answers must be equal before anything is timed.
 *
 *   npm --prefix bench/peers ci && npm run bench:peers      ROUNDS=7 SECONDS_PER_ROUND=2
 */
import { deepStrictEqual } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { withClient } from '../../dist/src/local/database-roles.js';
import { findSubjects } from '../api/subjects.mjs';
import { startDemonstration } from '../support/demonstration.mjs';
import { loadHttp, warmUp } from '../support/load.mjs';
import { startServer } from '../support/processes.mjs';
import { median } from '../support/statistics.mjs';
import { contenders } from './contenders.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const SECONDS = Number(process.env.SECONDS_PER_ROUND ?? 2);
const DROP = 'DROP FUNCTION IF EXISTS board, provider_current_operators';

const { environment, ownerUrl, postmaster, stop } = await startDemonstration();
const running = [];
try {
  const setup = await readFile(new URL('setup.sql', import.meta.url), 'utf8');
  const token = await withClient(ownerUrl, async (owner) => {
    await owner.query(DROP);
    await owner.query(setup);
    return tokenFor((await findSubjects(owner)).claims.merchant);
  });
  for (const contender of contenders) {
    const { file, execPath = process.execPath } = contender;
    const server = await startServer(file, {
      env: { ...process.env, ...environment },
      execPath,
      execArgv: [],
    });
    const entry = { ...contender, ...server, rounds: [] };
    running.push(entry); // before it is asked, so that a refusal leaves nothing running
    Object.assign(entry, await ask(contender, server, token));
  }
  for (const { name, rows } of running) {
    if (rows.length !== 20) throw new Error(`${name} answers ${rows.length} rows`);
    deepStrictEqual(rows, running[0].rows, `${name} answers something else`);
  }
  const load = (each) => (seconds) => loadHttp(each, each.request, seconds, postmaster);
  for (const each of running) await warmUp(load(each));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const each of running) each.rounds.push(await load(each)(SECONDS));
  console.table(Object.fromEntries(running.map((each) => [each.name, summary(each, running[0])])));
} finally {
  await Promise.all(running.map((each) => each.stop()));
  await withClient(ownerUrl, (owner) => owner.query(DROP));
  await stop();
}

/** As the API signs them. */
function tokenFor(claims) {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('caopan')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(createSecretKey(environment.ACCESS_TOKEN_SECRET, 'utf8'));
}

async function ask({ name, query, rowsOf, authenticated }, { url }, token) {
  const request = {
    name,
    headers: authenticated ? { authorization: `Bearer ${token}` } : {},
    body: JSON.stringify({ query }),
  };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...request.headers, 'content-type': 'application/json' },
    body: request.body,
  });
  request.answer = await response.text();
  const { data, errors } = JSON.parse(request.answer);
  if (errors) throw new Error(`${name}: ${JSON.stringify(errors)}`);
  return { request, rows: rowsOf(data) };
}

/** Ratios are medians of each round's: what ran one after the other met the same machine. */
function summary({ rounds }, first) {
  const of = (key) => median(rounds.map((each) => each[key]));
  const ratio = (figure) =>
    median(rounds.map((each, round) => figure(each) / figure(first.rounds[round]))).toFixed(2);
  return {
    'per s': Math.round(of('rate')),
    'p50 ms': of('p50').toFixed(1),
    'p95 ms': of('p95').toFixed(1),
    'throughput ratio': ratio(({ rate }) => rate),
    'CPU ms': of('cpu').toFixed(2),
    'PostgreSQL CPU ms': of('databaseCpu').toFixed(2),
    'CPU ratio': ratio(({ cpu, databaseCpu }) => cpu + databaseCpu),
  };
}
