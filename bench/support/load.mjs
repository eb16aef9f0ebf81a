import { createHash } from 'node:crypto';
import autocannon from 'autocannon';
import { difference } from './difference.mjs';
import { cpuSeconds, serverCpuSeconds } from './processes.mjs';
import { quantile } from './statistics.mjs';

/** Callers at a time, each waiting for its answer before it asks again. */
export const CONNECTIONS = 16;

/**
 * Sends one POST over and over on kept-alive connections.
 *
 * @param server `{ url, pid }` of the process under load
 * @param request `{ name, path, headers, body, answer }`; every answer must be `answer`, byte for byte: one with
 *                errors is fast and worth nothing
 * @param postmaster the process id of the PostgreSQL behind it
 * @returns how many operations, p50 and p95 in ms, operations per second, and processor ms per operation: the server's, and
 *          PostgreSQL's
 * @throws with the request's name and the first difference when something else was answered
 */
export async function loadHttp(server, request, seconds, postmaster) {
  const { name, path = '/graphql', headers, body, answer } = request;
  const before = await cpuSeconds(server.pid);
  const databaseBefore = await serverCpuSeconds(postmaster);
  const latencies = [];
  let other;
  const started = performance.now();
  const run = autocannon({
    url: `${server.url}${path}`,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
    connections: CONNECTIONS,
    duration: seconds,
    verifyBody: (text) => {
      if (text === answer) return true;
      other ??= text;
      return false;
    },
  });
  // Its own percentiles are whole milliseconds.
  run.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
  const { mismatches, errors, non2xx } = await run;
  if (mismatches > 0)
    throw new Error(
      `${name}: ${mismatches} other answers than before, ${difference(answer, other)}`,
    );
  if (errors + non2xx > 0) throw new Error(`${name}: ${errors} errors, ${non2xx} refusals`);
  const perOperation = (cpuSpent) => (1_000 * cpuSpent) / latencies.length;
  return {
    ...figuresOf(latencies, started),
    cpu: perOperation((await cpuSeconds(server.pid)) - before),
    databaseCpu: perOperation((await serverCpuSeconds(postmaster)) - databaseBefore),
  };
}

/**
 * Runs statements one after the other, prepared, straight through a pool, over and over.
 *
 * @returns as `loadHttp`; `cpu` is this process's, which does what the API's must: send and parse rows
 */
export async function loadSql(pool, statements, seconds, postmaster) {
  const named = statements.map(nameOf);
  const latencies = [];
  const before = await cpuSeconds(process.pid);
  const databaseBefore = await serverCpuSeconds(postmaster);
  const started = performance.now();
  const until = started + seconds * 1_000;
  const caller = async () => {
    for (let now = performance.now(); now < until;) {
      for (const statement of named) await pool.query({ ...statement });
      const end = performance.now();
      latencies.push(end - now);
      now = end;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  const perOperation = (cpuSpent) => (1_000 * cpuSpent) / latencies.length;
  return {
    ...figuresOf(latencies, started),
    cpu: perOperation((await cpuSeconds(process.pid)) - before),
    databaseCpu: perOperation((await serverCpuSeconds(postmaster)) - databaseBefore),
  };
}

/**
 * Runs a load until V8 has compiled what it needs, which takes several times as long before: by operations,
 * because a busy machine does few a second, and for a quarter of a minute at most.
 *
 * @param load gets the seconds of one run, as `loadHttp` and `loadSql` with the rest given
 */
export async function warmUp(load) {
  const started = performance.now();
  for (let done = 0; done < 3_000 && performance.now() - started < 15_000;)
    done += (await load(1)).operations;
}

/** With a name, so that PostgreSQL parses and plans it once for each connection. */
export function nameOf({ text, values }) {
  const name = createHash('sha256').update(text).digest('hex').slice(0, 30);
  return { text, values, name };
}

function figuresOf(latencies, started) {
  return {
    operations: latencies.length,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    rate: (1_000 * latencies.length) / (performance.now() - started),
  };
}
