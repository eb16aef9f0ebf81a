import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Appeal } from './appeal.entity.js';

/** What one side said about an appeal. Never changed. */
@Entity('appeal_statement')
@Index('appeal_statement_appeal_id', ['appealId', 'writtenAt', 'id'])
@Check('appeal_statement_side', `side IN ('PROVIDER', 'PLATFORM')`)
export class AppealStatement {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'appeal_statement_pkey' })
  id!: string;

  @Column('uuid', { name: 'appeal_id' })
  @ForeignKey(() => Appeal, { name: 'appeal_statement_appeal' })
  appealId!: string;

  @Column('text')
  side!: 'PROVIDER' | 'PLATFORM';

  @Column('text')
  body!: string;

  @Column('text', { name: 'written_by' })
  writtenBy!: string;

  @Column({ type: 'timestamptz', name: 'written_at', precision: 3 })
  writtenAt!: Date;
}
