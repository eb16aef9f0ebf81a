import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, Matches, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { FILE_ERRORS } from '../../files/index.js';
import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { publicId } from '../../platform/kernel/ids.js';
import { redactMessageErrors, SEND_MESSAGE_ERRORS } from '../domain/engagement-message.js';
import {
  ACTIVITY_KINDS,
  type ActivityKind,
  type ActivityRow,
} from '../engagement-activity.store.js';
import type { MessageRow } from '../engagement-message.store.js';
import { EngagementSideEnum } from './engagement-version.type.js';

@ObjectType('EngagementMessage', {
  description: 'What somebody wrote in the conversation of an engagement. Never edited.',
})
export class EngagementMessageType {
  @Field(() => ID) id!: string;
  @Field(() => ID) engagementId!: string;
  @Field(() => EngagementSideEnum) side!: string;
  @Field({ description: 'Empty when it was redacted.' }) body!: string;
  @Field(() => DateTimeScalar) sentAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) redactedAt!: Date | null;
  @Field(() => String, { nullable: true }) redactionReason!: string | null;
}

@ObjectType()
export class EngagementMessageConnection extends Connection(
  EngagementMessageType,
  'EngagementMessage',
) {}

const ActivityKindEnum = enumOf(ACTIVITY_KINDS, {
  name: 'EngagementActivityKind',
  description:
    'A change of state; a version of the terms and its answer; a claim; what was made of a session; a step of a dispute.',
});

@ObjectType('EngagementActivity', { description: 'Something that happened around an engagement.' })
export class EngagementActivityType {
  @Field(() => ActivityKindEnum) kind!: ActivityKind;
  @Field(() => DateTimeScalar) at!: Date;
  @Field(() => EngagementSideEnum, { description: 'Who did it.' }) side!: string;
  @Field({ description: 'The state, kind of version, answer or ruling that it led to.' })
  what!: string;
  @Field({ description: 'Why, in the words of whoever did it; may be empty.' }) note!: string;
  @Field(() => Int, { nullable: true }) versionNumber!: number | null;
  @Field(() => ID, { nullable: true }) operatedSessionId!: string | null;
  @Field(() => ID, { nullable: true }) disputeId!: string | null;
}

@ObjectType()
export class EngagementActivityConnection extends Connection(
  EngagementActivityType,
  'EngagementActivity',
) {}

@ArgsType()
export class EngagementActivityArgs extends PageArgs {
  @Field(() => ID) engagementId!: string;
}

@ArgsType()
export class EngagementMessagesArgs extends PageArgs {
  @Field(() => ID) engagementId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'For staff only: why they read it. Needs an open dispute, and is recorded.',
  })
  @IsOptional()
  @MaxLength(2_000)
  @Matches(/^[^\0]*$/)
  reason?: string | null;
}

@InputType()
export class SendEngagementMessageInput {
  @Field(() => ID) engagementId!: string;
  @Field({ description: '1 to 4,000 characters.' })
  @MaxLength(10_000)
  @Matches(/^[^\0]*$/)
  body!: string;
  @Field(() => [ID], { defaultValue: [], description: 'Files uploaded with POST /files.' })
  @ArrayMaxSize(100)
  fileIds!: string[];
  @Field(() => String, { nullable: true, description: 'For staff only: why they take part.' })
  @IsOptional()
  @MaxLength(2_000)
  @Matches(/^[^\0]*$/)
  reason?: string | null;
  @Field(() => String, { nullable: true }) idempotencyKey?: string | null;
}

@InputType()
export class RedactEngagementMessageInput {
  @Field(() => ID) messageId!: string;
  @Field({ description: '10 to 500 characters; shown in the place of the message.' })
  @MaxLength(2_000)
  @Matches(/^[^\0]*$/)
  reason!: string;
}

const SendError = UserErrorType(
  'SendEngagementMessage',
  errorCatalogue({ ...SEND_MESSAGE_ERRORS, ...FILE_ERRORS }),
);
const RedactError = UserErrorType('RedactEngagementMessage', redactMessageErrors);

@ObjectType()
export class SendEngagementMessagePayload {
  @Field(() => EngagementMessageType, { nullable: true }) message?: EngagementMessageType;
  @Field(() => [SendError]) userErrors!: InstanceType<typeof SendError>[];
}

@ObjectType()
export class RedactEngagementMessagePayload {
  @Field(() => EngagementMessageType, { nullable: true }) message?: EngagementMessageType;
  @Field(() => [RedactError]) userErrors!: InstanceType<typeof RedactError>[];
}

export function toMessageType(row: MessageRow): EngagementMessageType {
  return {
    id: publicId('EngagementMessage', row.id),
    engagementId: publicId('Engagement', row.engagementId),
    side: row.side,
    body: row.body,
    sentAt: row.sentAt,
    redactedAt: row.redactedAt,
    redactionReason: row.redactionReason,
  };
}

export function toActivityType(row: ActivityRow): EngagementActivityType {
  const { kind, at, side, what, note, versionNumber, operatedSessionId, disputeId } = row;
  return {
    ...{ kind, at, side, what, note, versionNumber },
    operatedSessionId: operatedSessionId && publicId('OperatedSession', operatedSessionId),
    disputeId: disputeId && publicId('SessionDispute', disputeId),
  };
}
