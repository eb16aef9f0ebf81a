import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isInputObjectType } from 'graphql';
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

/**
 * What callers type in that sounds personal, wherever it is kept, and what becomes of it: so that nothing personal
 * hides inside a JSON column.
 */
const TYPED_IN: Readonly<Record<string, string>> = {
  'ApplicationContactInput.email': 'sealed in the application',
  'ApplicationContactInput.phone': 'sealed in the application',
  'ClaimMerchantInput.email': 'the sign-in name of an account',
  'ConfirmTotpInput.email': 'compared, not kept',
  'DisableTotpInput.email': 'compared, not kept',
  'EnrolTotpInput.email': 'compared, not kept',
  'InviteMemberInput.email': 'waits for its account',
  'OwnerAccountInput.email': 'the sign-in name of an account',
  'ProveOperatorIdentityInput.identityNumber': 'sealed: Operator.identityNumber',
  'ProveOperatorIdentityInput.legalName': 'sealed: Operator.legalName',
  'SaveAdmissionApplicationInput.contacts': 'ApplicationContactInput',
  'SaveAdmissionApplicationInput.legalName': 'the name of a company',
  'SignInInput.email': 'compared, not kept',
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

  it('is typed in nowhere that nobody thought of', () => {
    const schema = buildSchema(
      readFileSync(join(import.meta.dirname, '../../src/graphql/schema.graphql'), 'utf8'),
    );
    const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
    const typed = inputs.flatMap((type) =>
      Object.keys(type.getFields()).map((field) => `${type.name}.${field}`),
    );
    const suspicious = typed.filter((name) =>
      SOUNDS_PERSONAL.test(snakeCased(name.split('.')[1]!)),
    );
    expect(suspicious.sort()).toEqual(Object.keys(TYPED_IN).sort());
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

function snakeCased(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
