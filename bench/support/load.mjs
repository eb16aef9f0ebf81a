import { createHash } from 'node:crypto';
import autocannon from 'autocannon';
import { cpuSeconds } from './processes.mjs';
import { quantile } from './statistics.mjs';

/** Callers at a time, each waiting for its answer before it asks again. */
export const CONNECTIONS = 16;

/**
 * Sends one POST over and over on kept-alive connections.
 *
 * @param server `{ url, pid }` of the process under load
 * @param request `{ headers, body }`; every answer must be `expected`, byte for byte: an answer with errors is
 *                fast and worth nothing
 * @returns p50 and p95 in ms, operations per second, and the server's processor ms per operation
 */
export async function loadHttp(server, { headers, body }, expected, seconds) {
  const before = await cpuSeconds(server.pid);
  const latencies = [];
  const started = performance.now();
  const run = autocannon({
    url: `${server.url}/graphql`,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
    connections: CONNECTIONS,
    duration: seconds,
    expectBody: expected,
  });
  // Its own percentiles are whole milliseconds.
  run.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
  const { mismatches, errors, non2xx } = await run;
  if (mismatches + errors + non2xx > 0)
    throw new Error(
      `${mismatches} other answers than before, ${errors} errors, ${non2xx} refusals`,
    );
  const cpu = (1_000 * ((await cpuSeconds(server.pid)) - before)) / latencies.length;
  return { ...figuresOf(latencies, started), cpu };
}

/** Runs statements one after the other, prepared, straight through a pool, over and over. */
export function loadSql(pool, statements, seconds) {
  const named = statements.map(({ text, values }) => ({
    text,
    values,
    name: createHash('sha256').update(text).digest('hex').slice(0, 30),
  }));
  return drive(seconds, async () => {
    for (const statement of named) await pool.query({ ...statement });
  });
}

async function drive(seconds, operation) {
  const latencies = [];
  const started = performance.now();
  const until = started + seconds * 1_000;
  const caller = async () => {
    for (let now = performance.now(); now < until;) {
      await operation();
      const end = performance.now();
      latencies.push(end - now);
      now = end;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  return figuresOf(latencies, started);
}

function figuresOf(latencies, started) {
  return {
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    rate: (1_000 * latencies.length) / (performance.now() - started),
  };
}
