import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar, MoneyScalar } from '../../../graphql/scalars.js';
import { CapabilityModuleEnum, enumOf, TradingTierEnum } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { Money } from '../../platform/kernel/money.js';
import type { CapabilityModule, TradingTier } from '../../platform/kernel/vocabulary.js';
import {
  packageStates,
  PRICE_UNITS,
  type PackageState,
  type PriceUnit,
} from '../domain/service-package.js';
import type { ServicePackage } from '../entities/service-package.entity.js';

export const PriceUnitEnum = enumOf(PRICE_UNITS, {
  name: 'PriceUnit',
  description: 'What the price buys: a month, a live session, or the whole term.',
});
export const PackageStateEnum = enumOf(packageStates.states, {
  name: 'ServicePackageState',
  description: 'Drafts are seen by their company only; published ones by everyone signed in.',
});

@ObjectType('ServicePackage', {
  implements: () => [Node],
  description: 'What a provider offers, for which merchants, at what price (服务包).',
})
export class ServicePackageType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID) providerId!: string;
  @Field() title!: string;
  @Field() description!: string;
  @Field(() => [TradingTierEnum]) tiers!: TradingTier[];
  @Field(() => [CapabilityModuleEnum]) modules!: CapabilityModule[];
  @Field(() => MoneyScalar) price!: Money;
  @Field(() => PriceUnitEnum) priceUnit!: PriceUnit;
  @Field(() => PackageStateEnum) state!: PackageState;
  @Field(() => Int, {
    description: 'Give it back as `expectedVersion` when you change the package.',
  })
  version!: number;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar) updatedAt!: Date;
}

@ObjectType()
export class ServicePackageConnection extends Connection(ServicePackageType, 'ServicePackage') {}

export function toServicePackageType(row: ServicePackage): ServicePackageType {
  return {
    ...row,
    id: publicId('ServicePackage', row.id),
    providerId: publicId('Provider', row.providerId),
  };
}
