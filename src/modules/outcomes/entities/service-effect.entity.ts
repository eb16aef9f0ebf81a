import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { EffectBalance } from '../domain/service-effect-balance.js';
import type { EffectGrouping, ServiceEffect as Effect } from '../domain/service-effect.js';
import { ServiceEffectComputation } from './service-effect-computation.entity.js';

/** How a slice's effect is kept; who was compared with whom is kept with the whole. */
export type ServiceEffectDetail = Effect & { readonly balance: EffectBalance | null };

@Entity('service_effect')
@Check(
  'service_effect_grouping',
  `grouping IN ('ALL', 'CATEGORY', 'TIER', 'COHORT', 'REGION', 'PROVIDER')`,
)
export class ServiceEffect {
  @PrimaryColumn('uuid', {
    name: 'computation_id',
    primaryKeyConstraintName: 'service_effect_pkey',
  })
  @ForeignKey(() => ServiceEffectComputation, {
    name: 'service_effect_computation_id',
    onDelete: 'CASCADE',
  })
  computationId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'service_effect_pkey' })
  grouping!: EffectGrouping;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'service_effect_pkey' })
  key!: string;

  @Column('int')
  merchants!: number;

  @Column('int')
  providers!: number;

  @Column('double precision', { nullable: true })
  growth!: number | null;

  @Column('jsonb')
  detail!: ServiceEffectDetail;
}
