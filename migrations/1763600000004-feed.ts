import type { MigrationInterface, QueryRunner } from 'typeorm';

const MERCHANT_DAY = `
  merchant_id uuid NOT NULL,
  date date NOT NULL,
  paid_gmv numeric(16, 2) NOT NULL,
  live_paid_gmv numeric(16, 2),
  refunded_gmv numeric(16, 2) NOT NULL,
  orders int NOT NULL,
  buyers int NOT NULL,
  new_buyers int NOT NULL,
  repeat_buyers int NOT NULL,
  exposures bigint NOT NULL,
  entries bigint NOT NULL,
  watch_minutes numeric(16, 2) NOT NULL,
  live_minutes numeric(16, 2) NOT NULL,
  videos_published int NOT NULL,
  fans_gained int NOT NULL,
  fans_lost int NOT NULL,
  ad_spend numeric(16, 2) NOT NULL,
  ad_gmv numeric(16, 2) NOT NULL,
  listed_skus int NOT NULL,
  active_skus int NOT NULL,
  shipped_total int NOT NULL,
  shipped_on_time int NOT NULL,
  complaints int NOT NULL,
  rating_sum numeric(16, 2) NOT NULL,
  rating_count int NOT NULL,
  load_number bigint NOT NULL`;

const LIVE_SESSION = `
  merchant_id uuid NOT NULL,
  session_id uuid NOT NULL,
  business_date date NOT NULL,
  session_code text NOT NULL,
  started_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3) NOT NULL,
  target_gmv numeric(16, 2) NOT NULL,
  paid_gmv numeric(16, 2) NOT NULL,
  refunded_gmv numeric(16, 2) NOT NULL,
  orders int NOT NULL,
  buyers int NOT NULL,
  new_buyers int NOT NULL,
  exposures bigint NOT NULL,
  entries bigint NOT NULL,
  watch_minutes numeric(16, 2) NOT NULL,
  peak_viewers int NOT NULL,
  average_viewers numeric(16, 2) NOT NULL,
  reservations int NOT NULL,
  fans_gained int NOT NULL,
  ad_spend numeric(16, 2) NOT NULL,
  ad_gmv numeric(16, 2) NOT NULL,
  top_buyer_gmv numeric(16, 2) NOT NULL,
  fans_lost int,
  refunded_24h_gmv numeric(16, 2),
  top10_buyer_gmv numeric(16, 2),
  load_number bigint NOT NULL`;

const SESSION_MINUTE = `
  merchant_id uuid NOT NULL,
  session_id uuid NOT NULL,
  business_date date NOT NULL,
  minute int NOT NULL,
  paid_gmv numeric(16, 2) NOT NULL,
  orders int NOT NULL,
  viewers int NOT NULL,
  exposures bigint NOT NULL,
  entries bigint NOT NULL,
  watch_minutes numeric(16, 2) NOT NULL,
  ad_spend numeric(16, 2) NOT NULL,
  load_number bigint NOT NULL`;

/**
 * Facts from the platform's feed. Partitioned by month; the merchant's id is in every key, so that the same
 * schema can be distributed by merchant. Rows that a later file replaced move to the `_history` tables with
 * both load numbers: state as of load L = rows with load_number <= L, of the live table and of history with
 * superseded_by > L.
 */
