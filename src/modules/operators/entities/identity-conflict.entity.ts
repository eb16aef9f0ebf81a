import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { IdentityConflictState } from '../domain/prove-identity.js';
import { Operator } from './operator.entity.js';

/** A proof of identity that another proof stood against, for staff to settle. */
@Entity('identity_conflict')
@Check('identity_conflict_state', `state IN ('OPEN', 'UPHELD', 'RELEASED')`)
@Check(
  'identity_conflict_settled',
  `(state = 'OPEN') = (settled_at IS NULL) AND (settled_at IS NULL) = (settled_by IS NULL)
    AND (settled_at IS NULL) = (reason IS NULL)`,
)
@Index('identity_conflict_open', ['operatorId', 'holderId'], {
  unique: true,
  where: `state = 'OPEN'`,
})
@Index('identity_conflict_newest', ['openedAt', 'id'])
export class IdentityConflict {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'identity_conflict_pkey' })
  id!: string;

  /** Who tried. */
  @Column('uuid', { name: 'operator_id' })
  @ForeignKey(() => Operator, { name: 'identity_conflict_operator' })
  operatorId!: string;

  /** Whose proof stands: the same record when it was proved as another person before. */
  @Column('uuid', { name: 'holder_id' })
  @ForeignKey(() => Operator, { name: 'identity_conflict_holder' })
  holderId!: string;

  @Column('text')
  state!: IdentityConflictState;

  @Column({ type: 'timestamptz', name: 'opened_at', precision: 3 })
  openedAt!: Date;

  @Column({ type: 'timestamptz', name: 'settled_at', precision: 3, nullable: true })
  settledAt!: Date | null;

  @Column('text', { name: 'settled_by', nullable: true })
  settledBy!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;
}
