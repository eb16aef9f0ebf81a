import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RefundState } from '../domain/deposit-refund.js';

/** A deposit on its way back after the exit: prepared by one officer, paid or declined by another. */
@Entity('deposit_refund')
@Index('deposit_refund_one_open', ['providerId'], { unique: true, where: `state = 'PREPARED'` })
@Index('deposit_refund_provider_id', ['providerId', 'preparedAt', 'id'])
@Index('deposit_refund_prepared', ['preparedAt', 'id'])
@Check('deposit_refund_amount', 'amount > 0')
@Check('deposit_refund_state', `state IN ('PREPARED', 'PAID', 'DECLINED')`)
@Check(
  'deposit_refund_decided',
  `(state = 'PREPARED') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)`,
)
@Check('deposit_refund_four_eyes', `state <> 'PAID' OR decided_by <> prepared_by`)
export class DepositRefund {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'deposit_refund_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', { name: 'deposit_refund_provider' })
  providerId!: string;

  @Column('numeric', { precision: 16, scale: 2 })
  amount!: string;

  @Column('text')
  state!: RefundState;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'prepared_by' })
  preparedBy!: string;

  @Column({ type: 'timestamptz', name: 'prepared_at', precision: 3 })
  preparedAt!: Date;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true })
  decidedAt!: Date | null;

  @Column('text', { name: 'decision_reason', nullable: true })
  decisionReason!: string | null;
}
