import { withClient } from '../../dist/src/local/database-roles.js';
import { startDatabase } from './server.mjs';

/** The demonstration market, on the benches' own server. @returns as `startDatabase` */
export function startDemonstration() {
  return startDatabase('bench', async ({ ownerUrl, command }) => {
    await command('seed');
    await withClient(ownerUrl, async (owner) => {
      await scoreEveryone(owner);
      await offerPackages(owner);
      await owner.query('VACUUM ANALYZE');
    });
  });
}

/**
 * Few providers of the demonstration have evidence enough for a score, and a board of twenty needs twenty: the
 * others get scores that say nothing, all different, in the applied run of this database only.
 */
export async function scoreEveryone(owner) {
  await owner.query(`
    UPDATE provider_score s
       SET score = 20 + n.place * (60.0 / n.many) + 0.000001 * n.place, reasons = '[]',
           forces = coalesce((SELECT m.forces FROM provider_score m
                               WHERE m.run_id = s.run_id AND m.model_code = s.model_code AND m.rank = 1), s.forces)
      FROM (SELECT id, row_number() OVER (PARTITION BY model_code ORDER BY provider_id) AS place,
                   count(*) OVER (PARTITION BY model_code) AS many
              FROM provider_score WHERE score IS NULL AND run_id = (SELECT run_id FROM scoring_head)) n
     WHERE n.id = s.id;
    UPDATE provider_score s SET rank = r.rank
      FROM (SELECT id, rank() OVER (PARTITION BY model_code ORDER BY score DESC) AS rank FROM provider_score
             WHERE score IS NOT NULL AND run_id = (SELECT run_id FROM scoring_head)) r
     WHERE r.id = s.id AND s.rank IS DISTINCT FROM r.rank`);
}

/** Generated providers come without service packages: three published ones for each. */
export async function offerPackages(owner) {
  await owner.query(`
    INSERT INTO service_package (id, provider_id, title, description, tiers, modules, price, price_unit, state)
    SELECT gen_random_uuid(), p.id, '代运营服务包 ' || n, repeat('整场策划与场控。', 10),
           ARRAY['COLD_START', 'WAIST'], ARRAY['FLOOR_CONTROL_GIFTS', 'PAID_TRAFFIC'], 10000 * n, 'PER_MONTH', 'PUBLISHED'
      FROM provider p CROSS JOIN generate_series(1, 3) n
     WHERE NOT EXISTS (SELECT FROM service_package)`);
}
