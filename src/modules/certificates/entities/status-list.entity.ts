import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A page of the status lists: how many of its indexes are taken, and how often its bits changed. */
@Entity('status_page')
export class StatusPage {
  @PrimaryColumn('int', { primaryKeyConstraintName: 'status_page_pkey' })
  page!: number;

  @Column('int', { default: 0 })
  allocated!: number;

  @Column('bigint', { default: 0 })
  version!: string;
}

/** The list of one page and purpose as it was last signed. */
@Entity('status_list')
@Check('status_list_purpose', `purpose IN ('suspension', 'revocation')`)
export class StatusListEntry {
  @PrimaryColumn('int', { primaryKeyConstraintName: 'status_list_pkey' })
  @ForeignKey(() => StatusPage, { name: 'status_list_page' })
  page!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'status_list_pkey' })
  purpose!: string;

  /** The page's version whose bits it shows. */
  @Column('bigint')
  version!: string;

  @Column('text')
  credential!: string;

  @Column('text')
  token!: string;

  @Column({ type: 'timestamptz', name: 'dated_at', precision: 3 })
  datedAt!: Date;
}
