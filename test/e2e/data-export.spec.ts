import { JobStore } from '../../src/modules/platform/jobs/job.store.js';
import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { newId, parseIdOf } from '../../src/modules/platform/kernel/ids.js';
import { addAccount } from '../support/accounts.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { EngagementWorld } from '../support/engagement-world.js';
import { insertRow } from '../support/insert-row.js';
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

  let worker: Promise<void> | undefined;
  const working = () => (worker ??= application.nest.get(JobWorker).start());

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
    await working();
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

  it('gives a provider its admission, conduct, negotiations and outcomes, and nobody else’s', async () => {
    const { providerId, engagementId } = await world.pair();
    const other = await world.pair();
    const now = new Date();
    for (const id of [providerId, other.providerId]) {
      const applicationId = await insertRow(application, 'admission_application', {
        provider_id: id,
        number: 1,
        state: 'WITHDRAWN',
        content: '{"contacts": []}',
        created_at: now,
        updated_at: now,
      });
      await application.sql.query(
        `INSERT INTO application_transition (id, application_id, to_state, decided_by, decided_at)
         VALUES (uuid_v7(), $1, 'DRAFT', 'account:somebody', $2)`,
        [applicationId, now],
      );
      const violation = { provider_id: id, kind: 'LATE_SERVICE', occurred_on: '2026-01-01' };
      await insertRow(application, 'violation', {
        ...violation,
        facts: `still looked into of ${id}`,
        state: 'RECORDED',
        recorded_by: 'account:officer',
        recorded_at: now,
        decide_by: '2026-02-01',
      });
      await insertRow(application, 'deposit_entry', {
        provider_id: id,
        number: 1,
        kind: 'DEPOSIT',
        amount: '1000.00',
        booked_on: '2026-01-01',
        reference: `EXPORT-${id}`,
      });
    }
    for (const id of [engagementId, other.engagementId])
      await application.sql.query(
        `INSERT INTO engagement_message (id, engagement_id, side, author, body, sent_at)
         VALUES (uuid_v7(), $1, 'PROVIDER', 'account:somebody', $2, $3)`,
        [id, `about ${id}`, now],
      );
    await working();
    const owner: TestCaller = { role: 'PROVIDER_OWNER', accountId: newId(), providerId };
    const { jobId } = await request(owner);
    const data = (await (await download(owner, await fileOf(jobId))).json()) as Export;
    expect(data.admission_applications).toMatchObject([{ number: 1, state: 'WITHDRAWN' }]);
    expect(data.admission_transitions).toMatchObject([{ to_state: 'DRAFT' }]);
    expect(data.deposit_entries).toMatchObject([{ reference: `EXPORT-${providerId}` }]);
    expect(data.engagement_messages).toMatchObject([{ body: `about ${engagementId}` }]);
    // What officers still look into is not told.
    expect(data.violations).toEqual([]);
    for (const name of [
      ...['admission_submissions', 'admission_documents', 'standing', 'standing_transitions'],
      ...['deposit_refunds', 'restrictions', 'appeals', 'appeal_statements'],
      ...['engagement_versions', 'engagement_answers', 'engagement_milestones', 'session_disputes'],
      'session_outcomes',
    ])
      expect([name, data[name]]).toEqual([name, expect.any(Array)]);
    const text = JSON.stringify(data);
    for (const foreign of [other.providerId, other.engagementId, 'account:officer'])
      expect(text).not.toContain(foreign);
  });

  it('gives members and staff what is theirs, and nothing of the company', async () => {
    const { providerId, operatorId } = await world.pair();
    await working();
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
