import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { CapabilityModelDefinition } from '../domain/capability-model.js';

/** One version of a model. Published, it never changes. */
@Entity('capability_model')
@Unique('capability_model_code_version', ['code', 'version'])
@Check('capability_model_version', 'version > 0')
@Check('capability_model_state', `state IN ('DRAFT', 'PUBLISHED')`)
export class CapabilityModel {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'capability_model_pkey' })
  id!: string;

  @Column('text')
  code!: string;

  @Column('int')
  version!: number;

  @Column('text')
  state!: 'DRAFT' | 'PUBLISHED';

  @Column('date', { name: 'effective_from' })
  effectiveFrom!: string;

  @Column('jsonb')
  definition!: CapabilityModelDefinition;

  @Column('text')
  note!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
