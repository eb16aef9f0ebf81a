import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { ComputedWith } from './computed-with.js';

/** That the derived tables were brought up to a day and a load. The last one of everybody says where they stand. */
@Entity('merchant_growth_computation')
@Index('merchant_growth_computation_finished', ['finishedAt', 'id'])
export class MerchantGrowthComputation extends ComputedWith {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'merchant_growth_computation_pkey' })
  id!: string;

  @Column('date', { name: 'as_of' })
  asOf!: string;

  @Column('int', { nullable: true })
  merchants!: number | null;

  @Column('jsonb')
  steps!: Readonly<Record<string, { readonly rows: number; readonly milliseconds: number }>>;

  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3 })
  finishedAt!: Date;
}
