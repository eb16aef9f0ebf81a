import pg from 'pg';
import elevenModule from './capability-models/eleven-module@1.json' with { type: 'json' };
import fiveForce from './capability-models/five-force@1.json' with { type: 'json' };
import categories from './categories.json' with { type: 'json' };
import policies from './policies.json' with { type: 'json' };
import programmes from './programmes.json' with { type: 'json' };
import regions from './regions.json' with { type: 'json' };

/**
 * Puts the reference lists and the first versions of policies and capability models in place. Running it again changes nothing: lists are
 * updated by code, a version of a policy or model that exists is left as it is (versions are immutable).
 */
export async function seedReference(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const [table, list] of Object.entries({ category: categories, region: regions })) {
      await client.query(
        `INSERT INTO ${table} (code, parent_code, name_zh, name_en)
         SELECT code, parent_code, name_zh, name_en
           FROM jsonb_to_recordset($1::jsonb) AS r(code text, parent_code text, name_zh text, name_en text)
         ON CONFLICT (code) DO UPDATE
           SET parent_code = excluded.parent_code, name_zh = excluded.name_zh, name_en = excluded.name_en`,
        [JSON.stringify(list)],
      );
    }
    await client.query(
      `INSERT INTO policy_version (name, version, effective_from, body, note)
       SELECT name, version, effective_from, body, note
         FROM jsonb_to_recordset($1::jsonb)
           AS p(name text, version int, effective_from date, body jsonb, note text)
       ON CONFLICT (name, version) DO NOTHING`,
      [JSON.stringify(policies)],
    );
    await client.query(
      `INSERT INTO capability_model (id, code, version, state, effective_from, definition, note)
       SELECT uuid_v7(), code, version, 'PUBLISHED', effective_from, definition, note
         FROM jsonb_to_recordset($1::jsonb)
           AS m(code text, version int, effective_from date, definition jsonb, note text)
       ON CONFLICT (code, version) DO NOTHING`,
      [JSON.stringify([fiveForce, elevenModule])],
    );
    await client.query(
      `WITH given AS (
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS p (code text, name_zh text, name_en text,
           period_start date, period_end date, note text, targets jsonb)),
       made AS (
         INSERT INTO programme (id, code, name_zh, name_en)
         SELECT uuid_v7(), code, name_zh, name_en FROM given ON CONFLICT (code) DO NOTHING RETURNING id, code)
       INSERT INTO programme_version (id, programme_id, version, state, period_start, period_end, targets, note,
              drafted_by, drafted_at, decided_by, decided_at)
       SELECT uuid_v7(), made.id, 1, 'APPROVED', period_start, period_end, targets, note, 'system:reference', now(),
              'system:reference', now()
         FROM made JOIN given USING (code)`,
      [JSON.stringify(programmes)],
    );
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
