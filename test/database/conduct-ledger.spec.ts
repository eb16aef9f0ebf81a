import fc from 'fast-check';
import { Decimal } from 'decimal.js';
import pg from 'pg';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication } from '../support/application.js';
import { codesOf, ConductDesk, officerAt, value } from '../support/conduct-desk.js';
import { REASON } from '../support/conduct-world.js';
import { addProvider } from '../support/registry.js';

interface Entry {
  readonly id: string;
  readonly number: number;
  readonly kind: string;
  readonly amount: string;
  readonly balance: string;
  readonly compensates: string | null;
}

describe('the deposit ledger', () => {
  let application: TestApplication;
  let desk: ConductDesk;

  beforeAll(async () => {
    application = await TestApplication.start();
    desk = new ConductDesk(application);
  });
  afterAll(() => application.stop());

  const entriesOf = async (providerId: string): Promise<Entry[]> => {
    const { rows } = await application.sql.query<Entry>(
      `SELECT id, number, kind, amount, compensates, sum(amount) OVER (ORDER BY number) AS balance
         FROM deposit_entry WHERE provider_id = $1 ORDER BY number`,
      [providerId],
    );
    return rows;
  };
  const balanceOf = async (providerId: string) =>
    (await desk.deposits.account(officerAt(newId()), providerId)).balance;

  it('lets deductions at the same moment go together no further into debt than the policy allows', async () => {
    const providerId = await addProvider(application, '并发扣除');
    await desk.deposit(providerId, '60000.00');
    const ids = await Promise.all(
      Array.from({ length: 4 }, () => desk.record(providerId, 'FAKE_TRANSACTIONS')),
    );
    const decided = await Promise.all(ids.map((id) => desk.confirm(id)));
    expect(decided.map(codesOf)).toEqual([[], [], [], []]);
    const entries = await entriesOf(providerId);
    // The first offence costs 50,000 and the others 100,000 each; 110,000 can be taken in all.
    expect(entries.map(({ amount }) => amount)).toEqual(['60000.00', '-50000.00', '-60000.00']);
    expect(await balanceOf(providerId)).toBe('-50000.00');
    // Each was another offence on the record: none of them overlooked one of the others.
    const { rows } = await application.sql.query<{ offence: number }>(
      'SELECT offence FROM violation WHERE provider_id = $1 ORDER BY offence',
      [providerId],
    );
    expect(rows.map(({ offence }) => offence)).toEqual([1, 2, 3, 4]);
  });

  it('books a transfer once, however many officers type it at once and for whomever', async () => {
    const [one, other] = [
      await addProvider(application, '甲'),
      await addProvider(application, '乙'),
    ];
    const bookedOn = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const command = { amount: '10.00', reference: 'CCB-77', reason: REASON, bookedOn };
    const answers = await Promise.all(
      [one, other, one, other].map((id, i) =>
        desk.deposits.record(officerAt(desk.officers[i % 3]!), id, command),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.flatMap(codesOf)).toEqual(Array.from({ length: 3 }, () => 'REFERENCE_USED'));
    // Booked for the wrong one and taken back, it can be booked for the right one.
    const [booked] = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    const by = officerAt(newId());
    value(await desk.deposits.correct(by, booked!.id, { reason: REASON }));
    expect(codesOf(await desk.deposits.record(by, one, command))).toEqual([]);
  });

  it('pays a refund once, by two officers, and never more than there is', async () => {
    const exitedOn = '2026-01-01';
    const providerId = await addProvider(application, '退出服务商');
    await desk.deposit(providerId, '1000.00');
    const [first, second, third] = desk.officers;
    const prepare = (officer: string) =>
      desk.refunds.prepare(officerAt(officer), providerId, { reason: REASON });
    expect(codesOf(await prepare(first))).toEqual(['NOT_EXITED']);
    await application.sql.query(`UPDATE provider SET state = 'EXITED' WHERE id = $1`, [providerId]);
    await application.sql.query(
      `INSERT INTO provider_transition (id, provider_id, from_state, to_state, reason, effective_on, decided_by, decided_at)
       VALUES ($1, $2, 'ADMITTED', 'EXITED', 'test', $3, 'system:test', now())`,
      [newId(), providerId, exitedOn],
    );
    const prepared = await Promise.all([prepare(first), prepare(second)]);
    expect(prepared.map(codesOf).sort()).toEqual([[], ['ALREADY_PREPARED']]);
    const refund = prepared.flatMap((answer) => (answer.ok ? [answer.value] : []))[0]!;
    const by = refund.preparedBy === `account:${first}` ? first : second;
    const pay = (officer: string) =>
      desk.refunds.decide(officerAt(officer), refund.id, { pay: true, reason: REASON });
    expect(codesOf(await pay(by))).toEqual(['SAME_OFFICER']);
    const others = [first, second, third].filter((officer) => officer !== by);
    const paid = await Promise.all(others.map(pay));
    expect(paid.map(codesOf).sort()).toEqual([[], ['ALREADY_DECIDED']]);
    expect((await entriesOf(providerId)).map(({ amount }) => amount)).toEqual([
      '1000.00',
      '-1000.00',
    ]);
    // The database has the last word, whatever the code does.
    const beyond = application.sql.query(
      `INSERT INTO deposit_entry (id, provider_id, number, kind, amount, reason, refund_id, booked_on, recorded_by, recorded_at)
       VALUES ($1, $2, 3, 'REFUND', -1, 'test', $3, '2026-11-01', 'system:test', now())`,
      [newId(), providerId, refund.id],
    );
    await expect(beyond).rejects.toMatchObject({ constraint: 'deposit_entry_refund_covered' });
  });

  it('lets no row be changed or deleted, by the owner of the tables either', async () => {
    const providerId = await addProvider(application, '不可更改');
    await desk.deposit(providerId, '5.00');
    const violationId = await desk.confirmed(providerId, 'MISLEADING_PROMISE');
    await desk.confirmed(providerId, 'OFF_PLATFORM_FEES');
    const app = new pg.Client({ connectionString: application.database.appUrl });
    await app.connect();
    try {
      const attempts = [
        `UPDATE deposit_entry SET amount = 1 WHERE provider_id = '${providerId}'`,
        `DELETE FROM deposit_entry WHERE provider_id = '${providerId}'`,
        'TRUNCATE deposit_entry',
      ];
      for (const sql of attempts) {
        await expect(application.sql.query(sql)).rejects.toMatchObject({ code: '23001' });
        await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
      }
      await expect(app.query('DELETE FROM violation')).rejects.toMatchObject({ code: '42501' });
      const longer = `UPDATE provider_restriction SET ends_at = NULL WHERE provider_id = '${providerId}'`;
      await expect(app.query(longer)).rejects.toMatchObject({ code: '42501' });
      await expect(application.sql.query(longer)).rejects.toMatchObject({ code: '23001' });
      const lift = `UPDATE provider_restriction SET lifted_at = now() WHERE provider_id = '${providerId}'`;
      expect((await app.query(lift)).rowCount).toBe(1);
      const back = `UPDATE provider_restriction SET lifted_at = NULL WHERE provider_id = '${providerId}'`;
      await expect(app.query(back)).rejects.toMatchObject({ code: '23001' });
    } finally {
      await app.end();
    }
    const gap = application.sql.query(
      `INSERT INTO deposit_entry (id, provider_id, number, kind, amount, reason, reference, booked_on, recorded_by, recorded_at)
       VALUES ($1, $2, 9, 'DEPOSIT', 1, 'test', 'a transfer', '2026-11-01', 'system:test', now())`,
      [newId(), providerId],
    );
    await expect(gap).rejects.toMatchObject({ constraint: 'deposit_entry_without_gap' });
    const alone = application.sql.query(
      'UPDATE violation SET heavy = true, decided_by = recorded_by WHERE id = $1',
      [violationId],
    );
    await expect(alone).rejects.toMatchObject({ constraint: 'violation_four_eyes' });
  });

  /** What may happen to a provider's deposit; `pick` chooses among what there is. */
  const operation = fc.oneof(
    fc.record({
      kind: fc.constant('deposit' as const),
      amount: fc.integer({ min: 1, max: 8_000_000 }),
    }),
    fc.record({
      kind: fc.constant('violation' as const),
      violation: fc.constantFrom('FAKE_TRANSACTIONS', 'OFF_PLATFORM_FEES', 'MISLEADING_PROMISE'),
    }),
    fc.record({
      kind: fc.constant('appeal' as const),
      pick: fc.nat(),
      outcome: fc.constantFrom('UPHELD' as const, 'REVERSED' as const),
    }),
    fc.record({
      kind: fc.constant('correction' as const),
      pick: fc.nat(),
      share: fc.integer({ min: 1, max: 100 }),
    }),
  );

  it('balances after any operations in any order, several at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 4, maxLength: 14 }), async (operations) => {
        const providerId = await addProvider(application, '随机操作');
        const violations: string[] = [];
        const apply = async (step: (typeof operations)[number]): Promise<void> => {
          switch (step.kind) {
            case 'deposit':
              return void (await desk.deposit(
                providerId,
                new Decimal(step.amount).div(100).toFixed(2),
              ));
            case 'violation':
              return void violations.push(await desk.confirmed(providerId, step.violation));
            case 'appeal': {
              const id = violations.splice(step.pick % Math.max(1, violations.length), 1)[0];
              if (id === undefined) return;
              const appealId = await desk.appeal(providerId, id);
              return void value(await desk.decide(appealId, step.outcome));
            }
            case 'correction': {
              const own = (await entriesOf(providerId)).filter(({ kind }) => kind === 'DEPOSIT');
              const entry = own[step.pick % Math.max(1, own.length)];
              if (!entry) return;
              const amount = new Decimal(entry.amount).mul(step.share).div(100).toFixed(2);
              // Refused when less than that is left of the entry, which is right as well.
              await desk.deposits.correct(officerAt(newId()), entry.id, { amount, reason: REASON });
            }
          }
        };
        for (let i = 0; i < operations.length; i += 4)
          await Promise.all(operations.slice(i, i + 4).map(apply));

        const entries = await entriesOf(providerId);
        expect(entries.map(({ number }) => number)).toEqual(entries.map((_, i) => i + 1));
        expect(await balanceOf(providerId)).toBe(entries.at(-1)?.balance ?? '0.00');
        for (const entry of entries) {
          if (entry.kind === 'DEDUCTION')
            expect(Number(entry.balance)).toBeGreaterThanOrEqual(-50_000);
          const back = entries
            .filter(({ compensates }) => compensates === entry.id)
            .reduce((sum, { amount }) => sum.plus(amount), new Decimal(entry.amount));
          // What is left of an entry lies between nothing and what it booked.
          const booked = new Decimal(entry.amount);
          expect(back.isZero() || back.s === booked.s).toBe(true);
          expect(back.abs().lte(booked.abs())).toBe(true);
        }
        // What violations keep of the deposit is never more than they cost now.
        const { rows } = await application.sql.query<{
          kept: string;
          deduction: string;
          state: string;
        }>(
          `SELECT v.state, v.deduction, -coalesce(sum(e.amount), 0) AS kept
             FROM violation v LEFT JOIN deposit_entry e ON e.violation_id = v.id
            WHERE v.provider_id = $1 GROUP BY v.id`,
          [providerId],
        );
        for (const { kept, deduction, state } of rows) {
          expect(Number(kept)).toBeLessThanOrEqual(Number(deduction));
          if (state === 'REVERSED') expect(Number(kept)).toBe(0);
        }
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
