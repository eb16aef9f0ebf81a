import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A person (操盘手): one record however many employers. */
@Entity('operator')
@Unique('operator_code_unique', ['operatorCode'])
@Unique('operator_identity_unique', ['identityHash'])
@Index('operator_name', ['name', 'id'])
export class Operator {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'operator_pkey' })
  id!: string;

  @Column({ type: 'text', name: 'operator_code', update: false })
  operatorCode!: string;

  @Column('text')
  name!: string;

  /** Keyed hash of the identity document, once it was proved: unique, so one person has one record. */
  @Column('bytea', { name: 'identity_hash', nullable: true })
  identityHash!: Buffer | null;

  @Column('boolean', { default: false })
  imported!: boolean;

  @Column('int', { default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
