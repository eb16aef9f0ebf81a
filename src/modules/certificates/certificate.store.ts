import { Injectable } from '@nestjs/common';
import { ownershipCondition } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import type { SqlExecutor, Transaction } from '../platform/database/sql-executor.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import {
  keysetQuery,
  type KeysetOrder,
  type Page,
  type PageRequest,
} from '../platform/kernel/keyset.js';
import type { CertificateState } from './domain/certificate-state.js';
import type { Consent } from './domain/consent.js';
import type {
  CertificateDocument,
  CertificateRenewal,
  CertificateRuling,
} from './entities/certificate-history.entity.js';
import type { Certificate } from './entities/certificate.entity.js';

/** A certificate and the name of its holder. */
export type CertificateRow = Certificate & { readonly operatorName: string };

export interface CertificateFilter {
  readonly operatorId?: string;
  readonly level?: string;
  readonly states?: readonly CertificateState[];
  readonly number?: string;
  /** Valid until this day or earlier: those that will need a renewal. */
  readonly endingBy?: BusinessDate;
}

export const CERTIFICATE_ORDERS = {
  NEWEST: {
    name: 'newest',
    columns: [{ sql: 'c.id', key: 'id', type: 'uuid', direction: 'DESC' }],
  },
  ENDING: {
    name: 'ending',
    columns: [
      { sql: 'c.valid_until', key: 'validUntil', type: 'date', direction: 'ASC' },
      { sql: 'c.id', key: 'id', type: 'uuid', direction: 'ASC' },
    ],
  },
} as const satisfies Record<string, KeysetOrder>;
export type CertificateOrder = keyof typeof CERTIFICATE_ORDERS;

export const CERTIFICATE_COLUMNS = `c.id, c.number, c.operator_id AS "operatorId", o.name AS "operatorName",
  c.level, c.entitlement, c.issued_on AS "issuedOn", c.valid_until AS "validUntil",
  c.suspended_at AS "suspendedAt", c.revoked_on AS "revokedOn", c.name_display AS "nameDisplay",
  c.show_employer AS "showEmployer", c.subject_id AS "subjectId", c.status_page AS "statusPage",
  c.status_index AS "statusIndex", c.policy_version AS "policyVersion", c.created_at AS "createdAt"`;

/** domain/certificate-state.ts in SQL, on the day `$1`. */
const STATE = `CASE WHEN c.revoked_on <= $1::date THEN 'REVOKED' WHEN c.valid_until < $1::date THEN 'EXPIRED'
  WHEN c.suspended_at IS NOT NULL THEN 'SUSPENDED' ELSE 'VALID' END`;

const CONDITION = `($2::uuid IS NULL OR c.operator_id = $2) AND ($3::text IS NULL OR c.level = $3)
  AND ($4::text[] IS NULL OR ${STATE} = ANY($4)) AND ($5::text IS NULL OR c.number = $5)
  AND ($6::date IS NULL OR c.valid_until <= $6::date)`;

/** The employment that holds on the day `$1`. */
const EMPLOYED = `LEFT JOIN employment e ON e.operator_id = c.operator_id AND e.employed_from <= $1::date
  AND (e.employed_to IS NULL OR e.employed_to >= $1::date)`;

@Injectable()
export class CertificateStore {
  constructor(private readonly database: Database) {}

