import type pg from 'pg';
import { newId } from '../../src/modules/platform/kernel/ids.js';

/** Companies, people and merchants for tests, put behind the API. Ids are UUIDs. */
export class RegistryFixtures {
  private number = 0;

  constructor(private readonly sql: pg.Pool) {}

  async provider(
    columns: { name?: string; state?: string; category?: string; createdAt?: string } = {},
  ): Promise<string> {
    const n = (this.number += 1);
    const id = newId();
    await this.sql.query(
      `INSERT INTO provider (id, provider_code, name, credit_code, focus, main_category_code, region_code, state,
                             created_at)
       SELECT $1, $2, $3, $4, 'MCN', coalesce($5, (SELECT min(code) FROM category)),
              (SELECT min(code) FROM region), $6, coalesce($7::timestamptz, now())`,
      [
        id,
        `TEST${n}`,
        columns.name ?? `测试服务商${n}`,
        `test-credit-code-${n}`,
        columns.category ?? null,
        columns.state ?? 'ADMITTED',
        columns.createdAt ?? null,
      ],
    );
    return id;
  }

  async servicePackage(
    providerId: string,
    columns: { state?: string; title?: string; price?: string; createdAt?: string } = {},
  ): Promise<string> {
    const id = newId();
    await this.sql.query(
      `INSERT INTO service_package (id, provider_id, title, tiers, modules, price, price_unit, state, created_at)
       VALUES ($1, $2, $3, '{COLD_START}', '{PAID_TRAFFIC}', $4, 'PER_MONTH', $5, coalesce($6::timestamptz, now()))`,
      [
        id,
        providerId,
        columns.title ?? '冷启动陪跑',
        columns.price ?? '9800.00',
        columns.state ?? 'PUBLISHED',
        columns.createdAt ?? null,
      ],
    );
    return id;
  }

  async operator(name?: string): Promise<string> {
    const n = (this.number += 1);
    const id = newId();
    await this.sql.query('INSERT INTO operator (id, operator_code, name) VALUES ($1, $2, $3)', [
      id,
      `TEST${n}`,
      name ?? `操盘手${n}`,
    ]);
    return id;
  }

  async employment(
    operatorId: string,
    providerId: string,
    from: string,
    to: string | null = null,
  ): Promise<string> {
    const id = newId();
    await this.sql.query(
      `INSERT INTO employment (id, operator_id, provider_id, employed_from, employed_to)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, operatorId, providerId, from, to],
    );
    return id;
  }

  async merchant(columns: { name?: string; category?: string } = {}): Promise<string> {
    const n = (this.number += 1);
    const id = newId();
    await this.sql.query(
      `INSERT INTO merchant (id, merchant_code, name, kind, category_code, region_code, joined_on, load_number)
       SELECT $1, $2, $3, 'HOST', coalesce($4, (SELECT min(code) FROM category)),
              (SELECT min(code) FROM region), '2024-01-01', 1`,
      [id, `TEST${n}`, columns.name ?? `测试商家${n}`, columns.category ?? null],
    );
    return id;
  }

  /** An account that may act for an operator at a provider. Returns the membership's id. */
  async operatorMembership(operatorId: string, providerId: string): Promise<string> {
    const n = (this.number += 1);
    const accountId = newId();
    const id = newId();
    await this.sql.query(
      `INSERT INTO account (id, email, name, password_hash, locale, password_changed_at, created_at)
       VALUES ($1, $2, 'Test', '-', 'en', now(), now())`,
      [accountId, `test${n}@example.com`],
    );
    await this.sql.query(
      `INSERT INTO membership (id, account_id, role, operator_id, provider_id, created_at)
       VALUES ($1, $2, 'OPERATOR', $3, $4, now())`,
      [id, accountId, operatorId, providerId],
    );
    return id;
  }
}
