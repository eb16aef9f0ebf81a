import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How two sides come to terms: offers in versions, their answers, milestones, and what they wrote each other. */
export class Negotiation1763600000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE engagement
        -- Share of net GMV that the merchant pays on top of the fee: 0.05 is five per cent.
        ADD COLUMN commission_share numeric(5, 4) CONSTRAINT engagement_commission_share
          CHECK (commission_share > 0 AND commission_share <= 1),
        -- The version that waits for an answer, and the one in force.
        ADD COLUMN open_version int,
        ADD COLUMN agreed_version int,
        -- Those that one merchant asked at once: at most one of them comes to terms.
        ADD COLUMN request_id uuid;
      CREATE INDEX engagement_request_id ON engagement (request_id) WHERE request_id IS NOT NULL;
      CREATE UNIQUE INDEX engagement_one_of_request ON engagement (request_id)
        WHERE request_id IS NOT NULL AND state IN ('ACCEPTED', 'TERMINATED');

      -- What a side offered. Never changed: who wants other terms makes another version.
      CREATE TABLE engagement_version (
        id uuid CONSTRAINT engagement_version_pkey PRIMARY KEY,
        engagement_id uuid NOT NULL CONSTRAINT engagement_version_engagement REFERENCES engagement (id),
        number int NOT NULL CONSTRAINT engagement_version_number CHECK (number > 0),
        kind text NOT NULL CONSTRAINT engagement_version_kind CHECK (kind IN ('TERMS', 'EXTENSION', 'HANDOVER')),
        made_by text NOT NULL CONSTRAINT engagement_version_made_by CHECK (made_by IN ('PROVIDER', 'MERCHANT')),
        scope_modules text[] NOT NULL,
        target_gmv numeric(16, 2) NOT NULL CONSTRAINT engagement_version_target CHECK (target_gmv >= 0),
        fee numeric(16, 2) NOT NULL CONSTRAINT engagement_version_fee CHECK (fee >= 0),
        commission_share numeric(5, 4) CONSTRAINT engagement_version_share
          CHECK (commission_share > 0 AND commission_share <= 1),
        started_on date NOT NULL,
        ended_on date NOT NULL,
        operator_ids uuid[] NOT NULL,
        note text NOT NULL,
        author text NOT NULL,
        made_at timestamptz(3) NOT NULL,
        CONSTRAINT engagement_version_unique UNIQUE (engagement_id, number),
        CONSTRAINT engagement_version_term CHECK (ended_on >= started_on));
      CREATE INDEX engagement_version_made ON engagement_version (engagement_id, made_at, id);

      CREATE TABLE engagement_milestone (
        version_id uuid NOT NULL CONSTRAINT engagement_milestone_version REFERENCES engagement_version (id),
        position int NOT NULL,
        title text NOT NULL,
        due_on date NOT NULL,
        -- Both counted from the first day of the term; at least one of them.
        target_gmv numeric(16, 2) CONSTRAINT engagement_milestone_gmv CHECK (target_gmv > 0),
        target_sessions int CONSTRAINT engagement_milestone_sessions CHECK (target_sessions > 0),
        CONSTRAINT engagement_milestone_pkey PRIMARY KEY (version_id, position),
        CONSTRAINT engagement_milestone_target CHECK (num_nonnulls(target_gmv, target_sessions) > 0));

      -- What became of each version: its key says that this is decided once.
      CREATE TABLE engagement_answer (
        version_id uuid CONSTRAINT engagement_answer_pkey PRIMARY KEY
          CONSTRAINT engagement_answer_version REFERENCES engagement_version (id),
        engagement_id uuid NOT NULL CONSTRAINT engagement_answer_engagement REFERENCES engagement (id),
        answer text NOT NULL CONSTRAINT engagement_answer_answer
          CHECK (answer IN ('ACCEPTED', 'DECLINED', 'WITHDRAWN', 'SUPERSEDED', 'LAPSED')),
        side text NOT NULL CONSTRAINT engagement_answer_side CHECK (side IN ('PROVIDER', 'MERCHANT', 'PLATFORM')),
        reason text NOT NULL,
        answered_by text NOT NULL,
        answered_at timestamptz(3) NOT NULL);
      CREATE INDEX engagement_answer_answered ON engagement_answer (engagement_id, answered_at, version_id);

      CREATE TABLE engagement_message (
        id uuid CONSTRAINT engagement_message_pkey PRIMARY KEY,
        engagement_id uuid NOT NULL CONSTRAINT engagement_message_engagement REFERENCES engagement (id),
        side text NOT NULL CONSTRAINT engagement_message_side CHECK (side IN ('PROVIDER', 'MERCHANT', 'PLATFORM')),
        author text NOT NULL,
        body text NOT NULL,
        sent_at timestamptz(3) NOT NULL,
        redacted_at timestamptz(3),
        redacted_by text,
        redaction_reason text,
        CONSTRAINT engagement_message_redacted CHECK (CASE WHEN redacted_at IS NULL
          THEN num_nonnulls(redacted_by, redaction_reason) = 0 AND body <> ''
          ELSE num_nulls(redacted_by, redaction_reason) = 0 AND body = '' END));
      CREATE INDEX engagement_message_sent ON engagement_message (engagement_id, sent_at, id);

      -- A message is never edited. Redaction takes its words away, once, and leaves the rest.
      CREATE FUNCTION refuse_message_edit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'UPDATE' AND OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL
           AND (NEW.id, NEW.engagement_id, NEW.side, NEW.author, NEW.sent_at)
             = (OLD.id, OLD.engagement_id, OLD.side, OLD.author, OLD.sent_at) THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'messages are not edited' USING ERRCODE = 'restrict_violation';
      END $$;
      CREATE TRIGGER engagement_message_not_edited BEFORE UPDATE OR DELETE ON engagement_message
        FOR EACH ROW EXECUTE FUNCTION refuse_message_edit();
      CREATE TRIGGER engagement_version_append_only BEFORE UPDATE OR DELETE ON engagement_version
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER engagement_milestone_append_only BEFORE UPDATE OR DELETE ON engagement_milestone
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER engagement_answer_append_only BEFORE UPDATE OR DELETE ON engagement_answer
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- What was agreed so far was agreed in one version.
      INSERT INTO engagement_version (id, engagement_id, number, kind, made_by, scope_modules, target_gmv, fee,
                                      started_on, ended_on, operator_ids, note, author, made_at)
      SELECT uuid_v7(), e.id, 1, 'TERMS', e.proposed_by, e.scope_modules, e.target_gmv, e.fee, e.started_on,
             e.ended_on, ARRAY(SELECT o.operator_id FROM engagement_operator o WHERE o.engagement_id = e.id),
             e.note, coalesce(t.decided_by, 'system:upgrade'), e.created_at
        FROM engagement e
        LEFT JOIN engagement_transition t ON t.engagement_id = e.id AND t.from_state IS NULL
       WHERE NOT e.imported AND e.kind = 'SERVICE';
      UPDATE engagement SET open_version = 1 WHERE NOT imported AND kind = 'SERVICE' AND state = 'PROPOSED';
      UPDATE engagement SET agreed_version = 1
       WHERE NOT imported AND kind = 'SERVICE' AND accepted_at IS NOT NULL;
      INSERT INTO engagement_answer (version_id, engagement_id, answer, side, reason, answered_by, answered_at)
      SELECT v.id, t.engagement_id, t.to_state, t.side, t.reason, t.decided_by, t.decided_at
        FROM engagement_transition t JOIN engagement_version v USING (engagement_id)
       WHERE t.from_state = 'PROPOSED';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE engagement_message, engagement_answer, engagement_milestone, engagement_version;
      DROP FUNCTION refuse_message_edit();
      ALTER TABLE engagement DROP COLUMN request_id, DROP COLUMN agreed_version, DROP COLUMN open_version,
        DROP COLUMN commission_share;
    `);
  }
}
