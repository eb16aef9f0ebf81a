import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { GeneratedMediaType, MediaType } from '../domain/media-type.js';

export type StoredFileState = 'RECEIVING' | 'KEPT' | 'DELETED';

const WAITING = `attached_at IS NULL AND state <> 'DELETED'`;

@Entity('stored_file')
@Check(
  'stored_file_owner_form',
  `owner ~ '^(account|operator|provider|merchant):[0-9a-f-]{36}$|^staff:[A-Z_]+$'`,
)
@Check('stored_file_state', `state IN ('RECEIVING', 'KEPT', 'DELETED')`)
@Check(
  'stored_file_whole',
  `state = 'RECEIVING' OR (media_type IS NOT NULL AND size > 0 AND octet_length(sha256) = 32)`,
)
@Check('stored_file_deleted', `(state = 'DELETED') = (deleted_at IS NOT NULL)`)
@Index('stored_file_unattached', ['owner', 'uploadedAt'], { where: WAITING })
@Index('stored_file_expiring', ['uploadedAt'], { where: WAITING })
export class StoredFileEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'stored_file_pkey' })
  id!: string;

  /** The company or person it belongs to (`audienceKeys`). */
  @Column('text')
  owner!: string;

  /** The account; its operator may read it too. */
  @Column('uuid', { name: 'uploaded_by' })
  uploadedBy!: string;

  /** A file that is still being received holds a place, and is nothing yet. */
  @Column('text')
  state!: StoredFileState;

  @Column('text')
  name!: string;

  @Column('text', { name: 'media_type', nullable: true })
  mediaType!: MediaType | GeneratedMediaType | null;

  @Column('bigint', { nullable: true })
  size!: string | null;

  @Column('bytea', { nullable: true })
  sha256!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'uploaded_at', precision: 3 })
  uploadedAt!: Date;

  /** Set once it is attached to anything: from then on it does not expire. */
  @Column({ type: 'timestamptz', name: 'attached_at', precision: 3, nullable: true })
  attachedAt!: Date | null;

  /** When the content was deleted; the record stays. */
  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt!: Date | null;
}
