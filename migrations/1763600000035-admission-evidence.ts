import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Contacts of applications are kept sealed only. */
export class AdmissionEvidence1763600000035 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A name, phone number or e-mail address in clear is refused, whatever wrote it.
    for (const table of ['admission_application', 'application_submission'])
      await runner.query(
        `ALTER TABLE ${table} ADD CONSTRAINT ${table}_contacts_sealed CHECK (NOT jsonb_path_exists(content,
           '$.contacts[*].keyvalue() ? (@.key != "role" && @.value != "" && !(@.value starts with "sealed:"))'))`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['admission_application', 'application_submission'])
      await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_contacts_sealed`);
  }
}
