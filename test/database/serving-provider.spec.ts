import { MerchantRowAccess } from '../../src/modules/platform/access/merchant-row-access.js';
import type { RequestContext } from '../../src/modules/platform/context/request-context.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication } from '../support/application.js';
import { EngagementWorld } from '../support/engagement-world.js';

describe('who else may see the rows of a merchant', () => {
  let application: TestApplication;
  let world: EngagementWorld;

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
  }, 30_000);
  afterAll(() => application.stop());

  /** The first days of these months whose rows of the merchant the caller may see. */
  async function seen(
    merchantId: string,
    role: 'PROVIDER_MEMBER' | 'OPERATOR',
    scope: { providerId: string; operatorId?: string },
  ): Promise<string[]> {
    const context: RequestContext = {
      actor: { kind: 'USER', role, accountId: newId(), membershipId: newId() },
      scope: { kind: 'PROVIDER', ...scope },
      requestId: 'test',
      now: new Date(),
      locale: 'en',
    };
    const columns = { merchant: 'f.merchant_id', date: 'f.date' };
    const access = application.nest.get(MerchantRowAccess).condition(context, columns, 2);
    const { rows } = await application.sql.query(
      `SELECT f.date::text FROM (
         SELECT $1::uuid AS merchant_id, day::date AS date
           FROM generate_series('2026-01-01'::date, '2026-05-01', interval '1 month') AS day) AS f
        WHERE ${access.where} ORDER BY 1`,
      [merchantId, ...access.parameters],
    );
    return rows.map(({ date }) => date.slice(0, 7));
  }

  it('the serving provider and the operators it named, on the days of the term, and nobody else', async () => {
    const providerId = await world.provider();
    const merchantId = await world.merchant();
    const operatorId = await world.operator(providerId);
    const colleague = await world.operator(providerId);
    const engagementId = await world.engagement({
      providerId,
      merchantId,
      operatorIds: [operatorId],
      startedOn: '2026-02-01',
      endedOn: '2026-04-30',
    });
    const term = ['2026-02', '2026-03', '2026-04'];
    expect(await seen(merchantId, 'PROVIDER_MEMBER', { providerId })).toEqual(term);
    expect(await seen(merchantId, 'OPERATOR', { providerId, operatorId })).toEqual(term);
    expect(await seen(merchantId, 'OPERATOR', { providerId, operatorId: colleague })).toEqual([]);
    const other = await world.pair();
    expect(await seen(merchantId, 'PROVIDER_MEMBER', other)).toEqual([]);

    await application.sql.query(
      `UPDATE engagement SET state = 'TERMINATED', terminated_on = '2026-03-15' WHERE id = $1`,
      [engagementId],
    );
    expect(await seen(merchantId, 'PROVIDER_MEMBER', { providerId })).toEqual(term.slice(0, 2));
    await application.sql.query(
      `UPDATE engagement SET state = 'PROPOSED', terminated_on = NULL WHERE id = $1`,
      [engagementId],
    );
    expect(await seen(merchantId, 'PROVIDER_MEMBER', { providerId })).toEqual([]);
  });
});
