import {
  Check,
  Column,
  Entity,
  Exclusion,
  ForeignKey,
  Index,
  PrimaryColumn,
  Unique,
} from 'typeorm';
import type { CapabilityModule } from '../../platform/kernel/vocabulary.js';
import type { EngagementKind, EngagementState, Side } from '../domain/engagement.js';

@Entity('engagement')
@Unique('engagement_code_unique', ['engagementCode'])
@Index('engagement_provider_id', ['providerId', 'startedOn', 'id'])
@Index('engagement_merchant_id', ['merchantId', 'startedOn', 'id'])
@Index('engagement_created', ['createdAt', 'id'])
@Index('engagement_started', ['startedOn', 'id'])
@Index('engagement_target', ['targetGmv', 'id'])
@Index('engagement_request_id', ['requestId'], { where: 'request_id IS NOT NULL' })
@Index('engagement_one_of_request', ['requestId'], {
  unique: true,
  where: `request_id IS NOT NULL AND state IN ('ACCEPTED', 'TERMINATED')`,
})
@Check('engagement_kind', `kind IN ('SERVICE', 'CONTEST')`)
@Check(
  'engagement_state',
  `state IN ('PROPOSED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'TERMINATED')`,
)
@Check('engagement_proposed_by', `proposed_by IN ('PROVIDER', 'MERCHANT')`)
@Check('engagement_target_gmv', 'target_gmv >= 0')
@Check('engagement_fee', 'fee >= 0')
@Check('engagement_commission_share', 'commission_share > 0 AND commission_share <= 1')
@Check('engagement_term', 'ended_on >= started_on')
@Check('engagement_terminated', `(state = 'TERMINATED') = (terminated_on IS NOT NULL)`)
@Check('engagement_loaded', 'imported = (load_number IS NOT NULL)')
@Exclusion(
  'engagement_one_per_pair',
  `USING gist (provider_id WITH =, merchant_id WITH =, engagement_days(started_on, ended_on, terminated_on) WITH &&)
   WHERE (kind = 'SERVICE' AND state IN ('PROPOSED', 'ACCEPTED', 'TERMINATED'))`,
)
export class Engagement {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'engagement_pkey' })
  id!: string;

  @Column({ type: 'text', name: 'engagement_code', update: false })
  engagementCode!: string;

  @Column('uuid', { name: 'provider_id' })
  @ForeignKey('Provider', 'id', { name: 'engagement_provider' })
  providerId!: string;

  @Column('uuid', { name: 'merchant_id' })
  @ForeignKey('Merchant', 'id', { name: 'engagement_merchant' })
  merchantId!: string;

  @Column('text', { default: 'SERVICE' })
  kind!: EngagementKind;

  @Column('text')
  state!: EngagementState;

  @Column('text', { name: 'proposed_by' })
  proposedBy!: Side;

  @Column('text', { name: 'scope_modules', array: true })
  scopeModules!: CapabilityModule[];

  @Column('numeric', { name: 'target_gmv', precision: 16, scale: 2 })
  targetGmv!: string;

  @Column('numeric', { precision: 16, scale: 2 })
  fee!: string;

  @Column('date', { name: 'started_on' })
  startedOn!: string;

  @Column('date', { name: 'ended_on' })
  endedOn!: string;

  /** Its last day, when a side or staff ended it early. */
  @Column('date', { name: 'terminated_on', nullable: true })
  terminatedOn!: string | null;

  @Column('text', { default: '' })
  note!: string;

  @Column('boolean', { default: false })
  imported!: boolean;

  /** Of imported ones: the load that brought these values. */
  @Column('bigint', { name: 'load_number', nullable: true })
  loadNumber!: string | null;

  /** Counts changes; a command that was decided on an older version is refused. */
  @Column('int', { default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'accepted_at', precision: 3, nullable: true })
  acceptedAt!: Date | null;

  /** Share of net GMV that the merchant pays on top of the fee: 0.05 is five per cent. */
  @Column('numeric', { name: 'commission_share', precision: 5, scale: 4, nullable: true })
  commissionShare!: string | null;

  /** The version that waits for an answer. */
  @Column('int', { name: 'open_version', nullable: true })
  openVersion!: number | null;

  /** The version in force; null also where terms were agreed elsewhere (imported, drawn). */
  @Column('int', { name: 'agreed_version', nullable: true })
  agreedVersion!: number | null;

  /** Those that one merchant asked at once share it: at most one of them comes to terms. */
  @Column('uuid', { name: 'request_id', nullable: true })
  requestId!: string | null;
}
