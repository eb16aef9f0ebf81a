import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import { ServiceEffectComputation } from './service-effect-computation.entity.js';

@Entity('service_effect_merchant')
@Index('service_effect_merchant_order', ['computationId', 'difference', 'merchantId'])
@Index('service_effect_merchant_provider_id', [
  'providerId',
  'computationId',
  'difference',
  'merchantId',
])
export class ServiceEffectMerchant {
  @PrimaryColumn('uuid', {
    name: 'computation_id',
    primaryKeyConstraintName: 'service_effect_merchant_pkey',
  })
  @ForeignKey(() => ServiceEffectComputation, {
    name: 'service_effect_merchant_computation',
    onDelete: 'CASCADE',
  })
  computationId!: string;

  @PrimaryColumn('uuid', {
    name: 'merchant_id',
    primaryKeyConstraintName: 'service_effect_merchant_pkey',
  })
  @ForeignKey('Merchant', { name: 'service_effect_merchant_merchant' })
  merchantId!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', { name: 'service_effect_merchant_provider' })
  providerId!: string;

  /** `2026-03`, the month in which the service began. */
  @Column('text')
  cohort!: string;

  @Column('text')
  tier!: TradingTier;

  @Column('text')
  category!: string;

  @Column('text')
  region!: string;

  @Column('int')
  months!: number;

  @Column('double precision')
  difference!: number;
}
