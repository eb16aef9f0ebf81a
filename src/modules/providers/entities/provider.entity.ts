import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ProviderFocus, ProviderState } from '../domain/provider.js';

@Entity('provider')
@Unique('provider_code_unique', ['providerCode'])
@Unique('provider_credit_code_unique', ['creditCode'])
@Index('provider_name', ['name', 'id'])
@Index('provider_state_created', ['state', 'createdAt', 'id'])
@Index('provider_created', ['createdAt', 'id'])
@Check('provider_focus', `focus IN ('MCN', 'INDUSTRIAL_BELT', 'BRAND')`)
@Check('provider_state', `state IN ('APPLIED', 'ADMITTED', 'SUSPENDED', 'EXITED')`)
export class Provider {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'provider_pkey' })
  id!: string;

  /** Ours, unique and immutable; the feed names providers by it. */
  @Column({ type: 'text', name: 'provider_code', update: false })
  providerCode!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'credit_code' })
  creditCode!: string;

  @Column('text')
  focus!: ProviderFocus;

  @Column('text', { name: 'main_category_code' })
  @ForeignKey('Category', 'code', { name: 'provider_category' })
  mainCategoryCode!: string;

  @Column('text', { name: 'region_code' })
  @ForeignKey('Region', 'code', { name: 'provider_region' })
  regionCode!: string;

  @Column('text', { default: '' })
  introduction!: string;

  @Column('text')
  state!: ProviderState;

  @Column('date', { name: 'admitted_on', nullable: true })
  admittedOn!: string | null;

  @Column('boolean', { default: false })
  imported!: boolean;

  /** Counts changes; a command that was decided on an older version is refused. */
  @Column('int', { default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}
