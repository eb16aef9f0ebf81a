import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programmes as versioned data, and how far providers have come in them. */
export class Programmes1763600000043 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE programme (
        id uuid CONSTRAINT programme_pkey PRIMARY KEY,
        code text NOT NULL CONSTRAINT programme_code_unique UNIQUE,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now());
      CREATE INDEX programme_created ON programme (created_at, id);

      CREATE TABLE programme_version (
        id uuid CONSTRAINT programme_version_pkey PRIMARY KEY,
        programme_id uuid NOT NULL CONSTRAINT programme_version_programme REFERENCES programme (id),
        version int NOT NULL CONSTRAINT programme_version_positive CHECK (version > 0),
        state text NOT NULL CONSTRAINT programme_version_state
          CHECK (state IN ('DRAFT', 'APPROVED', 'WITHDRAWN')),
        period_start date NOT NULL,
        period_end date NOT NULL,
        -- [{code, metric, threshold, providers}]
        targets jsonb NOT NULL,
        note text NOT NULL,
        drafted_by text NOT NULL,
        drafted_at timestamptz(3) NOT NULL,
        decided_by text,
        decided_at timestamptz(3),
        CONSTRAINT programme_version_period CHECK (period_end >= period_start),
        CONSTRAINT programme_version_decided CHECK ((state = 'DRAFT') = (decided_at IS NULL)),
        CONSTRAINT programme_version_number UNIQUE (programme_id, version));
      CREATE UNIQUE INDEX programme_version_one_draft ON programme_version (programme_id) WHERE state = 'DRAFT';
      CREATE TRIGGER programme_version_immutable BEFORE UPDATE OR DELETE ON programme_version
        FOR EACH ROW WHEN (OLD.state <> 'DRAFT') EXECUTE FUNCTION refuse_change();

      CREATE TABLE programme_progress (
        version_id uuid NOT NULL CONSTRAINT programme_progress_version REFERENCES programme_version (id),
        target_code text NOT NULL,
        as_of date NOT NULL,
        load_number bigint NOT NULL,
        reached int NOT NULL,
        providers int NOT NULL,
        -- {median, lower, upper, probability, simulations} of the providers that will have reached it, or {reason}.
        projection jsonb NOT NULL,
        policy_version int NOT NULL,
        computed_at timestamptz(3) NOT NULL,
        CONSTRAINT programme_progress_pkey PRIMARY KEY (version_id, target_code));

      CREATE TABLE programme_standing (
        version_id uuid NOT NULL CONSTRAINT programme_standing_version REFERENCES programme_version (id),
        target_code text NOT NULL,
        provider_id uuid NOT NULL CONSTRAINT programme_standing_provider REFERENCES provider (id),
        value numeric(20, 2) NOT NULL,
        -- Not yet decided, on top of the value.
        pending int NOT NULL,
        place int NOT NULL,
        -- The first day from which the value was enough.
        reached_on date,
        -- Of having reached it when the period's last figures are in.
        probability numeric(5, 4),
        CONSTRAINT programme_standing_pkey PRIMARY KEY (version_id, target_code, provider_id));
      CREATE INDEX programme_standing_place ON programme_standing (version_id, target_code, place, provider_id);
      CREATE INDEX programme_standing_provider_id ON programme_standing (provider_id, version_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE programme_standing, programme_progress, programme_version, programme',
    );
  }
}
