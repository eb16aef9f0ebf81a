import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Certificate } from './certificate.entity.js';

/** How often a certificate was looked at on a day, never by whom. */
@Entity('certificate_verification')
@Check('certificate_verification_channel', `channel IN ('PAGE', 'QUERY', 'DOWNLOAD')`)
export class CertificateVerificationCount {
  @PrimaryColumn('uuid', {
    name: 'certificate_id',
    primaryKeyConstraintName: 'certificate_verification_pkey',
  })
  @ForeignKey(() => Certificate, { name: 'certificate_verification_certificate' })
  certificateId!: string;

  @PrimaryColumn('date', { primaryKeyConstraintName: 'certificate_verification_pkey' })
  date!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'certificate_verification_pkey' })
  channel!: string;

  @Column('int')
  count!: number;
}

/** What a client address, as a keyed hash, spent on lookups in an hour. Kept for a day. */
@Entity('certificate_lookup')
@Index('certificate_lookup_hour', ['hour'])
export class CertificateLookup {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'certificate_lookup_pkey' })
  client!: Buffer;

  @PrimaryColumn({
    type: 'timestamptz',
    precision: 3,
    primaryKeyConstraintName: 'certificate_lookup_pkey',
  })
  hour!: Date;

  @Column('int')
  units!: number;
}
