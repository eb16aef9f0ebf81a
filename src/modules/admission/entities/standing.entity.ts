import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { GateVerdict } from '../domain/gate.js';
import type { MoveCause, StandingState } from '../domain/standing.js';

@Entity('provider_standing')
@Index('provider_standing_since', ['since', 'providerId'])
@Index('provider_standing_biting', ['bitesOn', 'providerId'], { where: 'bites_on IS NOT NULL' })
@Index('provider_standing_unchecked', ['providerId', 'lastCheckedOn'], {
  where: `state <> 'EXITED'`,
})
@Check(
  'provider_standing_state',
  `state IN ('PROBATION', 'ADMITTED', 'AT_RISK', 'SUSPENDED', 'EXITED')`,
)
@Check('provider_standing_held_by', `held_by IN ('GATES', 'RULING')`)
@Check('provider_standing_returns_to', `returns_to IN ('PROBATION', 'ADMITTED')`)
@Check('provider_standing_next', '(next_state IS NULL) = (next_on IS NULL)')
@Check('provider_standing_bites', '(bites_on IS NULL) = (bites_gate IS NULL)')
export class ProviderStanding {
  @PrimaryColumn('uuid', {
    name: 'provider_id',
    primaryKeyConstraintName: 'provider_standing_pkey',
  })
  @ForeignKey('Provider', 'id', { name: 'provider_standing_provider' })
  providerId!: string;

  @Column('text')
  state!: StandingState;

  @Column('date')
  since!: string;

  @Column('text', { name: 'held_by' })
  heldBy!: 'GATES' | 'RULING';

  @Column('text', { name: 'returns_to' })
  returnsTo!: 'PROBATION' | 'ADMITTED';

  @Column('date', { name: 'probation_ends_on' })
  probationEndsOn!: string;

  @Column('text', { name: 'next_state', nullable: true })
  nextState!: StandingState | null;

  @Column('date', { name: 'next_on', nullable: true })
  nextOn!: string | null;

  @Column('date', { name: 'reentry_from', nullable: true })
  reentryFrom!: string | null;

  @Column('int', { name: 'failing_checks', default: 0 })
  failingChecks!: number;

  @Column('int', { name: 'passing_checks', default: 0 })
  passingChecks!: number;

  @Column('int', { default: 0 })
  reentries!: number;

  @Column('date', { name: 'judged_from' })
  judgedFrom!: string;

  @Column('date', { name: 'last_checked_on', nullable: true })
  lastCheckedOn!: string | null;

  @Column('jsonb', { default: [] })
  verdicts!: readonly GateVerdict[];

  @Column('date', { name: 'failing_since', nullable: true })
  failingSince!: string | null;

  @Column('date', { name: 'bites_on', nullable: true })
  bitesOn!: string | null;

  @Column('text', { name: 'bites_gate', nullable: true })
  bitesGate!: string | null;

  @Column('int')
  moves!: number;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;
}

@Entity('standing_transition')
@Check('standing_transition_cause', `cause IN ('REVIEW', 'GATES', 'TIME', 'RULING', 'IMPORT')`)
export class StandingTransition {
  @PrimaryColumn('uuid', {
    name: 'provider_id',
    primaryKeyConstraintName: 'standing_transition_pkey',
  })
  @ForeignKey('Provider', 'id', { name: 'standing_transition_provider' })
  providerId!: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'standing_transition_pkey' })
  number!: number;

  @Column('text', { name: 'from_state', nullable: true })
  fromState!: StandingState | null;

  @Column('text', { name: 'to_state' })
  toState!: StandingState;

  @Column('text')
  cause!: MoveCause;

  @Column('text', { array: true })
  gates!: readonly string[];

  @Column('text')
  reason!: string;

  @Column('date', { name: 'effective_on' })
  effectiveOn!: string;

  @Column('int', { name: 'policy_version' })
  policyVersion!: number;

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3 })
  decidedAt!: Date;
}
