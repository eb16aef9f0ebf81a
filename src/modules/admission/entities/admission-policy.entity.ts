import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { AdmissionPolicy } from '../domain/admission-policy.js';
import type { DryRunOutcome, PolicyDraftState } from '../domain/policy-draft.js';

const OUTCOMES = `('WOULD_PASS', 'WOULD_BE_AT_RISK')`;

@Entity('admission_policy_draft')
@Unique('admission_policy_draft_version', ['policyVersion'])
@Index('admission_policy_draft_drafted', ['draftedAt', 'id'])
@Check('admission_policy_draft_state', `state IN ('DRAFT', 'APPROVED', 'WITHDRAWN')`)
@Check(
  'admission_policy_draft_closed',
  `(state = 'DRAFT') = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)
   AND (state = 'APPROVED') = (policy_version IS NOT NULL)`,
)
@Check('admission_policy_draft_other_person', `state <> 'APPROVED' OR closed_by <> drafted_by`)
export class AdmissionPolicyDraft {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'admission_policy_draft_pkey' })
  id!: string;

  @Column('text')
  state!: PolicyDraftState;

  @Column('jsonb')
  body!: AdmissionPolicy;

  @Column('text')
  note!: string;

  @Column('date', { name: 'effective_from' })
  effectiveFrom!: string;

  @Column('text', { name: 'drafted_by' })
  draftedBy!: string;

  @Column({ type: 'timestamptz', name: 'drafted_at', precision: 3 })
  draftedAt!: Date;

  @Column('text', { name: 'closed_by', nullable: true })
  closedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'closed_at', precision: 3, nullable: true })
  closedAt!: Date | null;

  /** The version that it became. */
  @Column('int', { name: 'policy_version', nullable: true })
  policyVersion!: number | null;
}

@Entity('policy_dry_run')
@Index('policy_dry_run_draft_id', ['draftId', 'createdAt', 'id'])
export class PolicyDryRun {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'policy_dry_run_pkey' })
  id!: string;

  @Column('uuid', { name: 'draft_id' })
  @ForeignKey(() => AdmissionPolicyDraft, { name: 'policy_dry_run_draft' })
  draftId!: string;

  /** The version in force, with which the draft is compared. */
  @Column('int', { name: 'base_version' })
  baseVersion!: number;

  @Column('date', { name: 'as_of' })
  asOf!: string;

  @Column('uuid', { name: 'job_id' })
  @ForeignKey('BackgroundJob', 'id', { name: 'policy_dry_run_job' })
  jobId!: string;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;
}

@Entity('policy_dry_run_result')
@Index('policy_dry_run_result_by_outcome', ['dryRunId', 'outcome', 'providerId'])
@Check('policy_dry_run_result_outcome', `outcome IN ${OUTCOMES}`)
@Check('policy_dry_run_result_base_outcome', `base_outcome IN ${OUTCOMES}`)
export class PolicyDryRunResult {
  @PrimaryColumn('uuid', {
    name: 'dry_run_id',
    primaryKeyConstraintName: 'policy_dry_run_result_pkey',
  })
  @ForeignKey(() => PolicyDryRun, { name: 'policy_dry_run_result_run' })
  dryRunId!: string;

  @PrimaryColumn('uuid', {
    name: 'provider_id',
    primaryKeyConstraintName: 'policy_dry_run_result_pkey',
  })
  @ForeignKey('Provider', 'id', { name: 'policy_dry_run_result_provider' })
  providerId!: string;

  @Column('text')
  outcome!: DryRunOutcome;

  @Column('text', { name: 'base_outcome' })
  baseOutcome!: DryRunOutcome;

  @Column('text', { array: true })
  failing!: readonly string[];

  @Column('text', { name: 'base_failing', array: true })
  baseFailing!: readonly string[];

  @Column('date', { nullable: true })
  since!: string | null;

  @Column('date', { name: 'bites_on', nullable: true })
  bitesOn!: string | null;

  @Column('text', { name: 'bites_gate', nullable: true })
  bitesGate!: string | null;
}
