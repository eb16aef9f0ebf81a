import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { CapabilityModule, TradingTier } from '../../platform/kernel/vocabulary.js';
import type { PackageState, PriceUnit } from '../domain/service-package.js';
import { Provider } from './provider.entity.js';

@Entity('service_package')
@Index('service_package_provider_id', ['providerId', 'createdAt', 'id'])
@Index('service_package_published', ['createdAt', 'id'], { where: `state = 'PUBLISHED'` })
@Check('service_package_price', 'price >= 0')
@Check('service_package_price_unit', `price_unit IN ('PER_MONTH', 'PER_SESSION', 'PER_TERM')`)
@Check('service_package_state', `state IN ('DRAFT', 'PUBLISHED', 'ARCHIVED')`)
export class ServicePackage {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'service_package_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey(() => Provider, { name: 'service_package_provider' })
  providerId!: string;

  @Column('text')
  title!: string;

  @Column('text', { default: '' })
  description!: string;

  /** Trading tiers of the merchants that the package is for. */
  @Column('text', { array: true })
  tiers!: TradingTier[];

  /** Modules that the package covers. */
  @Column('text', { array: true })
  modules!: CapabilityModule[];

  @Column('numeric', { precision: 16, scale: 2 })
  price!: string;

  @Column('text', { name: 'price_unit' })
  priceUnit!: PriceUnit;

  @Column('text')
  state!: PackageState;

  @Column('int', { default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}
