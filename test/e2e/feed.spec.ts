import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { createClient, type Client } from 'graphql-ws';
import request from 'supertest';
import WebSocket from 'ws';
import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { publicId } from '../../src/modules/platform/kernel/ids.js';
import { addAccount } from '../support/accounts.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { eventually } from '../support/eventually.js';
import { merchantDaysCsv, merchantsCsv, sessionsCsv, TestFeed } from '../support/feed.js';

const administrator: TestCaller = { role: 'ADMINISTRATOR' };

describe('the data feed over HTTP', () => {
  let application: TestApplication;

  beforeAll(async () => {
    application = await TestApplication.start({
      FEED_IDLE_SECONDS: '0.6',
      FEED_CONCURRENT_UPLOADS: '2',
      FEED_MAX_CONTENT_BYTES: '60000000',
    });
    await application.nest.get(JobWorker).start();
    const merchants = await send('merchants', merchantsCsv({}, { merchant_code: 'M2' }));
    await finished(merchants.body.jobId);
  });
  afterAll(() => application.stop());

  async function send(
    dataset: string,
    body: string | Buffer,
    headers: Record<string, string> = {},
    caller: TestCaller = administrator,
  ) {
    return request(application.url)
      .post(`/feed/${dataset}`)
      .set('authorization', `Bearer ${await application.tokenFor(caller)}`)
      .set('content-type', 'text/csv')
      .set(headers)
      .send(body);
  }

  const JOB = `query ($jobId: ID!) { feedJob(jobId: $jobId) { state progress step errorMessage
    load { id state rows inserted superseded unchanged rejected loadNumber repeats firstDate lastDate } } }`;

  function finished(jobId: string) {
    return eventually(async () => {
      const { data } = await application.graphql(administrator, JOB, { jobId });
      const { state } = data.feedJob as { state: string };
      return state === 'SUCCEEDED' || state === 'FAILED' ? data.feedJob : undefined;
    });
  }

  it('acknowledges a file, merges it in a job, and offers its rejects', async () => {
    const answer = await send(
      'merchant-days',
      merchantDaysCsv(
        { date: '2026-10-01' },
        { date: '2026-10-02', refunded_gmv: '-5.00' },
        { date: '2026-10-03', merchant_code: '=cmd|x' },
      ),
    );
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      loadId: expect.stringMatching(/^load_/),
      jobId: expect.stringMatching(/^job_/),
      dataset: 'merchant-days',
      rows: 3,
      rejected: 1,
    });
    expect(await finished(answer.body.jobId)).toMatchObject({
      state: 'SUCCEEDED',
      progress: 1,
      load: {
        state: 'MERGED',
        rows: '3',
        inserted: '1',
        rejected: '2',
        firstDate: '2026-10-01',
        lastDate: '2026-10-01',
      },
    });

    const rejects = await request(application.url)
      .get(`/feed/loads/${answer.body.loadId}/rejects.csv`)
      .set('authorization', `Bearer ${await application.tokenFor(administrator)}`)
      .set('accept-language', 'zh-CN');
    expect(rejects.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [header, negative, unknown] = rejects.text.split('\r\n');
    expect(header).toBe('line,column,reason,raw');
    expect(negative).toMatch(/^3,"refunded_gmv","数值不能为负。","M1,2026-10-02,.*-5\.00/);
    expect(unknown).toMatch(/^4,"merchant_code","没有该编码的商家.*","'=cmd\|x,2026-10-03,/);
  });

  it.each([
    ['gzip by its header', { 'content-encoding': 'gzip' }],
    ['gzip by its first bytes', { 'content-type': 'application/gzip' }],
  ])('takes %s, and knows the same content again', async (how, headers) => {
    const text = sessionsCsv({ session_code: `S-${how.length}` });
    const plain = await send('sessions', text);
    expect(await finished(plain.body.jobId)).toMatchObject({ load: { inserted: '1' } });
    const packed = await send('sessions', gzipSync(text), headers as Record<string, string>);
    expect(packed.status).toBe(202);
    expect(await finished(packed.body.jobId)).toMatchObject({
      load: { state: 'REPEATED', inserted: '0', unchanged: '1', repeats: plain.body.loadId },
    });
  });

  it.each([
    ['an unknown dataset', 'nonsense', 'a\n', {}, 404, 'UNKNOWN_DATASET', /merchant-days/],
    ['an empty file', 'merchant-days', '', {}, 400, 'EMPTY_FILE', /merchant_code/],
    [
      'a missing column',
      'promotion-days',
      'category_code,date,name\n',
      {},
      400,
      'MISSING_COLUMNS',
      /announced_on/,
    ],
    [
      'an unknown column',
      'promotion-days',
      'category_code,date,name,announced_on,gmv\n',
      {},
      400,
      'UNKNOWN_COLUMNS',
      /"gmv"/,
    ],
    [
      'a column twice',
      'promotion-days',
      'category_code,date,name,announced_on,date\n',
      {},
      400,
      'DUPLICATE_COLUMNS',
      /date/,
    ],
    [
      'UTF-16',
      'merchants',
      Buffer.from('\uFEFFmerchant_code', 'utf16le'),
      {},
      400,
      'NOT_UTF8',
      /UTF-8/,
    ],
    [
      'lone carriage returns',
      'merchants',
      'merchant_code,name\rM1,x\r',
      {},
      400,
      'BAD_HEADER',
      /LF/,
    ],
    [
      'a gzip that is cut off',
      'merchants',
      gzipSync(merchantsCsv({})).subarray(0, 60),
      {},
      400,
      'TRUNCATED_GZIP',
      /send it again/,
    ],
    [
      'bytes that only say gzip',
      'merchants',
      merchantsCsv({}),
      { 'content-encoding': 'gzip' },
      400,
      'BAD_GZIP',
      /damaged/,
    ],
    [
      'another packing',
      'merchants',
      'x',
      { 'content-encoding': 'br' },
      415,
      'UNSUPPORTED_ENCODING',
      /gzip/,
    ],
    [
      'a gzip bomb',
      'merchants',
      gzipSync(`${merchantsCsv({})}${'0'.repeat(40_000_000)}`),
      {},
      413,
      'EXPANDS_TOO_MUCH',
      /200 times/,
    ],
    [
      'too much content',
      'merchants',
      `${merchantsCsv({})}${'x,'.repeat(30_500_000)}`,
      {},
      413,
      'TOO_LARGE_UNPACKED',
      /Split it/,
    ],
  ] as const)(
    'refuses %s with a reason',
    async (_, dataset, body, headers, status, code, message) => {
      const answer = await send(dataset, body as string, headers as Record<string, string>);
      expect(answer.status).toBe(status);
      expect(answer.body.error).toEqual({ code, message: expect.stringMatching(message) });
      const { rows } = await application.sql.query(
        `SELECT relname FROM pg_class WHERE relnamespace = 'staging'::regnamespace AND relkind = 'r'`,
      );
      expect(rows).toEqual([]);
    },
  );

  it('refuses another content type without reading', async () => {
    const answer = await send('merchants', 'x', { 'content-type': 'application/xml' });
    expect(answer.status).toBe(415);
  });

  /** Starts an upload that sends `first` and then nothing. */
  async function hang(first: string, headers: Record<string, string> = {}) {
    const call = http.request(`${application.url}/feed/merchant-days`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await application.tokenFor(administrator)}`,
        'content-type': 'text/csv',
        ...headers,
      },
    });
    const answer = new Promise<{ status: number; body: string }>((resolve, reject) => {
      call.on('error', reject);
      call.on('response', (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, body }));
      });
    });
    call.write(first);
    return { call, answer };
  }

  it('gives up a sender that falls silent, and tells it', async () => {
    const { answer, call } = await hang(merchantDaysCsv({ date: '2026-09-09' }));
    const { status, body } = await answer;
    call.destroy();
    expect(status).toBe(408);
    expect(JSON.parse(body).error.code).toBe('IDLE');
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const before = await application.sql.query('SELECT count(*) FROM feed_load');
    const { call, answer } = await hang(merchantDaysCsv({ date: '2026-09-09' }));
    answer.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    call.destroy();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const after = await application.sql.query('SELECT count(*) FROM feed_load');
    expect(after.rows).toEqual(before.rows);
  });

  it('takes only so many uploads at a time', async () => {
    const hanging = await Promise.all([hang('merchant_code'), hang('merchant_code')]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const answer = await send('merchants', merchantsCsv({}));
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('60');
    await Promise.all(hanging.map(async ({ answer: late, call }) => (await late, call.destroy())));
  });

  it('lets in nobody but administrators and keys', async () => {
    for (const role of ['RANKING_MANAGER', 'REVIEWER', 'JUROR'] as const) {
      expect((await send('merchants', merchantsCsv({}), {}, { role })).status).not.toBe(202);
    }
    const { errors } = await application.graphql(
      { role: 'REVIEWER' },
      '{ feedLoads(first: 1) { nodes { id } } }',
    );
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('takes files from a key, for its datasets only, and shows it only its own', async () => {
    const account = await addAccount(application, 'ADMINISTRATOR');
    const { data } = await application.graphql(
      { role: 'ADMINISTRATOR', ...account },
      `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { issued { secret } } }`,
      { input: { name: 'feed', datasets: ['promotion-days'] } },
    );
    const key = `ApiKey ${data.createApiKey.issued.secret}`;
    const header = 'category_code,date,name,announced_on\n';
    const sent = await send('promotion-days', `${header}*,2026-11-11,双11,2026-09-20\n`, {
      authorization: key,
    });
    expect(sent.status).toBe(202);
    expect(await finished(sent.body.jobId)).toMatchObject({ load: { inserted: '1' } });
    const refused = await send('merchants', merchantsCsv({}), { authorization: key });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'DATASET_FORBIDDEN']);
    const seen = await request(application.url)
      .post('/graphql')
      .set('authorization', key)
      .send({ query: '{ feedLoads(first: 10) { totalCount nodes { id } } }' });
    expect(seen.body.data.feedLoads).toEqual({
      totalCount: 1,
      nodes: [{ id: sent.body.loadId }],
    });
  });

  it('lists loads with filters', async () => {
    const { data } = await application.graphql(
      { role: 'RANKING_MANAGER' },
      `{ feedLoads(first: 10, filter: { dataset: "merchants", states: [MERGED] }) {
           totalCount nodes { dataset state inserted sha256 jobId } } }`,
    );
    expect(data.feedLoads).toEqual({
      totalCount: 1,
      nodes: [
        {
          dataset: 'merchants',
          state: 'MERGED',
          inserted: '2',
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          jobId: expect.any(String),
        },
      ],
    });
  });

  describe('progress over graphql-ws', () => {
    let client: Client | undefined;
    afterEach(() => client?.dispose());

    async function watch(jobId: string, caller: TestCaller | null) {
      const token = caller && (await application.tokenFor(caller));
      client = createClient({
        url: `${application.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: token ? { authorization: `Bearer ${token}` } : {},
      });
      const seen: { state: string; step: string }[] = [];
      const query = `subscription ($jobId: ID!) { feedJobProgress(jobId: $jobId) { state step load { state } } }`;
      for await (const { data, errors } of client.iterate<{
        feedJobProgress: { state: string; step: string };
      }>({ query, variables: { jobId } })) {
        if (errors) throw new Error(errors[0]!.message);
        seen.push(data!.feedJobProgress);
      }
      return seen;
    }

    it('tells each step until the end, also to who comes late', async () => {
      const { body } = await send(
        'merchant-days',
        merchantDaysCsv({ date: '2026-07-01' }, { date: '2026-07-02' }),
      );
      const seen = await watch(body.jobId, administrator);
      expect(seen.at(-1)).toEqual({ state: 'SUCCEEDED', step: 'done', load: { state: 'MERGED' } });
      expect(await watch(body.jobId, administrator)).toHaveLength(1);
    });

    it('is refused to others', async () => {
      const job = publicId('BackgroundJob', '01936f00-0000-7000-8000-000000000000');
      await expect(watch(job, null)).rejects.toThrow(/Sign in first/);
      await expect(watch(job, { role: 'REVIEWER' })).rejects.toThrow(/role/);
      await expect(watch(job, administrator)).rejects.toThrow(/does not exist/);
    });
  });

  describe('the rows', () => {
    const DAYS = `query ($id: ID!, $from: Date!, $to: Date!) { merchantDays(first: 10, merchantId: $id, from: $from, to: $to) {
      totalCount nodes { date paidGmv livePaidGmv orders watchMinutes } } }`;
    const span = { from: '2026-10-01', to: '2026-10-31' };
    let merchantId: string;

    beforeAll(async () => {
      const { rows } = await application.sql.query<{ id: string }>(
        `SELECT id FROM merchant WHERE merchant_code = 'M1'`,
      );
      merchantId = rows[0]!.id;
    });
    const days = (caller: TestCaller) =>
      application.graphql(caller, DAYS, { id: publicId('Merchant', merchantId), ...span });

    it('are seen by their owner and by staff', async () => {
      for (const caller of [
        { role: 'MERCHANT_MEMBER', merchantId } as const,
        { role: 'REVIEWER' } as const,
      ]) {
        const { data } = await days(caller);
        expect(data.merchantDays.nodes).toEqual([
          {
            date: '2026-10-01',
            paidGmv: '1000.00',
            livePaidGmv: '800.00',
            orders: 20,
            watchMinutes: '1200.50',
          },
        ]);
      }
    });

    it('are not seen by another merchant, a provider that does not serve it, or a juror', async () => {
      const other = '01936f00-0000-7000-8000-000000000001';
      for (const caller of [
        { role: 'MERCHANT_OWNER', merchantId: other } as const,
        { role: 'PROVIDER_OWNER', providerId: other } as const,
        { role: 'JUROR' } as const,
      ]) {
        const { data } = await days(caller);
        expect(data.merchantDays).toEqual({ totalCount: 0, nodes: [] });
      }
    });

    it('come as sessions too, by their start', async () => {
      const { data } = await application.graphql(
        administrator,
        `query ($id: ID!, $from: Date!, $to: Date!) { liveSessions(last: 1, merchantId: $id, from: $from, to: $to, orderBy: NEWEST) {
           nodes { id sessionCode startedAt topBuyerGmv refunded24hGmv top10BuyerGmv } } }`,
        { id: publicId('Merchant', merchantId), ...span },
      );
      expect(data.liveSessions.nodes).toEqual([
        {
          id: expect.stringMatching(/^sess_/),
          sessionCode: expect.stringMatching(/^S-/),
          startedAt: '2026-10-01T12:00:00.000Z',
          topBuyerGmv: '200.00',
          refunded24hGmv: '10.00',
          top10BuyerGmv: '600.00',
        },
      ]);
    });

    it('says so when the days are the wrong way round', async () => {
      const { errors } = await application.graphql(administrator, DAYS, {
        id: publicId('Merchant', merchantId),
        from: span.to,
        to: span.from,
      });
      expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    });
  });

  it('leaves no staging table behind', async () => {
    await new TestFeed(application).load('merchants', merchantsCsv({ merchant_code: 'M3' }));
    const { rows } = await application.sql.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'staging'::regnamespace AND relkind = 'r'`,
    );
    expect(rows).toEqual([]);
  });
});
