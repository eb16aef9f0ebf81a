import { DatasetRegistry } from '../../src/modules/platform/datasets/dataset-registry.js';
import { businessDateOf } from '../../src/modules/platform/kernel/business-date.js';
import { TestApplication } from '../support/application.js';
import { TestFeed } from '../support/feed.js';
import { RegistryFixtures } from '../support/registry-fixtures.js';
import { countStatements } from '../support/statement-counter.js';

type Row = readonly [code: string, name: string, provider: string, from: string, to: string | null];

describe('dataset operators', () => {
  let application: TestApplication;
  let fixtures: RegistryFixtures;
  let feed: TestFeed;
  let providerA: string;
  let provider: Record<'A' | 'B' | 'EXITED', string>;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixtures = new RegistryFixtures(application.sql);
    feed = new TestFeed(application);
    const codeOf = async (id: string) =>
      (await application.sql.query('SELECT provider_code FROM provider WHERE id = $1', [id]))
        .rows[0].provider_code as string;
    providerA = await fixtures.provider();
    provider = {
      A: await codeOf(providerA),
      B: await codeOf(await fixtures.provider()),
      EXITED: await codeOf(await fixtures.provider({ state: 'EXITED' })),
    };
  });
  afterAll(() => application.stop());

  /** Through the feed's own pipeline. Rejects count lines without the header. */
  const loadLines = async (lines: readonly string[]) => {
    const header = 'operator_code,name,provider_code,employed_from,employed_to';
    const result = await feed.load('operators', [header, ...lines, ''].join('\n'));
    const rejects = await feed.rejects(result.id);
    const { inserted, superseded } = result;
    return {
      counts: { inserted, superseded },
      rejects: rejects.map(({ line, code }) => [line - 1, code]),
    };
  };
  const load = (rows: readonly Row[]) =>
    loadLines(rows.map((row) => row.map((cell) => cell ?? '').join(',')));

  const jobsOf = async (operatorCode: string) => {
    const { rows } = await application.sql.query<{ job: string }>(
      `SELECT concat_ws(' ', p.provider_code, e.employed_from, coalesce(e.employed_to::text, 'open'),
                        CASE WHEN e.imported THEN 'imported' END) AS job
         FROM employment e JOIN operator o ON o.id = e.operator_id JOIN provider p ON p.id = e.provider_id
        WHERE o.operator_code = $1 ORDER BY e.employed_from`,
      [operatorCode],
    );
    return rows.map(({ job }) => job);
  };
  const events = async () =>
    (
      await application.sql.query(
        "SELECT count(*)::int FROM outbox_event WHERE kind = 'operators.employments_imported'",
      )
    ).rows[0].count as number;

  it('is for administrators, after the providers', () => {
    const dataset = application.nest.get(DatasetRegistry).get('operators')!;
    expect(dataset).toMatchObject({
      past: true,
      after: ['providers'],
      naturalKey: ['operator_code'],
    });
  });

  it('brings people and where they worked, marked as imported', async () => {
    const { rejects, counts } = await load([
      ['X1', ' 林一帆 ', provider.A, '2024-01-01', null],
      ['X2', '陈星', provider.A, '2024-02-01', '2024-08-31'],
    ]);
    expect(rejects).toEqual([]);
    expect(counts).toEqual({ inserted: 2, superseded: 0 });
    expect(await jobsOf('X1')).toEqual([`${provider.A} 2024-01-01 open imported`]);
    const { rows } = await application.sql.query(
      "SELECT name, imported FROM operator WHERE operator_code = 'X1'",
    );
    expect(rows).toEqual([{ name: '林一帆', imported: true }]);
  });

  it('changes nothing, and tells nobody, when the rows are there already', async () => {
    const before = await events();
    const { rejects, counts } = await load([
      ['X1', '林一帆', provider.A, '2024-01-01', null],
      ['X2', '陈星', provider.A, '2024-02-01', '2024-08-31'],
    ]);
    expect(rejects).toEqual([]);
    expect(counts).toEqual({ inserted: 0, superseded: 0 });
    expect(await events()).toBe(before);
  });

  it('takes a later first day as a change of job, and ends the open one the day before', async () => {
    const before = await events();
    const { rejects, counts } = await load([
      ['X1', '林一帆', provider.B, '2024-09-01', null],
      ['X2', '陈星', provider.B, '2024-09-01', null],
    ]);
    expect(rejects).toEqual([]);
    expect(counts).toMatchObject({ inserted: 2, superseded: 1 });
    expect(await jobsOf('X1')).toEqual([
      `${provider.A} 2024-01-01 2024-08-31 imported`,
      `${provider.B} 2024-09-01 open imported`,
    ]);
    expect(await jobsOf('X2')).toEqual([
      `${provider.A} 2024-02-01 2024-08-31 imported`,
      `${provider.B} 2024-09-01 open imported`,
    ]);
    expect(await events()).toBe(before + 1);
  });

  it('corrects last days and names', async () => {
    const { counts } = await load([
      ['X1', '林一航', provider.B, '2024-09-01', '2025-03-31'],
      ['X2', '陈星', provider.A, '2024-02-01', '2024-07-31'],
    ]);
    expect(counts).toMatchObject({ inserted: 0, superseded: 3 });
    expect((await jobsOf('X1'))[1]).toBe(`${provider.B} 2024-09-01 2025-03-31 imported`);
    expect((await jobsOf('X2'))[0]).toBe(`${provider.A} 2024-02-01 2024-07-31 imported`);
    await load([['X1', '林一航', provider.B, '2024-09-01', null]]);
    expect((await jobsOf('X1'))[1]).toBe(`${provider.B} 2024-09-01 open imported`);
  });

  it('rejects what cannot be, each row with its reason, and keeps the rest', async () => {
    const { rejects, counts } = await load([
      ['X3', '林', provider.A, '2024-01-01', null],
      ['X4', '王五', 'nobody', '2024-01-01', null],
      ['X5', '赵六', provider.A, '2024-01-02', '2024-01-01'],
      ['X1', '林一航', provider.A, '2024-09-01', null],
      ['X6', '孙七', provider.EXITED, '2024-01-01', null],
      ['X7', '周八', provider.EXITED, '2024-01-01', '2024-12-31'],
      // Reopening the first job would run into the second.
      ['X2', '陈星', provider.A, '2024-02-01', null],
    ]);
    expect(rejects).toEqual([
      [1, 'NAME_LENGTH'],
      [2, 'UNKNOWN_PROVIDER'],
      [3, 'ENDS_BEFORE_IT_BEGINS'],
      [4, 'EMPLOYER_DIFFERS'],
      [5, 'PROVIDER_EXITED'],
      [7, 'OVERLAPS_ANOTHER_EMPLOYMENT'],
    ]);
    expect(counts.inserted).toBe(1);
    expect(await jobsOf('X7')).toEqual([`${provider.EXITED} 2024-01-01 2024-12-31 imported`]);
  });

  it.each([
    ['inside a job that has ended', '2024-03-01', '2024-04-01'],
    ['over the last day of one', '2024-07-31', '2024-08-01'],
    ['before, and open', '2023-01-01', null],
  ])('rejects a job %s', async (_, from, to) => {
    const { rejects } = await load([['X2', '陈星', provider.A, from, to]]);
    expect(rejects).toEqual([[1, 'OVERLAPS_ANOTHER_EMPLOYMENT']]);
    expect(await jobsOf('X2')).toHaveLength(2);
  });

  it('accepts a job between two others', async () => {
    const { rejects } = await load([['X2', '陈星', provider.A, '2024-08-01', '2024-08-31']]);
    expect(rejects).toEqual([]);
    expect(await jobsOf('X2')).toHaveLength(3);
  });

  it('has codes given out after those that came with the past, also beyond seven digits', async () => {
    const employ = async (code: string) => {
      await load([[code, '林一帆', provider.A, '2024-01-01', null]]);
      const { data } = await application.graphql(
        { role: 'PROVIDER_OWNER', providerId: providerA },
        `mutation ($from: Date!) { employOperator(input: { name: "陈星", employedFrom: $from }) {
           operator { operatorCode } } }`,
        { from: businessDateOf(new Date()) },
      );
      return data.employOperator.operator.operatorCode;
    };
    expect(await employ('O0000001')).toBe('O0000002');
    expect(await employ('O0000041')).toBe('O0000042');
    expect(await employ('O0000007')).toBe('O0000043');
    expect(await employ('O9999999')).toBe('O10000000');
  });

  it('takes many rows as a set', async () => {
    const counts = async (from: string) => {
      const lines = Array.from(
        { length: 20_000 },
        (_, n) => `BULK${n},操盘手${n},${provider.A},${from},`,
      );
      return (await loadLines(lines)).counts;
    };
    const { statements } = await countStatements(async () => {
      expect(await counts('2024-01-01')).toMatchObject({ inserted: 20_000, superseded: 0 });
      expect(await counts('2025-01-01')).toMatchObject({ inserted: 20_000, superseded: 20_000 });
    });
    // The pipeline's own included; nothing like one for each of 40,000 rows.
    expect(statements.length).toBeLessThan(200);
  });
});
