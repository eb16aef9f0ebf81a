import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { AppealState } from '../domain/appeal.js';
import { Violation } from './violation.entity.js';

@Entity('appeal')
@Unique('appeal_violation_unique', ['violationId'])
@Index('appeal_provider_id', ['providerId', 'filedAt', 'id'])
@Index('appeal_filed', ['filedAt', 'id'])
@Index('appeal_open', ['decideBy', 'id'], { where: `state = 'FILED'` })
@Check('appeal_state', `state IN ('FILED', 'UPHELD', 'REDUCED', 'REVERSED')`)
@Check(
  'appeal_decided',
  `(state = 'FILED') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)
   AND (decided_by IS NULL) = (decision_reason IS NULL)`,
)
export class Appeal {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'appeal_pkey' })
  id!: string;

  @Column('uuid', { name: 'violation_id' })
  @ForeignKey(() => Violation, { name: 'appeal_violation' })
  violationId!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', { name: 'appeal_provider' })
  providerId!: string;

  @Column('text')
  state!: AppealState;

  @Column('text', { name: 'filed_by' })
  filedBy!: string;

  @Column({ type: 'timestamptz', name: 'filed_at', precision: 3 })
  filedAt!: Date;

  @Column('date', { name: 'decide_by' })
  decideBy!: string;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true })
  decidedAt!: Date | null;

  @Column('text', { name: 'decision_reason', nullable: true })
  decisionReason!: string | null;

  @Column('int', { default: 1 })
  version!: number;
}
