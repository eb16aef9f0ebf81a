import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ObjectKind } from '../../platform/kernel/ids.js';
import { StoredFileEntity } from './stored-file.entity.js';

/** A file on an object of another module, and who may read it there. */
@Entity('file_attachment')
@Index('file_attachment_file_id', ['fileId'])
export class FileAttachment {
  @PrimaryColumn('uuid', { name: 'subject_id', primaryKeyConstraintName: 'file_attachment_pkey' })
  subjectId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'file_attachment_pkey' })
  purpose!: string;

  @PrimaryColumn('uuid', { name: 'file_id', primaryKeyConstraintName: 'file_attachment_pkey' })
  @ForeignKey(() => StoredFileEntity, { name: 'file_attachment_file' })
  fileId!: string;

  @Column('text', { name: 'subject_type' })
  subjectType!: ObjectKind;

  /** Audiences (`audienceKeys`). */
  @Column('text', { array: true })
  readers!: string[];

  @Column('text', { name: 'attached_by' })
  attachedBy!: string;

  @Column({ type: 'timestamptz', name: 'attached_at', precision: 3 })
  attachedAt!: Date;
}
