import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a provider deposited, what it did, what followed for how long, and what it appealed against. */
export class Conduct1763600000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a provider may not do from one instant to another. Whether it holds is asked of the clock: nothing
      -- switches it on or off. It can only be made to end earlier.
      CREATE TABLE provider_restriction (
        id uuid CONSTRAINT provider_restriction_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT provider_restriction_provider REFERENCES provider (id),
        kind text NOT NULL CONSTRAINT provider_restriction_kind
          CHECK (kind IN ('RECRUITING_BAN', 'BOARD_EXCLUSION', 'DELISTING', 'EXPULSION')),
        starts_at timestamptz(3) NOT NULL,
        ends_at timestamptz(3) CONSTRAINT provider_restriction_times CHECK (ends_at > starts_at),
        lifted_at timestamptz(3),
        cause_kind text NOT NULL,
        cause_id uuid NOT NULL);
      CREATE INDEX provider_restriction_provider_id ON provider_restriction (provider_id, kind, starts_at);
      CREATE INDEX provider_restriction_cause ON provider_restriction (cause_id);
      CREATE FUNCTION provider_restriction_only_lifted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - 'lifted_at') IS DISTINCT FROM (to_jsonb(NEW) - 'lifted_at')
           OR NEW.lifted_at IS NULL OR NEW.lifted_at > OLD.lifted_at THEN
          RAISE EXCEPTION 'a restriction can only be lifted, or lifted earlier' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER provider_restriction_only_lifted BEFORE UPDATE OR DELETE ON provider_restriction
        FOR EACH ROW EXECUTE FUNCTION provider_restriction_only_lifted();

      CREATE TABLE violation (
        id uuid CONSTRAINT violation_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT violation_provider REFERENCES provider (id),
        operator_id uuid CONSTRAINT violation_operator REFERENCES operator (id),
        kind text NOT NULL,
        occurred_on date NOT NULL,
        facts text NOT NULL,
        state text NOT NULL CONSTRAINT violation_state
          CHECK (state IN ('RECORDED', 'DISMISSED', 'IN_FORCE', 'REDUCED', 'REVERSED')),
        recorded_by text NOT NULL,
        recorded_at timestamptz(3) NOT NULL,
        decide_by date NOT NULL,
        heavy boolean NOT NULL DEFAULT false,
        policy_version int,
        -- Counts a provider's rulings: each rests on those before it, so two can't be the same one.
        ruling int CONSTRAINT violation_ruling CHECK (ruling > 0),
        offence int CONSTRAINT violation_offence CHECK (offence > 0),
        points int NOT NULL DEFAULT 0 CONSTRAINT violation_points CHECK (points >= 0),
        deduction numeric(16, 2) NOT NULL DEFAULT 0 CONSTRAINT violation_deduction CHECK (deduction >= 0),
        measures jsonb NOT NULL DEFAULT '[]',
        decided_by text,
        decided_at timestamptz(3),
        decision_reason text,
        counts_until date,
        appeal_until date,
        version int NOT NULL DEFAULT 1,
        CONSTRAINT violation_decided CHECK ((state = 'RECORDED') = (decided_by IS NULL)
          AND (decided_by IS NULL) = (decided_at IS NULL)),
        CONSTRAINT violation_ruled CHECK (state IN ('RECORDED', 'DISMISSED') OR (policy_version IS NOT NULL
          AND ruling IS NOT NULL AND offence IS NOT NULL AND counts_until IS NOT NULL AND appeal_until IS NOT NULL)),
        CONSTRAINT violation_ruling_unique UNIQUE (provider_id, ruling),
        -- Four eyes: the last word under whatever code.
        CONSTRAINT violation_four_eyes CHECK (NOT heavy OR decided_by <> recorded_by));
      CREATE INDEX violation_provider_id ON violation (provider_id, recorded_at, id);
      CREATE INDEX violation_operator_id ON violation (operator_id) WHERE operator_id IS NOT NULL;
      CREATE INDEX violation_recorded ON violation (recorded_at, id);
      CREATE INDEX violation_open ON violation (decide_by, id) WHERE state = 'RECORDED';

      CREATE TABLE appeal (
        id uuid CONSTRAINT appeal_pkey PRIMARY KEY,
        -- One appeal against a decision; a second one would be an appeal against the first reviewer.
        violation_id uuid NOT NULL CONSTRAINT appeal_violation REFERENCES violation (id)
          CONSTRAINT appeal_violation_unique UNIQUE,
        provider_id uuid NOT NULL CONSTRAINT appeal_provider REFERENCES provider (id),
        state text NOT NULL CONSTRAINT appeal_state CHECK (state IN ('FILED', 'UPHELD', 'REDUCED', 'REVERSED')),
        filed_by text NOT NULL,
        filed_at timestamptz(3) NOT NULL,
        decide_by date NOT NULL,
        decided_by text,
        decided_at timestamptz(3),
        decision_reason text,
        version int NOT NULL DEFAULT 1,
        CONSTRAINT appeal_decided CHECK ((state = 'FILED') = (decided_by IS NULL)
          AND (decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (decision_reason IS NULL)));
      CREATE INDEX appeal_provider_id ON appeal (provider_id, filed_at, id);
      CREATE INDEX appeal_filed ON appeal (filed_at, id);
      CREATE INDEX appeal_open ON appeal (decide_by, id) WHERE state = 'FILED';

      CREATE TABLE appeal_statement (
        id uuid CONSTRAINT appeal_statement_pkey PRIMARY KEY,
        appeal_id uuid NOT NULL CONSTRAINT appeal_statement_appeal REFERENCES appeal (id),
        side text NOT NULL CONSTRAINT appeal_statement_side CHECK (side IN ('PROVIDER', 'PLATFORM')),
        body text NOT NULL,
        written_by text NOT NULL,
        written_at timestamptz(3) NOT NULL);
      CREATE INDEX appeal_statement_appeal_id ON appeal_statement (appeal_id, written_at, id);
      CREATE TRIGGER appeal_statement_append_only BEFORE UPDATE OR DELETE ON appeal_statement
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE deposit_refund (
        id uuid CONSTRAINT deposit_refund_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT deposit_refund_provider REFERENCES provider (id),
        amount numeric(16, 2) NOT NULL CONSTRAINT deposit_refund_amount CHECK (amount > 0),
        state text NOT NULL CONSTRAINT deposit_refund_state CHECK (state IN ('PREPARED', 'PAID', 'DECLINED')),
        reason text NOT NULL,
        prepared_by text NOT NULL,
        prepared_at timestamptz(3) NOT NULL,
        decided_by text,
        decided_at timestamptz(3),
        decision_reason text,
        CONSTRAINT deposit_refund_decided CHECK ((state = 'PREPARED') = (decided_by IS NULL)
          AND (decided_by IS NULL) = (decided_at IS NULL)),
        CONSTRAINT deposit_refund_four_eyes CHECK (state <> 'PAID' OR decided_by <> prepared_by));
      CREATE UNIQUE INDEX deposit_refund_one_open ON deposit_refund (provider_id) WHERE state = 'PREPARED';
      CREATE INDEX deposit_refund_provider_id ON deposit_refund (provider_id, prepared_at, id);
      CREATE INDEX deposit_refund_prepared ON deposit_refund (prepared_at, id);

      -- The ledger. A balance is the sum of a provider's rows and stored nowhere.
      CREATE TABLE deposit_entry (
        id uuid CONSTRAINT deposit_entry_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT deposit_entry_provider REFERENCES provider (id),
        -- Counts a provider's entries without a gap. Whoever decided on the same balance as somebody else
        -- has the same number, and is refused.
        number int NOT NULL CONSTRAINT deposit_entry_number CHECK (number > 0),
        kind text NOT NULL CONSTRAINT deposit_entry_kind
          CHECK (kind IN ('DEPOSIT', 'DEDUCTION', 'REFUND', 'CORRECTION')),
        amount numeric(16, 2) NOT NULL CONSTRAINT deposit_entry_sign CHECK (CASE kind
          WHEN 'DEPOSIT' THEN amount > 0 WHEN 'CORRECTION' THEN amount <> 0 ELSE amount < 0 END),
        reason text NOT NULL,
        reference text,
        violation_id uuid CONSTRAINT deposit_entry_violation REFERENCES violation (id),
        appeal_id uuid CONSTRAINT deposit_entry_appeal REFERENCES appeal (id),
        refund_id uuid CONSTRAINT deposit_entry_refund REFERENCES deposit_refund (id)
          CONSTRAINT deposit_entry_refund_unique UNIQUE,
        compensates uuid CONSTRAINT deposit_entry_compensates REFERENCES deposit_entry (id),
        booked_on date NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz(3) NOT NULL,
        CONSTRAINT deposit_entry_number_unique UNIQUE (provider_id, number),
        CONSTRAINT deposit_entry_cause CHECK ((kind <> 'DEDUCTION' OR violation_id IS NOT NULL)
          AND (kind <> 'DEPOSIT' OR reference IS NOT NULL)
          AND ((kind = 'REFUND') = (refund_id IS NOT NULL))
          AND ((kind = 'CORRECTION') = (compensates IS NOT NULL))));
      CREATE INDEX deposit_entry_reference ON deposit_entry (reference) WHERE kind = 'DEPOSIT';
      CREATE UNIQUE INDEX deposit_entry_one_deduction ON deposit_entry (violation_id) WHERE kind = 'DEDUCTION';
      CREATE INDEX deposit_entry_recorded ON deposit_entry (recorded_at, id);
      CREATE INDEX deposit_entry_compensated ON deposit_entry (compensates) WHERE compensates IS NOT NULL;
      CREATE INDEX deposit_entry_violation_id ON deposit_entry (violation_id) WHERE violation_id IS NOT NULL;

      -- What the books may never say, whatever the code does. The unique number makes looking at the other rows
      -- safe: of two that looked at the same, one fails.
      CREATE FUNCTION deposit_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE original deposit_entry; compensated numeric;
      BEGIN
        IF NEW.number <> (SELECT count(*) + 1 FROM deposit_entry WHERE provider_id = NEW.provider_id) THEN
          RAISE EXCEPTION 'entries are numbered without a gap' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'deposit_entry_without_gap';
        END IF;
        IF NEW.kind = 'REFUND'
           AND NEW.amount + (SELECT coalesce(sum(amount), 0) FROM deposit_entry WHERE provider_id = NEW.provider_id) < 0 THEN
          RAISE EXCEPTION 'more than the balance cannot be refunded' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'deposit_entry_refund_covered';
        END IF;
        IF NEW.compensates IS NOT NULL THEN
          SELECT * INTO original FROM deposit_entry WHERE id = NEW.compensates;
          SELECT coalesce(sum(amount), 0) INTO compensated FROM deposit_entry WHERE compensates = NEW.compensates;
          IF original.provider_id <> NEW.provider_id OR sign(NEW.amount) = sign(original.amount)
             OR abs(NEW.amount + compensated) > abs(original.amount) THEN
            RAISE EXCEPTION 'a correction takes back at most what its entry booked' USING ERRCODE = 'check_violation',
              CONSTRAINT = 'deposit_entry_compensation';
          END IF;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER deposit_entry_balances BEFORE INSERT ON deposit_entry
        FOR EACH ROW EXECUTE FUNCTION deposit_entry_balances();
      CREATE TRIGGER deposit_entry_append_only BEFORE UPDATE OR DELETE ON deposit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER deposit_entry_no_truncate BEFORE TRUNCATE ON deposit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      -- Which moments somebody has been told of: the row is the right to tell, so that it happens once.
      CREATE TABLE conduct_notice (
        subject_id uuid NOT NULL,
        moment text NOT NULL,
        noticed_at timestamptz(3) NOT NULL,
        CONSTRAINT conduct_notice_pkey PRIMARY KEY (subject_id, moment));

      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN
          REVOKE UPDATE, DELETE, TRUNCATE ON deposit_entry, appeal_statement FROM caopan_app;
          REVOKE UPDATE, DELETE, TRUNCATE ON provider_restriction FROM caopan_app;
          GRANT UPDATE (lifted_at) ON provider_restriction TO caopan_app;
          REVOKE DELETE, TRUNCATE ON violation, appeal, deposit_refund, conduct_notice FROM caopan_app;
        END IF;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE conduct_notice, deposit_entry, deposit_refund, appeal_statement, appeal, violation, provider_restriction;
      DROP FUNCTION deposit_entry_balances();
      DROP FUNCTION provider_restriction_only_lifted();
    `);
  }
}
