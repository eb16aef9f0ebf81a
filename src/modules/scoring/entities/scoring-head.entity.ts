import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ScoringRun } from './scoring-run.entity.js';

/** Which run is shown: a single row. */
@Entity('scoring_head')
@Check('scoring_head_singleton', 'singleton')
export class ScoringHead {
  @PrimaryColumn('boolean', { primaryKeyConstraintName: 'scoring_head_pkey' })
  singleton!: true;

  @Column('uuid', { name: 'run_id', nullable: true })
  @ForeignKey(() => ScoringRun, { name: 'scoring_head_run' })
  runId!: string | null;

  @Column({ type: 'timestamptz', name: 'applied_at', precision: 3, nullable: true })
  appliedAt!: Date | null;

  @Column('text', { name: 'applied_by', nullable: true })
  appliedBy!: string | null;
}
