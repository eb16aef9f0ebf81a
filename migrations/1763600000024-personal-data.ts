import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Personal data under a key for each person, proofs of identity, marks of related parties, fresh profiles. */
export class PersonalData1763600000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One key for each subject, wrapped by a key made of DATA_ENCRYPTION_SECRET. Erasing the subject is
      -- forgetting its key: what was sealed under it, the audit included, can never be read again.
      CREATE TABLE data_subject (
        kind text NOT NULL,
        id uuid NOT NULL,
        wrapped_key bytea,
        created_at timestamptz(3) NOT NULL,
        erased_at timestamptz(3),
        CONSTRAINT data_subject_pkey PRIMARY KEY (kind, id),
        CONSTRAINT data_subject_erased CHECK ((wrapped_key IS NULL) = (erased_at IS NOT NULL)));

      CREATE TABLE personal_field (
        subject_kind text NOT NULL,
        subject_id uuid NOT NULL,
        field text NOT NULL,
        sealed bytea NOT NULL,
        -- What everybody who may see the object sees in its place.
        mask text NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT personal_field_pkey PRIMARY KEY (subject_id, subject_kind, field),
        CONSTRAINT personal_field_subject FOREIGN KEY (subject_kind, subject_id) REFERENCES data_subject (kind, id));

      CREATE TABLE identity_conflict (
        id uuid CONSTRAINT identity_conflict_pkey PRIMARY KEY,
        -- Who tried to prove, and whose proof stood against it: the same record, when it was proved as another person.
        operator_id uuid NOT NULL CONSTRAINT identity_conflict_operator REFERENCES operator (id),
        holder_id uuid NOT NULL CONSTRAINT identity_conflict_holder REFERENCES operator (id),
        state text NOT NULL CONSTRAINT identity_conflict_state CHECK (state IN ('OPEN', 'UPHELD', 'RELEASED')),
        opened_at timestamptz(3) NOT NULL,
        settled_at timestamptz(3),
        settled_by text,
        reason text,
        CONSTRAINT identity_conflict_settled CHECK ((state = 'OPEN') = (settled_at IS NULL)
          AND (settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL) = (reason IS NULL)));
      CREATE UNIQUE INDEX identity_conflict_open ON identity_conflict (operator_id, holder_id) WHERE state = 'OPEN';
      CREATE INDEX identity_conflict_newest ON identity_conflict (opened_at, id);

      CREATE TABLE party_mark (
        id uuid CONSTRAINT party_mark_pkey PRIMARY KEY,
        provider_id uuid CONSTRAINT party_mark_provider REFERENCES provider (id),
        merchant_id uuid CONSTRAINT party_mark_merchant REFERENCES merchant (id),
        ground text NOT NULL CONSTRAINT party_mark_ground
          CHECK (ground IN ('OWNER', 'LEGAL_REPRESENTATIVE', 'BANK_ACCOUNT')),
        -- Keyed hash: equal for equal people, companies or accounts, and nothing else can be learnt from it.
        mark bytea NOT NULL,
        declared_by text NOT NULL,
        declared_at timestamptz(3) NOT NULL,
        ended_at timestamptz(3),
        ended_by text,
        end_reason text,
        CONSTRAINT party_mark_party CHECK (num_nonnulls(provider_id, merchant_id) = 1),
        CONSTRAINT party_mark_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL)
          AND (ended_at IS NULL) = (end_reason IS NULL)));
      CREATE UNIQUE INDEX party_mark_once_provider ON party_mark (provider_id, ground, mark)
        WHERE provider_id IS NOT NULL AND ended_at IS NULL;
      CREATE UNIQUE INDEX party_mark_once_merchant ON party_mark (merchant_id, ground, mark)
        WHERE merchant_id IS NOT NULL AND ended_at IS NULL;
      CREATE INDEX party_mark_mark ON party_mark (mark) WHERE ended_at IS NULL;
      CREATE INDEX party_mark_provider_id ON party_mark (provider_id, id) WHERE provider_id IS NOT NULL;
      CREATE INDEX party_mark_merchant_id ON party_mark (merchant_id, id) WHERE merchant_id IS NOT NULL;

      -- A person may own one side and represent the other, so the mark decides and not the ground.
      CREATE VIEW related_party AS
        SELECT p.provider_id, m.merchant_id, array_agg(DISTINCT g.ground ORDER BY g.ground) AS grounds,
               min(greatest(p.declared_at, m.declared_at)) AS known_since
          FROM party_mark p
          JOIN party_mark m ON m.mark = p.mark AND m.merchant_id IS NOT NULL AND m.ended_at IS NULL
         CROSS JOIN LATERAL (VALUES (p.ground), (m.ground)) AS g (ground)
         WHERE p.provider_id IS NOT NULL AND p.ended_at IS NULL
         GROUP BY p.provider_id, m.merchant_id;

      CREATE TABLE provider_profile_confirmation (
        provider_id uuid CONSTRAINT provider_profile_confirmation_pkey PRIMARY KEY
          CONSTRAINT provider_profile_confirmation_provider REFERENCES provider (id),
        confirmed_at timestamptz(3) NOT NULL,
        confirmed_by text NOT NULL);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE provider_profile_confirmation;
      DROP VIEW related_party;
      DROP TABLE party_mark, identity_conflict, personal_field, data_subject;
    `);
  }
}
