import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who served whom, and who claims to have run which live session. */
export class Engagements1763600000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Only what somebody decided is stored. That an accepted engagement is active or completed follows from
      -- its term (engagement_status below).
      CREATE TABLE engagement (
        id uuid CONSTRAINT engagement_pkey PRIMARY KEY,
        engagement_code text NOT NULL CONSTRAINT engagement_code_unique UNIQUE,
        provider_id uuid NOT NULL CONSTRAINT engagement_provider REFERENCES provider (id),
        merchant_id uuid NOT NULL CONSTRAINT engagement_merchant REFERENCES merchant (id),
        kind text NOT NULL DEFAULT 'SERVICE' CONSTRAINT engagement_kind CHECK (kind IN ('SERVICE', 'CONTEST')),
        state text NOT NULL CONSTRAINT engagement_state
          CHECK (state IN ('PROPOSED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'TERMINATED')),
        proposed_by text NOT NULL CONSTRAINT engagement_proposed_by CHECK (proposed_by IN ('PROVIDER', 'MERCHANT')),
        scope_modules text[] NOT NULL,
        target_gmv numeric(16, 2) NOT NULL CHECK (target_gmv >= 0),
        fee numeric(16, 2) NOT NULL CHECK (fee >= 0),
        started_on date NOT NULL,
        ended_on date NOT NULL,
        terminated_on date,
        note text NOT NULL DEFAULT '',
        imported boolean NOT NULL DEFAULT false,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        accepted_at timestamptz(3),
        CONSTRAINT engagement_term CHECK (ended_on >= started_on));
      CREATE INDEX engagement_provider_id ON engagement (provider_id, started_on, id);
      CREATE INDEX engagement_merchant_id ON engagement (merchant_id, started_on, id);
      CREATE INDEX engagement_created ON engagement (created_at, id);
      CREATE SEQUENCE engagement_code_number;

      CREATE FUNCTION engagement_status(state text, started_on date, ended_on date, today date)
      RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN state <> 'ACCEPTED' THEN state
                    WHEN today < started_on THEN 'ACCEPTED'
                    WHEN today > ended_on THEN 'COMPLETED'
                    ELSE 'ACTIVE' END
      $$;

      CREATE TABLE engagement_operator (
        engagement_id uuid NOT NULL CONSTRAINT engagement_operator_engagement REFERENCES engagement (id),
        operator_id uuid NOT NULL CONSTRAINT engagement_operator_operator REFERENCES operator (id),
        CONSTRAINT engagement_operator_pkey PRIMARY KEY (engagement_id, operator_id));
      CREATE INDEX engagement_operator_operator_id ON engagement_operator (operator_id, engagement_id);

      CREATE TABLE engagement_transition (
        id uuid CONSTRAINT engagement_transition_pkey PRIMARY KEY,
        engagement_id uuid NOT NULL CONSTRAINT engagement_transition_engagement REFERENCES engagement (id),
        from_state text,
        to_state text NOT NULL,
        reason text NOT NULL DEFAULT '',
        decided_by text NOT NULL,
        decided_at timestamptz(3) NOT NULL);
      CREATE INDEX engagement_transition_engagement_id ON engagement_transition (engagement_id, decided_at);
      CREATE TRIGGER engagement_transition_append_only BEFORE UPDATE OR DELETE ON engagement_transition
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE operated_session (
        id uuid CONSTRAINT operated_session_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT operated_session_provider REFERENCES provider (id),
        merchant_id uuid NOT NULL CONSTRAINT operated_session_merchant REFERENCES merchant (id),
        engagement_id uuid NOT NULL CONSTRAINT operated_session_engagement REFERENCES engagement (id),
        operator_id uuid NOT NULL CONSTRAINT operated_session_operator REFERENCES operator (id),
        client_reference text NOT NULL,
        -- The platform's code, when known at the claim; otherwise filled in at verification.
        session_code text,
        session_id uuid,
        planned_start timestamptz(3) NOT NULL,
        planned_end timestamptz(3) NOT NULL,
        plan_target_gmv numeric(16, 2),
        plan_note text NOT NULL DEFAULT '',
        state text NOT NULL CONSTRAINT operated_session_state
          CHECK (state IN ('CLAIMED', 'VERIFIED', 'MISMATCHED', 'WITHDRAWN')),
        -- Why a claim could not be verified: times disagree, another merchant's session…
        mismatch_reason text,
        claimed_at timestamptz(3) NOT NULL,
        verified_at timestamptz(3),
        verified_load bigint,
        -- Claimed early enough (policy): a later claim is kept and verified, but never scored.
        in_time boolean,
        policy_version int NOT NULL,
        imported boolean NOT NULL DEFAULT false,
        CONSTRAINT operated_session_times CHECK (planned_end > planned_start),
        CONSTRAINT operated_session_verified CHECK ((state = 'VERIFIED') = (session_id IS NOT NULL AND verified_at IS NOT NULL)),
        CONSTRAINT operated_session_reference UNIQUE (provider_id, client_reference),
        -- An operator runs one room at a time.
        CONSTRAINT operated_session_one_at_a_time EXCLUDE USING gist
          (operator_id WITH =, tstzrange(planned_start, planned_end) WITH &&) WHERE (state <> 'WITHDRAWN'));
      -- Two providers can't hold the same session.
      CREATE UNIQUE INDEX operated_session_one_holder ON operated_session (session_code)
        WHERE session_code IS NOT NULL AND state <> 'WITHDRAWN';
      CREATE UNIQUE INDEX operated_session_one_claim ON operated_session (session_id) WHERE session_id IS NOT NULL;
      CREATE INDEX operated_session_provider_start ON operated_session (provider_id, planned_start, id);
      CREATE INDEX operated_session_merchant_start ON operated_session (merchant_id, planned_start, id);
      CREATE INDEX operated_session_engagement_start ON operated_session (engagement_id, planned_start, id);
      CREATE INDEX operated_session_operator_start ON operated_session (operator_id, planned_start, id);
      CREATE INDEX operated_session_unverified ON operated_session (merchant_id, planned_start)
        WHERE state IN ('CLAIMED', 'MISMATCHED');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE operated_session, engagement_transition, engagement_operator, engagement;
      DROP FUNCTION engagement_status(text, date, date, date);
      DROP SEQUENCE engagement_code_number;
    `);
  }
}
