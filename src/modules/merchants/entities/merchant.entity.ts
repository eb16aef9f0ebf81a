import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { MerchantKind } from '../../platform/kernel/vocabulary.js';

/** Who sells. Written by the feed alone; earlier attributes are in merchant_history. */
@Entity('merchant')
@Unique('merchant_code_unique', ['merchantCode'])
@Index('merchant_name', ['name', 'id'])
@Index('merchant_category_code', ['categoryCode', 'id'])
@Check('merchant_kind', `kind IN ('HOST', 'BRAND', 'QUICK_BRAND', 'FACTORY')`)
export class Merchant {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'merchant_pkey' })
  id!: string;

  @Column('text', { name: 'merchant_code' })
  merchantCode!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: MerchantKind;

  @Column('text', { name: 'category_code' })
  @ForeignKey('Category', 'code', { name: 'merchant_category' })
  categoryCode!: string;

  @Column('text', { name: 'region_code' })
  @ForeignKey('Region', 'code', { name: 'merchant_region' })
  regionCode!: string;

  @Column('date', { name: 'joined_on' })
  joinedOn!: string;

  @Column('date', { name: 'exited_on', nullable: true })
  exitedOn!: string | null;

  @Column('bigint', { name: 'load_number' })
  loadNumber!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
