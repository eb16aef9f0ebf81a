import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { PageRequest, KeysetOrder, Page } from '../platform/kernel/keyset.js';
import { keysetQuery } from '../platform/kernel/keyset.js';
import { CERTIFICATE_COLUMNS, type CertificateRow } from './certificate.store.js';

/** A certificate as it is looked up: with its holder's employer of the day. */
export type FoundCertificate = CertificateRow & {
  readonly employerName: string | null;
  /** Whether the employer is delisted from public verification at that moment. */
  readonly employerDelisted: boolean;
};

export type LookupChannel = 'PAGE' | 'QUERY' | 'DOWNLOAD';

export interface VerificationCount {
  readonly date: BusinessDate;
  readonly channel: LookupChannel;
  readonly count: number;
}

const NEWEST_DAY: KeysetOrder = {
  name: 'newest',
  columns: [
    { sql: 'v.date', key: 'date', type: 'date', direction: 'DESC' },
    { sql: 'v.channel', key: 'channel', type: 'text', direction: 'DESC' },
  ],
};

@Injectable()
export class LookupStore {
  constructor(private readonly database: Database) {}

  async byNumber(
    number: string,
    today: BusinessDate,
    now: Date,
  ): Promise<FoundCertificate | undefined> {
    const [row] = await this.database.query<FoundCertificate>(
      `SELECT ${CERTIFICATE_COLUMNS}, p.name AS "employerName",
              EXISTS (SELECT FROM provider_restriction r
                       WHERE r.provider_id = p.id AND r.kind IN ('DELISTING', 'EXPULSION') AND r.starts_at <= $3
                         AND $3 < least(coalesce(r.ends_at, 'infinity'), coalesce(r.lifted_at, 'infinity')))
                AS "employerDelisted"
         FROM certificate c JOIN operator o ON o.id = c.operator_id
         LEFT JOIN employment e ON e.operator_id = c.operator_id AND e.employed_from <= $2::date
          AND (e.employed_to IS NULL OR e.employed_to >= $2::date)
         LEFT JOIN provider p ON p.id = e.provider_id
        WHERE c.number = $1`,
      [number, today, now],
    );
    return row;
  }

  /** What was signed last. */
  async document(certificateId: string): Promise<{ credential: string; token: string }> {
    const [row] = await this.database.query<{ credential: string; token: string }>(
      `SELECT credential, token FROM certificate_document WHERE certificate_id = $1
        ORDER BY revision DESC LIMIT 1`,
      [certificateId],
    );
    return row!;
  }

  async count(certificateId: string, date: BusinessDate, channel: LookupChannel): Promise<void> {
    await this.database.execute(
      `INSERT INTO certificate_verification AS v (certificate_id, date, channel, count)
       VALUES ($1, $2, $3, 1)
       ON CONFLICT (certificate_id, date, channel) DO UPDATE SET count = v.count + 1`,
      [certificateId, date, channel],
    );
  }

  async counts(
    certificateId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<VerificationCount>> {
    const keyset = keysetQuery(NEWEST_DAY, request, 2);
    const from = 'FROM certificate_verification v WHERE v.certificate_id = $1';
    const rows = await this.database.query<VerificationCount>(
      `SELECT v.date, v.channel, v.count ${from} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${keyset.limit}`,
      [certificateId, ...keyset.parameters],
    );
    if (!withTotal) return keyset.page(rows);
    const [total] = await this.database.query<{ count: string }>(`SELECT count(*) ${from}`, [
      certificateId,
    ]);
    return keyset.page(rows, Number(total!.count));
  }

  /**
   * Adds to what a client spent in an hour.
   * @returns the sum, and whether this was its first lookup of the hour
   */
  async spend(
    client: Buffer,
    hour: Date,
    units: number,
  ): Promise<{ units: number; first: boolean }> {
    const [row] = await this.database.query<{ units: number; first: boolean }>(
      `INSERT INTO certificate_lookup AS l (client, hour, units) VALUES ($1, $2, $3)
       ON CONFLICT (client, hour) DO UPDATE SET units = least(l.units + excluded.units, 1000000000)
       RETURNING units, xmax = 0 AS first`,
      [client, hour, units],
    );
    return row!;
  }

  async forgetBefore(hour: Date): Promise<void> {
    await this.database.execute('DELETE FROM certificate_lookup WHERE hour < $1', [hour]);
  }
}
