import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Served against unserved: what is estimated from merchants' months and cold starts. A computation belongs to one
 * computation of these and one version of the policy, and is made again from them at any time.
 */
export class ServiceEffects1763600000042 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE service_effect_computation (
        id uuid CONSTRAINT service_effect_computation_pkey PRIMARY KEY,
        growth_computation_id uuid NOT NULL
          CONSTRAINT service_effect_computation_growth REFERENCES merchant_growth_computation (id),
        -- Of policy service-effect.
        policy_version int NOT NULL,
        as_of date NOT NULL,
        load_number bigint NOT NULL,
        merchants int NOT NULL,
        served_merchants int NOT NULL,
        finished_at timestamptz(3) NOT NULL,
        CONSTRAINT service_effect_computation_once UNIQUE (growth_computation_id, policy_version));
      CREATE INDEX service_effect_computation_finished ON service_effect_computation (finished_at, id);

      -- Growth of served merchants over comparable unserved ones, by slice of the served.
      CREATE TABLE service_effect (
        computation_id uuid NOT NULL
          CONSTRAINT service_effect_computation_id REFERENCES service_effect_computation (id) ON DELETE CASCADE,
        grouping text NOT NULL CONSTRAINT service_effect_grouping
          CHECK (grouping IN ('ALL', 'CATEGORY', 'TIER', 'COHORT', 'REGION', 'PROVIDER')),
        -- '' for ALL.
        key text NOT NULL,
        merchants int NOT NULL,
        providers int NOT NULL,
        -- Relative; null: cannot be estimated, detail says why.
        growth double precision,
        detail jsonb NOT NULL,
        CONSTRAINT service_effect_pkey PRIMARY KEY (computation_id, grouping, key));

      -- The served merchants behind the effects; of the newest computation only.
      CREATE TABLE service_effect_merchant (
        computation_id uuid NOT NULL
          CONSTRAINT service_effect_merchant_computation REFERENCES service_effect_computation (id) ON DELETE CASCADE,
        merchant_id uuid NOT NULL CONSTRAINT service_effect_merchant_merchant REFERENCES merchant (id),
        provider_id uuid NOT NULL CONSTRAINT service_effect_merchant_provider REFERENCES provider (id),
        cohort text NOT NULL,
        tier text NOT NULL,
        category text NOT NULL,
        region text NOT NULL,
        months int NOT NULL,
        -- Mean log difference against its stratum.
        difference double precision NOT NULL,
        CONSTRAINT service_effect_merchant_pkey PRIMARY KEY (computation_id, merchant_id));
      CREATE INDEX service_effect_merchant_order
        ON service_effect_merchant (computation_id, difference, merchant_id);
      CREATE INDEX service_effect_merchant_provider_id
        ON service_effect_merchant (provider_id, computation_id, difference, merchant_id);

      CREATE TABLE cold_start_curve (
        computation_id uuid NOT NULL
          CONSTRAINT cold_start_curve_computation REFERENCES service_effect_computation (id) ON DELETE CASCADE,
        grouping text NOT NULL CONSTRAINT cold_start_curve_grouping
          CHECK (grouping IN ('ALL', 'CATEGORY', 'COHORT', 'REGION')),
        key text NOT NULL,
        detail jsonb NOT NULL,
        CONSTRAINT cold_start_curve_pkey PRIMARY KEY (computation_id, grouping, key));

      CREATE TABLE restated_claim (
        computation_id uuid NOT NULL
          CONSTRAINT restated_claim_computation REFERENCES service_effect_computation (id) ON DELETE CASCADE,
        code text NOT NULL,
        place int NOT NULL,
        detail jsonb NOT NULL,
        CONSTRAINT restated_claim_pkey PRIMARY KEY (computation_id, code));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE restated_claim, cold_start_curve, service_effect_merchant, service_effect, service_effect_computation',
    );
  }
}
