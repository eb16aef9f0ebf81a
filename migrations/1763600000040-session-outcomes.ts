import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What operated sessions came to against what was to be expected, and the records made of them. */
export class SessionOutcomes1763600000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outcome_computation (
        id uuid CONSTRAINT outcome_computation_pkey PRIMARY KEY,
        state text NOT NULL CONSTRAINT outcome_computation_state
          CHECK (state IN ('COMPUTING', 'READY', 'FAILED')),
        -- The last day that counts, and the load as of which rows were read.
        as_of date NOT NULL,
        load_number bigint,
        policy_version int NOT NULL,
        full_run boolean NOT NULL,
        -- Of an incremental one: what changed after this load is made anew.
        since_load bigint,
        since timestamptz(3),
        -- Slot effects and variances, as all expectations of this computation used them.
        market jsonb,
        counts jsonb NOT NULL DEFAULT '{}',
        -- Seconds of each step.
        timings jsonb NOT NULL DEFAULT '{}',
        job_id uuid NOT NULL CONSTRAINT outcome_computation_job REFERENCES background_job (id),
        requested_by text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        finished_at timestamptz(3));
      CREATE UNIQUE INDEX outcome_computation_one_computing ON outcome_computation (state) WHERE state = 'COMPUTING';
      CREATE INDEX outcome_computation_created ON outcome_computation (created_at, id);

      -- The market indexes that a computation used: log levels by week with their covariance.
      CREATE TABLE market_index (
        computation_id uuid NOT NULL CONSTRAINT market_index_computation REFERENCES outcome_computation (id),
        index_key text NOT NULL,
        -- Whether a parent category stood in for one with too few unserved merchants.
        parent boolean NOT NULL,
        merchants int NOT NULL,
        weeks jsonb NOT NULL,
        covariance jsonb NOT NULL,
        CONSTRAINT market_index_pkey PRIMARY KEY (computation_id, index_key));

      -- One row for each verified claim, made anew when its rows change. Money in yuan; logs are of ratios.
      CREATE TABLE session_outcome (
        operated_session_id uuid CONSTRAINT session_outcome_pkey PRIMARY KEY
          CONSTRAINT session_outcome_claim REFERENCES operated_session (id),
        computation_id uuid NOT NULL CONSTRAINT session_outcome_computation REFERENCES outcome_computation (id),
        provider_id uuid NOT NULL,
        operator_id uuid NOT NULL,
        merchant_id uuid NOT NULL,
        engagement_id uuid NOT NULL,
        session_id uuid NOT NULL,
        business_date date NOT NULL,
        in_time boolean NOT NULL,
        -- Before which the merchant was by itself.
        spell_start date NOT NULL,
        category_code text NOT NULL,
        index_key text NOT NULL,
        provisional boolean NOT NULL,
        net_gmv numeric(16, 2) NOT NULL,
        live_minutes numeric(16, 2) NOT NULL,
        exposures bigint NOT NULL,
        entries bigint NOT NULL,
        watch_minutes numeric(16, 2) NOT NULL,
        -- Why there is no uplift, as sold and as judged.
        whole_reason text,
        whole_detail text,
        expected_gmv numeric(16, 2),
        mean_gmv numeric(16, 2),
        whole_log_uplift double precision,
        whole_standard_error double precision,
        whole_degrees double precision,
        judged_reason text,
        judged_detail text,
        judged_expected_gmv numeric(16, 2),
        judged_log_uplift double precision,
        judged_standard_error double precision,
        judged_degrees double precision,
        -- Of the judged log uplift: session, level, drift, trend, index, category, slot.
        variance double precision[],
        bought_share double precision NOT NULL,
        -- Expected exposures, CTR, watch minutes per entry, net GMV per watch minute, market.
        reference double precision[],
        big_session boolean NOT NULL,
        holds jsonb NOT NULL DEFAULT '[]');
      CREATE INDEX session_outcome_operator ON session_outcome (operator_id, business_date);
      CREATE INDEX session_outcome_provider ON session_outcome (provider_id, business_date);
      CREATE INDEX session_outcome_merchant ON session_outcome (merchant_id, business_date);
      CREATE INDEX session_outcome_provisional ON session_outcome (business_date) WHERE provisional;
      CREATE INDEX session_outcome_uplift
        ON session_outcome (coalesce(judged_log_uplift, '-infinity'), operated_session_id);

      -- What the sessions at one merchant in one spell of service add to a record.
      CREATE TABLE uplift_contribution (
        subject_kind text NOT NULL CONSTRAINT uplift_contribution_subject
          CHECK (subject_kind IN ('OPERATOR', 'PROVIDER')),
        subject_id uuid NOT NULL,
        merchant_id uuid NOT NULL,
        spell_start date NOT NULL,
        computation_id uuid NOT NULL
          CONSTRAINT uplift_contribution_computation REFERENCES outcome_computation (id),
        log_uplift double precision NOT NULL,
        own_variance double precision NOT NULL,
        loadings jsonb NOT NULL,
        sessions int NOT NULL,
        sold int NOT NULL,
        hits int NOT NULL,
        big_sessions int NOT NULL,
        held int NOT NULL,
        months jsonb NOT NULL,
        CONSTRAINT uplift_contribution_pkey PRIMARY KEY (subject_kind, subject_id, merchant_id, spell_start));
      CREATE INDEX uplift_contribution_merchant ON uplift_contribution (merchant_id);

      CREATE TABLE uplift_record (
        subject_kind text NOT NULL CONSTRAINT uplift_record_subject
          CHECK (subject_kind IN ('OPERATOR', 'PROVIDER')),
        subject_id uuid NOT NULL,
        computation_id uuid NOT NULL CONSTRAINT uplift_record_computation REFERENCES outcome_computation (id),
        sessions int NOT NULL,
        sold int NOT NULL,
        held int NOT NULL,
        merchants int NOT NULL,
        hits int NOT NULL,
        big_sessions int NOT NULL,
        log_uplift double precision NOT NULL,
        lower double precision NOT NULL,
        upper double precision NOT NULL,
        prediction_lower double precision NOT NULL,
        prediction_upper double precision NOT NULL,
        tau_squared double precision NOT NULL,
        borrowed_spread boolean NOT NULL,
        -- With the spread of all records: what shrinkage starts from.
        effect double precision NOT NULL,
        effect_variance double precision NOT NULL,
        shrunk_log_uplift double precision,
        shrunk_lower double precision,
        shrunk_upper double precision,
        probability_positive double precision,
        hit_rate double precision,
        hit_lower double precision,
        hit_upper double precision,
        -- Sessions and merchants enough for a place in a list.
        listed boolean NOT NULL,
        trend jsonb NOT NULL,
        CONSTRAINT uplift_record_pkey PRIMARY KEY (subject_kind, subject_id));
      CREATE INDEX uplift_record_order
        ON uplift_record (subject_kind, coalesce(shrunk_log_uplift, '-infinity'), subject_id);
      -- The only rows here that the application removes: what no longer stands is made anew or gone.
      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN
          REVOKE DELETE, TRUNCATE ON outcome_computation FROM caopan_app;
        END IF;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE uplift_record, uplift_contribution, session_outcome, market_index, outcome_computation;
    `);
  }
}
