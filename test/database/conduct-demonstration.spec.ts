import { seedConduct } from '../../src/cli/demonstration-conduct.js';
import { TestApplication } from '../support/application.js';
import { addProvider } from '../support/registry.js';

describe('the demonstration of deposits, violations and appeals', () => {
  let application: TestApplication;

  beforeAll(async () => {
    application = await TestApplication.start();
  });
  afterAll(() => application.stop());

  it('is made once, however often it is asked for', async () => {
    const providerId = await addProvider(application, '演示服务商');
    await addProvider(application, '另一家');
    const tables = async () => {
      const { rows } = await application.sql.query<Record<string, string>>(
        `SELECT (SELECT string_agg(kind || ' ' || amount, ', ' ORDER BY amount, id) FROM deposit_entry) AS entries,
                (SELECT string_agg(state, ', ' ORDER BY state) FROM violation) AS violations,
                (SELECT string_agg(state, ', ') FROM appeal) AS appeals,
                (SELECT count(*) FROM provider_restriction) AS restrictions`,
      );
      return rows[0];
    };
    await seedConduct(application.nest, providerId);
    const once = await tables();
    expect(once).toEqual({
      entries: 'DEDUCTION -2000.00, DEPOSIT 100000.00, DEPOSIT 100000.00',
      violations: 'IN_FORCE, RECORDED',
      appeals: 'FILED',
      restrictions: '0',
    });
    await seedConduct(application.nest, providerId);
    expect(await tables()).toEqual(once);
  });
});
