import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who applied with what, what reviewers decided, and how admitted providers stand since. */
export class Admission1763600000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE admission_application (
        id uuid CONSTRAINT admission_application_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT admission_application_provider REFERENCES provider (id),
        -- The provider's first application, second…
        number int NOT NULL,
        state text NOT NULL CONSTRAINT admission_application_state CHECK (state IN (
          'DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'RETURNED', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'LAPSED')),
        version int NOT NULL DEFAULT 1,
        content jsonb NOT NULL,
        submissions int NOT NULL DEFAULT 0,
        -- Returned: the last day for supplying what was asked for.
        due_on date CONSTRAINT admission_application_due_on CHECK ((state = 'RETURNED') = (due_on IS NOT NULL)),
        -- Rejected: the first day on which the provider may apply again.
        reapply_from date
          CONSTRAINT admission_application_reapply_from CHECK ((state = 'REJECTED') = (reapply_from IS NOT NULL)),
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT admission_application_number UNIQUE (provider_id, number));
      -- One application per company, also when two colleagues start one at the same time.
      CREATE UNIQUE INDEX admission_application_one_open ON admission_application (provider_id)
        WHERE state IN ('DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'RETURNED');
      CREATE INDEX admission_application_state_updated ON admission_application (state, updated_at, id);
      CREATE INDEX admission_application_updated ON admission_application (updated_at, id);
      CREATE INDEX admission_application_due ON admission_application (due_on) WHERE state = 'RETURNED';

      -- What reviewers decide on: the application as it was submitted, unchangeable.
      CREATE TABLE application_submission (
        application_id uuid NOT NULL
          CONSTRAINT application_submission_application REFERENCES admission_application (id),
        number int NOT NULL,
        content jsonb NOT NULL,
        documents jsonb NOT NULL,
        policy_version int NOT NULL,
        content_hash bytea NOT NULL,
        submitted_by text NOT NULL,
        submitted_at timestamptz(3) NOT NULL,
        CONSTRAINT application_submission_pkey PRIMARY KEY (application_id, number));
      CREATE TRIGGER application_submission_append_only BEFORE UPDATE OR DELETE ON application_submission
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE application_transition (
        id uuid CONSTRAINT application_transition_pkey PRIMARY KEY,
        application_id uuid NOT NULL
          CONSTRAINT application_transition_application REFERENCES admission_application (id),
        from_state text,
        to_state text NOT NULL,
        reason text NOT NULL DEFAULT '',
        -- What the provider was asked for, when the application was returned.
        requests jsonb NOT NULL DEFAULT '[]',
        decided_by text NOT NULL,
        decided_at timestamptz(3) NOT NULL);
      CREATE INDEX application_transition_application_id ON application_transition (application_id, decided_at);
      CREATE TRIGGER application_transition_append_only BEFORE UPDATE OR DELETE ON application_transition
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- Papers that a provider handed over. They count for its standing once reviewers have accepted them.
      CREATE TABLE admission_document (
        id uuid CONSTRAINT admission_document_pkey PRIMARY KEY,
        provider_id uuid NOT NULL CONSTRAINT admission_document_provider REFERENCES provider (id),
        kind text NOT NULL,
        file_id uuid NOT NULL CONSTRAINT admission_document_file UNIQUE
          CONSTRAINT admission_document_stored_file REFERENCES stored_file (id),
        expires_on date,
        added_by text NOT NULL,
        added_at timestamptz(3) NOT NULL,
        accepted_at timestamptz(3),
        removed_at timestamptz(3));
      CREATE INDEX admission_document_provider_id ON admission_document (provider_id, added_at, id)
        WHERE removed_at IS NULL;

      CREATE TABLE review_case (
        id uuid CONSTRAINT review_case_pkey PRIMARY KEY,
        kind text NOT NULL CONSTRAINT review_case_kind CHECK (kind IN ('ADMISSION', 'RULING', 'DOCUMENT')),
        provider_id uuid NOT NULL CONSTRAINT review_case_provider REFERENCES provider (id),
        application_id uuid CONSTRAINT review_case_application REFERENCES admission_application (id),
        submission_number int,
        ruling text CONSTRAINT review_case_ruling CHECK (ruling IN ('SUSPEND', 'REINSTATE', 'EXIT')),
        document_id uuid CONSTRAINT review_case_document REFERENCES admission_document (id),
        state text NOT NULL CONSTRAINT review_case_state
          CHECK (state IN ('OPEN', 'RECOMMENDED', 'DISPUTED', 'DECIDED', 'CLOSED')),
        outcome text CONSTRAINT review_case_outcome CHECK (outcome IN ('APPROVE', 'REJECT', 'RETURN')),
        assigned_to uuid CONSTRAINT review_case_assigned_to REFERENCES account (id),
        due_on date NOT NULL,
        opened_at timestamptz(3) NOT NULL,
        closed_at timestamptz(3),
        CONSTRAINT review_case_subject CHECK (
          (application_id IS NOT NULL) = (kind = 'ADMISSION')
          AND (submission_number IS NOT NULL) = (kind = 'ADMISSION')
          AND (ruling IS NOT NULL) = (kind = 'RULING')
          AND (document_id IS NOT NULL) = (kind = 'DOCUMENT')),
        CONSTRAINT review_case_closed CHECK ((state IN ('DECIDED', 'CLOSED')) = (closed_at IS NOT NULL)),
        CONSTRAINT review_case_decided CHECK ((state = 'DECIDED') = (outcome IS NOT NULL)),
        CONSTRAINT review_case_submission UNIQUE (application_id, submission_number),
        CONSTRAINT review_case_document_once UNIQUE (document_id));
      CREATE UNIQUE INDEX review_case_one_ruling ON review_case (provider_id)
        WHERE kind = 'RULING' AND state IN ('OPEN', 'RECOMMENDED', 'DISPUTED');
      -- The queue: by due date, by age; and what each reviewer has to do.
      CREATE INDEX review_case_due ON review_case (due_on, id) WHERE state IN ('OPEN', 'RECOMMENDED', 'DISPUTED');
      CREATE INDEX review_case_age ON review_case (opened_at, id) WHERE state IN ('OPEN', 'RECOMMENDED', 'DISPUTED');
      CREATE INDEX review_case_assigned ON review_case (assigned_to, due_on, id)
        WHERE state IN ('OPEN', 'RECOMMENDED', 'DISPUTED');
      CREATE INDEX review_case_provider_id ON review_case (provider_id, opened_at, id);
      CREATE INDEX review_case_opened ON review_case (opened_at, id);

      -- Four eyes: one opinion for each step, and none of the same person twice.
      CREATE TABLE review_opinion (
        review_id uuid NOT NULL CONSTRAINT review_opinion_review REFERENCES review_case (id),
        step text NOT NULL CONSTRAINT review_opinion_step CHECK (step IN ('FIRST', 'SECOND', 'THIRD')),
        account_id uuid NOT NULL CONSTRAINT review_opinion_account REFERENCES account (id),
        outcome text NOT NULL CONSTRAINT review_opinion_outcome CHECK (outcome IN ('APPROVE', 'REJECT', 'RETURN')),
        reason text NOT NULL,
        given_at timestamptz(3) NOT NULL,
        CONSTRAINT review_opinion_pkey PRIMARY KEY (review_id, step),
        CONSTRAINT review_opinion_other_person UNIQUE (review_id, account_id));
      CREATE TRIGGER review_opinion_append_only BEFORE UPDATE OR DELETE ON review_opinion
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- What reviewers found where data can't tell. The last answer counts.
      CREATE TABLE review_gate_answer (
        id uuid CONSTRAINT review_gate_answer_pkey PRIMARY KEY,
        review_id uuid NOT NULL CONSTRAINT review_gate_answer_review REFERENCES review_case (id),
        provider_id uuid NOT NULL CONSTRAINT review_gate_answer_provider REFERENCES provider (id),
        gate text NOT NULL,
        passed boolean NOT NULL,
        note text NOT NULL,
        answered_on date NOT NULL,
        answered_by text NOT NULL,
        answered_at timestamptz(3) NOT NULL);
      CREATE INDEX review_gate_answer_latest ON review_gate_answer (provider_id, gate, answered_at);
      CREATE TRIGGER review_gate_answer_append_only BEFORE UPDATE OR DELETE ON review_gate_answer
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE provider_standing (
        provider_id uuid CONSTRAINT provider_standing_pkey PRIMARY KEY
          CONSTRAINT provider_standing_provider REFERENCES provider (id),
        state text NOT NULL CONSTRAINT provider_standing_state
          CHECK (state IN ('PROBATION', 'ADMITTED', 'AT_RISK', 'SUSPENDED', 'EXITED')),
        since date NOT NULL,
        held_by text NOT NULL CONSTRAINT provider_standing_held_by CHECK (held_by IN ('GATES', 'RULING')),
        returns_to text NOT NULL
          CONSTRAINT provider_standing_returns_to CHECK (returns_to IN ('PROBATION', 'ADMITTED')),
        probation_ends_on date NOT NULL,
        next_state text,
        next_on date,
        reentry_from date,
        failing_checks int NOT NULL DEFAULT 0,
        passing_checks int NOT NULL DEFAULT 0,
        reentries int NOT NULL DEFAULT 0,
        judged_from date NOT NULL,
        last_checked_on date,
        -- What the last check found: [{ code, status, since, bitesOn }].
        verdicts jsonb NOT NULL DEFAULT '[]',
        failing_since date,
        bites_on date,
        bites_gate text,
        -- Counts moves: the number of the last one in standing_transition.
        moves int NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT provider_standing_next CHECK ((next_state IS NULL) = (next_on IS NULL)),
        CONSTRAINT provider_standing_bites CHECK ((bites_on IS NULL) = (bites_gate IS NULL)));
      CREATE INDEX provider_standing_since ON provider_standing (since, provider_id);
      CREATE INDEX provider_standing_biting ON provider_standing (bites_on, provider_id) WHERE bites_on IS NOT NULL;
      CREATE INDEX provider_standing_unchecked ON provider_standing (provider_id, last_checked_on)
        WHERE state <> 'EXITED';

      -- Every move, numbered: a move that two workers try at once has one number and happens once.
      CREATE TABLE standing_transition (
        provider_id uuid NOT NULL CONSTRAINT standing_transition_provider REFERENCES provider (id),
        number int NOT NULL,
        from_state text,
        to_state text NOT NULL,
        cause text NOT NULL CONSTRAINT standing_transition_cause
          CHECK (cause IN ('REVIEW', 'GATES', 'TIME', 'RULING', 'IMPORT')),
        gates text[] NOT NULL,
        reason text NOT NULL,
        effective_on date NOT NULL,
        policy_version int NOT NULL,
        decided_by text NOT NULL,
        decided_at timestamptz(3) NOT NULL,
        CONSTRAINT standing_transition_pkey PRIMARY KEY (provider_id, number));
      CREATE TRIGGER standing_transition_append_only BEFORE UPDATE OR DELETE ON standing_transition
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- The next version of the policy while two people agree on it. In force are rows of policy_version only.
      CREATE TABLE admission_policy_draft (
        id uuid CONSTRAINT admission_policy_draft_pkey PRIMARY KEY,
        state text NOT NULL CONSTRAINT admission_policy_draft_state
          CHECK (state IN ('DRAFT', 'APPROVED', 'WITHDRAWN')),
        body jsonb NOT NULL,
        note text NOT NULL,
        effective_from date NOT NULL,
        drafted_by text NOT NULL,
        drafted_at timestamptz(3) NOT NULL,
        closed_by text,
        closed_at timestamptz(3),
        policy_version int CONSTRAINT admission_policy_draft_version UNIQUE,
        CONSTRAINT admission_policy_draft_closed CHECK (
          (state = 'DRAFT') = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)
          AND (state = 'APPROVED') = (policy_version IS NOT NULL)),
        CONSTRAINT admission_policy_draft_other_person CHECK (state <> 'APPROVED' OR closed_by <> drafted_by));
      CREATE INDEX admission_policy_draft_drafted ON admission_policy_draft (drafted_at, id);

      CREATE TABLE policy_dry_run (
        id uuid CONSTRAINT policy_dry_run_pkey PRIMARY KEY,
        draft_id uuid NOT NULL CONSTRAINT policy_dry_run_draft REFERENCES admission_policy_draft (id),
        base_version int NOT NULL,
        as_of date NOT NULL,
        job_id uuid NOT NULL CONSTRAINT policy_dry_run_job REFERENCES background_job (id),
        requested_by text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        finished_at timestamptz(3));
      CREATE INDEX policy_dry_run_draft_id ON policy_dry_run (draft_id, created_at, id);

      CREATE TABLE policy_dry_run_result (
        dry_run_id uuid NOT NULL CONSTRAINT policy_dry_run_result_run REFERENCES policy_dry_run (id),
        provider_id uuid NOT NULL CONSTRAINT policy_dry_run_result_provider REFERENCES provider (id),
        outcome text NOT NULL
          CONSTRAINT policy_dry_run_result_outcome CHECK (outcome IN ('WOULD_PASS', 'WOULD_BE_AT_RISK')),
        base_outcome text NOT NULL CONSTRAINT policy_dry_run_result_base_outcome
          CHECK (base_outcome IN ('WOULD_PASS', 'WOULD_BE_AT_RISK')),
        failing text[] NOT NULL,
        base_failing text[] NOT NULL,
        -- Since when the first failing gate fails; the day of the run where data can't tell.
        since date,
        bites_on date,
        bites_gate text,
        CONSTRAINT policy_dry_run_result_pkey PRIMARY KEY (dry_run_id, provider_id));
      CREATE INDEX policy_dry_run_result_by_outcome ON policy_dry_run_result (dry_run_id, outcome, provider_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE policy_dry_run_result, policy_dry_run, admission_policy_draft, standing_transition,
                 provider_standing, review_gate_answer, review_opinion, review_case, admission_document,
                 application_transition, application_submission, admission_application;
    `);
  }
}
