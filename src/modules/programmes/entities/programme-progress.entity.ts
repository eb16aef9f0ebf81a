import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Projection } from '../domain/projection.js';

/** What came of a projection, or why there is none. */
export type StoredProjection = Projection | { readonly reason: string };

@Entity('programme_progress')
export class ProgrammeProgress {
  @PrimaryColumn('uuid', {
    name: 'version_id',
    primaryKeyConstraintName: 'programme_progress_pkey',
  })
  @ForeignKey('ProgrammeVersion', 'id', { name: 'programme_progress_version' })
  versionId!: string;

  @PrimaryColumn('text', {
    name: 'target_code',
    primaryKeyConstraintName: 'programme_progress_pkey',
  })
  targetCode!: string;

  @Column('date', { name: 'as_of' })
  asOf!: string;

  @Column('bigint', { name: 'load_number' })
  loadNumber!: string;

  @Column('int')
  reached!: number;

  /** With any value. */
  @Column('int')
  providers!: number;

  @Column('jsonb')
  projection!: StoredProjection;

  @Column('int', { name: 'policy_version' })
  policyVersion!: number;

  @Column({ type: 'timestamptz', name: 'computed_at', precision: 3 })
  computedAt!: Date;
}
