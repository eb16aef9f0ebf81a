import request from 'supertest';
import { createApplication } from '../../src/application.js';
import { Configuration } from '../../src/modules/platform/config/configuration.js';
import { createLogger } from '../../src/modules/platform/logging/logger.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';

describe('for those who run it, the API', () => {
  let application: TestApplication;
  const page = '{ providers(first: 50) { nodes { id } } }';

  beforeAll(async () => {
    application = await TestApplication.start({
      RATE_LIMIT_PER_ACTOR: '100',
      RATE_LIMIT_ANONYMOUS: '40',
    });
  });
  afterAll(() => application.stop());
  const http = () => request(application.url);

  it('is up, and ready with its database', async () => {
    expect((await http().get('/health')).body).toEqual({ status: 'up' });
    const ready = await http().get('/ready');
    expect(ready.body).toEqual({
      status: 'ready',
      checks: { database: 'ok', migrations: 'ok', queue: 'ok' },
    });
  });

  it('is not ready when a migration is missing', async () => {
    const { sql } = application;
    await sql.query(`UPDATE migration SET name = name || '?' WHERE name LIKE 'Platform%'`);
    const ready = await http().get('/ready');
    await sql.query(`UPDATE migration SET name = replace(name, '?', '')`);
    expect(ready.status).toBe(503);
    expect(ready.body.checks.migrations).toContain('cli -- migrate');
  });

  it('names each request and keeps browsers on a short leash', async () => {
    const { headers } = await http().get('/health').set('x-request-id', 'my-request-1');
    expect(headers).toMatchObject({
      'x-request-id': 'my-request-1',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    const made = await http().get('/nowhere').set('x-request-id', 'bad id!');
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('charges operations to their actor, and says when to come again', async () => {
    const greedy: TestCaller = { role: 'REVIEWER', accountId: newId() };
    const codes = async (caller: TestCaller | null) =>
      (await application.graphql(caller, page)).errors?.[0]?.extensions.code;
    expect([await codes(greedy), await codes(greedy)]).toEqual([undefined, undefined]);
    expect(await codes(greedy)).toBe('RATE_LIMITED');
    expect(await codes({ role: 'REVIEWER' })).toBeUndefined();
    const token = await application.tokenFor(greedy);
    const refused = await http()
      .post('/graphql')
      .set('authorization', `Bearer ${token}`)
      .send({ query: '{ a: categories { code } b: categories { code } }' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.body.errors[0].extensions).toEqual({
      code: 'RATE_LIMITED',
      retryAfterSeconds: Number(refused.headers['retry-after']),
    });
  });

  it('charges what comes unsigned to its address', async () => {
    const call = async () =>
      (await application.graphql(null, '{ categories { code } }')).errors?.[0]?.extensions.code;
    const codes: unknown[] = [];
    for (let time = 0; time < 6; time += 1) codes.push(await call());
    expect(codes).toContain('RATE_LIMITED');
    expect(codes[0]).not.toBe('RATE_LIMITED');
  });

  it('counts operations, errors, connections and jobs', async () => {
    const caller: TestCaller = { role: 'REVIEWER' };
    await application.graphql(caller, 'query Counted { categories { code } }');
    await application.sql.query(
      `INSERT INTO background_job (id, kind, payload, requested_by) VALUES ($1, 'test.metrics', '{}', 'system:test')`,
      [newId()],
    );
    const { text } = await http().get('/metrics');
    expect(text).toMatch(/caopan_operation_seconds_count\{operation="Counted",type="query"\} 1/);
    expect(text).toMatch(/caopan_graphql_errors_total\{code="RATE_LIMITED"\} [1-9]/);
    expect(text).toMatch(/caopan_pool_connections\{state="open"\} [1-9]/);
    expect(text).toMatch(/caopan_jobs\{kind="test.metrics",state="QUEUED"\} 1/);
    expect(text).toContain('caopan_nodejs_eventloop_lag_seconds');
  });
});

describe('with other settings, the API', () => {
  let application: TestApplication;
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);

  beforeAll(async () => {
    application = await TestApplication.start();
  });
  afterAll(() => application.stop());

  it('starts quietly, logs a line a request, and gives metrics to who holds the token', async () => {
    const { values } = application.nest.get(Configuration);
    const configuration = new Configuration({
      ...values,
      LOG_LEVEL: 'info',
      METRICS_TOKEN: 'a token that only this test uses',
      CORS_ORIGINS: ['https://console.example'],
    });
    const nest = await createApplication(
      configuration,
      createLogger('info', { destination: { write } }),
    );
    await nest.listen(0, '127.0.0.1');
    try {
      expect(lines.map(({ msg }) => msg)).toEqual([]);
      const url = await nest.getUrl();
      expect((await request(url).get('/metrics')).status).toBe(403);
      const token = 'Bearer a token that only this test uses';
      expect((await request(url).get('/metrics').set('authorization', token)).status).toBe(200);

      const secret = 'a name that must not be logged';
      const answer = await request(url)
        .post('/graphql')
        .set('origin', 'https://console.example')
        .set('x-request-id', 'request-in-log')
        .send({
          query: 'query Find($f: ProviderFilter) { auditEntries(first: 1) { nodes { id } } providers(first: 1, filter: $f) { nodes { id } } }', // prettier-ignore
          variables: { f: { nameContains: secret } },
        });
      expect(answer.headers['access-control-allow-origin']).toBe('https://console.example');
      const line = lines.find(({ requestId }) => requestId === 'request-in-log');
      expect(line).toMatchObject({
        level: 'info',
        msg: 'request',
        method: 'POST',
        route: '/graphql',
        status: 200,
        actor: 'anonymous',
        operation: 'Find',
        type: 'query',
        errorCodes: ['UNAUTHENTICATED'],
      });
      expect(line!.milliseconds).toBeGreaterThan(0);
      expect(JSON.stringify(lines)).not.toContain(secret);
      expect(JSON.stringify(lines)).not.toContain('127.0.0.1');
    } finally {
      await nest.close();
    }
  });
});
