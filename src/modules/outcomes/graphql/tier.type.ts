import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { DateScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { enumOf, MerchantKindEnum, TradingTierEnum } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { MerchantKind, TradingTier } from '../../platform/kernel/vocabulary.js';
import { TIER_POSITIONS, type TierPosition } from '../domain/tier-flows.js';
import type { TierFilter, TierMoveRow } from '../tier.store.js';

const TierPositionEnum = enumOf(TIER_POSITIONS, {
  name: 'TierPosition',
  description: 'A trading tier, ABSENT (no sales in the records of that month) or EXITED.',
});

const TOLD = 'Null: too few, or too few could be told from it.';

@ObjectType('TierCount', { description: 'How many merchants stood in a tier.' })
export class TierCountType {
  @Field(() => TradingTierEnum) tier!: TradingTier;
  @Field(() => Int, { nullable: true, description: TOLD }) merchants!: number | null;
}

@ObjectType('TierDistribution', { description: 'How many merchants were at which tier.' })
export class TierDistributionType {
  @Field(() => DateScalar, { description: 'Tiers are read at month ends.' }) monthEnd!: string;
  @Field(() => [TierCountType]) tiers!: readonly TierCountType[];
}

@ObjectType('TierFlow', { description: 'How many merchants went from one tier to another.' })
export class TierFlowType {
  @Field(() => TierPositionEnum) from!: TierPosition;
  @Field(() => TierPositionEnum) to!: TierPosition;
  @Field(() => Int, { nullable: true, description: TOLD }) merchants!: number | null;
}

@ObjectType('TierFlows', { description: 'How many merchants moved from where to where.' })
export class TierFlowsType {
  @Field(() => DateScalar) from!: string;
  @Field(() => DateScalar) to!: string;
  @Field(() => [TierFlowType]) flows!: readonly TierFlowType[];
}

@ObjectType('TierMove', { description: 'Where a merchant was at two month ends.' })
export class TierMoveType {
  @Field(() => ID) merchantId!: string;
  @Field(() => TierPositionEnum) from!: TierPosition;
  @Field(() => TierPositionEnum) to!: TierPosition;
  @Field(() => MoneyScalar, { nullable: true }) fromNetGmv!: string | null;
  @Field(() => MoneyScalar, { nullable: true }) toNetGmv!: string | null;
}

@ObjectType()
export class TierMoveConnection extends Connection(TierMoveType, 'TierMove') {}

@ArgsType()
export class TierArgs implements TierFilter {
  @Field({ nullable: true, description: 'A category, or a parent category with all below it.' })
  @IsOptional()
  @MaxLength(60)
  categoryCode?: string;
  @Field(() => MerchantKindEnum, { nullable: true }) kind?: MerchantKind;
}

@ArgsType()
export class TierDistributionArgs extends TierArgs {
  @Field(() => DateScalar, { description: 'Read at the last month end up to this day.' })
  on!: string;
}

@ArgsType()
export class TierFlowsArgs extends TierArgs {
  @Field(() => DateScalar, { description: 'Read at the last month end up to this day.' })
  from!: string;
  @Field(() => DateScalar, { description: 'Read at the last month end up to this day.' })
  to!: string;
}

@ArgsType()
export class TierMovesArgs extends PageArgs implements TierFilter {
  @Field(() => DateScalar) from!: string;
  @Field(() => DateScalar) to!: string;
  @Field(() => TierPositionEnum, { nullable: true }) fromTier?: TierPosition;
  @Field(() => TierPositionEnum, { nullable: true }) toTier?: TierPosition;
  @Field({ nullable: true })
  @IsOptional()
  @MaxLength(60)
  categoryCode?: string;
  @Field(() => MerchantKindEnum, { nullable: true }) kind?: MerchantKind;
}

export function toTierMoveType(row: TierMoveRow): TierMoveType {
  return { ...row, merchantId: publicId('Merchant', row.merchantId) };
}
