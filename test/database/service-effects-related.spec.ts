import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { OutcomesModule } from '../../src/modules/outcomes/index.js';
import { ServiceEffectComputationService } from '../../src/modules/outcomes/service-effect-computation.service.js';
import { TestApplication } from '../support/application.js';
import { plantEffects, type PlantedEffects } from '../support/planted-effects.js';
import { PlantedMarket, relate } from '../support/planted-market.js';

describe('served against unserved, where the provider is a related party', () => {
  let application: TestApplication;
  let planted: PlantedEffects;

  beforeAll(async () => {
    application = await TestApplication.start();
    planted = await plantEffects(application.sql, await PlantedMarket.prepare(application.sql));
  }, 60_000);
  afterAll(() => application.stop());

  const rows = async (text: string, values: unknown[] = []) =>
    (await application.sql.query(text, values)).rows;

  /** Computes on a state of the months that is called a new one. */
  async function computed() {
    const basis = newId();
    await rows(
      `INSERT INTO merchant_growth_computation (id, as_of, load_number, policy_version, tiers_policy_version, steps,
              finished_at)
       SELECT $1, as_of, load_number, policy_version, tiers_policy_version, steps, now() + interval '1 s'
         FROM merchant_growth_computation ORDER BY finished_at DESC LIMIT 1`,
      [basis],
    );
    await application.nest
      .select(OutcomesModule)
      .get(ServiceEffectComputationService)
      .compute(systemContext('test', new Date()));
    const of = 'FROM service_effect_computation c JOIN';
    const where = 'ON x.computation_id = c.id WHERE c.growth_computation_id = $1';
    const [curve] = await rows(
      `SELECT x.detail ${of} cold_start_curve x ${where} AND x.grouping = 'ALL'`,
      [basis],
    );
    const [effect] = await rows(
      `SELECT x.detail ${of} service_effect x ${where} AND x.grouping = 'ALL'`,
      [basis],
    );
    const merchants = await rows(`SELECT x.merchant_id ${of} service_effect_merchant x ${where}`, [
      basis,
    ]);
    return {
      curve: curve.detail,
      effect: effect.detail,
      merchants: new Set(merchants.map(({ merchant_id }) => merchant_id as string)),
    };
  }

  it('counts the merchant as unserved until that service, and then on neither side', async () => {
    const before = await computed();
    const [waiting] = await rows(
      `SELECT e.merchant_id AS "merchantId", e.provider_id AS "providerId" FROM engagement e
         JOIN merchant_cold_start c ON c.merchant_id = e.merchant_id ORDER BY e.id LIMIT 1`,
    );
    const grown = [...before.merchants][0]!;
    const [{ provider_id: server }] = await rows(
      'SELECT provider_id FROM engagement WHERE merchant_id = $1',
      [grown],
    );
    await relate(application.sql, waiting.providerId, waiting.merchantId);
    await relate(application.sql, server, grown);
    // A related party that does not serve it makes no difference.
    await relate(application.sql, planted.providerIds[0]!, [...before.merchants][5]!);

    const after = await computed();
    expect(after.curve.served.merchants).toBe(before.curve.served.merchants - 1);
    expect(after.curve.unserved.merchants).toBe(before.curve.unserved.merchants);
    expect(before.merchants.size - after.merchants.size).toBe(1);
    expect(after.merchants.has(grown)).toBe(false);
    expect(after.effect.merchants).toBe(before.effect.merchants - 1);
  });
});
