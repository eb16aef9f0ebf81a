import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import {
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  MoneyScalar,
} from '../../../graphql/scalars.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { LiveSession, MerchantDay } from '../domain/facts.js';

const LARGE = { description: 'May exceed 32 bits; an exact text.' };

@ObjectType('MerchantDay', {
  description: 'A business day of a merchant, all channels, as the platform’s feed reports it.',
})
export class MerchantDayType {
  @Field(() => ID) merchantId!: string;
  @Field(() => DateScalar) date!: string;
  @Field(() => MoneyScalar) paidGmv!: string;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Null when the feed does not tell it apart: then it equals paidGmv.',
  })
  livePaidGmv!: string | null;
  @Field(() => MoneyScalar, {
    description: 'Booked to the day of payment; later files restate it.',
  })
  refundedGmv!: string;
  @Field(() => Int) orders!: number;
  @Field(() => Int) buyers!: number;
  @Field(() => Int) newBuyers!: number;
  @Field(() => Int, {
    description: 'Buyers of the day with another order in the 30 days before (回头客).',
  })
  repeatBuyers!: number;
  @Field(() => DecimalScalar, LARGE) exposures!: string;
  @Field(() => DecimalScalar, LARGE) entries!: string;
  @Field(() => DecimalScalar) watchMinutes!: string;
  @Field(() => DecimalScalar) liveMinutes!: string;
  @Field(() => Int) videosPublished!: number;
  @Field(() => Int) fansGained!: number;
  @Field(() => Int) fansLost!: number;
  @Field(() => MoneyScalar) adSpend!: string;
  @Field(() => MoneyScalar, { description: 'Attributed; may exceed paidGmv.' }) adGmv!: string;
  @Field(() => Int) listedSkus!: number;
  @Field(() => Int) activeSkus!: number;
  @Field(() => Int) shippedTotal!: number;
  @Field(() => Int) shippedOnTime!: number;
  @Field(() => Int) complaints!: number;
  @Field(() => DecimalScalar) ratingSum!: string;
  @Field(() => Int) ratingCount!: number;
  @Field({ description: 'The load that the row came with.' }) loadNumber!: string;
}

@ObjectType('LiveSession', { description: 'A live session as the platform’s feed reports it.' })
export class LiveSessionType {
  @Field(() => ID) id!: string;
  @Field({ description: 'The platform’s own code.' }) sessionCode!: string;
  @Field(() => ID) merchantId!: string;
  @Field(() => DateScalar, { description: 'The business day on which it began.' })
  businessDate!: string;
  @Field(() => DateTimeScalar) startedAt!: Date;
  @Field(() => DateTimeScalar) endedAt!: Date;
  @Field(() => MoneyScalar) targetGmv!: string;
  @Field(() => MoneyScalar) paidGmv!: string;
  @Field(() => MoneyScalar) refundedGmv!: string;
  @Field(() => Int) orders!: number;
  @Field(() => Int) buyers!: number;
  @Field(() => Int) newBuyers!: number;
  @Field(() => DecimalScalar, LARGE) exposures!: string;
  @Field(() => DecimalScalar, LARGE) entries!: string;
  @Field(() => DecimalScalar) watchMinutes!: string;
  @Field(() => Int) peakViewers!: number;
  @Field(() => DecimalScalar) averageViewers!: string;
  @Field(() => Int) reservations!: number;
  @Field(() => Int) fansGained!: number;
  @Field(() => Int, { nullable: true }) fansLost!: number | null;
  @Field(() => MoneyScalar) adSpend!: string;
  @Field(() => MoneyScalar) adGmv!: string;
  @Field(() => MoneyScalar, { description: 'What the largest buyer paid.' }) topBuyerGmv!: string;
  @Field(() => MoneyScalar, { nullable: true }) top10BuyerGmv!: string | null;
  @Field(() => MoneyScalar, { nullable: true }) refunded24hGmv!: string | null;
  @Field({ description: 'The load that the row came with.' }) loadNumber!: string;
}

@ObjectType()
export class MerchantDayConnection extends Connection(MerchantDayType, 'MerchantDay') {}

@ObjectType()
export class LiveSessionConnection extends Connection(LiveSessionType, 'LiveSession') {}

export function toMerchantDayType(day: MerchantDay): MerchantDayType {
  return { ...day, merchantId: publicId('Merchant', day.merchantId) };
}

export function toLiveSessionType({ sessionId, ...session }: LiveSession): LiveSessionType {
  return {
    ...session,
    id: publicId('LiveSession', sessionId),
    merchantId: publicId('Merchant', session.merchantId),
  };
}
