import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { RulingKind } from '../domain/rule-certificate.js';
import { Certificate } from './certificate.entity.js';
import { IssuerKey } from './issuer-key.entity.js';

@Entity('certificate_renewal')
@Unique('certificate_renewal_entitlement_unique', ['entitlement'])
@Index('certificate_renewal_certificate_id', ['certificateId'])
export class CertificateRenewal {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'certificate_renewal_pkey' })
  id!: string;

  @Column('uuid', { name: 'certificate_id' })
  @ForeignKey(() => Certificate, { name: 'certificate_renewal_certificate' })
  certificateId!: string;

  @Column('text')
  entitlement!: string;

  @Column('date', { name: 'valid_until_before' })
  validUntilBefore!: string;

  @Column('date', { name: 'valid_until' })
  validUntil!: string;

  @Column('int', { name: 'policy_version' })
  policyVersion!: number;

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3 })
  decidedAt!: Date;
}

@Entity('certificate_ruling')
@Index('certificate_ruling_certificate_id', ['certificateId', 'decidedAt'])
@Check('certificate_ruling_kind', `kind IN ('SUSPENDED', 'LIFTED', 'REVOKED')`)
export class CertificateRuling {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'certificate_ruling_pkey' })
  id!: string;

  @Column('uuid', { name: 'certificate_id' })
  @ForeignKey(() => Certificate, { name: 'certificate_ruling_certificate' })
  certificateId!: string;

  @Column('text')
  kind!: RulingKind;

  @Column('text')
  reason!: string;

  @Column('date', { name: 'effective_on' })
  effectiveOn!: string;

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3 })
  decidedAt!: Date;
}

/** One signed version of a certificate. */
@Entity('certificate_document')
@Check('certificate_document_revision', 'revision > 0')
export class CertificateDocument {
  @PrimaryColumn('uuid', {
    name: 'certificate_id',
    primaryKeyConstraintName: 'certificate_document_pkey',
  })
  @ForeignKey(() => Certificate, { name: 'certificate_document_certificate' })
  certificateId!: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'certificate_document_pkey' })
  revision!: number;

  @Column('uuid', { name: 'issuer_key_id' })
  @ForeignKey(() => IssuerKey, { name: 'certificate_document_issuer_key' })
  issuerKeyId!: string;

  /** JSON with an embedded proof. */
  @Column('text')
  credential!: string;

  /** Compact JWS. */
  @Column('text')
  token!: string;

  @Column({ type: 'timestamptz', name: 'signed_at', precision: 3 })
  signedAt!: Date;
}
