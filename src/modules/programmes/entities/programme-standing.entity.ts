import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('programme_standing')
@Index('programme_standing_place', ['versionId', 'targetCode', 'place', 'providerId'])
@Index('programme_standing_provider_id', ['providerId', 'versionId'])
export class ProgrammeStanding {
  @PrimaryColumn('uuid', {
    name: 'version_id',
    primaryKeyConstraintName: 'programme_standing_pkey',
  })
  @ForeignKey('ProgrammeVersion', 'id', { name: 'programme_standing_version' })
  versionId!: string;

  @PrimaryColumn('text', {
    name: 'target_code',
    primaryKeyConstraintName: 'programme_standing_pkey',
  })
  targetCode!: string;

  @PrimaryColumn('uuid', {
    name: 'provider_id',
    primaryKeyConstraintName: 'programme_standing_pkey',
  })
  @ForeignKey('Provider', 'id', { name: 'programme_standing_provider' })
  providerId!: string;

  @Column('numeric', { precision: 20, scale: 2 })
  value!: string;

  @Column('int')
  pending!: number;

  @Column('int')
  place!: number;

  @Column('date', { name: 'reached_on', nullable: true })
  reachedOn!: string | null;

  @Column('numeric', { precision: 5, scale: 4, nullable: true })
  probability!: string | null;
}
