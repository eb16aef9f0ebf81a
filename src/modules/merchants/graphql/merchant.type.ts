import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { enumOf, MerchantKindEnum } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { MerchantKind } from '../../platform/kernel/vocabulary.js';
import type { Merchant } from '../entities/merchant.entity.js';
import { MERCHANT_ORDERS, type MerchantFilter, type MerchantOrder } from '../merchant.store.js';

@ObjectType('Merchant', {
  implements: () => [Node],
  description: 'Who sells (商家 / 主播). What it sold is told elsewhere, and not to everyone.',
})
export class MerchantType implements Node {
  @Field(() => ID) id!: string;
  @Field({ description: 'The platform’s own identifier.' }) merchantCode!: string;
  @Field() name!: string;
  @Field(() => MerchantKindEnum) kind!: MerchantKind;
  @Field() categoryCode!: string;
  @Field() regionCode!: string;
  @Field(() => DateScalar) joinedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'When it left the platform, if it did.' })
  exitedOn!: string | null;
}

@ObjectType()
export class MerchantConnection extends Connection(MerchantType, 'Merchant') {}

export function toMerchantType(row: Merchant): MerchantType {
  const { merchantCode, name, kind, categoryCode, regionCode, joinedOn, exitedOn } = row;
  return {
    id: publicId('Merchant', row.id),
    merchantCode,
    name,
    kind,
    categoryCode,
    regionCode,
    joinedOn,
    exitedOn,
  };
}

@ObjectType('MerchantVersion', {
  description: 'A merchant’s attributes as one load of the feed gave them.',
})
export class MerchantVersionType {
  @Field() name!: string;
  @Field(() => MerchantKindEnum) kind!: MerchantKind;
  @Field() categoryCode!: string;
  @Field() regionCode!: string;
  @Field(() => DateScalar) joinedOn!: string;
  @Field(() => DateScalar, { nullable: true }) exitedOn!: string | null;
  @Field({ description: 'The load that brought this version.' }) loadNumber!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The load that replaced it; null for today’s.',
  })
  supersededBy!: string | null;
}

@ObjectType()
export class MerchantVersionConnection extends Connection(MerchantVersionType, 'MerchantVersion') {}

const MerchantOrderEnum = enumOf(Object.keys(MERCHANT_ORDERS) as MerchantOrder[], {
  name: 'MerchantOrder',
  description: 'By name, or newest first.',
});

@InputType({ description: 'Which merchants: all conditions hold at once.' })
export class MerchantFilterInput implements MerchantFilter {
  @Field(() => MerchantKindEnum, { nullable: true }) kind?: MerchantKind;

  @Field({ nullable: true, description: 'A category, or a parent category with all below it.' })
  @IsOptional()
  @MaxLength(60)
  categoryCode?: string;

  @Field({ nullable: true })
  @IsOptional()
  @MaxLength(60)
  regionCode?: string;

  @Field({ nullable: true, description: 'Part of the name, in any case.' })
  @IsOptional()
  @MaxLength(60)
  nameContains?: string;

  @Field({ nullable: true, description: 'Exactly this code.' })
  @IsOptional()
  @MaxLength(60)
  merchantCode?: string;
}

@ArgsType()
export class MerchantsArgs extends PageArgs {
  @Field(() => MerchantFilterInput, { nullable: true })
  filter?: MerchantFilterInput;

  @Field(() => MerchantOrderEnum, { defaultValue: 'NAME' })
  orderBy!: MerchantOrder;
}

@ArgsType()
export class MerchantVersionsArgs extends PageArgs {
  @Field(() => ID) merchantId!: string;
}
