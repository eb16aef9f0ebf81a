import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Audit1763600000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_entry (
        id uuid CONSTRAINT audit_entry_pkey PRIMARY KEY,
        occurred_at timestamptz(3) NOT NULL,
        actor text NOT NULL,
        actor_role text NOT NULL,
        action text NOT NULL,
        object_kind text NOT NULL,
        object_id uuid NOT NULL,
        before jsonb,
        after jsonb,
        reason text,
        request_id text NOT NULL,
        provider_id uuid,
        merchant_id uuid);
      CREATE INDEX audit_entry_object ON audit_entry (object_kind, object_id, id);
      CREATE INDEX audit_entry_actor ON audit_entry (actor, id);
      CREATE INDEX audit_entry_provider ON audit_entry (provider_id, id) WHERE provider_id IS NOT NULL;
      CREATE INDEX audit_entry_merchant ON audit_entry (merchant_id, id) WHERE merchant_id IS NOT NULL;
      CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'caopan_app') THEN
          REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM caopan_app;
        END IF;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_entry');
  }
}