export class Feed1763600000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE merchant_day (${MERCHANT_DAY},
        CONSTRAINT merchant_day_pkey PRIMARY KEY (merchant_id, date)) PARTITION BY RANGE (date);
      CREATE TABLE merchant_day_history (${MERCHANT_DAY}, superseded_by bigint NOT NULL,
        CONSTRAINT merchant_day_history_pkey PRIMARY KEY (merchant_id, date, load_number));

      CREATE TABLE live_session (${LIVE_SESSION},
        CONSTRAINT live_session_pkey PRIMARY KEY (merchant_id, session_id, business_date),
        CONSTRAINT live_session_times CHECK (ended_at > started_at)) PARTITION BY RANGE (business_date);
      CREATE INDEX live_session_merchant_started ON live_session (merchant_id, started_at, session_id);
      CREATE TABLE live_session_history (${LIVE_SESSION}, superseded_by bigint NOT NULL,
        CONSTRAINT live_session_history_pkey PRIMARY KEY (merchant_id, session_id, load_number));

      -- Makes a session code unique across months and tells where a session's rows lie.
      CREATE TABLE live_session_registry (
        session_code text CONSTRAINT live_session_registry_pkey PRIMARY KEY,
        session_id uuid NOT NULL CONSTRAINT live_session_registry_session UNIQUE,
        merchant_id uuid NOT NULL CONSTRAINT live_session_registry_merchant REFERENCES merchant (id),
        business_date date NOT NULL);

      CREATE TABLE session_minute (${SESSION_MINUTE},
        CONSTRAINT session_minute_pkey PRIMARY KEY (merchant_id, session_id, minute, business_date))
        PARTITION BY RANGE (business_date);
      CREATE TABLE session_minute_history (${SESSION_MINUTE}, superseded_by bigint NOT NULL,
        CONSTRAINT session_minute_history_pkey PRIMARY KEY (merchant_id, session_id, minute, load_number));

      CREATE TABLE promotion_day (
        category_code text NOT NULL,
        date date NOT NULL,
        name text NOT NULL,
        announced_on date NOT NULL,
        load_number bigint NOT NULL,
        CONSTRAINT promotion_day_pkey PRIMARY KEY (category_code, date));
      CREATE TABLE promotion_day_history (
        category_code text NOT NULL,
        date date NOT NULL,
        name text NOT NULL,
        announced_on date NOT NULL,
        load_number bigint NOT NULL,
        superseded_by bigint NOT NULL,
        CONSTRAINT promotion_day_history_pkey PRIMARY KEY (category_code, date, load_number));

      CREATE TABLE indicator_value (
        provider_id uuid NOT NULL CONSTRAINT indicator_value_provider REFERENCES provider (id),
        indicator_code text NOT NULL,
        period_start date NOT NULL,
        period_end date NOT NULL,
        value numeric NOT NULL,
        sample_size int NOT NULL,
        load_number bigint NOT NULL,
        CONSTRAINT indicator_value_pkey PRIMARY KEY (provider_id, indicator_code, period_start, period_end),
        CONSTRAINT indicator_value_period CHECK (period_end >= period_start));
      CREATE TABLE indicator_value_history (
        provider_id uuid NOT NULL,
        indicator_code text NOT NULL,
        period_start date NOT NULL,
        period_end date NOT NULL,
        value numeric NOT NULL,
        sample_size int NOT NULL,
        load_number bigint NOT NULL,
        superseded_by bigint NOT NULL,
        CONSTRAINT indicator_value_history_pkey
          PRIMARY KEY (provider_id, indicator_code, period_start, period_end, load_number));

      -- Creates the monthly partitions that a load needs. The application's role owns no table, so this runs
      -- with the owner's rights and takes nothing but the three names it knows.
      CREATE FUNCTION ensure_month_partitions(parent text, first_day date, last_day date)
      RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE month date := date_trunc('month', first_day); partition text; created int := 0;
      BEGIN
        IF parent NOT IN ('merchant_day', 'live_session', 'session_minute') THEN
          RAISE EXCEPTION 'no such partitioned table: %', parent;
        END IF;
        IF first_day < DATE '2000-01-01' OR last_day > DATE '2999-12-31' THEN
          RAISE EXCEPTION 'date out of range: % to %', first_day, last_day;
        END IF;
        WHILE month <= last_day LOOP
          partition := parent || to_char(month, '_YYYY_MM');
          IF to_regclass(format('%I', partition)) IS NULL THEN
            -- Attached and not created in place: creating one locks readers of the parent out.
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, parent);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
              parent, partition, month, (month + INTERVAL '1 month')::date);
            created := created + 1;
          END IF;
          month := month + INTERVAL '1 month';
        END LOOP;
        RETURN created;
      END $$;

      -- Files are staged in a schema of their own, in which the application may make tables.
      CREATE SCHEMA staging;
      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN
          GRANT USAGE, CREATE ON SCHEMA staging TO caopan_app;
        END IF;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP SCHEMA staging CASCADE;
      DROP FUNCTION ensure_month_partitions(text, date, date);
      DROP TABLE indicator_value_history, indicator_value, promotion_day_history, promotion_day,
        session_minute_history, session_minute, live_session_registry, live_session_history, live_session,
        merchant_day_history, merchant_day;
    `);
  }
}
