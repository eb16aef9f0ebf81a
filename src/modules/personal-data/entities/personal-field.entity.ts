import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ObjectKind } from '../../platform/kernel/ids.js';
import { DataSubject } from './data-subject.entity.js';

/** One personal value, sealed under its subject's key, and what is shown in its place. */
@Entity('personal_field')
@ForeignKey(() => DataSubject, ['subjectKind', 'subjectId'], ['kind', 'id'], {
  name: 'personal_field_subject',
})
export class PersonalFieldEntity {
  @PrimaryColumn('uuid', { name: 'subject_id', primaryKeyConstraintName: 'personal_field_pkey' })
  subjectId!: string;

  @PrimaryColumn('text', { name: 'subject_kind', primaryKeyConstraintName: 'personal_field_pkey' })
  subjectKind!: ObjectKind;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'personal_field_pkey' })
  field!: string;

  @Column('bytea')
  sealed!: Buffer;

  @Column('text')
  mask!: string;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;
}
