import { newId } from '../../src/modules/platform/kernel/ids.js';
import type { TestApplication } from './application.js';

let number = 0;

/** An admitted company, put straight into the database. @returns its id (UUID) */
export async function addProvider(
  application: Pick<TestApplication, 'sql'>,
  name: string,
): Promise<string> {
  const id = newId();
  number += 1;
  await application.sql.query(
    `INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state,
                           admitted_on)
     SELECT $1, $2, $3, $4, 'MCN', (SELECT min(code) FROM category), (SELECT min(code) FROM region), 'ADMITTED',
            date '2025-01-01'`,
    [id, `T${String(number).padStart(6, '0')}`, name, `TEST${String(number).padStart(14, '0')}`],
  );
  return id;
}

/** A person whom the company employs since the beginning of 2025. @returns the operator's id (UUID) */
export async function addOperator(
  application: Pick<TestApplication, 'sql'>,
  name: string,
  providerId: string,
): Promise<string> {
  const id = newId();
  number += 1;
  await application.sql.query(
    'INSERT INTO operator (id, operator_code, name) VALUES ($1, $2, $3)',
    [id, `T${String(number).padStart(6, '0')}`, name],
  );
  await application.sql.query(
    `INSERT INTO employment (id, operator_id, provider_id, employed_from) VALUES ($1, $2, $3, '2025-01-01')`,
    [newId(), id, providerId],
  );
  return id;
}

/** @returns the merchant's id (UUID) */
export async function addMerchant(
  application: Pick<TestApplication, 'sql'>,
  name: string,
): Promise<string> {
  const id = newId();
  number += 1;
  await application.sql.query(
    `INSERT INTO merchant (id, merchant_code, name, kind, category_code, region_code, joined_on, load_number)
     SELECT $1, $2, $3, 'HOST', (SELECT min(code) FROM category), (SELECT min(code) FROM region),
            date '2025-01-01', 1`,
    [id, `T${String(number).padStart(6, '0')}`, name],
  );
  return id;
}
