import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Engagement } from './engagement.entity.js';

/** Whom an engagement names: they may claim sessions under it. */
@Entity('engagement_operator')
@Index('engagement_operator_operator_id', ['operatorId', 'engagementId'])
export class EngagementOperator {
  @PrimaryColumn('uuid', {
    name: 'engagement_id',
    primaryKeyConstraintName: 'engagement_operator_pkey',
  })
  @ForeignKey(() => Engagement, { name: 'engagement_operator_engagement' })
  engagementId!: string;

  @PrimaryColumn('uuid', {
    name: 'operator_id',
    primaryKeyConstraintName: 'engagement_operator_pkey',
  })
  @ForeignKey('Operator', 'id', { name: 'engagement_operator_operator' })
  operatorId!: string;
}
