import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Where it is made or sold: provinces, cities and industrial belts (产业带), filled from seeds/reference. */
@Entity('region')
export class Region {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'region_pkey' })
  code!: string;

  @Column('text', { name: 'parent_code', nullable: true })
  @ForeignKey('Region', 'code', { name: 'region_parent' })
  parentCode!: string | null;

  @Column('text', { name: 'name_zh' })
  nameZh!: string;

  @Column('text', { name: 'name_en' })
  nameEn!: string;
}
