import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Capability models, scoring runs with all that they were made from, and which run is the one shown. */
export class Scoring1763600000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE capability_model (
        id uuid CONSTRAINT capability_model_pkey PRIMARY KEY,
        code text NOT NULL,
        version int NOT NULL CONSTRAINT capability_model_version CHECK (version > 0),
        state text NOT NULL CONSTRAINT capability_model_state CHECK (state IN ('DRAFT', 'PUBLISHED')),
        effective_from date NOT NULL,
        definition jsonb NOT NULL,
        note text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT capability_model_code_version UNIQUE (code, version));
      CREATE TRIGGER capability_model_immutable BEFORE UPDATE OR DELETE ON capability_model
        FOR EACH ROW WHEN (OLD.state = 'PUBLISHED') EXECUTE FUNCTION refuse_change();

      CREATE TABLE scoring_run (
        id uuid CONSTRAINT scoring_run_pkey PRIMARY KEY,
        state text NOT NULL CONSTRAINT scoring_run_state CHECK (state IN ('COMPUTING', 'DRAFT', 'FAILED')),
        cutoff date NOT NULL,
        load_number bigint NOT NULL,
        -- [{code, version}]: the models that were in force at the cutoff.
        models jsonb NOT NULL,
        -- What the policies in force at the cutoff said, with their versions.
        setting jsonb NOT NULL,
        job_id uuid NOT NULL CONSTRAINT scoring_run_job REFERENCES background_job (id),
        requested_by text NOT NULL,
        providers int,
        result_sha256 text,
        created_at timestamptz(3) NOT NULL,
        finished_at timestamptz(3));
      CREATE UNIQUE INDEX scoring_run_one_computing ON scoring_run (cutoff) WHERE state = 'COMPUTING';
      CREATE INDEX scoring_run_created ON scoring_run (created_at, id);

      -- Who is scored, and what of the registry it stands on as it was when the run was made: claims and terms
      -- change later, and are not part of the feed's history.
      CREATE TABLE scoring_subject (
        run_id uuid NOT NULL CONSTRAINT scoring_subject_run REFERENCES scoring_run (id),
        provider_id uuid NOT NULL CONSTRAINT scoring_subject_provider REFERENCES provider (id),
        focus text NOT NULL,
        main_category_code text NOT NULL,
        newcomer boolean NOT NULL,
        -- Side by side: the claims that score, and the feed's sessions that they were verified with.
        operated_session_ids uuid[] NOT NULL,
        session_ids uuid[] NOT NULL,
        -- [{merchantId, firstDay, lastDay, servedFrom}]: days of the window under an engagement.
        service_spans jsonb NOT NULL,
        engagements jsonb NOT NULL,
        statistics jsonb,
        statistics_sha256 text,
        CONSTRAINT scoring_subject_pkey PRIMARY KEY (run_id, provider_id));

      CREATE TABLE provider_score (
        id uuid CONSTRAINT provider_score_pkey PRIMARY KEY,
        run_id uuid NOT NULL CONSTRAINT provider_score_run REFERENCES scoring_run (id),
        model_code text NOT NULL,
        model_version int NOT NULL,
        provider_id uuid NOT NULL CONSTRAINT provider_score_provider REFERENCES provider (id),
        focus text NOT NULL,
        main_category_code text NOT NULL,
        newcomer boolean NOT NULL,
        score numeric(9, 6),
        rank int,
        coverage numeric(7, 6) NOT NULL,
        forces jsonb NOT NULL,
        reasons jsonb NOT NULL,
        detail jsonb NOT NULL,
        result_sha256 text NOT NULL,
        CONSTRAINT provider_score_one UNIQUE (run_id, model_code, provider_id));
      CREATE INDEX provider_score_ranking ON provider_score (run_id, model_code, score, provider_id);
      CREATE INDEX provider_score_provider_id ON provider_score (provider_id);

      -- The one run that is shown. A single row, so that switching is one update and one lock.
      CREATE TABLE scoring_head (
        singleton boolean CONSTRAINT scoring_head_pkey PRIMARY KEY
          CONSTRAINT scoring_head_singleton CHECK (singleton),
        run_id uuid CONSTRAINT scoring_head_run REFERENCES scoring_run (id),
        applied_at timestamptz(3),
        applied_by text);
      INSERT INTO scoring_head (singleton) VALUES (true);

      CREATE TABLE scoring_application (
        id uuid CONSTRAINT scoring_application_pkey PRIMARY KEY,
        run_id uuid NOT NULL CONSTRAINT scoring_application_run REFERENCES scoring_run (id),
        previous_run_id uuid CONSTRAINT scoring_application_previous REFERENCES scoring_run (id),
        applied_at timestamptz(3) NOT NULL,
        applied_by text NOT NULL);
      CREATE INDEX scoring_application_run_id ON scoring_application (run_id, applied_at);
      CREATE TRIGGER scoring_application_append_only BEFORE UPDATE OR DELETE ON scoring_application
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE scoring_application, scoring_head, provider_score, scoring_subject, scoring_run, capability_model;
    `);
  }
}
