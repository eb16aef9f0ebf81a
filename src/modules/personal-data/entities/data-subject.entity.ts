import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { ObjectKind } from '../../platform/kernel/ids.js';

/** Whose personal data is kept under one key. Without its key, what was sealed can never be read again. */
@Entity('data_subject')
@Check('data_subject_erased', '(wrapped_key IS NULL) = (erased_at IS NOT NULL)')
export class DataSubject {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'data_subject_pkey' })
  kind!: ObjectKind;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'data_subject_pkey' })
  id!: string;

  @Column('bytea', { name: 'wrapped_key', nullable: true })
  wrappedKey!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'erased_at', precision: 3, nullable: true })
  erasedAt!: Date | null;
}
