import { publicId } from '../../dist/src/modules/platform/kernel/ids.js';

/** Fills an empty, migrated database: 2,000 providers, 6,000 operators, 20,000 audit entries. Invented. */
export async function seed(owner) {
  await owner.query(`
    INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state, admitted_on, introduction)
    SELECT gen_random_uuid(), 'P' || lpad(n::text, 6, '0'), '基准服务商' || md5(n::text), 'BENCH' || lpad(n::text, 13, '0'),
           (ARRAY['MCN', 'INDUSTRIAL_BELT', 'BRAND'])[1 + n % 3], (SELECT min(code) FROM category),
           (SELECT min(code) FROM region), (ARRAY['APPLIED', 'ADMITTED', 'ADMITTED', 'SUSPENDED'])[1 + n % 4],
           CASE WHEN n % 4 > 0 THEN date '2026-01-01' + n % 200 END, repeat('介绍', 40)
      FROM generate_series(1, 2000) n;
    INSERT INTO operator (id, operator_code, name)
    SELECT gen_random_uuid(), 'O' || lpad(n::text, 6, '0'), '操盘手' || n FROM generate_series(1, 6000) n;
    INSERT INTO employment (id, operator_id, provider_id, employed_from)
    SELECT gen_random_uuid(), o.id, p.id, date '2026-01-01'
      FROM (SELECT id, row_number() OVER (ORDER BY operator_code) AS n FROM operator) o
      JOIN (SELECT id, row_number() OVER (ORDER BY provider_code) AS n FROM provider) p ON p.n = 1 + o.n % 2000;
    INSERT INTO audit_entry (id, occurred_at, actor, actor_role, action, object_kind, object_id, before, after, request_id)
    SELECT gen_random_uuid(), now() - n * interval '1 minute', 'system:bench', 'SYSTEM', 'provider.state_changed',
           'Provider', (SELECT id FROM provider LIMIT 1), '{"state":"APPLIED"}', '{"state":"ADMITTED"}', 'bench'
      FROM generate_series(1, 20000) n;`);
  await owner.query('VACUUM ANALYZE');
  const { rows } = await owner.query(`SELECT id FROM provider WHERE provider_code = 'P000042'`);
  return { providerId: publicId('Provider', rows[0].id) };
}
