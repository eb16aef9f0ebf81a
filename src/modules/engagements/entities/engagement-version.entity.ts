import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CapabilityModule } from '../../platform/kernel/vocabulary.js';
import type { Side } from '../domain/engagement.js';
import type { OfferAnswer, VersionKind } from '../domain/engagement-version.js';
import { Engagement } from './engagement.entity.js';

/** What a side offered. Never changed: who wants other terms makes another version. */
@Entity('engagement_version')
@Unique('engagement_version_unique', ['engagementId', 'number'])
@Index('engagement_version_made', ['engagementId', 'madeAt', 'id'])
@Check('engagement_version_number', 'number > 0')
@Check('engagement_version_kind', `kind IN ('TERMS', 'EXTENSION', 'HANDOVER')`)
@Check('engagement_version_made_by', `made_by IN ('PROVIDER', 'MERCHANT')`)
@Check('engagement_version_target', 'target_gmv >= 0')
@Check('engagement_version_fee', 'fee >= 0')
@Check('engagement_version_share', 'commission_share > 0 AND commission_share <= 1')
@Check('engagement_version_term', 'ended_on >= started_on')
export class EngagementVersion {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'engagement_version_pkey' })
  id!: string;

  @Column('uuid', { name: 'engagement_id' })
  @ForeignKey(() => Engagement, { name: 'engagement_version_engagement' })
  engagementId!: string;

  @Column('int')
  number!: number;

  @Column('text')
  kind!: VersionKind;

  @Column('text', { name: 'made_by' })
  madeBy!: Side;

  @Column('text', { name: 'scope_modules', array: true })
  scopeModules!: CapabilityModule[];

  @Column('numeric', { name: 'target_gmv', precision: 16, scale: 2 })
  targetGmv!: string;

  @Column('numeric', { precision: 16, scale: 2 })
  fee!: string;

  @Column('numeric', { name: 'commission_share', precision: 5, scale: 4, nullable: true })
  commissionShare!: string | null;

  @Column('date', { name: 'started_on' })
  startedOn!: string;

  @Column('date', { name: 'ended_on' })
  endedOn!: string;

  @Column('uuid', { name: 'operator_ids', array: true })
  operatorIds!: string[];

  @Column('text')
  note!: string;

  @Column('text')
  author!: string;

  @Column({ type: 'timestamptz', name: 'made_at', precision: 3 })
  madeAt!: Date;
}

@Entity('engagement_milestone')
@Check('engagement_milestone_gmv', 'target_gmv > 0')
@Check('engagement_milestone_sessions', 'target_sessions > 0')
@Check('engagement_milestone_target', 'num_nonnulls(target_gmv, target_sessions) > 0')
export class EngagementMilestone {
  @PrimaryColumn('uuid', {
    name: 'version_id',
    primaryKeyConstraintName: 'engagement_milestone_pkey',
  })
  @ForeignKey(() => EngagementVersion, { name: 'engagement_milestone_version' })
  versionId!: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'engagement_milestone_pkey' })
  position!: number;

  @Column('text')
  title!: string;

  @Column('date', { name: 'due_on' })
  dueOn!: string;

  @Column('numeric', { name: 'target_gmv', precision: 16, scale: 2, nullable: true })
  targetGmv!: string | null;

  @Column('int', { name: 'target_sessions', nullable: true })
  targetSessions!: number | null;
}

/** What became of a version: decided once. */
@Entity('engagement_answer')
@Index('engagement_answer_answered', ['engagementId', 'answeredAt', 'versionId'])
@Check(
  'engagement_answer_answer',
  `answer IN ('ACCEPTED', 'DECLINED', 'WITHDRAWN', 'SUPERSEDED', 'LAPSED')`,
)
@Check('engagement_answer_side', `side IN ('PROVIDER', 'MERCHANT', 'PLATFORM')`)
export class EngagementAnswer {
  @PrimaryColumn('uuid', { name: 'version_id', primaryKeyConstraintName: 'engagement_answer_pkey' })
  @ForeignKey(() => EngagementVersion, { name: 'engagement_answer_version' })
  versionId!: string;

  @Column('uuid', { name: 'engagement_id' })
  @ForeignKey(() => Engagement, { name: 'engagement_answer_engagement' })
  engagementId!: string;

  @Column('text')
  answer!: OfferAnswer;

  @Column('text')
  side!: Side | 'PLATFORM';

  @Column('text')
  reason!: string;

  @Column('text', { name: 'answered_by' })
  answeredBy!: string;

  @Column({ type: 'timestamptz', name: 'answered_at', precision: 3 })
  answeredAt!: Date;
}
