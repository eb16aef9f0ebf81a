import type pg from 'pg';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import type { TestApplication } from './application.js';

export const CERTIFICATION_OFFICER = { role: 'CERTIFICATION_OFFICER' } as const;

/** A provider and an operator who works there. UUIDs. */
export interface Employed {
  readonly operatorId: string;
  readonly providerId: string;
  readonly providerName: string;
}

let count = 0;

export async function givenOperator(sql: pg.Pool, name = '林晓舟'): Promise<Employed> {
  const [operatorId, providerId] = [newId(), newId()];
  count += 1;
  const providerName = `杭州试验服务商${count}号`;
  await sql.query(
    `INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state)
     SELECT $1, $2, $3, $2, 'MCN', (SELECT min(code) FROM category), (SELECT min(code) FROM region), 'ADMITTED'`,
    [providerId, `P9${String(count).padStart(5, '0')}`, providerName],
  );
  await sql.query('INSERT INTO operator (id, operator_code, name) VALUES ($1, $2, $3)', [
    operatorId,
    `O9${String(count).padStart(6, '0')}`,
    name,
  ]);
  await sql.query(
    `INSERT INTO employment (id, operator_id, provider_id, employed_from) VALUES ($1, $2, $3, '2020-01-01')`,
    [newId(), operatorId, providerId],
  );
  return { operatorId, providerId, providerName };
}

const ISSUE = `mutation ($input: IssueCertificateInput!) {
  issueCertificate(input: $input) {
    certificate { id number state issuedOn validUntil level publicUrl } userErrors { code message path } } }`;

export interface GivenCertificate {
  readonly id: string;
  readonly number: string;
  readonly validUntil: string;
}

export async function givenCertificate(
  application: TestApplication,
  operatorId: string,
  entitlement: string,
  level = 'SENIOR',
): Promise<GivenCertificate> {
  const input = { operatorId: publicId('Operator', operatorId), level, entitlement };
  const { data, errors } = await application.graphql(CERTIFICATION_OFFICER, ISSUE, { input });
  const payload = data?.issueCertificate as
    { certificate: GivenCertificate | null; userErrors: unknown[] } | undefined;
  if (!payload?.certificate) {
    throw new Error(`not issued: ${JSON.stringify(errors ?? payload?.userErrors)}`);
  }
  return payload.certificate;
}
