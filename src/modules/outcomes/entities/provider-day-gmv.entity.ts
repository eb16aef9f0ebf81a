import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Net GMV of the merchant-days under a provider's active engagements; shared ones by operated sessions. */
@Entity('provider_day_gmv')
@Index('provider_day_gmv_date', ['date', 'providerId'])
export class ProviderDayGmv {
  @PrimaryColumn('uuid', {
    name: 'provider_id',
    primaryKeyConstraintName: 'provider_day_gmv_pkey',
  })
  @ForeignKey('Provider', 'id', { name: 'provider_day_gmv_provider' })
  providerId!: string;

  @PrimaryColumn('date', { primaryKeyConstraintName: 'provider_day_gmv_pkey' })
  date!: string;

  @Column('numeric', { name: 'net_gmv', precision: 18, scale: 2 })
  netGmv!: string;

  @Column('int')
  merchants!: number;
}
