import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ScoringRun } from './scoring-run.entity.js';

/** One switch of the head, kept for good. */
@Entity('scoring_application')
@Index('scoring_application_run_id', ['runId', 'appliedAt'])
export class ScoringApplication {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'scoring_application_pkey' })
  id!: string;

  @Column('uuid', { name: 'run_id' })
  @ForeignKey(() => ScoringRun, { name: 'scoring_application_run' })
  runId!: string;

  @Column('uuid', { name: 'previous_run_id', nullable: true })
  @ForeignKey(() => ScoringRun, { name: 'scoring_application_previous' })
  previousRunId!: string | null;

  @Column({ type: 'timestamptz', name: 'applied_at', precision: 3 })
  appliedAt!: Date;

  @Column('text', { name: 'applied_by' })
  appliedBy!: string;
}
