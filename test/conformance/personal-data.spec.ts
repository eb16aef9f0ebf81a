import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import '../../src/app.module.js';
import { classifiedFields } from '../../src/modules/personal-data/index.js';
import { createTestDatabase } from '../support/database.js';

const document = readFileSync(join(import.meta.dirname, '../../docs/personal-data.md'), 'utf8');

/** Columns whose names sound personal and that are kept in clear, and why. */
const IN_CLEAR: Readonly<Record<string, string>> = {
  'account.email': 'the sign-in name, found by equality',
  'invitation.email': 'waits for its account',
  'operator.identity_hash': 'a keyed hash',
};

const SOUNDS_PERSONAL =
  /(^|_)(e?mail|phone|mobile|contacts?|identity|id_?card|bank|account_number|birth\w*|address|legal_name|wechat)(_|$)/;

describe('personal data', () => {
  it('is classified as the documentation says', () => {
    const rows = [...document.matchAll(/^\| `(\w+\.\w+)` +\| (\w+) +\| (.*?) +\|$/gm)];
    const documented = rows.map(([, name, sensitivity, what]) => [name, sensitivity, what]);
    expect(documented).toEqual(
      classifiedFields().map(([name, field]) => [name, field.sensitivity, field.description]),
    );
  });

  it('is in no column that nobody thought of', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.data_type IN ('text', 'jsonb', 'bytea', 'character varying')`,
    );
    await client.end();
    await database.drop();
    const suspicious = rows
      .map(({ name }) => name)
      .filter((name) => SOUNDS_PERSONAL.test(name.split('.')[1]!));
    expect(suspicious.sort()).toEqual(Object.keys(IN_CLEAR).sort());
  });
});
