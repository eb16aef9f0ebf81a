import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { publicId } from '../../platform/kernel/ids.js';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import { markReadErrors } from '../domain/mark-read.js';
import { noticeText } from '../domain/notice-catalogue.js';
import type { Notification, NotificationFilter } from '../notification.store.js';

@ObjectType('Notification', {
  implements: () => [Node],
  description: 'What happened, what you must do about it, and by when.',
})
export class NotificationType implements Node {
  @Field(() => ID) id!: string;
  @Field({ description: 'For machines: `engagements.proposed`.' }) kind!: string;
  @Field({ description: 'For people, in the language of Accept-Language.' }) text!: string;
  @Field(() => ID, { description: 'What it is about: `node(id:)` finds it.' }) subjectId!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when you must act. Null when there is nothing to do.',
  })
  actBy!: Date | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When what had to be done was done, by whomever.',
  })
  doneAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When you marked it as read.' })
  readAt!: Date | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
}

@ObjectType()
export class NotificationConnection extends Connection(NotificationType, 'Notification') {}

export function toNotificationType(row: Notification, locale: Locale): NotificationType {
  const { kind, actBy, doneAt, readAt, createdAt } = row;
  return {
    id: publicId('Notification', row.id),
    kind,
    text: inLocale(noticeText(kind, row.parameters), locale),
    subjectId: publicId(row.subjectType, row.subjectId),
    actBy,
    doneAt,
    readAt,
    createdAt,
  };
}

@InputType('NotificationFilter', { description: 'Conditions that all must hold.' })
export class NotificationFilterInput implements NotificationFilter {
  @Field({ nullable: true, description: 'Only what you have not read; false: only what you have.' })
  unread?: boolean;

  @Field(() => [String], { nullable: true, description: 'Only notices of these kinds.' })
  @IsOptional()
  @ArrayMaxSize(50)
  @MaxLength(100, { each: true })
  kinds?: string[];

  @Field({
    nullable: true,
    description: 'Only what still has to be done; false: only what has not.',
  })
  actDue?: boolean;
}

@ArgsType()
export class NotificationsArgs extends PageArgs {
  @Field(() => NotificationFilterInput, { nullable: true })
  filter?: NotificationFilterInput;
}

@InputType({ description: 'Either `ids` or `before`.' })
export class MarkNotificationsReadInput {
  @Field(() => [ID], { nullable: true, description: 'These notices, 1 to 100.' })
  @IsOptional()
  @ArrayMaxSize(100)
  ids?: string[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'All notices until this instant.' })
  before?: Date;
}

const MarkNotificationsReadError = UserErrorType('MarkNotificationsRead', markReadErrors);

@ObjectType()
export class MarkNotificationsReadPayload {
  @Field(() => Int, { nullable: true, description: 'How many are unread now.' })
  unreadCount?: number;
  @Field(() => [MarkNotificationsReadError])
  userErrors!: InstanceType<typeof MarkNotificationsReadError>[];
}
