import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Side } from '../domain/engagement.js';
import type { SessionAnswer } from '../domain/session-answer.js';
import { OperatedSession } from './operated-session.entity.js';

/** Each change of what the merchant, silence, staff or a corrected feed made of a claim. */
@Entity('operated_session_answer')
@Index('operated_session_answer_decided', ['operatedSessionId', 'decidedAt'])
@Index('operated_session_answer_against', ['operatedSessionId', 'decidedAt'], {
  where: `to_answer IN ('DISPUTED', 'DISPUTE_UPHELD')`,
})
@Check('operated_session_answer_side', `side IN ('PROVIDER', 'MERCHANT', 'PLATFORM')`)
export class OperatedSessionAnswer {
  /** In the order in which they happened. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'operated_session_answer_pkey',
  })
  number!: string;

  @Column('uuid', { name: 'operated_session_id' })
  @ForeignKey(() => OperatedSession, { name: 'operated_session_answer_claim' })
  operatedSessionId!: string;

  @Column('text', { name: 'from_answer' })
  fromAnswer!: SessionAnswer;

  @Column('text', { name: 'to_answer' })
  toAnswer!: SessionAnswer;

  @Column('text')
  side!: Side | 'PLATFORM';

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3 })
  decidedAt!: Date;
}
