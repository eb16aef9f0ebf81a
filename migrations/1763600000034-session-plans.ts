import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A session's plan is kept in versions, and says what is planned by factors of the GMV identity. */
export class SessionPlans1763600000034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Nobody could file a plan before: the table is empty.
      DROP TABLE session_plan;
      CREATE TABLE session_plan (
        operated_session_id uuid NOT NULL
          CONSTRAINT session_plan_claim REFERENCES operated_session (id),
        version int NOT NULL CONSTRAINT session_plan_version CHECK (version >= 1),
        net_gmv numeric(16, 2) NOT NULL CONSTRAINT session_plan_net_gmv CHECK (net_gmv > 0),
        exposures bigint CONSTRAINT session_plan_exposures CHECK (exposures > 0),
        click_through_rate numeric(9, 8)
          CONSTRAINT session_plan_click_through_rate CHECK (click_through_rate > 0 AND click_through_rate <= 1),
        watch_minutes_per_entry numeric(14, 6)
          CONSTRAINT session_plan_watch_minutes CHECK (watch_minutes_per_entry > 0),
        gmv_per_watch_minute numeric(18, 6)
          CONSTRAINT session_plan_gmv_per_watch_minute CHECK (gmv_per_watch_minute > 0),
        gift_share numeric(5, 2) NOT NULL,
        traffic_share numeric(5, 2) NOT NULL,
        profit_share numeric(5, 2) NOT NULL,
        volume_share numeric(5, 2) NOT NULL,
        promotion_before numeric(16, 2) NOT NULL,
        promotion_burst numeric(16, 2) NOT NULL,
        warm_up_days int NOT NULL CONSTRAINT session_plan_warm_up CHECK (warm_up_days BETWEEN 0 AND 365),
        note text NOT NULL,
        filed_by text NOT NULL,
        filed_at timestamptz(3) NOT NULL,
        CONSTRAINT session_plan_pkey PRIMARY KEY (operated_session_id, version),
        -- With the net GMV three factors say the fourth; given too, it could only contradict them.
        CONSTRAINT session_plan_factors CHECK (num_nonnulls(exposures, click_through_rate,
          watch_minutes_per_entry, gmv_per_watch_minute) <= 3),
        CONSTRAINT session_plan_mix CHECK (least(gift_share, traffic_share, profit_share, volume_share) >= 0
          AND gift_share + traffic_share + profit_share + volume_share = 100),
        CONSTRAINT session_plan_budget CHECK (least(promotion_before, promotion_burst) >= 0));
      CREATE TRIGGER session_plan_append_only BEFORE UPDATE OR DELETE ON session_plan
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE session_plan;
      CREATE TABLE session_plan (
        operated_session_id uuid CONSTRAINT session_plan_pkey PRIMARY KEY
          CONSTRAINT session_plan_claim REFERENCES operated_session (id),
        exposures bigint CONSTRAINT session_plan_exposures CHECK (exposures > 0),
        entries bigint CONSTRAINT session_plan_entries CHECK (entries > 0 AND entries <= exposures),
        watch_minutes numeric(16, 2) CONSTRAINT session_plan_watch_minutes CHECK (watch_minutes > 0),
        gift_share numeric(5, 2) NOT NULL,
        traffic_share numeric(5, 2) NOT NULL,
        profit_share numeric(5, 2) NOT NULL,
        volume_share numeric(5, 2) NOT NULL,
        promotion_budget numeric(16, 2) NOT NULL CONSTRAINT session_plan_budget CHECK (promotion_budget >= 0),
        promotion_before_share numeric(5, 2) NOT NULL
          CONSTRAINT session_plan_before CHECK (promotion_before_share BETWEEN 0 AND 100),
        warm_up_from date,
        warm_up text NOT NULL,
        filed_by text NOT NULL,
        filed_at timestamptz(3) NOT NULL,
        version int NOT NULL DEFAULT 1,
        CONSTRAINT session_plan_totals CHECK (num_nulls(exposures, entries, watch_minutes) IN (0, 3)),
        CONSTRAINT session_plan_mix CHECK (least(gift_share, traffic_share, profit_share, volume_share) >= 0
          AND gift_share + traffic_share + profit_share + volume_share = 100));
    `);
  }
}
