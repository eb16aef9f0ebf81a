import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ApplicationContent, ApplicationState } from '../domain/application.js';

/** The name, phone number and e-mail address of each contact are sealed or empty. */
export const CONTACTS_SEALED = `NOT jsonb_path_exists(content,
  '$.contacts[*].keyvalue() ? (@.key != "role" && @.value != "" && !(@.value starts with "sealed:"))')`;

@Entity('admission_application')
@Unique('admission_application_number', ['providerId', 'number'])
@Index('admission_application_one_open', ['providerId'], {
  unique: true,
  where: `state IN ('DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'RETURNED')`,
})
@Index('admission_application_state_updated', ['state', 'updatedAt', 'id'])
@Index('admission_application_updated', ['updatedAt', 'id'])
@Index('admission_application_due', ['dueOn'], { where: `state = 'RETURNED'` })
@Check(
  'admission_application_state',
  `state IN ('DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'RETURNED', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'LAPSED')`,
)
@Check('admission_application_contacts_sealed', CONTACTS_SEALED)
@Check('admission_application_due_on', `(state = 'RETURNED') = (due_on IS NOT NULL)`)
@Check('admission_application_reapply_from', `(state = 'REJECTED') = (reapply_from IS NOT NULL)`)
export class AdmissionApplication {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'admission_application_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', 'id', { name: 'admission_application_provider' })
  providerId!: string;

  @Column('int')
  number!: number;

  @Column('text')
  state!: ApplicationState;

  /** Counts saves; a change that was made on an older version is refused. */
  @Column('int', { default: 1 })
  version!: number;

  @Column('jsonb')
  content!: ApplicationContent;

  /** How often it was submitted: the number of the last submission. */
  @Column('int', { default: 0 })
  submissions!: number;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: string | null;

  @Column('date', { name: 'reapply_from', nullable: true })
  reapplyFrom!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;
}
