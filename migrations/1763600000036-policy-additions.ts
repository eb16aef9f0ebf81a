import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rules that came with negotiation and session answers, for installations whose policies were put in place before.
 * What was decided under those versions knew none of these rules, so that it is judged as it was.
 */
const ADDED = {
  engagements: {
    maximumMilestones: 12,
    maximumSimultaneousEngagements: 20,
    maximumRequestedProviders: 10,
    certifiedOperatorsOnly: false,
    maximumVersions: 50,
  },
  'operated-sessions': {
    disputeAnswerDays: 5,
    maximumPlanVersions: 50,
    disputeWithinDays: 30,
    reviewWithinHours: 72,
  },
};

export class PolicyAdditions1763600000036 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE policy_version DISABLE TRIGGER USER');
    for (const [name, added] of Object.entries(ADDED)) {
      // What stands there already is kept.
      await runner.query('UPDATE policy_version SET body = $2::jsonb || body WHERE name = $1', [
        name,
        JSON.stringify(added),
      ]);
    }
    await runner.query('ALTER TABLE policy_version ENABLE TRIGGER USER');
  }

  /** Nothing: older code reads past the additions. */
  async down(): Promise<void> {}
}
