import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('programme')
@Unique('programme_code_unique', ['code'])
@Index('programme_created', ['createdAt', 'id'])
export class Programme {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'programme_pkey' })
  id!: string;

  @Column('text')
  code!: string;

  @Column('text', { name: 'name_zh' })
  nameZh!: string;

  @Column('text', { name: 'name_en' })
  nameEn!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
