import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One thing that is wrong with one row of a file. */
@Entity('feed_reject')
export class FeedReject {
  @PrimaryColumn('uuid', { name: 'load_id', primaryKeyConstraintName: 'feed_reject_pkey' })
  @ForeignKey('FeedLoadEntity', 'id', { name: 'feed_reject_load' })
  loadId!: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'feed_reject_pkey' })
  line!: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'feed_reject_pkey' })
  ordinal!: number;

  @Column('text', { name: 'column_name' })
  columnName!: string;

  @Column('text')
  code!: string;

  @Column('text', { name: 'reason_en' })
  reasonEn!: string;

  @Column('text', { name: 'reason_zh' })
  reasonZh!: string;

  @Column('text')
  raw!: string;
}
