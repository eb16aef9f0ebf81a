import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DepositEntryKind } from '../domain/deposit-ledger.js';
import { Appeal } from './appeal.entity.js';
import { DepositRefund } from './deposit-refund.entity.js';
import { Violation } from './violation.entity.js';

/** One line of a provider's deposit ledger. Never changed, never deleted; the balance is the sum of the lines. */
@Entity('deposit_entry')
@Unique('deposit_entry_number_unique', ['providerId', 'number'])
@Unique('deposit_entry_refund_unique', ['refundId'])
@Index('deposit_entry_reference', ['reference'], { where: `kind = 'DEPOSIT'` })
@Index('deposit_entry_one_deduction', ['violationId'], {
  unique: true,
  where: `kind = 'DEDUCTION'`,
})
@Index('deposit_entry_recorded', ['recordedAt', 'id'])
@Index('deposit_entry_compensated', ['compensates'], { where: 'compensates IS NOT NULL' })
@Index('deposit_entry_violation_id', ['violationId'], { where: 'violation_id IS NOT NULL' })
@Check('deposit_entry_number', 'number > 0')
@Check('deposit_entry_kind', `kind IN ('DEPOSIT', 'DEDUCTION', 'REFUND', 'CORRECTION')`)
@Check(
  'deposit_entry_sign',
  `CASE kind WHEN 'DEPOSIT' THEN amount > 0 WHEN 'CORRECTION' THEN amount <> 0 ELSE amount < 0 END`,
)
@Check(
  'deposit_entry_cause',
  `(kind <> 'DEDUCTION' OR violation_id IS NOT NULL) AND (kind <> 'DEPOSIT' OR reference IS NOT NULL)
   AND ((kind = 'REFUND') = (refund_id IS NOT NULL)) AND ((kind = 'CORRECTION') = (compensates IS NOT NULL))`,
)
export class DepositEntry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'deposit_entry_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', { name: 'deposit_entry_provider' })
  providerId!: string;

  /** Counts the provider's entries without a gap. */
  @Column('int')
  number!: number;

  @Column('text')
  kind!: DepositEntryKind;

  /** Signed: what it adds to the balance. */
  @Column('numeric', { precision: 16, scale: 2 })
  amount!: string;

  @Column('text')
  reason!: string;

  /** The bank's, of a transfer. */
  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('uuid', { name: 'violation_id', nullable: true })
  @ForeignKey(() => Violation, { name: 'deposit_entry_violation' })
  violationId!: string | null;

  @Column('uuid', { name: 'appeal_id', nullable: true })
  @ForeignKey(() => Appeal, { name: 'deposit_entry_appeal' })
  appealId!: string | null;

  @Column('uuid', { name: 'refund_id', nullable: true })
  @ForeignKey(() => DepositRefund, { name: 'deposit_entry_refund' })
  refundId!: string | null;

  /** The entry that this one takes back, wholly or in part. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => DepositEntry, { name: 'deposit_entry_compensates' })
  compensates!: string | null;

  @Column('date', { name: 'booked_on' })
  bookedOn!: string;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;

  @Column({ type: 'timestamptz', name: 'recorded_at', precision: 3 })
  recordedAt!: Date;
}
