import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('service_effect_computation')
@Unique('service_effect_computation_once', ['growthComputationId', 'policyVersion'])
@Index('service_effect_computation_finished', ['finishedAt', 'id'])
export class ServiceEffectComputation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'service_effect_computation_pkey' })
  id!: string;

  @Column('uuid', { name: 'growth_computation_id' })
  @ForeignKey('MerchantGrowthComputation', { name: 'service_effect_computation_growth' })
  growthComputationId!: string;

  /** Version of the policy `service-effect`. */
  @Column('int', { name: 'policy_version' })
  policyVersion!: number;

  @Column('date', { name: 'as_of' })
  asOf!: string;

  @Column('bigint', { name: 'load_number' })
  loadNumber!: string;

  @Column('int')
  merchants!: number;

  @Column('int', { name: 'served_merchants' })
  servedMerchants!: number;

  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3 })
  finishedAt!: Date;
}
