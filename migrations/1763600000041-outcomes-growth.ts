import type { MigrationInterface, QueryRunner } from 'typeorm';

const COMPUTED_WITH = `
        -- The versions of policies merchant-growth and trading-tiers, and the load, that these values came with.
        policy_version int NOT NULL,
        tiers_policy_version int NOT NULL,
        load_number bigint NOT NULL`;

const TIERS = `('COLD_START', 'TAIL', 'WAIST', 'SHOULDER', 'HEAD')`;

/**
 * How merchants grow: derived from the feed and the engagements, and made again from them at any time. Rows say
 * with which policies and load their values were last made; merchant_growth_computation says up to which day and
 * load all of them stand.
 */
export class OutcomesGrowth1763600000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE merchant_growth_computation (
        id uuid CONSTRAINT merchant_growth_computation_pkey PRIMARY KEY,
        as_of date NOT NULL,
        load_number bigint NOT NULL,
        policy_version int NOT NULL,
        tiers_policy_version int NOT NULL,
        -- Null: everybody.
        merchants int,
        -- {step: {rows, milliseconds}}
        steps jsonb NOT NULL,
        finished_at timestamptz(3) NOT NULL);
      CREATE INDEX merchant_growth_computation_finished ON merchant_growth_computation (finished_at, id);

      -- One row for each merchant and month end for which the feed has a day of the trailing window.
      CREATE TABLE merchant_month (
        merchant_id uuid NOT NULL CONSTRAINT merchant_month_merchant REFERENCES merchant (id),
        month_end date NOT NULL,
        -- Of the trailing window that ends with the month (policy: 30 days): decides the tier.
        net_gmv numeric(18, 2) NOT NULL,
        days_observed int NOT NULL,
        -- The first day, of the window or the month, that the feed holds.
        first_day date NOT NULL,
        -- Of the calendar month: decides success.
        paid_gmv numeric(18, 2) NOT NULL,
        month_net_gmv numeric(18, 2) NOT NULL,
        tier text NOT NULL CONSTRAINT merchant_month_tier CHECK (tier IN ${TIERS}),
        -- The refund window is still open.
        provisional boolean NOT NULL,
        ${COMPUTED_WITH},
        CONSTRAINT merchant_month_pkey PRIMARY KEY (merchant_id, month_end));
      CREATE INDEX merchant_month_tiers ON merchant_month (month_end, tier, merchant_id);

      -- Time from joining to the first successful month; leaving is a competing event, all others are censored.
      CREATE TABLE merchant_cold_start (
        merchant_id uuid CONSTRAINT merchant_cold_start_pkey PRIMARY KEY
          CONSTRAINT merchant_cold_start_merchant REFERENCES merchant (id),
        joined_on date NOT NULL,
        -- The first day that the feed knows; null: none. Later than joined_on: under observation only from here.
        observed_from date,
        -- BEFORE_RECORDS: it joined before the records begin and has the amount in their first whole month, so
        -- that its success lies on event_on or, unseen, before.
        state text NOT NULL CONSTRAINT merchant_cold_start_state
          CHECK (state IN ('SUCCESS', 'BEFORE_RECORDS', 'EXITED', 'OPEN')),
        event_on date,
        -- From joined_on to the event, or so far.
        duration_days int NOT NULL,
        -- Last days of months that reached the amount in payments and lost it again to refunds.
        void_months date[] NOT NULL,
        provisional boolean NOT NULL,
        as_of date NOT NULL,
        ${COMPUTED_WITH},
        CONSTRAINT merchant_cold_start_event CHECK ((state = 'OPEN') = (event_on IS NULL)));
      CREATE INDEX merchant_cold_start_states ON merchant_cold_start (state, duration_days, merchant_id);
      CREATE INDEX merchant_cold_start_durations ON merchant_cold_start (duration_days, merchant_id);

      CREATE TABLE leap (
        id uuid CONSTRAINT leap_pkey PRIMARY KEY,
        merchant_id uuid NOT NULL CONSTRAINT leap_merchant REFERENCES merchant (id),
        from_tier text NOT NULL CONSTRAINT leap_from_tier CHECK (from_tier IN ${TIERS}),
        to_tier text NOT NULL CONSTRAINT leap_to_tier CHECK (to_tier IN ${TIERS}),
        reached_on date NOT NULL,
        net_gmv numeric(18, 2) NOT NULL,
        state text NOT NULL CONSTRAINT leap_state CHECK (state IN ('PENDING', 'CONFIRMED', 'NOT_HELD')),
        -- Of the settled months after it.
        met_months int NOT NULL,
        missed_months int NOT NULL,
        decided_on date,
        -- Operated sessions among which the credit is shared; 0: nobody's.
        credit_sessions int NOT NULL,
        -- For which provider programmes count the merchant.
        provider_id uuid CONSTRAINT leap_provider REFERENCES provider (id),
        ${COMPUTED_WITH},
        CONSTRAINT leap_once_per_tier UNIQUE (merchant_id, to_tier),
        CONSTRAINT leap_decided CHECK ((state = 'PENDING') = (decided_on IS NULL)));
      CREATE INDEX leap_reached ON leap (reached_on, id);
      CREATE INDEX leap_provider_id ON leap (provider_id, state, reached_on);

      -- An engagement's exact share of a leap: sessions / leap.credit_sessions.
      CREATE TABLE leap_credit (
        leap_id uuid NOT NULL CONSTRAINT leap_credit_leap REFERENCES leap (id) ON DELETE CASCADE,
        engagement_id uuid NOT NULL CONSTRAINT leap_credit_engagement REFERENCES engagement (id),
        provider_id uuid NOT NULL CONSTRAINT leap_credit_provider REFERENCES provider (id),
        sessions int NOT NULL CONSTRAINT leap_credit_sessions CHECK (sessions > 0),
        active_days int NOT NULL,
        CONSTRAINT leap_credit_pkey PRIMARY KEY (leap_id, engagement_id));
      CREATE INDEX leap_credit_provider_id ON leap_credit (provider_id, leap_id);
      CREATE INDEX leap_credit_engagement_id ON leap_credit (engagement_id);

      -- What an engagement's merchant sold on the days of its term, by calendar month.
      CREATE TABLE engagement_month (
        engagement_id uuid NOT NULL CONSTRAINT engagement_month_engagement REFERENCES engagement (id),
        month_end date NOT NULL,
        paid_gmv numeric(18, 2) NOT NULL,
        net_gmv numeric(18, 2) NOT NULL,
        days_observed int NOT NULL,
        CONSTRAINT engagement_month_pkey PRIMARY KEY (engagement_id, month_end));
      CREATE INDEX engagement_month_end ON engagement_month (month_end);

      -- What was promised for the days that have passed, and what the merchant sold on them.
      CREATE TABLE engagement_attainment (
        engagement_id uuid CONSTRAINT engagement_attainment_pkey PRIMARY KEY
          CONSTRAINT engagement_attainment_engagement REFERENCES engagement (id),
        provider_id uuid NOT NULL CONSTRAINT engagement_attainment_provider REFERENCES provider (id),
        merchant_id uuid NOT NULL CONSTRAINT engagement_attainment_merchant REFERENCES merchant (id),
        first_day date NOT NULL,
        -- The last day of the term that has passed.
        last_day date NOT NULL,
        complete boolean NOT NULL,
        target_gmv numeric(16, 2) NOT NULL,
        -- The target's part for the days from first_day to last_day.
        target_to_date numeric(16, 2) NOT NULL,
        paid_gmv numeric(18, 2) NOT NULL,
        net_gmv numeric(18, 2) NOT NULL,
        days_observed int NOT NULL,
        -- net_gmv / target_to_date; null without a target.
        attainment numeric(20, 6),
        provisional boolean NOT NULL,
        ${COMPUTED_WITH});
      CREATE INDEX engagement_attainment_provider_id
        ON engagement_attainment (provider_id, attainment, engagement_id);
      CREATE INDEX engagement_attainment_order ON engagement_attainment (attainment, engagement_id);
      CREATE INDEX engagement_attainment_merchant_id ON engagement_attainment (merchant_id);

      -- Net GMV of merchant-days under a provider's active engagements, to the cent; days with several providers
      -- are shared by operated sessions.
      CREATE TABLE provider_day_gmv (
        provider_id uuid NOT NULL CONSTRAINT provider_day_gmv_provider REFERENCES provider (id),
        date date NOT NULL,
        net_gmv numeric(18, 2) NOT NULL,
        merchants int NOT NULL,
        CONSTRAINT provider_day_gmv_pkey PRIMARY KEY (provider_id, date));
      CREATE INDEX provider_day_gmv_date ON provider_day_gmv (date, provider_id);

      CREATE TABLE leap_rate (
        grouping text NOT NULL CONSTRAINT leap_rate_grouping CHECK (grouping IN ('PROVIDER', 'CATEGORY', 'REGION')),
        key text NOT NULL,
        period_start date NOT NULL,
        period_end date NOT NULL,
        merchants int NOT NULL,
        leaped_merchants int NOT NULL,
        pending_merchants int NOT NULL,
        -- Posterior mean and 95 % interval under the prior of all units; without a prior Wilson's interval.
        rate numeric(9, 6) NOT NULL,
        lower numeric(9, 6) NOT NULL,
        upper numeric(9, 6) NOT NULL,
        prior_alpha double precision,
        prior_beta double precision,
        -- Why the rates could not be shrunk.
        unshrunk_reason text,
        ${COMPUTED_WITH},
        CONSTRAINT leap_rate_pkey PRIMARY KEY (grouping, key));
      CREATE INDEX leap_rate_order ON leap_rate (grouping, rate, key);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE leap_rate, provider_day_gmv, engagement_attainment, engagement_month, leap_credit, leap, merchant_cold_start,
        merchant_month, merchant_growth_computation;
    `);
  }
}
