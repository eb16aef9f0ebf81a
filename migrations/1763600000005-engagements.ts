import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who served whom, and who claims to have run which live session. */
export class Engagements1763600000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The days on which an engagement ran or will run; empty when it was terminated before it began.
      CREATE FUNCTION engagement_days(started_on date, ended_on date, terminated_on date)
      RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN terminated_on < started_on THEN 'empty'::daterange
                    ELSE daterange(started_on, least(ended_on, terminated_on), '[]') END
      $$;

      -- Only what somebody decided is stored. That an accepted engagement is active or completed follows from
      -- its term.
      CREATE FUNCTION engagement_status(state text, started_on date, ended_on date, today date)
      RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN state <> 'ACCEPTED' THEN state
                    WHEN today < started_on THEN 'ACCEPTED'
                    WHEN today > ended_on THEN 'COMPLETED'
                    ELSE 'ACTIVE' END
      $$;

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
        target_gmv numeric(16, 2) NOT NULL CONSTRAINT engagement_target_gmv CHECK (target_gmv >= 0),
        fee numeric(16, 2) NOT NULL CONSTRAINT engagement_fee CHECK (fee >= 0),
        started_on date NOT NULL,
        ended_on date NOT NULL,
        -- Its last day, when a side or staff ended it early.
        terminated_on date,
        note text NOT NULL DEFAULT '',
        imported boolean NOT NULL DEFAULT false,
        -- Of imported ones: the load that brought these values.
        load_number bigint,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        accepted_at timestamptz(3),
        CONSTRAINT engagement_term CHECK (ended_on >= started_on),
        CONSTRAINT engagement_terminated CHECK ((state = 'TERMINATED') = (terminated_on IS NOT NULL)),
        CONSTRAINT engagement_loaded CHECK (imported = (load_number IS NOT NULL)),
        -- A merchant may have two providers, but not the same one twice on one day. An open proposal holds its
        -- days too, so that one sent twice is found out at once.
        CONSTRAINT engagement_one_per_pair EXCLUDE USING gist
          (provider_id WITH =, merchant_id WITH =, engagement_days(started_on, ended_on, terminated_on) WITH &&)
          WHERE (kind = 'SERVICE' AND state IN ('PROPOSED', 'ACCEPTED', 'TERMINATED')));
      CREATE INDEX engagement_provider_id ON engagement (provider_id, started_on, id);
      CREATE INDEX engagement_merchant_id ON engagement (merchant_id, started_on, id);
      CREATE INDEX engagement_created ON engagement (created_at, id);
      CREATE INDEX engagement_started ON engagement (started_on, id);
      CREATE INDEX engagement_target ON engagement (target_gmv, id);
      CREATE SEQUENCE engagement_code_number;
      -- The past of an adopted platform brings codes after which the sequence goes on.
      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN
          GRANT UPDATE ON SEQUENCE engagement_code_number TO caopan_app;
        END IF;
      END $$;

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
        side text NOT NULL CONSTRAINT engagement_transition_side
          CHECK (side IN ('PROVIDER', 'MERCHANT', 'PLATFORM')),
        decided_by text NOT NULL,
        decided_at timestamptz(3) NOT NULL);
      CREATE INDEX engagement_transition_engagement_id ON engagement_transition (engagement_id, decided_at);
      CREATE TRIGGER engagement_transition_append_only BEFORE UPDATE OR DELETE ON engagement_transition
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- Imported engagements as they were before a later file corrected them.
      CREATE TABLE engagement_history (
        engagement_id uuid NOT NULL CONSTRAINT engagement_history_engagement REFERENCES engagement (id),
        operator_ids uuid[] NOT NULL,
        started_on date NOT NULL,
        ended_on date NOT NULL,
        target_gmv numeric(16, 2) NOT NULL,
        fee numeric(16, 2) NOT NULL,
        load_number bigint NOT NULL,
        superseded_by bigint NOT NULL,
        CONSTRAINT engagement_history_pkey PRIMARY KEY (engagement_id, load_number));

      CREATE TABLE operated_session (
        id uuid CONSTRAINT operated_session_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT operated_session_provider REFERENCES provider (id),
        merchant_id uuid NOT NULL CONSTRAINT operated_session_merchant REFERENCES merchant (id),
        engagement_id uuid NOT NULL CONSTRAINT operated_session_engagement REFERENCES engagement (id),
        operator_id uuid NOT NULL CONSTRAINT operated_session_operator REFERENCES operator (id),
        client_reference text NOT NULL,
        -- The platform's code as the claim gave it; which session was found is session_id.
        session_code text,
        planned_start timestamptz(3) NOT NULL,
        planned_end timestamptz(3) NOT NULL,
        plan_target_gmv numeric(16, 2) CONSTRAINT operated_session_target CHECK (plan_target_gmv >= 0),
        plan_note text NOT NULL DEFAULT '',
        state text NOT NULL CONSTRAINT operated_session_state
          CHECK (state IN ('CLAIMED', 'VERIFIED', 'MISMATCHED', 'WITHDRAWN')),
        -- Why a claim could not be verified: times disagree, another merchant's session…
        mismatch_reason text,
        claimed_at timestamptz(3) NOT NULL,
        withdrawn_at timestamptz(3),
        -- The session found in the feed, with its times as they were when the claim was last held against it.
        session_id uuid,
        started_at timestamptz(3),
        ended_at timestamptz(3),
        verified_at timestamptz(3),
        -- The load as of which state, session and in_time are what they are here. What they were as of an
        -- earlier one is in operated_session_history.
        verified_load bigint,
        -- Claimed early enough (policy): a later claim is kept and verified, but never scored. Measured
        -- against the plan until the feed has told when the session really began.
        in_time boolean NOT NULL,
        policy_version int NOT NULL,
        imported boolean NOT NULL DEFAULT false,
        CONSTRAINT operated_session_times CHECK (planned_end > planned_start),
        CONSTRAINT operated_session_verified CHECK (CASE WHEN state = 'VERIFIED'
          THEN num_nulls(session_id, started_at, ended_at, verified_at, verified_load) = 0
          ELSE num_nonnulls(session_id, started_at, ended_at, verified_at, verified_load) = 0 END),
        CONSTRAINT operated_session_mismatch CHECK ((state = 'MISMATCHED') = (mismatch_reason IS NOT NULL)),
        CONSTRAINT operated_session_withdrawn CHECK ((state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL)),
        CONSTRAINT operated_session_reference UNIQUE (provider_id, client_reference),
        -- An operator runs one room at a time.
        CONSTRAINT operated_session_one_at_a_time EXCLUDE USING gist
          (operator_id WITH =, tstzrange(planned_start, planned_end) WITH &&) WHERE (state <> 'WITHDRAWN'));
      -- Two providers can't hold the same session. By merchant, because a code made up for somebody else's
      -- merchant must not keep the one who really runs the session from claiming it.
      CREATE UNIQUE INDEX operated_session_one_holder ON operated_session (session_code, merchant_id)
        WHERE session_code IS NOT NULL AND state <> 'WITHDRAWN';
      CREATE UNIQUE INDEX operated_session_one_claim ON operated_session (session_id) WHERE session_id IS NOT NULL;
      CREATE INDEX operated_session_provider_start ON operated_session (provider_id, planned_start, id);
      CREATE INDEX operated_session_merchant_start ON operated_session (merchant_id, planned_start, id);
      CREATE INDEX operated_session_engagement_start ON operated_session (engagement_id, planned_start, id);
      CREATE INDEX operated_session_operator_start ON operated_session (operator_id, planned_start, id);
      CREATE INDEX operated_session_start ON operated_session (planned_start, id);
      CREATE INDEX operated_session_claimed ON operated_session (claimed_at, id);
      CREATE INDEX operated_session_unverified ON operated_session (merchant_id, planned_start)
        WHERE state IN ('CLAIMED', 'MISMATCHED');
      -- Finds the verified session that kept an operator busy at a time.
      CREATE INDEX operated_session_operator_busy ON operated_session
        USING gist (operator_id, tstzrange(started_at, ended_at)) WHERE state = 'VERIFIED';

      -- Verified claims as they were before a load changed them: those as of load L are the verified rows of
      -- operated_session with verified_load <= L, and of this table with verified_load <= L < superseded_by.
      CREATE TABLE operated_session_history (
        operated_session_id uuid NOT NULL
          CONSTRAINT operated_session_history_claim REFERENCES operated_session (id),
        engagement_id uuid NOT NULL,
        operator_id uuid NOT NULL,
        session_id uuid NOT NULL,
        claimed_at timestamptz(3) NOT NULL,
        in_time boolean NOT NULL,
        verified_load bigint NOT NULL,
        superseded_by bigint NOT NULL,
        CONSTRAINT operated_session_history_pkey PRIMARY KEY (operated_session_id, verified_load, superseded_by));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE operated_session_history, operated_session, engagement_history, engagement_transition,
        engagement_operator, engagement;
      DROP SEQUENCE engagement_code_number;
      DROP FUNCTION engagement_status(text, date, date, date);
      DROP FUNCTION engagement_days(date, date, date);
    `);
  }
}
