import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('policy_version')
@Check('policy_version_positive', 'version > 0')
export class PolicyVersion {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'policy_version_pkey' })
  name!: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'policy_version_pkey' })
  version!: number;

  @Column('date', { name: 'effective_from' })
  effectiveFrom!: string;

  @Column('jsonb')
  body!: unknown;

  @Column('text')
  note!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
