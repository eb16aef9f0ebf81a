import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ColdStartState } from '../domain/merchant-growth-cold-start.js';
import { ComputedWith } from './computed-with.js';

@Entity('merchant_cold_start')
@Index('merchant_cold_start_states', ['state', 'durationDays', 'merchantId'])
@Index('merchant_cold_start_durations', ['durationDays', 'merchantId'])
@Check('merchant_cold_start_state', `state IN ('SUCCESS', 'BEFORE_RECORDS', 'EXITED', 'OPEN')`)
@Check('merchant_cold_start_event', `(state = 'OPEN') = (event_on IS NULL)`)
export class MerchantColdStart extends ComputedWith {
  @PrimaryColumn('uuid', {
    name: 'merchant_id',
    primaryKeyConstraintName: 'merchant_cold_start_pkey',
  })
  @ForeignKey('Merchant', 'id', { name: 'merchant_cold_start_merchant' })
  merchantId!: string;

  @Column('date', { name: 'joined_on' })
  joinedOn!: string;

  @Column('date', { name: 'observed_from', nullable: true })
  observedFrom!: string | null;

  @Column('text')
  state!: ColdStartState;

  @Column('date', { name: 'event_on', nullable: true })
  eventOn!: string | null;

  @Column('int', { name: 'duration_days' })
  durationDays!: number;

  @Column('date', { name: 'void_months', array: true })
  voidMonths!: readonly string[];

  @Column('boolean')
  provisional!: boolean;

  @Column('date', { name: 'as_of' })
  asOf!: string;
}
