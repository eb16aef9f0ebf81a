import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { JobState } from '../job.store.js';

@Entity('background_job')
@Check('background_job_state', `state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')`)
export class BackgroundJob {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'background_job_pkey' })
  id!: string;

  @Column('text')
  kind!: string;

  @Column('text', { default: 'QUEUED' })
  state!: JobState;

  @Column('numeric', { precision: 5, scale: 4, default: 0 })
  progress!: string;

  @Column('text', { default: 'queued' })
  step!: string;

  @Column('jsonb')
  payload!: unknown;

  @Column('jsonb', { nullable: true })
  result!: unknown;

  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;

  @Column('text', { name: 'error_message', nullable: true })
  errorMessage!: string | null;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column('int', { default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;
}
