import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { Money } from '../../platform/kernel/money.js';
import { DEPOSIT_ENTRY_KINDS, type DepositEntryKind } from '../domain/deposit-ledger.js';
import { refundStates, type RefundState } from '../domain/deposit-refund.js';
import type { DepositAccount } from '../deposit.service.js';
import type { DepositEntry } from '../entities/deposit-entry.entity.js';
import type { DepositRefund } from '../entities/deposit-refund.entity.js';

export const DepositEntryKindEnum = enumOf(DEPOSIT_ENTRY_KINDS, {
  name: 'DepositEntryKind',
  description:
    'Deposit (缴存), deduction (扣除), refund (退还) or correction of another entry (更正).',
});
export const DepositRefundStateEnum = enumOf(refundStates.states, {
  name: 'DepositRefundState',
  description: 'A refund is prepared by one officer, and paid or declined by another.',
});

@ObjectType('DepositEntry', {
  implements: () => [Node],
  description: 'One line of a deposit’s ledger. Lines are never changed or deleted.',
})
export class DepositEntryType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => Int, { description: 'Counts the provider’s entries without a gap, from 1.' })
  number!: number;
  @Field(() => DepositEntryKindEnum) kind!: DepositEntryKind;
  @Field(() => MoneyScalar, { description: 'Signed: what it adds to the balance.' })
  amount!: Money;
  @Field() reason!: string;
  @Field(() => String, { nullable: true, description: 'The bank’s reference of a transfer.' })
  reference!: string | null;
  @Field(() => ID, { nullable: true, description: 'The violation that brought it about.' })
  violationId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The appeal that brought it about.' })
  appealId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The entry that this one takes back.' })
  compensatesId!: string | null;
  @Field(() => DateScalar) bookedOn!: BusinessDate;
  @Field(() => DateTimeScalar) recordedAt!: Date;
}

@ObjectType({ description: 'Sums of signed amounts.' })
export class DepositTotalsType {
  @Field(() => MoneyScalar) deposited!: Money;
  @Field(() => MoneyScalar, { description: 'Zero or less.' }) deducted!: Money;
  @Field(() => MoneyScalar, { description: 'Zero or less.' }) refunded!: Money;
  @Field(() => MoneyScalar) corrected!: Money;
  @Field(() => MoneyScalar, { description: 'All of them together.' }) balance!: Money;
}

@ObjectType()
export class DepositEntryConnection extends Connection(DepositEntryType, 'DepositEntry') {
  @Field(() => DepositTotalsType, {
    description: 'Sums over everything that the filter leaves. Computed only when asked for.',
  })
  totals?: DepositTotalsType;
}

@ObjectType({ description: 'What a provider holds as a deposit, and what it must hold.' })
export class DepositAccountType {
  @Field(() => ID) providerId!: string;
  @Field(() => MoneyScalar, { description: 'The sum of all entries. Below zero: a debt.' })
  balance!: Money;
  @Field(() => MoneyScalar, { description: 'By the policy in force, for its focus and category.' })
  required!: Money;
  @Field(() => MoneyScalar, { description: 'What is missing; zero when nothing is.' })
  shortfall!: Money;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Until when what is missing must be paid in; null when nothing is due.',
  })
  topUpDueBy!: BusinessDate | null;
  @Field(() => Int) policyVersion!: number;
}

@ObjectType()
export class DepositAccountConnection extends Connection(DepositAccountType, 'DepositAccount') {}

@ObjectType('DepositRefund', {
  implements: () => [Node],
  description: 'A deposit on its way back to a provider that has left.',
})
export class DepositRefundType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => MoneyScalar) amount!: Money;
  @Field(() => DepositRefundStateEnum) state!: RefundState;
  @Field() reason!: string;
  @Field(() => DateTimeScalar) preparedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) decidedAt!: Date | null;
  @Field(() => String, { nullable: true }) decisionReason!: string | null;
}

@ObjectType()
export class DepositRefundConnection extends Connection(DepositRefundType, 'DepositRefund') {}

export function toDepositEntryType(row: DepositEntry): DepositEntryType {
  const { number, kind, amount, reason, reference, bookedOn, recordedAt } = row;
  return {
    id: publicId('DepositEntry', row.id),
    providerId: publicId('Provider', row.providerId),
    number,
    kind,
    amount,
    reason,
    reference,
    violationId: row.violationId && publicId('Violation', row.violationId),
    appealId: row.appealId && publicId('Appeal', row.appealId),
    compensatesId: row.compensates && publicId('DepositEntry', row.compensates),
    bookedOn,
    recordedAt,
  };
}

export function toDepositAccountType(account: DepositAccount): DepositAccountType {
  const { balance, required, shortfall, topUpDueBy, policyVersion } = account;
  const providerId = publicId('Provider', account.providerId);
  return { providerId, balance, required, shortfall, topUpDueBy, policyVersion };
}

export function toDepositRefundType(row: DepositRefund): DepositRefundType {
  const { amount, state, reason, preparedAt, decidedAt, decisionReason } = row;
  return {
    id: publicId('DepositRefund', row.id),
    providerId: publicId('Provider', row.providerId),
    amount,
    state,
    reason,
    preparedAt,
    decidedAt,
    decisionReason,
  };
}
