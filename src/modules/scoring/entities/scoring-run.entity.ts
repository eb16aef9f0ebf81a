import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RunSetting } from '../domain/run-setting.js';
import type { ScoringRunState } from '../domain/scoring-run.js';

export interface ModelVersion {
  readonly code: string;
  readonly version: number;
}

@Entity('scoring_run')
@Index('scoring_run_one_computing', ['cutoff'], { unique: true, where: `state = 'COMPUTING'` })
@Index('scoring_run_created', ['createdAt', 'id'])
@Check('scoring_run_state', `state IN ('COMPUTING', 'DRAFT', 'FAILED')`)
export class ScoringRun {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'scoring_run_pkey' })
  id!: string;

  @Column('text')
  state!: ScoringRunState;

  @Column('date')
  cutoff!: string;

  /** The feed's rows are read as of this load. */
  @Column('bigint', { name: 'load_number' })
  loadNumber!: string;

  @Column('jsonb')
  models!: readonly ModelVersion[];

  @Column('jsonb')
  setting!: RunSetting;

  @Column('uuid', { name: 'job_id' })
  @ForeignKey('BackgroundJob', { name: 'scoring_run_job' })
  jobId!: string;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column('int', { nullable: true })
  providers!: number | null;

  /** Over the results of all providers by all models, in order of model and provider. */
  @Column('text', { name: 'result_sha256', nullable: true })
  resultSha256!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;
}
