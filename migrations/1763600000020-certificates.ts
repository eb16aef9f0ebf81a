import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Certificates: who holds what, what was ruled, what was signed with which key, who looks. */
export class Certificates1763600000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE issuer_key (
        id uuid CONSTRAINT issuer_key_pkey PRIMARY KEY,
        key_id text NOT NULL CONSTRAINT issuer_key_key_id_unique UNIQUE,
        controller text NOT NULL,
        public_key text NOT NULL,
        private_key bytea NOT NULL,
        created_at timestamptz(3) NOT NULL,
        retired_at timestamptz(3));
      -- One key signs at a time, also when two processes need the first one at once.
      CREATE UNIQUE INDEX issuer_key_one_active ON issuer_key (controller) WHERE retired_at IS NULL;

      -- Each page is one bitstring for suspensions and one for revocations, with the same indexes.
      CREATE TABLE status_page (
        page int CONSTRAINT status_page_pkey PRIMARY KEY,
        allocated int NOT NULL DEFAULT 0,
        version bigint NOT NULL DEFAULT 0);

      CREATE TABLE status_list (
        page int NOT NULL CONSTRAINT status_list_page REFERENCES status_page (page),
        purpose text NOT NULL CONSTRAINT status_list_purpose CHECK (purpose IN ('suspension', 'revocation')),
        version bigint NOT NULL,
        credential text NOT NULL,
        token text NOT NULL,
        dated_at timestamptz(3) NOT NULL,
        CONSTRAINT status_list_pkey PRIMARY KEY (page, purpose));

      CREATE TABLE certificate (
        id uuid CONSTRAINT certificate_pkey PRIMARY KEY,
        number text NOT NULL CONSTRAINT certificate_number_unique UNIQUE,
        operator_id uuid NOT NULL CONSTRAINT certificate_operator REFERENCES operator (id),
        level text NOT NULL,
        entitlement text NOT NULL CONSTRAINT certificate_entitlement_unique UNIQUE,
        issued_on date NOT NULL,
        valid_until date NOT NULL CONSTRAINT certificate_term CHECK (valid_until >= issued_on),
        suspended_at timestamptz(3),
        revoked_on date CONSTRAINT certificate_revoked_on CHECK (revoked_on >= issued_on),
        name_display text NOT NULL CONSTRAINT certificate_name_display
          CHECK (name_display IN ('FULL', 'MASKED', 'HIDDEN')),
        show_employer boolean NOT NULL,
        subject_id uuid NOT NULL,
        status_page int NOT NULL CONSTRAINT certificate_status_page REFERENCES status_page (page),
        status_index int NOT NULL CONSTRAINT certificate_status_index CHECK (status_index >= 0),
        policy_version int NOT NULL,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT certificate_status_unique UNIQUE (status_page, status_index));
      CREATE INDEX certificate_operator_id ON certificate (operator_id);
      CREATE INDEX certificate_valid_until ON certificate (valid_until, id);

      CREATE TABLE certificate_renewal (
        id uuid CONSTRAINT certificate_renewal_pkey PRIMARY KEY,
        certificate_id uuid NOT NULL CONSTRAINT certificate_renewal_certificate REFERENCES certificate (id),
        entitlement text NOT NULL CONSTRAINT certificate_renewal_entitlement_unique UNIQUE,
        valid_until_before date NOT NULL,
        valid_until date NOT NULL,
        policy_version int NOT NULL,
        decided_by text NOT NULL,
        decided_at timestamptz(3) NOT NULL);
      CREATE INDEX certificate_renewal_certificate_id ON certificate_renewal (certificate_id);
      CREATE TRIGGER certificate_renewal_append_only BEFORE UPDATE OR DELETE ON certificate_renewal
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE certificate_ruling (
        id uuid CONSTRAINT certificate_ruling_pkey PRIMARY KEY,
        certificate_id uuid NOT NULL CONSTRAINT certificate_ruling_certificate REFERENCES certificate (id),
        kind text NOT NULL CONSTRAINT certificate_ruling_kind CHECK (kind IN ('SUSPENDED', 'LIFTED', 'REVOKED')),
        reason text NOT NULL,
        effective_on date NOT NULL,
        decided_by text NOT NULL,
        decided_at timestamptz(3) NOT NULL);
      CREATE INDEX certificate_ruling_certificate_id ON certificate_ruling (certificate_id, decided_at);
      CREATE TRIGGER certificate_ruling_append_only BEFORE UPDATE OR DELETE ON certificate_ruling
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- Every version that was ever signed: what was handed out can be found again.
      CREATE TABLE certificate_document (
        certificate_id uuid NOT NULL CONSTRAINT certificate_document_certificate REFERENCES certificate (id),
        revision int NOT NULL CONSTRAINT certificate_document_revision CHECK (revision > 0),
        issuer_key_id uuid NOT NULL CONSTRAINT certificate_document_issuer_key REFERENCES issuer_key (id),
        credential text NOT NULL,
        token text NOT NULL,
        signed_at timestamptz(3) NOT NULL,
        CONSTRAINT certificate_document_pkey PRIMARY KEY (certificate_id, revision));
      CREATE TRIGGER certificate_document_append_only BEFORE UPDATE OR DELETE ON certificate_document
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      -- How often, never by whom.
      CREATE TABLE certificate_verification (
        certificate_id uuid NOT NULL
          CONSTRAINT certificate_verification_certificate REFERENCES certificate (id),
        date date NOT NULL,
        channel text NOT NULL CONSTRAINT certificate_verification_channel
          CHECK (channel IN ('PAGE', 'QUERY', 'DOWNLOAD')),
        count int NOT NULL,
        CONSTRAINT certificate_verification_pkey PRIMARY KEY (certificate_id, date, channel));

      -- What client addresses (as keyed hashes, kept for a day) spent on lookups. Worth no write-ahead log.
      CREATE UNLOGGED TABLE certificate_lookup (
        client bytea NOT NULL,
        hour timestamptz(3) NOT NULL,
        units int NOT NULL,
        CONSTRAINT certificate_lookup_pkey PRIMARY KEY (client, hour));
      CREATE INDEX certificate_lookup_hour ON certificate_lookup (hour);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE certificate_lookup, certificate_verification, certificate_document, certificate_ruling,
                 certificate_renewal, certificate, status_list, status_page, issuer_key;
    `);
  }
}
