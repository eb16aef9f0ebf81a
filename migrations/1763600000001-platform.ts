import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ground floor: ids, policies, jobs, outbox, idempotency, reference lists, and the application's role. */
export class Platform1763600000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The application's own role: it owns nothing. Where we may not create roles, whoever runs the
      -- database has made it beforehand, or runs everything as one user (docs/operations.md).
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN
          BEGIN CREATE ROLE caopan_app NOLOGIN;
          EXCEPTION WHEN insufficient_privilege THEN RAISE NOTICE 'role caopan_app not created'; END;
        END IF;
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN
          GRANT USAGE ON SCHEMA public TO caopan_app;
          ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO caopan_app;
          ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO caopan_app;
        END IF;
      END $$;

      CREATE EXTENSION IF NOT EXISTS btree_gist;

      -- PostgreSQL before 18 has no UUIDv7 of its own. 48 bits of milliseconds, then random bits.
      CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
        SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
          substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
          52, 1), 53, 1), 'hex')::uuid
      $$;

      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;

      CREATE TABLE policy_version (
        name text NOT NULL,
        version int NOT NULL CONSTRAINT policy_version_positive CHECK (version > 0),
        effective_from date NOT NULL,
        body jsonb NOT NULL,
        note text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT policy_version_pkey PRIMARY KEY (name, version));
      CREATE TRIGGER policy_version_immutable BEFORE UPDATE OR DELETE ON policy_version
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE background_job (
        id uuid CONSTRAINT background_job_pkey PRIMARY KEY,
        kind text NOT NULL,
        state text NOT NULL DEFAULT 'QUEUED'
          CONSTRAINT background_job_state CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
        progress numeric(5, 4) NOT NULL DEFAULT 0,
        step text NOT NULL DEFAULT 'queued',
        payload jsonb NOT NULL,
        result jsonb,
        error_code text,
        error_message text,
        requested_by text NOT NULL,
        attempts int NOT NULL DEFAULT 0,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        started_at timestamptz(3),
        finished_at timestamptz(3));

      CREATE TABLE job_worker (
        worker_id text CONSTRAINT job_worker_pkey PRIMARY KEY,
        lock_key int NOT NULL,
        started_at timestamptz(3) NOT NULL DEFAULT now());

      CREATE TABLE outbox_event (
        id uuid CONSTRAINT outbox_event_pkey PRIMARY KEY,
        kind text NOT NULL,
        payload jsonb NOT NULL,
        occurred_at timestamptz(3) NOT NULL DEFAULT now());

      CREATE TABLE idempotency_key (
        actor text NOT NULL,
        mutation text NOT NULL,
        key text NOT NULL,
        request_hash bytea NOT NULL,
        response jsonb NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT idempotency_key_pkey PRIMARY KEY (actor, mutation, key));
      CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);

      CREATE TABLE category (
        code text CONSTRAINT category_pkey PRIMARY KEY,
        parent_code text CONSTRAINT category_parent REFERENCES category (code),
        name_zh text NOT NULL,
        name_en text NOT NULL);
      CREATE TABLE region (
        code text CONSTRAINT region_pkey PRIMARY KEY,
        parent_code text CONSTRAINT region_parent REFERENCES region (code),
        name_zh text NOT NULL,
        name_en text NOT NULL);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE region, category, idempotency_key, outbox_event, job_worker, background_job, policy_version;
      DROP FUNCTION refuse_change();
      DROP FUNCTION uuid_v7();
    `);
  }
}
