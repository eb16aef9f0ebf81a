import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ProgrammeState, ProgrammeTarget } from '../domain/programme.js';

@Entity('programme_version')
@Unique('programme_version_number', ['programmeId', 'version'])
@Index('programme_version_one_draft', ['programmeId'], { unique: true, where: `state = 'DRAFT'` })
@Check('programme_version_positive', 'version > 0')
@Check('programme_version_state', `state IN ('DRAFT', 'APPROVED', 'WITHDRAWN')`)
@Check('programme_version_period', 'period_end >= period_start')
@Check('programme_version_decided', `(state = 'DRAFT') = (decided_at IS NULL)`)
export class ProgrammeVersion {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'programme_version_pkey' })
  id!: string;

  @Column('uuid', { name: 'programme_id' })
  @ForeignKey('Programme', 'id', { name: 'programme_version_programme' })
  programmeId!: string;

  @Column('int')
  version!: number;

  @Column('text')
  state!: ProgrammeState;

  @Column('date', { name: 'period_start' })
  periodStart!: string;

  @Column('date', { name: 'period_end' })
  periodEnd!: string;

  @Column('jsonb')
  targets!: readonly ProgrammeTarget[];

  @Column('text')
  note!: string;

  @Column('text', { name: 'drafted_by' })
  draftedBy!: string;

  @Column({ type: 'timestamptz', name: 'drafted_at', precision: 3 })
  draftedAt!: Date;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true })
  decidedAt!: Date | null;
}
