import { readFileSync } from 'node:fs';
import type { QueryRunner } from 'typeorm';
import { PolicyAdditions1763600000036 } from '../../migrations/1763600000036-policy-additions.js';
import { withClient } from '../../src/local/database-roles.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

interface SeededPolicy {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const POLICIES = new URL('../../seeds/reference/policies.json', import.meta.url);
const seeded = (name: string) =>
  (JSON.parse(readFileSync(POLICIES, 'utf8')) as SeededPolicy[]).find(
    (policy) => policy.name === name,
  )!.body;

describe('an installation whose policies are older than negotiation', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await createTestDatabase()));
  afterAll(() => database.drop());

  it('gets the rules that were added, and keeps the values that it has', async () => {
    const older = {
      engagements: { maximumTermDays: 400, maximumOperators: 20 },
      'operated-sessions': {
        claimGraceMinutes: 15,
        startToleranceMinutes: 60,
        withdrawalNoticeMinutes: 60,
        overrunAllowanceMinutes: 30,
        maximumPlannedHours: 24,
        silenceConfirmsAfterDays: 9,
      },
    };
    await withClient(database.ownerUrl, async (client) => {
      for (const [name, body] of Object.entries(older)) {
        await client.query(
          `INSERT INTO policy_version (name, version, effective_from, body, note) VALUES ($1, 9, '2020-01-01', $2, '')`,
          [name, JSON.stringify(body)],
        );
      }
      await new PolicyAdditions1763600000036().up(client as unknown as QueryRunner);
      for (const [name, body] of Object.entries(older)) {
        const { rows } = await client.query<SeededPolicy>(
          'SELECT body FROM policy_version WHERE name = $1 AND version = 9',
          [name],
        );
        expect(rows[0]!.body).toEqual({ ...seeded(name), ...body });
      }
      await expect(client.query('DELETE FROM policy_version')).rejects.toThrow();
    });
  });
});
