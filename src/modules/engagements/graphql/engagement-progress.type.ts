import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateScalar, DecimalScalar, MoneyScalar } from '../../../graphql/scalars.js';
import type { EngagementProgressRow, MilestoneProgress } from '../engagement-progress.store.js';

@ObjectType('MilestoneProgress', { description: 'A milestone beside what the feed says so far.' })
export class MilestoneProgressType {
  @Field() title!: string;
  @Field(() => DateScalar) dueOn!: string;
  @Field(() => MoneyScalar, { nullable: true }) targetGmv!: string | null;
  @Field(() => Int, { nullable: true }) targetSessions!: number | null;
  @Field(() => MoneyScalar, { description: 'Net GMV from the first day to the milestone’s.' })
  netGmv!: string;
  @Field(() => Int, { description: 'Verified sessions from the first day to the milestone’s.' })
  sessions!: number;
  @Field({ description: 'Whether every target of the milestone is reached.' }) reached!: boolean;
}

@ObjectType('EngagementProgress', {
  description:
    'What was promised beside what the feed says so far: of all the merchant’s days in the term, with an operated session or without.',
})
export class EngagementProgressType {
  @Field(() => MoneyScalar) targetGmv!: string;
  @Field(() => MoneyScalar, { description: 'Paid less refunded, of the days reported.' })
  netGmv!: string;
  @Field(() => DecimalScalar, { nullable: true, description: 'Net GMV over target; null without.' })
  attainment!: string | null;
  @Field(() => Int, { description: 'Days of the term up to today or its last day.' })
  daysElapsed!: number;
  @Field(() => Int, { description: 'Of these the feed has told so many.' }) daysReported!: number;
  @Field(() => DateScalar, { nullable: true }) lastReportedOn!: string | null;
  @Field(() => Int) sessionsClaimed!: number;
  @Field(() => Int) sessionsVerified!: number;
  @Field(() => Int, { description: 'By the merchant or by its silence.' })
  sessionsConfirmed!: number;
  @Field(() => Int, { description: 'In dispute, or settled against the claim.' })
  sessionsDisputed!: number;
  @Field(() => [MilestoneProgressType]) milestones!: MilestoneProgressType[];
}

export function toProgressType(row: EngagementProgressRow): EngagementProgressType {
  return { ...row, milestones: row.milestones.map(toMilestone) };
}

function toMilestone(row: MilestoneProgress): MilestoneProgressType {
  const { targetGmv, targetSessions, netGmv, sessions } = row;
  const gmvReached = targetGmv === null || Number(netGmv) >= Number(targetGmv);
  return { ...row, reached: gmvReached && (targetSessions === null || sessions >= targetSessions) };
}
