import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('admission_document')
@Unique('admission_document_file', ['fileId'])
@Index('admission_document_provider_id', ['providerId', 'addedAt', 'id'], {
  where: 'removed_at IS NULL',
})
export class AdmissionDocument {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'admission_document_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', 'id', { name: 'admission_document_provider' })
  providerId!: string;

  /** A kind of the admission policy. */
  @Column('text')
  kind!: string;

  @Column('uuid', { name: 'file_id' })
  @ForeignKey('StoredFileEntity', 'id', { name: 'admission_document_stored_file' })
  fileId!: string;

  @Column('date', { name: 'expires_on', nullable: true })
  expiresOn!: string | null;

  @Column('text', { name: 'added_by' })
  addedBy!: string;

  @Column({ type: 'timestamptz', name: 'added_at', precision: 3 })
  addedAt!: Date;

  /** When reviewers accepted it. */
  @Column({ type: 'timestamptz', name: 'accepted_at', precision: 3, nullable: true })
  acceptedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'removed_at', precision: 3, nullable: true })
  removedAt!: Date | null;
}
