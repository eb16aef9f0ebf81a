import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import type { Money } from '../../platform/kernel/money.js';
import {
  DEPOSIT_ACCOUNT_ORDERS,
  type DepositAccountFilter,
  type DepositAccountOrder,
} from '../deposit-account.store.js';
import type { DepositRefundFilter } from '../deposit-refund.store.js';
import {
  DEPOSIT_ENTRY_ORDERS,
  type DepositEntryFilter,
  type DepositEntryOrder,
} from '../deposit.store.js';
import type { DepositEntryKind } from '../domain/deposit-ledger.js';
import type { RefundState } from '../domain/deposit-refund.js';
import { DepositEntryKindEnum, DepositRefundStateEnum } from './deposit.type.js';

const names = <Name extends string>(orders: Readonly<Record<Name, unknown>>) =>
  Object.keys(orders) as Name[];
const DepositEntryOrderEnum = enumOf(names(DEPOSIT_ENTRY_ORDERS), {
  name: 'DepositEntryOrder',
  description: 'Newest or oldest first, or the largest signed amount first.',
});
const DepositAccountOrderEnum = enumOf(names(DEPOSIT_ACCOUNT_ORDERS), {
  name: 'DepositAccountOrder',
  description:
    'Those short for the longest time first, the largest shortfall, or the lowest balance.',
});

@InputType('DepositEntryFilter', { description: 'Conditions that all must hold.' })
export class DepositEntryFilterInput {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => [DepositEntryKindEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  kinds?: DepositEntryKind[];
  @Field(() => ID, { nullable: true }) violationId?: string;
  @Field(() => DateScalar, { nullable: true }) bookedFrom?: BusinessDate;
  @Field(() => DateScalar, { nullable: true }) bookedTo?: BusinessDate;
}

@ArgsType()
export class DepositEntriesArgs extends PageArgs {
  @Field(() => DepositEntryFilterInput, { nullable: true }) filter?: DepositEntryFilterInput;
  @Field(() => DepositEntryOrderEnum, { defaultValue: 'NEWEST' }) orderBy!: DepositEntryOrder;
}

@InputType('DepositAccountFilter', { description: 'Conditions that all must hold.' })
export class DepositAccountFilterInput {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => [String], { nullable: true, description: 'States of the providers.' })
  @IsOptional()
  @ArrayMaxSize(10)
  @MaxLength(40, { each: true })
  providerStates?: string[];
  @Field({ nullable: true, description: 'Only those that hold less than they must.' })
  shortOnly?: boolean;
}

@ArgsType()
export class DepositAccountsArgs extends PageArgs {
  @Field(() => DepositAccountFilterInput, { nullable: true }) filter?: DepositAccountFilterInput;
  @Field(() => DepositAccountOrderEnum, { defaultValue: 'SHORT_SINCE' })
  orderBy!: DepositAccountOrder;
}

@InputType('DepositRefundFilter', { description: 'Conditions that all must hold.' })
export class DepositRefundFilterInput {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => [DepositRefundStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: RefundState[];
}

@ArgsType()
export class DepositRefundsArgs extends PageArgs {
  @Field(() => DepositRefundFilterInput, { nullable: true }) filter?: DepositRefundFilterInput;
}

@InputType()
export class RecordDepositInput {
  @Field(() => ID) providerId!: string;
  @Field(() => MoneyScalar, { description: 'More than zero.' }) amount!: Money;
  @Field({ description: 'The bank’s reference of the transfer; a transfer is booked once.' })
  @MaxLength(200)
  reference!: string;
  @Field({ description: '10 to 1,000 characters.' })
  @MaxLength(5_000)
  reason!: string;
  @Field(() => DateScalar, { description: 'The day on which the money arrived.' })
  bookedOn!: BusinessDate;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class CorrectDepositEntryInput {
  @Field(() => ID) entryId!: string;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'How much of the entry to take back, without a sign; all that is left by default.',
  })
  amount?: Money;
  @Field({ description: '10 to 1,000 characters.' })
  @MaxLength(5_000)
  reason!: string;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class PrepareDepositRefundInput {
  @Field(() => ID) providerId!: string;
  @Field(() => MoneyScalar, { nullable: true, description: 'The whole balance by default.' })
  amount?: Money;
  @Field({ description: '10 to 1,000 characters.' })
  @MaxLength(5_000)
  reason!: string;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class DecideDepositRefundInput {
  @Field(() => ID) refundId!: string;
  @Field({ description: 'True pays it; false declines it.' }) pay!: boolean;
  @Field({ description: '10 to 1,000 characters.' })
  @MaxLength(5_000)
  reason!: string;
}

export function toEntryFilter(filter: DepositEntryFilterInput): DepositEntryFilter {
  const { providerId, violationId, ...rest } = filter;
  return {
    ...rest,
    ...(providerId && { providerId: uuidOf('Provider', providerId) }),
    ...(violationId && { violationId: uuidOf('Violation', violationId) }),
  };
}

export function toAccountFilter(filter: DepositAccountFilterInput): DepositAccountFilter {
  const { providerId, ...rest } = filter;
  return { ...rest, ...(providerId && { providerIds: [uuidOf('Provider', providerId)] }) };
}

export function toRefundFilter(filter: DepositRefundFilterInput): DepositRefundFilter {
  const { providerId, ...rest } = filter;
  return { ...rest, ...(providerId && { providerId: uuidOf('Provider', providerId) }) };
}
