import { Check, Column, Entity, Exclusion, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Operator } from './operator.entity.js';

/** When an operator worked where, both days included; `employedTo` empty while it goes on. */
@Entity('employment')
@Index('employment_provider_id', ['providerId', 'employedFrom', 'id'])
@Check('employment_dates', 'employed_to IS NULL OR employed_to >= employed_from')
@Exclusion(
  'employment_one_provider',
  `USING gist (operator_id WITH =, daterange(employed_from, employed_to, '[]') WITH &&)`,
)
export class Employment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'employment_pkey' })
  id!: string;

  @Column('uuid', { name: 'operator_id' })
  @ForeignKey(() => Operator, { name: 'employment_operator' })
  operatorId!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', { name: 'employment_provider' })
  providerId!: string;

  @Column('date', { name: 'employed_from' })
  employedFrom!: string;

  @Column('date', { name: 'employed_to', nullable: true })
  employedTo!: string | null;

  /** Brought in with an adopted platform's past. */
  @Column('boolean', { default: false })
  imported!: boolean;
}
