import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Provider } from './provider.entity.js';

/** When a company last said that its public profile is true. */
@Entity('provider_profile_confirmation')
export class ProfileConfirmation {
  @PrimaryColumn('uuid', {
    name: 'provider_id',
    primaryKeyConstraintName: 'provider_profile_confirmation_pkey',
  })
  @ForeignKey(() => Provider, { name: 'provider_profile_confirmation_provider' })
  providerId!: string;

  @Column({ type: 'timestamptz', name: 'confirmed_at', precision: 3 })
  confirmedAt!: Date;

  @Column('text', { name: 'confirmed_by' })
  confirmedBy!: string;
}
