import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { FeedLoadState } from '../domain/load.js';

/** One file that was sent. Written by set-based SQL; described here for the drift check. */
@Entity('feed_load')
@Unique('feed_load_number', ['loadNumber'])
@Index('feed_load_dataset', ['dataset', 'id'])
@Index('feed_load_content', ['dataset', 'sha256'], { where: `state = 'MERGED'` })
@Index('feed_load_requested_by', ['requestedBy', 'id'])
@Index('feed_load_job_id', ['jobId'])
@Check('feed_load_state', `state IN ('STAGED', 'MERGED', 'REPEATED', 'FAILED')`)
@Check('feed_load_merged', `(state = 'MERGED') = (load_number IS NOT NULL)`)
export class FeedLoadEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'feed_load_pkey' })
  id!: string;

  @Column('text')
  dataset!: string;

  @Column('text')
  state!: FeedLoadState;

  @Column('text', { name: 'file_name', default: '' })
  fileName!: string;

  @Column('text', { array: true })
  columns!: string[];

  @Column('bytea', { nullable: true })
  sha256!: Buffer | null;

  @Column('bigint', { name: 'received_bytes', default: 0 })
  receivedBytes!: string;

  @Column('bigint', { name: 'content_bytes', default: 0 })
  contentBytes!: string;

  @Column('bigint', { name: 'row_count', default: 0 })
  rowCount!: string;

  @Column('bigint', { name: 'inserted_count', default: 0 })
  insertedCount!: string;

  @Column('bigint', { name: 'superseded_count', default: 0 })
  supersededCount!: string;

  @Column('bigint', { name: 'unchanged_count', default: 0 })
  unchangedCount!: string;

  @Column('bigint', { name: 'rejected_count', default: 0 })
  rejectedCount!: string;

  @Column('date', { name: 'first_date', nullable: true })
  firstDate!: string | null;

  @Column('date', { name: 'last_date', nullable: true })
  lastDate!: string | null;

  @Column('bigint', { name: 'load_number', nullable: true })
  loadNumber!: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('FeedLoadEntity', 'id', { name: 'feed_load_repeats' })
  repeats!: string | null;

  @Column('uuid', { name: 'job_id', nullable: true })
  @ForeignKey('BackgroundJob', 'id', { name: 'feed_load_job' })
  jobId!: string | null;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column({ type: 'timestamptz', name: 'received_at', precision: 3 })
  receivedAt!: Date;

  @Column({ type: 'timestamptz', name: 'merged_at', precision: 3, nullable: true })
  mergedAt!: Date | null;
}
