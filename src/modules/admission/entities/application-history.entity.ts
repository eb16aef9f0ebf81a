import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ApplicationContent, ApplicationState } from '../domain/application.js';
import { AdmissionApplication, CONTACTS_SEALED } from './application.entity.js';

/** A document as it was when the application was submitted. */
export interface SubmittedDocument {
  readonly id: string;
  readonly kind: string;
  readonly fileId: string;
  readonly expiresOn: string | null;
}

@Entity('application_submission')
@Check('application_submission_contacts_sealed', CONTACTS_SEALED)
export class ApplicationSubmission {
  @PrimaryColumn('uuid', {
    name: 'application_id',
    primaryKeyConstraintName: 'application_submission_pkey',
  })
  @ForeignKey(() => AdmissionApplication, { name: 'application_submission_application' })
  applicationId!: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'application_submission_pkey' })
  number!: number;

  @Column('jsonb')
  content!: ApplicationContent;

  @Column('jsonb')
  documents!: readonly SubmittedDocument[];

  @Column('int', { name: 'policy_version' })
  policyVersion!: number;

  /** SHA-256 of content and documents in canonical JSON. */
  @Column('bytea', { name: 'content_hash' })
  contentHash!: Buffer;

  @Column('text', { name: 'submitted_by' })
  submittedBy!: string;

  @Column({ type: 'timestamptz', name: 'submitted_at', precision: 3 })
  submittedAt!: Date;
}

@Entity('application_transition')
@Index('application_transition_application_id', ['applicationId', 'decidedAt'])
export class ApplicationTransition {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'application_transition_pkey' })
  id!: string;

  @Column('uuid', { name: 'application_id' })
  @ForeignKey(() => AdmissionApplication, { name: 'application_transition_application' })
  applicationId!: string;

  @Column('text', { name: 'from_state', nullable: true })
  fromState!: ApplicationState | null;

  @Column('text', { name: 'to_state' })
  toState!: ApplicationState;

  @Column('text', { default: '' })
  reason!: string;

  @Column('jsonb', { default: [] })
  requests!: readonly { code: string; note: string }[];

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3 })
  decidedAt!: Date;
}
