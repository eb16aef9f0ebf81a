import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { OperatedSession } from './operated-session.entity.js';

/** What the provider learnt from a session. Filed once. */
@Entity('session_review')
export class SessionReview {
  @PrimaryColumn('uuid', {
    name: 'operated_session_id',
    primaryKeyConstraintName: 'session_review_pkey',
  })
  @ForeignKey(() => OperatedSession, { name: 'session_review_claim' })
  operatedSessionId!: string;

  @Column('text', { name: 'went_well' })
  wentWell!: string;

  @Column('text', { name: 'to_improve' })
  toImprove!: string;

  @Column('text', { name: 'next_steps' })
  nextSteps!: string;

  @Column('text', { name: 'filed_by' })
  filedBy!: string;

  @Column({ type: 'timestamptz', name: 'filed_at', precision: 3 })
  filedAt!: Date;
}
