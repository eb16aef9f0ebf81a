import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A moment of which somebody has been told. The row is the right to tell, so that it happens once. */
@Entity('conduct_notice')
export class ConductNotice {
  @PrimaryColumn('uuid', { name: 'subject_id', primaryKeyConstraintName: 'conduct_notice_pkey' })
  subjectId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'conduct_notice_pkey' })
  moment!: string;

  @Column({ type: 'timestamptz', name: 'noticed_at', precision: 3 })
  noticedAt!: Date;
}
