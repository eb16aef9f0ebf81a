import { DataSource } from 'typeorm';
import pg from 'pg';
import { createDataSource } from '../../src/modules/platform/database/data-source.js';
import { orRefuse } from '../../src/modules/platform/database/refusal.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { errorCatalogue } from '../../src/modules/platform/kernel/error-catalogue.js';
import { fail } from '../../src/modules/platform/kernel/result.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const context = systemContext('test', new Date());

describe('transactions', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;
  let owner: pg.Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
    await owner.query(`CREATE TABLE account_balance (name text PRIMARY KEY, amount int NOT NULL)`);
    dataSource = await createDataSource(database.appUrl, 6).initialize();
    unitOfWork = new UnitOfWork(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await owner.end();
    await database.drop();
  });
  beforeEach(async () => {
    await owner.query(`TRUNCATE account_balance`);
    await owner.query(`INSERT INTO account_balance VALUES ('a', 0), ('b', 0)`);
  });
  const amounts = async () =>
    (await owner.query(`SELECT name, amount FROM account_balance ORDER BY name`)).rows;

  it('run again from the beginning after a serialization failure', async () => {
    let runs = 0;
    const add = () =>
      unitOfWork.run(
        context,
        async (transaction) => {
          runs += 1;
          const [row] = await transaction.query<{ amount: number }>(
            `SELECT amount FROM account_balance WHERE name = 'a'`,
          );
          await new Promise((resolve) => setTimeout(resolve, 30));
          await transaction.execute(`UPDATE account_balance SET amount = $1 WHERE name = 'a'`, [
            row!.amount + 1,
          ]);
        },
        'SERIALIZABLE',
      );
    await Promise.all([add(), add(), add()]);
    expect(await amounts()).toContainEqual({ name: 'a', amount: 3 });
    expect(runs).toBeGreaterThan(3);
  });

  it('survive a deadlock', async () => {
    const both = (first: string, second: string) =>
      unitOfWork.run(context, async (transaction) => {
        for (const name of [first, second]) {
          await transaction.execute(
            `UPDATE account_balance SET amount = amount + 1 WHERE name = $1`,
            [name],
          );
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
      });
    await Promise.all([both('a', 'b'), both('b', 'a')]);
    expect(await amounts()).toEqual([
      { name: 'a', amount: 2 },
      { name: 'b', amount: 2 },
    ]);
  });

  it('give up after three tries, and do not repeat other errors', async () => {
    let runs = 0;
    const failing = (code: string) =>
      unitOfWork.run(context, async (transaction) => {
        runs += 1;
        await transaction.execute(
          `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${code}'; END $$`,
        );
      });
    await expect(failing('40001')).rejects.toThrow('x');
    expect(runs).toBe(3);
    await expect(failing('23505')).rejects.toThrow('x');
    expect(runs).toBe(4);
  });

  it('undo everything when a step is refused', async () => {
    const errors = errorCatalogue({ NO: { en: 'No.', zh: '不。' } });
    const result = await unitOfWork.attempt(context, async (transaction) => {
      await transaction.execute(`UPDATE account_balance SET amount = 9`);
      return orRefuse(fail(errors.error('NO')));
    });
    expect(result).toMatchObject({ ok: false, errors: [{ code: 'NO' }] });
    expect(await amounts()).toContainEqual({ name: 'a', amount: 0 });
  });
});

describe('the application’s role', () => {
  let database: TestDatabase;
  let app: pg.Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = new pg.Pool({ connectionString: database.appUrl, max: 1 });
    await app.query(
      `INSERT INTO audit_entry (id, occurred_at, actor, actor_role, action, object_kind, object_id, request_id)
       VALUES (uuid_v7(), now(), 'system:test', 'SYSTEM', 'test.done', 'Provider', uuid_v7(), 'r')`,
    );
  });
  afterAll(async () => {
    await app.end();
    await database.drop();
  });

  it.each([
    `UPDATE audit_entry SET action = 'x'`,
    `DELETE FROM audit_entry`,
    `TRUNCATE audit_entry`,
    `ALTER TABLE audit_entry DISABLE TRIGGER ALL`,
    `DROP TABLE audit_entry`,
    `CREATE TABLE public.mine (id int)`,
    `SELECT ensure_month_partitions('audit_entry', '2026-01-01', '2026-01-01')`,
  ])('may not %s', async (sql) => {
    await expect(app.query(sql)).rejects.toThrow();
    expect((await app.query('SELECT action FROM audit_entry')).rows).toEqual([
      { action: 'test.done' },
    ]);
  });

  it('keeps the audit from its owner too, short of taking the trigger away', async () => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await expect(owner.query('DELETE FROM audit_entry')).rejects.toThrow('append-only');
    await expect(owner.query('TRUNCATE audit_entry')).rejects.toThrow('append-only');
    await owner.end();
  });

  it('makes month partitions by itself, once', async () => {
    const ensure = `SELECT ensure_month_partitions('merchant_day', '2026-11-15', '2027-01-02') AS made`;
    const made = async () => (await app.query<{ made: number }>(ensure)).rows[0]!.made;
    expect([await made(), await made()]).toEqual([3, 0]);
  });
});
