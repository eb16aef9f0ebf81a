import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Kept answers may hold a secret that is shown once, so they are sealed. Those kept so far are forgotten: they
 * last a day at most, and were made by calls that nobody repeats across an upgrade.
 */
export class SealedAnswers1763600000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM idempotency_key;
      ALTER TABLE idempotency_key DROP COLUMN response, ADD COLUMN sealed_response bytea NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM idempotency_key;
      ALTER TABLE idempotency_key DROP COLUMN sealed_response, ADD COLUMN response jsonb NOT NULL;
    `);
  }
}