  /** Staff see all, companies those of whom they employ today, operators their own. */
  async page(
    context: RequestContext,
    filter: CertificateFilter,
    orderName: CertificateOrder,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<CertificateRow>> {
    const parameters = [
      businessDateOf(context.now),
      filter.operatorId ?? null,
      filter.level ?? null,
      filter.states ?? null,
      filter.number ?? null,
      filter.endingBy ?? null,
    ];
    const owned = ownedBy(context, parameters.length + 1);
    const all = [...parameters, ...owned.parameters];
    const from = `FROM certificate c JOIN operator o ON o.id = c.operator_id ${EMPLOYED}
      WHERE ${CONDITION} AND ${owned.where}`;
    const keyset = keysetQuery(CERTIFICATE_ORDERS[orderName], request, all.length + 1);
    const rows = await this.database.query<CertificateRow>(
      `SELECT ${CERTIFICATE_COLUMNS} ${from} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [...all, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(`SELECT count(*) ${from}`, all);
    return keyset.page(rows, Number(total!.count));
  }

  /** Those of the ids that the caller may see. */
  async visibleByIds(
    context: RequestContext,
    ids: readonly string[],
  ): Promise<Map<string, CertificateRow>> {
    const owned = ownedBy(context, 3);
    const rows = await this.database.query<CertificateRow>(
      `SELECT ${CERTIFICATE_COLUMNS} FROM certificate c JOIN operator o ON o.id = c.operator_id ${EMPLOYED}
        WHERE c.id = ANY($2::uuid[]) AND ${owned.where}`,
      [businessDateOf(context.now), ids, ...owned.parameters],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async byIds(executor: SqlExecutor, ids: readonly string[]): Promise<Map<string, CertificateRow>> {
    const rows = await executor.query<CertificateRow>(
      `SELECT ${CERTIFICATE_COLUMNS} FROM certificate c JOIN operator o ON o.id = c.operator_id
        WHERE c.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The certificate, held against other changes until the transaction ends. */
  async lock(transaction: Transaction, id: string): Promise<CertificateRow | undefined> {
    const [row] = await transaction.query<CertificateRow>(
      `SELECT ${CERTIFICATE_COLUMNS} FROM certificate c JOIN operator o ON o.id = c.operator_id
        WHERE c.id = $1 FOR UPDATE OF c`,
      [id],
    );
    return row;
  }

  async byEntitlements(
    transaction: Transaction,
    entitlements: readonly string[],
  ): Promise<Map<string, CertificateRow>> {
    const rows = await transaction.query<CertificateRow>(
      `SELECT ${CERTIFICATE_COLUMNS} FROM certificate c JOIN operator o ON o.id = c.operator_id
        WHERE c.entitlement = ANY($1::text[])`,
      [entitlements],
    );
    return new Map(rows.map((row) => [row.entitlement, row]));
  }

  async operatorNames(
    transaction: Transaction,
    operatorIds: readonly string[],
  ): Promise<Map<string, string>> {
    const rows = await transaction.query<{ id: string; name: string }>(
      'SELECT id, name FROM operator WHERE id = ANY($1::uuid[])',
      [operatorIds],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  async insert(transaction: Transaction, certificates: readonly Certificate[]): Promise<void> {
    await transaction.execute(
      `INSERT INTO certificate (id, number, operator_id, level, entitlement, issued_on, valid_until,
         name_display, show_employer, subject_id, status_page, status_index, policy_version, created_at)
       SELECT id, number, "operatorId", level, entitlement, "issuedOn", "validUntil", "nameDisplay",
              "showEmployer", "subjectId", "statusPage", "statusIndex", "policyVersion", "createdAt"
         FROM jsonb_to_recordset($1::jsonb) AS c(id uuid, number text, "operatorId" uuid, level text,
           entitlement text, "issuedOn" date, "validUntil" date, "nameDisplay" text, "showEmployer" boolean,
           "subjectId" uuid, "statusPage" int, "statusIndex" int, "policyVersion" int, "createdAt" timestamptz)`,
      [JSON.stringify(certificates)],
    );
  }

  async insertDocuments(
    transaction: Transaction,
    documents: readonly CertificateDocument[],
  ): Promise<void> {
    await transaction.execute(
      `INSERT INTO certificate_document (certificate_id, revision, issuer_key_id, credential, token, signed_at)
       SELECT "certificateId", revision, "issuerKeyId", credential, token, "signedAt"
         FROM jsonb_to_recordset($1::jsonb) AS d("certificateId" uuid, revision int, "issuerKeyId" uuid,
           credential text, token text, "signedAt" timestamptz)`,
      [JSON.stringify(documents)],
    );
  }

  async nextRevision(transaction: Transaction, certificateId: string): Promise<number> {
    const [row] = await transaction.query<{ revision: number }>(
      'SELECT coalesce(max(revision), 0) + 1 AS revision FROM certificate_document WHERE certificate_id = $1',
      [certificateId],
    );
    return row!.revision;
  }

  async renew(transaction: Transaction, renewal: CertificateRenewal): Promise<void> {
    await transaction.execute(
      `WITH renewal AS (
         INSERT INTO certificate_renewal (id, certificate_id, entitlement, valid_until_before, valid_until,
           policy_version, decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING certificate_id, valid_until)
       UPDATE certificate c SET valid_until = r.valid_until FROM renewal r WHERE c.id = r.certificate_id`,
      [
        renewal.id,
        renewal.certificateId,
        renewal.entitlement,
        renewal.validUntilBefore,
        renewal.validUntil,
        renewal.policyVersion,
        renewal.decidedBy,
        renewal.decidedAt,
      ],
    );
  }

  /** The certificate that an entitlement renewed already. */
  async renewedBy(transaction: Transaction, entitlement: string): Promise<string | undefined> {
    const [row] = await transaction.query<{ certificateId: string }>(
      'SELECT certificate_id AS "certificateId" FROM certificate_renewal WHERE entitlement = $1',
      [entitlement],
    );
    return row?.certificateId;
  }

  async rule(
    transaction: Transaction,
    ruling: CertificateRuling,
    facts: { readonly suspendedAt: Date | null; readonly revokedOn: BusinessDate | null },
  ): Promise<void> {
    await transaction.execute(
      `WITH ruling AS (
         INSERT INTO certificate_ruling (id, certificate_id, kind, reason, effective_on, decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING certificate_id)
       UPDATE certificate c SET suspended_at = $8, revoked_on = $9 FROM ruling r WHERE c.id = r.certificate_id`,
      [
        ruling.id,
        ruling.certificateId,
        ruling.kind,
        ruling.reason,
        ruling.effectiveOn,
        ruling.decidedBy,
        ruling.decidedAt,
        facts.suspendedAt,
        facts.revokedOn,
      ],
    );
  }

  async setConsent(transaction: Transaction, id: string, consent: Consent): Promise<void> {
    await transaction.execute(
      'UPDATE certificate SET name_display = $2, show_employer = $3 WHERE id = $1',
      [id, consent.nameDisplay, consent.showEmployer],
    );
  }

  /** Versions of the certificates' policy, whatever their dates. */
  async policyVersions(
    executor: SqlExecutor,
    name: string,
    versions: readonly number[],
  ): Promise<{ version: number; body: unknown }[]> {
    return executor.query(
      'SELECT version, body FROM policy_version WHERE name = $1 AND version = ANY($2::int[])',
      [name, versions],
    );
  }

  /** What was ruled about each certificate, in order. */
  async rulings(certificateIds: readonly string[]): Promise<Map<string, CertificateRuling[]>> {
    const rows = await this.database.query<CertificateRuling>(
      `SELECT id, certificate_id AS "certificateId", kind, reason, effective_on AS "effectiveOn",
              decided_by AS "decidedBy", decided_at AS "decidedAt"
         FROM certificate_ruling WHERE certificate_id = ANY($1::uuid[]) ORDER BY decided_at, id`,
      [certificateIds],
    );
    const byCertificate = new Map<string, CertificateRuling[]>(
      certificateIds.map((id) => [id, []]),
    );
    for (const row of rows) byCertificate.get(row.certificateId)!.push(row);
    return byCertificate;
  }
}

function ownedBy(context: RequestContext, firstParameter: number) {
  const operator = (placeholder: string) => `c.operator_id = ${placeholder}`;
  return ownershipCondition(context, { provider: 'e.provider_id', operator }, firstParameter);
}
