import { JobStore } from '../../src/modules/platform/jobs/job.store.js';
import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { newId, parseIdOf } from '../../src/modules/platform/kernel/ids.js';
import { addAccount } from '../support/accounts.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { EngagementWorld } from '../support/engagement-world.js';
import { eventually } from '../support/eventually.js';

type Export = Record<string, Record<string, unknown>[]> & { exportedAt: unknown };

describe('the export of one’s own data', () => {
  let application: TestApplication;
  let world: EngagementWorld;

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
  });
  afterAll(() => application.stop());

  async function request(caller: TestCaller) {
    const mutation = 'mutation { requestDataExport { jobId userErrors { code } } }';
    return (await application.graphql(caller, mutation)).data.requestDataExport as {
      jobId: string;
      userErrors: object[];
    };
  }
  async function fileOf(jobId: string): Promise<string> {
    const parsed = parseIdOf('BackgroundJob', jobId);
    if (!parsed.ok) throw new Error(parsed.problem);
    const job = await eventually(async () => {
      const row = (await application.nest.get(JobStore).byIds([parsed.uuid])).get(parsed.uuid)!;
      return row.finished_at ? row : undefined;
    });
    expect(job).toMatchObject({ state: 'SUCCEEDED', progress: '1.0000' });
    return job.result!.fileId as string;
  }
  async function download(caller: TestCaller, id: string): Promise<Response> {
    const authorization = `Bearer ${await application.tokenFor(caller)}`;
    return fetch(`${application.url}/files/${id}`, { headers: { authorization } });
  }

  it('is one file with all that is one’s own, read by nobody else, and one at a time', async () => {
    const { providerId, merchantId, engagementId } = await world.pair();
    const other = await world.pair();
    const { accountId } = await addAccount(application, 'MERCHANT_OWNER', { merchantId });
    const owner: TestCaller = { role: 'MERCHANT_OWNER', accountId, merchantId };
    // More than are fetched at once.
    await application.sql.query(
      `SELECT ensure_month_partitions('merchant_day', '2024-01-01', '2026-12-31')`,
    );
    for (const id of [merchantId, other.merchantId])
      await application.sql.query(
        `INSERT INTO merchant_day SELECT (jsonb_populate_record(NULL::merchant_day, (
           SELECT jsonb_object_agg(attname, 0) FROM pg_attribute
            WHERE attrelid = 'merchant_day'::regclass AND attnum > 0 AND NOT attisdropped
              AND atttypid::regtype::text NOT IN ('uuid', 'date', 'timestamp with time zone'))
           || jsonb_build_object('merchant_id', $1::uuid, 'date', day::date))).*
           FROM generate_series(date '2024-01-01', date '2026-06-30', '1 day') day`,
        [id],
      );

    const first = await request(owner);
    expect(first.userErrors).toEqual([]);
    expect((await request(owner)).userErrors).toEqual([{ code: 'ALREADY_RUNNING' }]);
    await application.nest.get(JobWorker).start();
    const fileId = await fileOf(first.jobId);
    const answer = await download(owner, fileId);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const data = (await answer.json()) as Export;
    expect(data.merchant_days).toHaveLength(912);
    expect(data.engagements!.map(({ id }) => id)).toEqual([engagementId]);
    expect(data.account).toMatchObject([{ id: accountId }]);
    expect(data.merchant).toMatchObject([{ id: merchantId }]);
    expect(data).not.toHaveProperty('provider');
    const text = JSON.stringify(data);
    for (const foreign of [other.merchantId, other.providerId, other.engagementId, 'argon2'])
      expect(text).not.toContain(foreign);

    for (const stranger of [
      { ...owner, accountId: newId() },
      { role: 'PROVIDER_OWNER', providerId } as const,
      { role: 'CERTIFICATION_OFFICER' } as const,
    ])
      expect((await download(stranger, fileId)).status).toBe(404);
    const list = `{ notifications(first: 1) { nodes { kind subjectId } } }`;
    expect((await application.graphql(owner, list)).data.notifications.nodes).toEqual([{ kind: 'personal-data.export_ready', subjectId: fileId }]); // prettier-ignore
  });

  it('gives members and staff what is theirs, and nothing of the company', async () => {
    const { providerId, operatorId } = await world.pair();
    await application.nest
      .get(JobWorker)
      .start()
      .catch(() => undefined);
    const member: TestCaller = { role: 'PROVIDER_MEMBER', accountId: newId(), providerId };
    const operator: TestCaller = { role: 'OPERATOR', accountId: newId(), providerId, operatorId };
    const staff: TestCaller = { role: 'ADMINISTRATOR', accountId: newId() };
    const exported = async (caller: TestCaller) => {
      const { jobId } = await request(caller);
      return (await (await download(caller, await fileOf(jobId))).json()) as Export;
    };
    for (const caller of [member, staff]) {
      const data = await exported(caller);
      expect(data).not.toHaveProperty('provider');
      expect(data.engagements).toEqual([]);
      expect(data.employments).toEqual([]);
    }
    const own = await exported(operator);
    expect(own.operator).toMatchObject([{ id: operatorId }]);
    expect(own.employments).toHaveLength(1);
    expect(own.engagements).toEqual([]);
  });
});
