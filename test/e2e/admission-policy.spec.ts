import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { addDays, businessDateOf } from '../../src/modules/platform/kernel/business-date.js';
import { addStaff, mutate } from '../support/admission-fixture.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { eventually } from '../support/eventually.js';
import { insertRow } from '../support/insert-row.js';
import { addProvider } from '../support/registry.js';

describe('the next version of the admission policy', () => {
  let application: TestApplication;
  let drafter: TestCaller;
  let administrator: TestCaller;
  let draftId: string;
  const today = businessDateOf(new Date());
  const tomorrow = addDays(today, 1);

  beforeAll(async () => {
    application = await TestApplication.start();
    drafter = await addStaff(application, 'ADMINISTRATOR');
    administrator = await addStaff(application, 'ADMINISTRATOR');
  });
  afterAll(() => application.stop());

  const versions = async () =>
    (await application.graphql(drafter, '{ admissionPolicies { version effectiveFrom body } }'))
      .data.admissionPolicies;
  const draft = (body: string, effectiveFrom = tomorrow) =>
    mutate(application, drafter, 'draftAdmissionPolicy', 'draft { id state }', {
      body,
      effectiveFrom,
      note: '保证金门槛统一降低，其余不变。',
    });

  it('is drafted in the form of the version in force, and says where it is wrong', async () => {
    const [current] = await versions();
    const body = JSON.parse(current.body);
    expect((await draft('{')).userErrors).toMatchObject([{ code: 'NOT_JSON' }]);
    expect((await draft(JSON.stringify({ ...body, probationDays: 0 }))).userErrors).toMatchObject([
      { code: 'BODY_INVALID', message: expect.stringContaining('probationDays') },
    ]);
    expect((await draft(current.body, today)).userErrors).toMatchObject([{ code: 'PAST_DATE' }]);
    // Only the deposit counts, and only 1,000 yuan of it.
    const gates = body.gates
      .filter(({ check }: { check: string }) => check === 'DEPOSIT')
      .map((gate: object) => ({ ...gate, minimum: '1000.00' }));
    const made = await draft(JSON.stringify({ ...body, gates }));
    expect(made).toMatchObject({ draft: { state: 'DRAFT' }, userErrors: [] });
    draftId = made.draft.id;
  });

  it('is tried on every provider that stands: who would pass, who not, since when', async () => {
    const short = await addProvider(application, '不足');
    const enough = await addProvider(application, '足额');
    const book = (providerId: string, number: number, entry: Record<string, unknown>) =>
      insertRow(application, 'deposit_entry', {
        provider_id: providerId,
        number,
        booked_on: addDays(today, -30 + number),
        ...entry,
      });
    const paid = { kind: 'DEPOSIT', amount: '2000.00' };
    await book(enough, 1, { ...paid, reference: 'A' });
    const first = await book(short, 1, { ...paid, reference: 'B' });
    await book(short, 2, { kind: 'CORRECTION', amount: '-1500.00', compensates: first });
    const { dryRun } = await mutate(
      application,
      drafter,
      'startPolicyDryRun',
      'dryRun { id jobId baseVersion asOf }',
      { draftId },
    );
    expect(dryRun).toMatchObject({ baseVersion: 1, asOf: today });
    await application.nest.get(JobWorker).start();
    const read = async () =>
      (
        await application.graphql(
          drafter,
          `query ($id: ID!) {
             policyDryRun(id: $id) { finishedAt counts { outcome baseOutcome providers } }
             policyDryRunResults(dryRunId: $id, first: 10) { totalCount
               nodes { outcome baseOutcome failing since provider { name } } }
             changed: policyDryRunResults(dryRunId: $id, first: 10, filter: { changed: true }) {
               totalCount nodes { provider { name } } } }`,
          { id: dryRun.id },
        )
      ).data;
    const done = await eventually(async () => {
      const data = await read();
      return data.policyDryRun.finishedAt ? data : undefined;
    });
    expect(done.policyDryRunResults.totalCount).toBe(2);
    expect(done.policyDryRunResults.nodes).toEqual(
      expect.arrayContaining([
        {
          outcome: 'WOULD_BE_AT_RISK',
          baseOutcome: 'WOULD_BE_AT_RISK',
          failing: ['DEPOSIT_PAID'],
          since: addDays(today, -28),
          provider: { name: '不足' },
        },
        {
          outcome: 'WOULD_PASS',
          baseOutcome: 'WOULD_BE_AT_RISK',
          failing: [],
          since: null,
          provider: { name: '足额' },
        },
      ]),
    );
    expect(done.changed).toEqual({ totalCount: 1, nodes: [{ provider: { name: '足额' } }] });
    expect(done.policyDryRun.counts).toEqual([
      { outcome: 'WOULD_BE_AT_RISK', baseOutcome: 'WOULD_BE_AT_RISK', providers: 1 },
      { outcome: 'WOULD_PASS', baseOutcome: 'WOULD_BE_AT_RISK', providers: 1 },
    ]);
  });

  it('is made a version by a second person, once, also when two try at once', async () => {
    const approve = (person: TestCaller) =>
      mutate(application, person, 'approveAdmissionPolicy', 'draft { state policyVersion }', {
        draftId,
      });
    expect((await approve(drafter)).userErrors).toMatchObject([{ code: 'SAME_PERSON' }]);
    const answers = await Promise.all([approve(administrator), approve(administrator)]);
    expect(answers.map(({ userErrors }) => userErrors.length).sort()).toEqual([0, 1]);
    expect((await versions()).map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    const { rows } = await application.sql.query(
      `SELECT count(*)::int AS count FROM audit_entry WHERE action = 'admission_policy.approved'`,
    );
    expect(rows).toEqual([{ count: 1 }]);
  });
});
