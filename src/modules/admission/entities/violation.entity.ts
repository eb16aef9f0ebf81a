import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Measure } from '../domain/violation-policy.js';
import type { ViolationState } from '../domain/violation.js';

@Entity('violation')
@Unique('violation_ruling_unique', ['providerId', 'ruling'])
@Index('violation_provider_id', ['providerId', 'recordedAt', 'id'])
@Index('violation_operator_id', ['operatorId'], { where: 'operator_id IS NOT NULL' })
@Index('violation_recorded', ['recordedAt', 'id'])
@Index('violation_open', ['decideBy', 'id'], { where: `state = 'RECORDED'` })
@Check('violation_state', `state IN ('RECORDED', 'DISMISSED', 'IN_FORCE', 'REDUCED', 'REVERSED')`)
@Check('violation_ruling', 'ruling > 0')
@Check('violation_offence', 'offence > 0')
@Check('violation_points', 'points >= 0')
@Check('violation_deduction', 'deduction >= 0')
@Check(
  'violation_decided',
  `(state = 'RECORDED') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)`,
)
@Check(
  'violation_ruled',
  `state IN ('RECORDED', 'DISMISSED') OR (policy_version IS NOT NULL AND ruling IS NOT NULL
   AND offence IS NOT NULL AND counts_until IS NOT NULL AND appeal_until IS NOT NULL)`,
)
@Check('violation_four_eyes', `NOT heavy OR decided_by <> recorded_by`)
export class Violation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'violation_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', { name: 'violation_provider' })
  providerId!: string;

  /** The operator who did it, if one did. */
  @Column('uuid', { name: 'operator_id', nullable: true })
  @ForeignKey('Operator', { name: 'violation_operator' })
  operatorId!: string | null;

  /** A kind of the violations policy. */
  @Column('text')
  kind!: string;

  @Column('date', { name: 'occurred_on' })
  occurredOn!: string;

  @Column('text')
  facts!: string;

  @Column('text')
  state!: ViolationState;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;

  @Column({ type: 'timestamptz', name: 'recorded_at', precision: 3 })
  recordedAt!: Date;

  @Column('date', { name: 'decide_by' })
  decideBy!: string;

  /** Whether the decision needed a second officer. */
  @Column('boolean', { default: false })
  heavy!: boolean;

  @Column('int', { name: 'policy_version', nullable: true })
  policyVersion!: number | null;

  /** Counts the provider's rulings: each rests on those before it. */
  @Column('int', { nullable: true })
  ruling!: number | null;

  /** Which time this kind of offence was on the record when it was decided. */
  @Column('int', { nullable: true })
  offence!: number | null;

  /** In force now, as are `deduction` and `measures`: an appeal, or one against an earlier offence, lowers them. */
  @Column('int', { default: 0 })
  points!: number;

  @Column('numeric', { precision: 16, scale: 2, default: 0 })
  deduction!: string;

  @Column('jsonb', { default: [] })
  measures!: readonly Measure[];

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true })
  decidedAt!: Date | null;

  @Column('text', { name: 'decision_reason', nullable: true })
  decisionReason!: string | null;

  /** The first day on which it is off the record. */
  @Column('date', { name: 'counts_until', nullable: true })
  countsUntil!: string | null;

  /** The last day on which an appeal can be filed. */
  @Column('date', { name: 'appeal_until', nullable: true })
  appealUntil!: string | null;

  @Column('int', { default: 1 })
  version!: number;
}
