import fc from 'fast-check';
import { DepositAccountStore } from '../../src/modules/admission/deposit-account.store.js';
import { requiredDeposit } from '../../src/modules/admission/domain/deposit-requirement.js';
import type { DepositPolicy } from '../../src/modules/admission/domain/deposit-policy.js';
import { TestApplication } from '../support/application.js';
import { ConductDesk, officerAt, value } from '../support/conduct-desk.js';
import { REASON } from '../support/conduct-world.js';
import { addProvider } from '../support/registry.js';

describe('required deposits', () => {
  let application: TestApplication;
  let desk: ConductDesk;

  beforeAll(async () => {
    application = await TestApplication.start();
    desk = new ConductDesk(application);
  });
  afterAll(() => application.stop());

  it('are the same for the account, in SQL, as for the admission gate', async () => {
    const providerId = await addProvider(application, '比对');
    const { rows } = await application.sql.query<{ code: string }>('SELECT code FROM category');
    const store = application.nest.get(DepositAccountStore);
    const focuses = ['MCN', 'INDUSTRIAL_BELT', 'BRAND'];
    const codes = rows.map(({ code }) => code);
    // Few enough that lines often fit the provider, and one another.
    const some = codes.filter((code) => code.startsWith('apparel') || code.startsWith('jewelry'));
    const line = fc.record({
      focus: fc.option(fc.constantFrom(...focuses)),
      categoryCode: fc.option(fc.constantFrom(...some)),
      amount: fc.integer({ min: 0, max: 9_999 }).map((yuan) => `${yuan}.00`),
    });
    // One line for each place: two that say the same of one company have no order.
    const lines = fc.uniqueArray(line, {
      minLength: 1,
      maxLength: 8,
      selector: ({ focus, categoryCode }) => `${focus} ${categoryCode}`,
    });
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.constantFrom(...focuses),
        fc.constantFrom(...some),
        async (requirements, focus, main) => {
          await application.sql.query(
            'UPDATE provider SET focus = $2, main_category_code = $3 WHERE id = $1',
            [providerId, focus, main],
          );
          const policy = { requirements } as DepositPolicy;
          const account = (await store.byProviders(policy, [providerId])).get(providerId)!;
          const facts = { focus, categoryCodes: [main] } as Parameters<typeof requiredDeposit>[1];
          expect(account.required).toBe(requiredDeposit(requirements, facts));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('fall due so many days after the entry that left too little, whatever came before', async () => {
    const providerId = await addProvider(application, '到期');
    await application.sql.query(`UPDATE provider SET admitted_on = '2026-01-10' WHERE id = $1`, [
      providerId,
    ]);
    const due = async (now: Date) =>
      (await desk.deposits.account(officerAt(desk.officers[0], now), providerId)).topUpDueBy;
    const at = (day: string) => new Date(`${day}T04:00:00.000Z`);
    // Never enough: since the admission.
    expect(await due(at('2026-03-01'))).toBe('2026-01-25');
    await desk.deposit(providerId, '105000.00', at('2026-03-02'));
    expect(await due(at('2026-03-02'))).toBeNull();
    // 105,000 − 2,000 − 5,000: the second deduction leaves too little.
    await desk.confirmed(providerId, 'MISLEADING_PROMISE', at('2026-04-01'));
    await desk.confirmed(providerId, 'MISLEADING_PROMISE', at('2026-05-01'));
    expect(await due(at('2026-05-20'))).toBe('2026-05-16');
    const short = await desk.deposits.accountPage(
      officerAt(desk.officers[0], at('2026-05-20')),
      { shortOnly: true, providerIds: [providerId] },
      'SHORT_SINCE',
      { first: 5 },
      true,
    );
    expect(short).toMatchObject({ totalCount: 1, rows: [{ shortfall: '2000.00' }] });
    const command = {
      amount: '2000.00',
      reference: 'TOP-UP',
      reason: REASON,
      bookedOn: '2026-05-20',
    };
    const context = officerAt(desk.officers[1], at('2026-05-20'));
    value(await desk.deposits.record(context, providerId, command));
    expect(await due(at('2026-05-20'))).toBeNull();
  });
});
