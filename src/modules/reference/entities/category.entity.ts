import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What is sold: a tree of two levels, filled from seeds/reference. */
@Entity('category')
export class Category {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'category_pkey' })
  code!: string;

  @Column('text', { name: 'parent_code', nullable: true })
  @ForeignKey('Category', 'code', { name: 'category_parent' })
  parentCode!: string | null;

  @Column('text', { name: 'name_zh' })
  nameZh!: string;

  @Column('text', { name: 'name_en' })
  nameEn!: string;
}
