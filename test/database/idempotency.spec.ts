import { Idempotency, type KeyedCall } from '../../src/modules/platform/idempotency/idempotency.js';
import { IdempotencyExpiry } from '../../src/modules/platform/idempotency/idempotency-expiry.js';
import {
  systemContext,
  type RequestContext,
} from '../../src/modules/platform/context/request-context.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { JobWorker } from '../../src/modules/platform/jobs/job-worker.js';
import { errorCatalogue } from '../../src/modules/platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../src/modules/platform/kernel/result.js';
import { TestApplication } from '../support/application.js';

const errors = errorCatalogue({ FULL: { en: 'Full.', zh: '已满。' } });

describe('idempotency keys', () => {
  let application: TestApplication;
  const context = systemContext('test', new Date());

  beforeAll(async () => {
    application = await TestApplication.start();
    await application.sql.query('CREATE TABLE effect (n serial PRIMARY KEY, call text NOT NULL)');
  });
  afterAll(() => application.stop());

  /** A mutation whose effect can be counted. */
  function call(
    { mutation = 'create', key, request = {} }: Partial<KeyedCall>,
    as: RequestContext = context,
    outcome: () => Result<{ id: number }> | undefined = () => undefined,
  ): Promise<Result<{ id: number }>> {
    const idempotency = application.nest.get(Idempotency);
    return application.nest.get(UnitOfWork).run(as, (transaction) =>
      idempotency.once(transaction, as, { mutation, key, request }, async () => {
        const refused = outcome();
        if (refused) return refused;
        const [row] = await transaction.query<{ id: number }>(
          'INSERT INTO effect (call) VALUES ($1) RETURNING n AS id',
          [key ?? 'none'],
        );
        return succeed({ id: row!.id });
      }),
    );
  }
  const effects = async (key: string) =>
    (await application.sql.query('SELECT FROM effect WHERE call = $1', [key])).rowCount;

  it('give the first answer again, and refuse the key for another request', async () => {
    const first = await call({ key: 'key-repeat', request: { a: 1, b: 2 } });
    const again = await call({ key: 'key-repeat', request: { b: 2, a: 1 } });
    expect(again).toEqual(first);
    expect(await effects('key-repeat')).toBe(1);
    expect(await call({ key: 'key-repeat', request: { a: 1, b: 3 } })).toMatchObject({
      ok: false,
      errors: [{ code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] }],
    });
  });

  it('of twenty at once let one work and give all its answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call({ key: 'key-at-once' })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ ok: true });
    expect(await effects('key-at-once')).toBe(1);
  });

  it('keep a refusal, and nothing when the work failed', async () => {
    const full = fail(errors.error('FULL'));
    expect(await call({ key: 'key-refused' }, context, () => full)).toEqual(full);
    expect(await call({ key: 'key-refused' })).toEqual(full);
    const fault = () => {
      throw new Error('a fault');
    };
    await expect(call({ key: 'key-fault' }, context, fault)).rejects.toThrow('a fault');
    expect(await call({ key: 'key-fault' })).toMatchObject({ ok: true });
  });

  it('belong to one actor and one mutation; no key, no memory', async () => {
    const other = systemContext('other', new Date());
    await call({ key: 'key-shared' });
    await call({ key: 'key-shared' }, other);
    await call({ key: 'key-shared', mutation: 'remove' });
    expect(await effects('key-shared')).toBe(3);
    await call({});
    await call({ key: null });
    expect(await effects('none')).toBe(2);
  });

  it.each(['short', 'with space', 'x'.repeat(101), ''])(
    'must look like keys: "%s"',
    async (key) => {
      expect(await call({ key })).toMatchObject({
        ok: false,
        errors: [{ code: 'IDEMPOTENCY_KEY_MALFORMED' }],
      });
    },
  );

  it('are forgotten after a day, by scheduled work that the queue knows', async () => {
    await call({ key: 'key-new-one' });
    await application.sql.query(
      `INSERT INTO idempotency_key (actor, mutation, key, request_hash, sealed_response, created_at)
       VALUES ('account:1', 'create', 'key-old', '', '', now() - interval '25 hours')`,
    );
    const expiry = application.nest.get(IdempotencyExpiry);
    expect(await expiry.forget()).toBe(1);
    expect(await expiry.forget()).toBe(0);
    const kept = await application.sql.query(
      `SELECT FROM idempotency_key WHERE key = 'key-new-one'`,
    );
    expect(kept.rowCount).toBe(1);

    await application.nest.get(JobWorker).start();
    const known = () =>
      application.sql.query(
        `SELECT FROM graphile_worker._private_known_crontabs WHERE identifier = 'forget-idempotency-keys'`,
      );
    for (let tries = 0; tries < 100 && (await known()).rowCount === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await known()).rowCount).toBe(1);
  });
});
