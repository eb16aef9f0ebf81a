import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RestrictionKind } from '../domain/restriction.js';
import { Provider } from './provider.entity.js';

@Entity('provider_restriction')
@Index('provider_restriction_provider_id', ['providerId', 'kind', 'startsAt'])
@Index('provider_restriction_cause', ['causeId'])
@Check(
  'provider_restriction_kind',
  `kind IN ('RECRUITING_BAN', 'BOARD_EXCLUSION', 'DELISTING', 'EXPULSION')`,
)
@Check('provider_restriction_times', 'ends_at > starts_at')
export class ProviderRestriction {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'provider_restriction_pkey' })
  id!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey(() => Provider, { name: 'provider_restriction_provider' })
  providerId!: string;

  @Column('text')
  kind!: RestrictionKind;

  @Column({ type: 'timestamptz', name: 'starts_at', precision: 3 })
  startsAt!: Date;

  /** As planned; null has no end. */
  @Column({ type: 'timestamptz', name: 'ends_at', precision: 3, nullable: true })
  endsAt!: Date | null;

  /** From when on it does not hold after all. The only column that changes, and only to an earlier time. */
  @Column({ type: 'timestamptz', name: 'lifted_at', precision: 3, nullable: true })
  liftedAt!: Date | null;

  /** What it follows from: `Violation`. */
  @Column('text', { name: 'cause_kind' })
  causeKind!: string;

  @Column('uuid', { name: 'cause_id' })
  causeId!: string;
}
