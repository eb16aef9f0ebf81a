import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ReviewKind, ReviewOutcome, ReviewState, ReviewStep } from '../domain/review.js';
import type { Ruling } from '../domain/standing.js';
import { AdmissionApplication } from './application.entity.js';
import { AdmissionDocument } from './application-document.entity.js';

const OPEN = `state IN ('OPEN', 'RECOMMENDED', 'DISPUTED')`;

@Entity('review_case')
@Unique('review_case_submission', ['applicationId', 'submissionNumber'])
@Unique('review_case_document_once', ['documentId'])
@Index('review_case_one_ruling', ['providerId'], {
  unique: true,
  where: `kind = 'RULING' AND ${OPEN}`,
})
@Index('review_case_due', ['dueOn', 'id'], { where: OPEN })
@Index('review_case_age', ['openedAt', 'id'], { where: OPEN })
@Index('review_case_assigned', ['assignedTo', 'dueOn', 'id'], { where: OPEN })
@Index('review_case_provider_id', ['providerId', 'openedAt', 'id'])
@Index('review_case_opened', ['openedAt', 'id'])
@Check('review_case_kind', `kind IN ('ADMISSION', 'RULING', 'DOCUMENT')`)
@Check('review_case_ruling', `ruling IN ('SUSPEND', 'REINSTATE', 'EXIT')`)
@Check('review_case_state', `state IN ('OPEN', 'RECOMMENDED', 'DISPUTED', 'DECIDED', 'CLOSED')`)
@Check('review_case_outcome', `outcome IN ('APPROVE', 'REJECT', 'RETURN')`)
@Check(
  'review_case_subject',
  `(application_id IS NOT NULL) = (kind = 'ADMISSION')
   AND (submission_number IS NOT NULL) = (kind = 'ADMISSION')
   AND (ruling IS NOT NULL) = (kind = 'RULING')
   AND (document_id IS NOT NULL) = (kind = 'DOCUMENT')`,
)
@Check('review_case_closed', `(state IN ('DECIDED', 'CLOSED')) = (closed_at IS NOT NULL)`)
@Check('review_case_decided', `(state = 'DECIDED') = (outcome IS NOT NULL)`)
export class ReviewCase {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'review_case_pkey' })
  id!: string;

  @Column('text')
  kind!: ReviewKind;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', 'id', { name: 'review_case_provider' })
  providerId!: string;

  @Column('uuid', { name: 'application_id', nullable: true })
  @ForeignKey(() => AdmissionApplication, { name: 'review_case_application' })
  applicationId!: string | null;

  /** Which submission of the application is reviewed. */
  @Column('int', { name: 'submission_number', nullable: true })
  submissionNumber!: number | null;

  @Column('text', { nullable: true })
  ruling!: Ruling | null;

  @Column('uuid', { name: 'document_id', nullable: true })
  @ForeignKey(() => AdmissionDocument, { name: 'review_case_document' })
  documentId!: string | null;

  @Column('text')
  state!: ReviewState;

  @Column('text', { nullable: true })
  outcome!: ReviewOutcome | null;

  @Column('uuid', { name: 'assigned_to', nullable: true })
  @ForeignKey('Account', 'id', { name: 'review_case_assigned_to' })
  assignedTo!: string | null;

  /** When the next opinion is due. */
  @Column('date', { name: 'due_on' })
  dueOn!: string;

  @Column({ type: 'timestamptz', name: 'opened_at', precision: 3 })
  openedAt!: Date;

  @Column({ type: 'timestamptz', name: 'closed_at', precision: 3, nullable: true })
  closedAt!: Date | null;
}

@Entity('review_opinion')
@Unique('review_opinion_other_person', ['reviewId', 'accountId'])
@Check('review_opinion_step', `step IN ('FIRST', 'SECOND', 'THIRD')`)
@Check('review_opinion_outcome', `outcome IN ('APPROVE', 'REJECT', 'RETURN')`)
export class ReviewOpinion {
  @PrimaryColumn('uuid', { name: 'review_id', primaryKeyConstraintName: 'review_opinion_pkey' })
  @ForeignKey(() => ReviewCase, { name: 'review_opinion_review' })
  reviewId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'review_opinion_pkey' })
  step!: ReviewStep;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('Account', 'id', { name: 'review_opinion_account' })
  accountId!: string;

  @Column('text')
  outcome!: ReviewOutcome;

  @Column('text')
  reason!: string;

  @Column({ type: 'timestamptz', name: 'given_at', precision: 3 })
  givenAt!: Date;
}

@Entity('review_gate_answer')
@Index('review_gate_answer_latest', ['providerId', 'gate', 'answeredAt'])
export class ReviewGateAnswer {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'review_gate_answer_pkey' })
  id!: string;

  @Column('uuid', { name: 'review_id' })
  @ForeignKey(() => ReviewCase, { name: 'review_gate_answer_review' })
  reviewId!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', 'id', { name: 'review_gate_answer_provider' })
  providerId!: string;

  @Column('text')
  gate!: string;

  @Column('boolean')
  passed!: boolean;

  @Column('text')
  note!: string;

  @Column('date', { name: 'answered_on' })
  answeredOn!: string;

  @Column('text', { name: 'answered_by' })
  answeredBy!: string;

  @Column({ type: 'timestamptz', name: 'answered_at', precision: 3 })
  answeredAt!: Date;
}
