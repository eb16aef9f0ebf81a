import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Provider } from './provider.entity.js';

@Entity('provider_transition')
@Index('provider_transition_provider_id', ['providerId', 'decidedAt'])
export class ProviderTransition {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'provider_transition_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey(() => Provider, { name: 'provider_transition_provider' })
  providerId!: string;

  @Column('text', { name: 'from_state', nullable: true })
  fromState!: string | null;

  @Column('text', { name: 'to_state' })
  toState!: string;

  @Column('text')
  reason!: string;

  @Column('date', { name: 'effective_on' })
  effectiveOn!: string;

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3 })
  decidedAt!: Date;
}
