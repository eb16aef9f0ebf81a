import { jest } from '@jest/globals';
import { Clock } from '../../src/modules/platform/clock/clock.js';
import { addDays, businessDateOf } from '../../src/modules/platform/kernel/business-date.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { givenCertificate, givenOperator } from '../support/certificate-fixture.js';
import {
  addCompany,
  addOfficers,
  ConductCalls,
  type Company,
  type Officers,
} from '../support/conduct-world.js';
import { insertRow } from '../support/insert-row.js';
import { addMerchant, addOperator } from '../support/registry.js';
import { countStatements } from '../support/statement-counter.js';

const DAY = 86_400_000;

describe('restrictions that follow from violations', () => {
  let application: TestApplication;
  let calls: ConductCalls;
  let officers: Officers;

  beforeAll(async () => {
    application = await TestApplication.start();
    calls = new ConductCalls(application);
    officers = await addOfficers(application);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.stop());

  function inDays(days: number): void {
    const then = new Date(Date.now() + days * DAY);
    jest.spyOn(application.nest.get(Clock), 'now').mockReturnValue(then);
  }

  const employ = async (company: Company) => {
    const input = { name: '林新', employedFrom: businessDateOf(application.nest.get(Clock).now()) };
    const payload = await calls.call(
      company.owner,
      'employOperator',
      'EmployOperatorInput',
      'operator { id }',
      input,
    );
    return payload.userErrors;
  };

  it('keep a provider from taking on people and engagements, until they end by themselves', async () => {
    const company = await addCompany(application, '杭州受限服务');
    const operatorId = await addOperator(application, '林一', company.id);
    const [asked, asking] = [
      await addMerchant(application, '青禾小店'),
      await addMerchant(application, '蓝田小店'),
    ];
    const propose = async (caller: TestCaller, merchantId?: string) => {
      const today = businessDateOf(application.nest.get(Clock).now());
      const input = {
        ...(merchantId
          ? { merchantId: publicId('Merchant', merchantId) }
          : { providerId: company.publicId }),
        scopeModules: ['ASSORTMENT'],
        targetGmv: '300000.00',
        fee: '20000.00',
        startedOn: today,
        endedOn: addDays(today, 30),
        operatorIds: [publicId('Operator', operatorId)],
      };
      const fields = 'engagement { id version }';
      return calls.call(caller, 'proposeEngagement', 'ProposeEngagementInput', fields, input);
    };
    const merchant = { role: 'MERCHANT_OWNER', merchantId: asking } as const;
    const open = await propose(merchant);
    expect(open.userErrors).toEqual([]);

    await calls.confirmed(officers, company.publicId, 'OFF_PLATFORM_FEES');
    const until = businessDateOf(new Date(Date.now() + 10 * DAY));
    expect(await employ(company)).toEqual([
      { code: 'RECRUITING_BANNED', message: expect.stringContaining(until), path: [] },
    ]);
    expect((await propose(company.owner, asked)).userErrors).toMatchObject([
      { code: 'RECRUITING_BANNED' },
    ]);
    const accept = () =>
      calls.call(
        company.owner,
        'acceptEngagement',
        'AcceptEngagementInput',
        'engagement { status }',
        {
          engagementId: open.engagement.id,
          expectedVersion: open.engagement.version,
        },
      );
    expect((await accept()).userErrors).toMatchObject([{ code: 'RECRUITING_BANNED' }]);

    inDays(10.01);
    expect(await employ(company)).toEqual([]);
    expect((await propose(company.owner, asked)).userErrors).toEqual([]);
  });

  it('take a provider off the boards, and move the others up, until they end by themselves', async () => {
    const [best, next] = [
      await addCompany(application, '榜首服务'),
      await addCompany(application, '次席服务'),
    ];
    const jobId = await insertRow(application, 'background_job', {});
    const runId = await insertRow(application, 'scoring_run', { job_id: jobId, state: 'DRAFT' });
    await application.sql.query('UPDATE scoring_head SET run_id = $1', [runId]);
    for (const [company, score] of [
      [best, '90'],
      [next, '80'],
    ] as const) {
      await insertRow(application, 'provider_score', {
        run_id: runId,
        model_code: 'eleven-module',
        provider_id: company.id,
        score,
        coverage: '1',
        forces: '[]',
        reasons: '[]',
      });
    }
    const board = async () => {
      const { data } = await application.graphql(
        next.owner,
        '{ board(modelCode: "eleven-module", first: 10) { totalCount nodes { rank provider { name } } } }',
      );
      return data.board;
    };
    expect(await board()).toMatchObject({ totalCount: 2 });
    await calls.confirmed(officers, best.publicId, 'FAKE_TRANSACTIONS');
    expect(await board()).toEqual({
      totalCount: 1,
      nodes: [{ rank: 1, provider: { name: '次席服务' } }],
    });
    inDays(90.01);
    expect(await board()).toMatchObject({ totalCount: 2 });
  });

  it('delist a provider from public verification: its name is gone, and the page says why', async () => {
    const { operatorId, providerId, providerName } = await givenOperator(application.sql);
    const { number } = await givenCertificate(application, operatorId, newId());
    await application.sql.query('UPDATE certificate SET show_employer = true WHERE number = $1', [
      number,
    ]);
    const verify = async () => {
      const { data } = await application.graphql(
        null,
        'query ($text: String!) { verifyCertificate(numberOrToken: $text) { outcome certificate { employer employerDelisted } } }',
        { text: number },
      );
      return data.verifyCertificate;
    };
    const page = async () => (await fetch(`${application.url}/c/${number}?lang=en`)).text();
    expect(await verify()).toEqual({
      outcome: 'VALID',
      certificate: { employer: providerName, employerDelisted: false },
    });
    expect(await page()).toContain(providerName);

    await calls.confirmed(officers, publicId('Provider', providerId), 'FALSE_EVIDENCE');
    expect(await verify()).toEqual({
      outcome: 'VALID',
      certificate: { employer: null, employerDelisted: true },
    });
    const shown = await page();
    expect(shown).not.toContain(providerName);
    expect(shown).toContain('Delisted from public verification');

    inDays(30.01);
    expect((await verify()).certificate).toEqual({
      employer: providerName,
      employerDelisted: false,
    });
  });

  it('come with evidence that the provider can read once it is decided', async () => {
    const company = await addCompany(application, '举证服务');
    const upload = async (caller: TestCaller, text: string) => {
      const response = await fetch(`${application.url}/files?fileName=record.txt`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await application.tokenFor(caller)}`,
          'content-type': 'application/octet-stream',
        },
        body: text,
      });
      return ((await response.json()) as { id: string }).id;
    };
    const fileId = await upload(officers.first, '商家投诉记录');
    const { violation } = await calls.record(officers.first, {
      providerId: company.publicId,
      kind: 'LATE_SERVICE',
      fileIds: [fileId],
    });
    await calls.decide(officers.second, violation.id);
    const { data } = await application.graphql(
      company.owner,
      'query ($id: ID!) { violation(id: $id) { evidence { id name downloadPath } } }',
      { id: violation.id },
    );
    const [file] = data.violation.evidence;
    const authorization = `Bearer ${await application.tokenFor(company.owner)}`;
    const content = await fetch(`${application.url}${file.downloadPath}`, {
      headers: { authorization },
    });
    expect(await content.text()).toBe('商家投诉记录');

    const own = await upload(company.owner, '聊天记录');
    const foreign = await calls.appeal(company.owner, violation.id, { fileIds: [own, fileId] });
    expect(foreign.userErrors).toMatchObject([{ code: 'FILE_UNKNOWN' }]);
    // Refused as a whole: it can be filed again.
    const filed = await calls.appeal(company.owner, violation.id, { fileIds: [own] });
    expect(filed.userErrors).toEqual([]);
  });

  it('cost as many statements for one violation as for many', async () => {
    const companies = [
      await addCompany(application, '一件服务'),
      await addCompany(application, '三件服务'),
    ];
    await calls.confirmed(officers, companies[0]!.publicId, 'MISLEADING_PROMISE');
    for (let i = 0; i < 3; i += 1)
      await calls.confirmed(officers, companies[1]!.publicId, 'MISLEADING_PROMISE');
    const statements = await Promise.all(
      [companies[0]!, companies[1]!].map(async ({ publicId: id }) => {
        const ask = () =>
          application.graphql(
            officers.first,
            `query ($id: ID!) { violations(first: 10, filter: { providerId: $id }) { totalCount nodes {
               kindName provider { name } restrictions { kind } depositEntries { amount balanceAfter }
               evidence { id } preview { points } } } }`,
            { id },
          );
        return ask;
      }),
    );
    const counts: number[] = [];
    for (const ask of statements) counts.push((await countStatements(ask)).statements.length);
    expect(counts[1]).toBe(counts[0]);
  });
});
