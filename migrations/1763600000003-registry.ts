import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Providers, operators and merchants: who there is. */
export class Registry1763600000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The distinct pieces of a text from the shortest to the longest length, in lower case: what an index on
      -- parts of Chinese names is made of, which have no words to be cut into.
      CREATE FUNCTION grams(content text, shortest int, longest int) RETURNS text[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
          SELECT coalesce(array_agg(DISTINCT substr(lower(content), start, size)), '{}')
            FROM generate_series(shortest, longest) AS size,
                 generate_series(1, char_length(content) - size + 1) AS start
        $$;

      CREATE TABLE provider (
        id uuid CONSTRAINT provider_pkey PRIMARY KEY,
        provider_code text NOT NULL CONSTRAINT provider_code_unique UNIQUE,
        name text NOT NULL,
        credit_code text NOT NULL CONSTRAINT provider_credit_code_unique UNIQUE,
        focus text NOT NULL CONSTRAINT provider_focus CHECK (focus IN ('MCN', 'INDUSTRIAL_BELT', 'BRAND')),
        main_category_code text NOT NULL CONSTRAINT provider_category REFERENCES category (code),
        region_code text NOT NULL CONSTRAINT provider_region REFERENCES region (code),
        introduction text NOT NULL DEFAULT '',
        state text NOT NULL CONSTRAINT provider_state
          CHECK (state IN ('APPLIED', 'ADMITTED', 'SUSPENDED', 'EXITED')),
        admitted_on date,
        imported boolean NOT NULL DEFAULT false,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now());
      CREATE INDEX provider_name ON provider (name, id);
      CREATE INDEX provider_state_created ON provider (state, created_at, id);
      CREATE INDEX provider_created ON provider (created_at, id);
      CREATE SEQUENCE provider_code_number;

      -- Every move of a provider, so that its standing can be read as of any day.
      CREATE TABLE provider_transition (
        id uuid CONSTRAINT provider_transition_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT provider_transition_provider REFERENCES provider (id),
        from_state text,
        to_state text NOT NULL,
        reason text NOT NULL,
        effective_on date NOT NULL,
        decided_by text NOT NULL,
        decided_at timestamptz(3) NOT NULL);
      CREATE INDEX provider_transition_provider_id ON provider_transition (provider_id, decided_at);
      CREATE TRIGGER provider_transition_append_only BEFORE UPDATE OR DELETE ON provider_transition
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE service_package (
        id uuid CONSTRAINT service_package_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT service_package_provider REFERENCES provider (id),
        title text NOT NULL,
        description text NOT NULL DEFAULT '',
        tiers text[] NOT NULL,
        modules text[] NOT NULL,
        price numeric(16, 2) NOT NULL CONSTRAINT service_package_price CHECK (price >= 0),
        price_unit text NOT NULL CONSTRAINT service_package_price_unit
          CHECK (price_unit IN ('PER_MONTH', 'PER_SESSION', 'PER_TERM')),
        state text NOT NULL CONSTRAINT service_package_state
          CHECK (state IN ('DRAFT', 'PUBLISHED', 'ARCHIVED')),
        version int NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now());
      CREATE INDEX service_package_provider_id ON service_package (provider_id, created_at, id);
      CREATE INDEX service_package_published ON service_package (created_at, id) WHERE state = 'PUBLISHED';

      CREATE TABLE operator (
        id uuid CONSTRAINT operator_pkey PRIMARY KEY,
        operator_code text NOT NULL CONSTRAINT operator_code_unique UNIQUE,
        name text NOT NULL,
        identity_hash bytea CONSTRAINT operator_identity_unique UNIQUE,
        imported boolean NOT NULL DEFAULT false,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now());
      CREATE INDEX operator_name ON operator (name, id);
      CREATE INDEX operator_name_grams ON operator USING gin (grams(name, 1, 2));
      CREATE SEQUENCE operator_code_number;
      -- An adopted past brings codes in our form; the next ones go on after them.
      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN
          GRANT UPDATE ON SEQUENCE operator_code_number TO caopan_app;
        END IF;
      END $$;

      CREATE TABLE employment (
        id uuid CONSTRAINT employment_pkey PRIMARY KEY,
        operator_id uuid NOT NULL CONSTRAINT employment_operator REFERENCES operator (id),
        provider_id uuid NOT NULL CONSTRAINT employment_provider REFERENCES provider (id),
        employed_from date NOT NULL,
        employed_to date,
        imported boolean NOT NULL DEFAULT false,
        CONSTRAINT employment_dates CHECK (employed_to IS NULL OR employed_to >= employed_from),
        -- One provider at a time, also when two of them type at once.
        CONSTRAINT employment_one_provider EXCLUDE USING gist
          (operator_id WITH =, daterange(employed_from, employed_to, '[]') WITH &&));
      CREATE INDEX employment_provider_id ON employment (provider_id, employed_from, id);

      CREATE TABLE merchant (
        id uuid CONSTRAINT merchant_pkey PRIMARY KEY,
        merchant_code text NOT NULL CONSTRAINT merchant_code_unique UNIQUE,
        name text NOT NULL,
        kind text NOT NULL CONSTRAINT merchant_kind CHECK (kind IN ('HOST', 'BRAND', 'QUICK_BRAND', 'FACTORY')),
        category_code text NOT NULL CONSTRAINT merchant_category REFERENCES category (code),
        region_code text NOT NULL CONSTRAINT merchant_region REFERENCES region (code),
        joined_on date NOT NULL,
        exited_on date,
        load_number bigint NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now());
      CREATE INDEX merchant_name ON merchant (name, id);
      CREATE INDEX merchant_name_grams ON merchant USING gin (grams(name, 1, 2));
      CREATE INDEX merchant_category_code ON merchant (category_code, id);

      -- What a later file replaced: with both load numbers, so that anything can be read as of a load.
      CREATE TABLE merchant_history (
        id uuid NOT NULL CONSTRAINT merchant_history_merchant REFERENCES merchant (id),
        name text NOT NULL,
        kind text NOT NULL,
        category_code text NOT NULL,
        region_code text NOT NULL,
        joined_on date NOT NULL,
        exited_on date,
        load_number bigint NOT NULL,
        superseded_by bigint NOT NULL,
        CONSTRAINT merchant_history_pkey PRIMARY KEY (id, load_number));

      -- The code by which an account proves that it speaks for a merchant of the feed. Only its hash is kept.
      CREATE TABLE merchant_claim_code (
        id uuid CONSTRAINT merchant_claim_code_pkey PRIMARY KEY,
        merchant_id uuid NOT NULL CONSTRAINT merchant_claim_code_merchant REFERENCES merchant (id),
        code_hash bytea NOT NULL CONSTRAINT merchant_claim_code_unique UNIQUE,
        issued_by text NOT NULL,
        issued_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        used_at timestamptz(3),
        used_by uuid);
      CREATE INDEX merchant_claim_code_merchant_id ON merchant_claim_code (merchant_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE merchant_claim_code, merchant_history, merchant, employment, operator, service_package,
                 provider_transition, provider;
      DROP SEQUENCE operator_code_number;
      DROP SEQUENCE provider_code_number;
      DROP FUNCTION grams(text, int, int);
    `);
  }
}
