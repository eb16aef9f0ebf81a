import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { NameDisplay } from '../domain/consent.js';
import { StatusPage } from './status-list.entity.js';

/** A level that an operator holds. Whether it holds today is derived (domain/certificate-state.ts). */
@Entity('certificate')
@Unique('certificate_number_unique', ['number'])
@Unique('certificate_entitlement_unique', ['entitlement'])
@Unique('certificate_status_unique', ['statusPage', 'statusIndex'])
@Index('certificate_operator_id', ['operatorId'])
@Index('certificate_valid_until', ['validUntil', 'id'])
@Check('certificate_term', 'valid_until >= issued_on')
@Check('certificate_revoked_on', 'revoked_on >= issued_on')
@Check('certificate_name_display', `name_display IN ('FULL', 'MASKED', 'HIDDEN')`)
@Check('certificate_status_index', 'status_index >= 0')
export class Certificate {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'certificate_pkey' })
  id!: string;

  @Column({ type: 'text', update: false })
  number!: string;

  @Column('uuid', { name: 'operator_id' })
  @ForeignKey('Operator', { name: 'certificate_operator' })
  operatorId!: string;

  /** A code of the policy. */
  @Column('text')
  level!: string;

  /** The decision that it was issued for. */
  @Column('text')
  entitlement!: string;

  @Column('date', { name: 'issued_on' })
  issuedOn!: string;

  /** The last valid day. */
  @Column('date', { name: 'valid_until' })
  validUntil!: string;

  @Column({ type: 'timestamptz', name: 'suspended_at', precision: 3, nullable: true })
  suspendedAt!: Date | null;

  /** The first day on which it is void; may lie ahead. */
  @Column('date', { name: 'revoked_on', nullable: true })
  revokedOn!: string | null;

  @Column('text', { name: 'name_display' })
  nameDisplay!: NameDisplay;

  @Column('boolean', { name: 'show_employer' })
  showEmployer!: boolean;

  /** Names the holder inside the credential and nowhere else. */
  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('int', { name: 'status_page' })
  @ForeignKey(() => StatusPage, { name: 'certificate_status_page' })
  statusPage!: number;

  @Column('int', { name: 'status_index' })
  statusIndex!: number;

  @Column('int', { name: 'policy_version' })
  policyVersion!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
