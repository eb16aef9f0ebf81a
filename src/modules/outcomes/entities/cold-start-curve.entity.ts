import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ColdStartComparison } from '../domain/cold-start-curve.js';
import { ServiceEffectComputation } from './service-effect-computation.entity.js';

/** Whose cold starts a stored curve tells of. A provider's is made when somebody asks. */
export type CurveGrouping = 'ALL' | 'CATEGORY' | 'COHORT' | 'REGION';

@Entity('cold_start_curve')
@Check('cold_start_curve_grouping', `grouping IN ('ALL', 'CATEGORY', 'COHORT', 'REGION')`)
export class ColdStartCurve {
  @PrimaryColumn('uuid', {
    name: 'computation_id',
    primaryKeyConstraintName: 'cold_start_curve_pkey',
  })
  @ForeignKey(() => ServiceEffectComputation, {
    name: 'cold_start_curve_computation',
    onDelete: 'CASCADE',
  })
  computationId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'cold_start_curve_pkey' })
  grouping!: CurveGrouping;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'cold_start_curve_pkey' })
  key!: string;

  @Column('jsonb')
  detail!: ColdStartComparison;
}
