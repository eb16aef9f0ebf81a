import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { uuidOf } from '../../../graphql/node.js';
import { MoneyScalar } from '../../../graphql/scalars.js';
import { CapabilityModuleEnum, enumOf, TradingTierEnum } from '../../../graphql/vocabulary.js';
import type { Money } from '../../platform/kernel/money.js';
import type { CapabilityModule, TradingTier } from '../../platform/kernel/vocabulary.js';
import type { PackageContent, PackageState, PriceUnit } from '../domain/service-package.js';
import {
  PACKAGE_ORDERS,
  type PackageOrder,
  type ServicePackageFilter,
} from '../service-package.store.js';
import { PackageStateEnum, PriceUnitEnum } from './service-package.type.js';

const PackageOrderEnum = enumOf(Object.keys(PACKAGE_ORDERS) as PackageOrder[], {
  name: 'ServicePackageOrder',
  description: 'Newest first, or cheapest first.',
});

@InputType({ description: 'Which service packages: all conditions hold at once.' })
export class ServicePackageFilterInput {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => TradingTierEnum, { nullable: true }) tier?: TradingTier;
  @Field(() => CapabilityModuleEnum, { nullable: true }) module?: CapabilityModule;
  @Field(() => MoneyScalar, { nullable: true }) maximumPrice?: Money;
  @Field(() => [PackageStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(5)
  states?: PackageState[];
}

@ArgsType()
export class ServicePackagesArgs extends PageArgs {
  @Field(() => ServicePackageFilterInput, { nullable: true })
  filter?: ServicePackageFilterInput;

  @Field(() => PackageOrderEnum, { defaultValue: 'NEWEST' })
  orderBy!: PackageOrder;
}

export function toFilter({ providerId, ...rest }: ServicePackageFilterInput): ServicePackageFilter {
  return { ...rest, ...(providerId && { providerId: uuidOf('Provider', providerId) }) };
}

@InputType({ isAbstract: true })
abstract class PackageContentInput implements PackageContent {
  @Field({ description: '2 to 60 characters.' })
  @MaxLength(200)
  title!: string;

  @Field({ defaultValue: '' })
  @MaxLength(5_000)
  description!: string;

  @Field(() => [TradingTierEnum])
  @ArrayMaxSize(10)
  tiers!: TradingTier[];

  @Field(() => [CapabilityModuleEnum])
  @ArrayMaxSize(20)
  modules!: CapabilityModule[];

  @Field(() => MoneyScalar) price!: Money;
  @Field(() => PriceUnitEnum) priceUnit!: PriceUnit;
}

@InputType({ description: 'What a package says. A new package is a draft.' })
export class CreateServicePackageInput extends PackageContentInput {
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType({ description: 'The whole new content of a package.' })
export class UpdateServicePackageInput extends PackageContentInput {
  @Field(() => ID) packageId!: string;
  @Field(() => Int, { description: 'The version that the change was made on.' })
  expectedVersion!: number;
}

@InputType({ description: 'Publish, take back to draft, or archive a package.' })
export class ChangeServicePackageStateInput {
  @Field(() => ID) packageId!: string;
  @Field(() => PackageStateEnum) to!: PackageState;
}
