import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { RestatedClaim as Restated } from '../domain/restated-claim.js';
import { ServiceEffectComputation } from './service-effect-computation.entity.js';

@Entity('restated_claim')
export class RestatedClaim {
  @PrimaryColumn('uuid', {
    name: 'computation_id',
    primaryKeyConstraintName: 'restated_claim_pkey',
  })
  @ForeignKey(() => ServiceEffectComputation, {
    name: 'restated_claim_computation',
    onDelete: 'CASCADE',
  })
  computationId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'restated_claim_pkey' })
  code!: string;

  /** In the order of the policy. */
  @Column('int')
  place!: number;

  @Column('jsonb')
  detail!: Restated;
}
