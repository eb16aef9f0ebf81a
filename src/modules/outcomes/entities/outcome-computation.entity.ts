import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { MarketSetting } from '../domain/market-model.js';

export type OutcomeComputationState = 'COMPUTING' | 'READY' | 'FAILED';

@Entity('outcome_computation')
@Index('outcome_computation_one_computing', ['state'], {
  unique: true,
  where: `state = 'COMPUTING'`,
})
@Index('outcome_computation_created', ['createdAt', 'id'])
@Check('outcome_computation_state', `state IN ('COMPUTING', 'READY', 'FAILED')`)
export class OutcomeComputation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'outcome_computation_pkey' })
  id!: string;

  @Column('text')
  state!: OutcomeComputationState;

  /** The last day that counts. */
  @Column('date', { name: 'as_of' })
  asOf!: string;

  /** Known once it has begun: rows are those of one snapshot, in which this was the last load. */
  @Column('bigint', { name: 'load_number', nullable: true })
  loadNumber!: string | null;

  @Column('int', { name: 'policy_version' })
  policyVersion!: number;

  @Column('boolean', { name: 'full_run' })
  full!: boolean;

  @Column('bigint', { name: 'since_load', nullable: true })
  sinceLoad!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  since!: Date | null;

  @Column('jsonb', { nullable: true })
  market!: MarketSetting | null;

  @Column('jsonb', { default: '{}' })
  counts!: Readonly<Record<string, number>>;

  @Column('jsonb', { default: '{}' })
  timings!: Readonly<Record<string, number>>;

  @Column('uuid', { name: 'job_id' })
  @ForeignKey('BackgroundJob', { name: 'outcome_computation_job' })
  jobId!: string;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;
}
