import type { MigrationInterface, QueryRunner } from 'typeorm';

const AUDIENCE = `'^(account|operator|provider|merchant):[0-9a-f-]{36}$|^staff:[A-Z_]+$'`;

/** Notices to people and companies, their digests, and stored files with their content. */
export class NotificationsFiles1763600000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notification (
        id uuid CONSTRAINT notification_pkey PRIMARY KEY,
        recipient text NOT NULL CONSTRAINT notification_recipient_form CHECK (recipient ~ ${AUDIENCE}),
        kind text NOT NULL,
        subject_type text NOT NULL,
        subject_id uuid NOT NULL,
        parameters jsonb NOT NULL,
        act_by timestamptz(3),
        done_at timestamptz(3),
        key text,
        created_at timestamptz(3) NOT NULL);
      CREATE UNIQUE INDEX notification_once ON notification (recipient, kind, key) WHERE key IS NOT NULL;
      CREATE INDEX notification_recipient ON notification (recipient, id);
      CREATE INDEX notification_open ON notification (recipient, act_by) WHERE act_by IS NOT NULL AND done_at IS NULL;
      CREATE INDEX notification_subject ON notification (subject_id) WHERE act_by IS NOT NULL AND done_at IS NULL;
      CREATE INDEX notification_created_at ON notification (created_at);

      -- No foreign key to account: what a person has read says nothing once the person is gone.
      CREATE TABLE notification_read (
        account_id uuid NOT NULL,
        notification_id uuid NOT NULL CONSTRAINT notification_read_notification
          REFERENCES notification (id) ON DELETE CASCADE,
        read_at timestamptz(3) NOT NULL,
        CONSTRAINT notification_read_pkey PRIMARY KEY (account_id, notification_id));
      CREATE INDEX notification_read_notification_id ON notification_read (notification_id);

      CREATE TABLE notification_digest (
        account_id uuid NOT NULL,
        digest_on date NOT NULL,
        unread_count int NOT NULL,
        unread_ids uuid[] NOT NULL,
        due_count int NOT NULL,
        due_ids uuid[] NOT NULL,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT notification_digest_pkey PRIMARY KEY (digest_on, account_id));

      -- Which accounts an audience means. A company means its owners and members, not its operators.
      CREATE VIEW account_audience AS
        SELECT a.id AS account_id, 'account:' || a.id AS recipient FROM account a WHERE a.state = 'ACTIVE'
        UNION
        SELECT m.account_id,
               CASE WHEN m.merchant_id IS NOT NULL THEN 'merchant:' || m.merchant_id
                    WHEN m.operator_id IS NOT NULL THEN 'operator:' || m.operator_id
                    WHEN m.provider_id IS NOT NULL THEN 'provider:' || m.provider_id
                    ELSE 'staff:' || m.role END
          FROM membership m JOIN account a ON a.id = m.account_id AND a.state = 'ACTIVE'
         WHERE m.ended_at IS NULL;

      CREATE TABLE stored_file (
        id uuid CONSTRAINT stored_file_pkey PRIMARY KEY,
        owner text NOT NULL CONSTRAINT stored_file_owner_form CHECK (owner ~ ${AUDIENCE}),
        uploaded_by uuid NOT NULL,
        state text NOT NULL CONSTRAINT stored_file_state CHECK (state IN ('RECEIVING', 'KEPT', 'DELETED')),
        name text NOT NULL,
        media_type text,
        size bigint,
        sha256 bytea,
        uploaded_at timestamptz(3) NOT NULL,
        attached_at timestamptz(3),
        deleted_at timestamptz(3),
        CONSTRAINT stored_file_whole CHECK (state = 'RECEIVING'
          OR (media_type IS NOT NULL AND size > 0 AND octet_length(sha256) = 32)),
        CONSTRAINT stored_file_deleted CHECK ((state = 'DELETED') = (deleted_at IS NOT NULL)));
      CREATE INDEX stored_file_unattached ON stored_file (owner, uploaded_at)
        WHERE attached_at IS NULL AND state <> 'DELETED';
      CREATE INDEX stored_file_expiring ON stored_file (uploaded_at) WHERE attached_at IS NULL AND state <> 'DELETED';

      CREATE TABLE stored_file_chunk (
        file_id uuid NOT NULL CONSTRAINT stored_file_chunk_file REFERENCES stored_file (id) ON DELETE CASCADE,
        number int NOT NULL,
        content bytea NOT NULL,
        CONSTRAINT stored_file_chunk_pkey PRIMARY KEY (file_id, number));
      -- Documents and pictures are packed already: trying again costs time and gains nothing.
      ALTER TABLE stored_file_chunk ALTER COLUMN content SET STORAGE EXTERNAL;

      CREATE TABLE file_attachment (
        subject_id uuid NOT NULL,
        file_id uuid NOT NULL CONSTRAINT file_attachment_file REFERENCES stored_file (id),
        purpose text NOT NULL,
        subject_type text NOT NULL,
        readers text[] NOT NULL,
        attached_by text NOT NULL,
        attached_at timestamptz(3) NOT NULL,
        CONSTRAINT file_attachment_pkey PRIMARY KEY (subject_id, purpose, file_id));
      CREATE INDEX file_attachment_file_id ON file_attachment (file_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE file_attachment, stored_file_chunk, stored_file;
      DROP VIEW account_audience;
      DROP TABLE notification_digest, notification_read, notification;
    `);
  }
}
