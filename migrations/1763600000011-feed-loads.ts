import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was sent, what became of it, and the rows that were refused. */
export class FeedLoads1763600000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feed_load (
        id uuid CONSTRAINT feed_load_pkey PRIMARY KEY,
        dataset text NOT NULL,
        -- STAGED: acknowledged, waits for its merge. REPEATED: its bytes were merged before, nothing changed.
        state text NOT NULL CONSTRAINT feed_load_state CHECK (state IN ('STAGED', 'MERGED', 'REPEATED', 'FAILED')),
        file_name text NOT NULL DEFAULT '',
        -- The file's columns in its own order, so that a refused row can be shown as it was sent.
        columns text[] NOT NULL,
        -- Of the content, unpacked.
        sha256 bytea,
        received_bytes bigint NOT NULL DEFAULT 0,
        content_bytes bigint NOT NULL DEFAULT 0,
        row_count bigint NOT NULL DEFAULT 0,
        inserted_count bigint NOT NULL DEFAULT 0,
        superseded_count bigint NOT NULL DEFAULT 0,
        unchanged_count bigint NOT NULL DEFAULT 0,
        rejected_count bigint NOT NULL DEFAULT 0,
        first_date date,
        last_date date,
        -- Increases strictly in the order of commits: given out under the lock of the merge.
        load_number bigint CONSTRAINT feed_load_number UNIQUE,
        repeats uuid CONSTRAINT feed_load_repeats REFERENCES feed_load (id),
        job_id uuid CONSTRAINT feed_load_job REFERENCES background_job (id),
        requested_by text NOT NULL,
        received_at timestamptz(3) NOT NULL,
        merged_at timestamptz(3),
        CONSTRAINT feed_load_merged CHECK ((state = 'MERGED') = (load_number IS NOT NULL)));
      CREATE INDEX feed_load_dataset ON feed_load (dataset, id);
      CREATE INDEX feed_load_content ON feed_load (dataset, sha256) WHERE state = 'MERGED';
      CREATE INDEX feed_load_requested_by ON feed_load (requested_by, id);
      CREATE INDEX feed_load_job_id ON feed_load (job_id);

      CREATE TABLE feed_reject (
        load_id uuid NOT NULL CONSTRAINT feed_reject_load REFERENCES feed_load (id),
        line bigint NOT NULL,
        ordinal int NOT NULL,
        -- Empty when the whole row is at fault.
        column_name text NOT NULL,
        code text NOT NULL,
        reason_en text NOT NULL,
        reason_zh text NOT NULL,
        raw text NOT NULL,
        CONSTRAINT feed_reject_pkey PRIMARY KEY (load_id, line, ordinal));

      -- An adopted past brings its own provider codes; ours go on after them.
      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN
          GRANT UPDATE ON SEQUENCE provider_code_number TO caopan_app;
        END IF;
      END $$;

      -- From PostgreSQL 18 on the server makes UUIDv7 itself, many times as fast.
      DO $$ BEGIN
        IF current_setting('server_version_num')::int >= 180000 THEN
          CREATE OR REPLACE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE
            AS 'SELECT pg_catalog.uuidv7()';
        END IF;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE feed_reject, feed_load');
  }
}
