import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the merchant says of a session that the feed verified, disputes and their settlement, plans and reviews. */
export class SessionAnswers1763600000033 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE operated_session
        -- The merchant's word, beside the feed's (state).
        ADD COLUMN answer text NOT NULL DEFAULT 'OPEN' CONSTRAINT operated_session_answer_known CHECK (answer IN
          ('OPEN', 'CONFIRMED', 'CONFIRMED_BY_SILENCE', 'DISPUTED', 'DISPUTE_UPHELD', 'DISPUTE_REJECTED')),
        -- When silence becomes a confirmation; null where nobody was asked.
        ADD COLUMN answer_due_at timestamptz(3),
        ADD COLUMN answered_at timestamptz(3),
        ADD COLUMN planned_at timestamptz(3),
        ADD COLUMN reviewed_at timestamptz(3),
        ADD CONSTRAINT operated_session_answered CHECK ((answer = 'OPEN') = (answered_at IS NULL)),
        -- Only what the feed confirms can be confirmed or disputed.
        ADD CONSTRAINT operated_session_answer_verified
          CHECK (state = 'VERIFIED' OR answer = 'OPEN' AND answer_due_at IS NULL);
      CREATE INDEX operated_session_answer_due ON operated_session (answer_due_at, id)
        WHERE answer = 'OPEN' AND answer_due_at IS NOT NULL;
      CREATE INDEX operated_session_unanswered ON operated_session (merchant_id, answer_due_at)
        WHERE answer = 'OPEN' AND answer_due_at IS NOT NULL;

      CREATE TABLE operated_session_answer (
        -- In the order in which they happened: each is written under the lock of its claim, while the times
        -- are those at which the calls began.
        number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT operated_session_answer_pkey PRIMARY KEY,
        operated_session_id uuid NOT NULL
          CONSTRAINT operated_session_answer_claim REFERENCES operated_session (id),
        from_answer text NOT NULL,
        to_answer text NOT NULL,
        side text NOT NULL CONSTRAINT operated_session_answer_side
          CHECK (side IN ('PROVIDER', 'MERCHANT', 'PLATFORM')),
        decided_by text NOT NULL,
        decided_at timestamptz(3) NOT NULL);
      CREATE INDEX operated_session_answer_decided ON operated_session_answer (operated_session_id, decided_at);
      -- Disputes are few: what was in dispute at a time is found without reading every confirmation.
      CREATE INDEX operated_session_answer_against ON operated_session_answer (operated_session_id, decided_at)
        WHERE to_answer IN ('DISPUTED', 'DISPUTE_UPHELD');
      CREATE TRIGGER operated_session_answer_append_only BEFORE UPDATE OR DELETE ON operated_session_answer
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE session_dispute (
        id uuid CONSTRAINT session_dispute_pkey PRIMARY KEY,
        operated_session_id uuid NOT NULL CONSTRAINT session_dispute_claim REFERENCES operated_session (id),
        engagement_id uuid NOT NULL CONSTRAINT session_dispute_engagement REFERENCES engagement (id),
        provider_id uuid NOT NULL CONSTRAINT session_dispute_provider REFERENCES provider (id),
        merchant_id uuid NOT NULL CONSTRAINT session_dispute_merchant REFERENCES merchant (id),
        operator_id uuid NOT NULL CONSTRAINT session_dispute_operator REFERENCES operator (id),
        state text NOT NULL CONSTRAINT session_dispute_state
          CHECK (state IN ('RAISED', 'ANSWERED', 'UPHELD', 'REJECTED', 'LAPSED')),
        grounds text NOT NULL CONSTRAINT session_dispute_grounds CHECK (grounds IN
          ('OTHER_OPERATOR', 'NOT_OPERATED', 'NOT_AGREED', 'POOR_CONDUCT', 'OTHER')),
        statement text NOT NULL,
        raised_by text NOT NULL,
        raised_at timestamptz(3) NOT NULL,
        answer_due_at timestamptz(3) NOT NULL,
        provider_statement text,
        provider_answered_by text,
        provider_answered_at timestamptz(3),
        decision_reason text,
        decided_by text,
        decided_at timestamptz(3),
        CONSTRAINT session_dispute_heard
          CHECK (num_nulls(provider_statement, provider_answered_by, provider_answered_at) IN (0, 3)),
        CONSTRAINT session_dispute_answered CHECK (state <> 'ANSWERED' OR provider_statement IS NOT NULL),
        CONSTRAINT session_dispute_decided CHECK (CASE WHEN state IN ('RAISED', 'ANSWERED')
          THEN num_nonnulls(decision_reason, decided_by, decided_at) = 0
          ELSE num_nulls(decision_reason, decided_by, decided_at) = 0 END));
      CREATE UNIQUE INDEX session_dispute_one_open ON session_dispute (operated_session_id)
        WHERE state IN ('RAISED', 'ANSWERED');
      CREATE INDEX session_dispute_claim_raised ON session_dispute (operated_session_id, raised_at);
      CREATE INDEX session_dispute_raised ON session_dispute (raised_at, id);
      CREATE INDEX session_dispute_provider_raised ON session_dispute (provider_id, raised_at, id);
      CREATE INDEX session_dispute_merchant_raised ON session_dispute (merchant_id, raised_at, id);
      CREATE INDEX session_dispute_engagement_raised ON session_dispute (engagement_id, raised_at, id);

      CREATE TABLE session_plan (
        operated_session_id uuid CONSTRAINT session_plan_pkey PRIMARY KEY
          CONSTRAINT session_plan_claim REFERENCES operated_session (id),
        -- With the claim's target the totals of the GMV identity; all of them or none.
        exposures bigint CONSTRAINT session_plan_exposures CHECK (exposures > 0),
        entries bigint CONSTRAINT session_plan_entries CHECK (entries > 0 AND entries <= exposures),
        watch_minutes numeric(16, 2) CONSTRAINT session_plan_watch_minutes CHECK (watch_minutes > 0),
        gift_share numeric(5, 2) NOT NULL,
        traffic_share numeric(5, 2) NOT NULL,
        profit_share numeric(5, 2) NOT NULL,
        volume_share numeric(5, 2) NOT NULL,
        promotion_budget numeric(16, 2) NOT NULL CONSTRAINT session_plan_budget CHECK (promotion_budget >= 0),
        -- How much of the budget is spent before the session, in per cent.
        promotion_before_share numeric(5, 2) NOT NULL
          CONSTRAINT session_plan_before CHECK (promotion_before_share BETWEEN 0 AND 100),
        warm_up_from date,
        warm_up text NOT NULL,
        filed_by text NOT NULL,
        filed_at timestamptz(3) NOT NULL,
        version int NOT NULL DEFAULT 1,
        CONSTRAINT session_plan_totals CHECK (num_nulls(exposures, entries, watch_minutes) IN (0, 3)),
        CONSTRAINT session_plan_mix CHECK (least(gift_share, traffic_share, profit_share, volume_share) >= 0
          AND gift_share + traffic_share + profit_share + volume_share = 100));

      CREATE TABLE session_review (
        operated_session_id uuid CONSTRAINT session_review_pkey PRIMARY KEY
          CONSTRAINT session_review_claim REFERENCES operated_session (id),
        went_well text NOT NULL,
        to_improve text NOT NULL,
        next_steps text NOT NULL,
        filed_by text NOT NULL,
        filed_at timestamptz(3) NOT NULL);
      CREATE TRIGGER session_review_append_only BEFORE UPDATE OR DELETE ON session_review
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE session_review, session_plan, session_dispute, operated_session_answer;
      ALTER TABLE operated_session
        DROP CONSTRAINT operated_session_answer_verified, DROP CONSTRAINT operated_session_answered,
        DROP COLUMN reviewed_at, DROP COLUMN planned_at, DROP COLUMN answered_at, DROP COLUMN answer_due_at,
        DROP COLUMN answer;
    `);
  }
}
