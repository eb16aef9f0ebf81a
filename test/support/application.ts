import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import request from 'supertest';
import { createApplication } from '../../src/application.js';
import { AccessTokens } from '../../src/modules/auth/index.js';
import { Configuration } from '../../src/modules/platform/config/configuration.js';
import type { MembershipRole } from '../../src/modules/platform/access/roles.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { createTestDatabase, type TestDatabase } from './database.js';

export interface GraphqlAnswer {
  readonly data: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly errors?: readonly { message: string; extensions: { code: string } }[];
}

/** Who a test calls as: a role, and for providers and merchants whose. UUIDs, not public ids. */
export interface TestCaller {
  readonly role: MembershipRole;
  readonly accountId?: string;
  readonly providerId?: string;
  readonly operatorId?: string;
  readonly merchantId?: string;
}

/** The real application on a real port, over a database of its own. */
export class TestApplication {
  private constructor(
    readonly nest: NestFastifyApplication,
    readonly database: TestDatabase,
    /** The owner's connection, for arranging and for looking behind the API. */
    readonly sql: pg.Pool,
    readonly url: string,
  ) {}

  static async start(overrides: Record<string, string> = {}): Promise<TestApplication> {
    const database = await createTestDatabase();
    const configuration = Configuration.read({
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: database.appUrl,
      ACCESS_TOKEN_SECRET: 'a secret that only the tests use, 32 bytes',
      DATA_ENCRYPTION_SECRET: 'another one that only the tests use, 32',
      LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
      DATABASE_POOL_SIZE: '6',
      ...overrides,
    });
    const nest = await createApplication(configuration);
    await nest.listen(0, '127.0.0.1');
    const sql = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
    return new TestApplication(nest, database, sql, await nest.getUrl());
  }

  async stop(): Promise<void> {
    await this.nest.close();
    await this.sql.end();
    await this.database.drop();
  }

  /** An access token for a role, without an account behind it: tokens are not looked up. */
  tokenFor({ role, accountId, providerId, operatorId, merchantId }: TestCaller): Promise<string> {
    return this.nest.get(AccessTokens).sign({
      sub: accountId ?? newId(),
      membership: newId(),
      role,
      ...(providerId && { provider: providerId }),
      ...(operatorId && { operator: operatorId }),
      ...(merchantId && { merchant: merchantId }),
    });
  }

  /** Sends one operation over HTTP, signed in as `caller` or (`null`) as nobody. */
  async graphql(
    caller: TestCaller | null,
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<GraphqlAnswer> {
    const call = request(this.url).post('/graphql').set(headers);
    if (caller) void call.set('authorization', `Bearer ${await this.tokenFor(caller)}`);
    return (await call.send({ query, variables })).body as GraphqlAnswer;
  }
}
