import { registerEnumType } from '@nestjs/graphql';
import {
  CAPABILITY_MODULES,
  FORCES,
  MERCHANT_KINDS,
  TRADING_TIERS,
} from '../modules/platform/kernel/vocabulary.js';

/** A GraphQL enum whose names are its values. */
export function enumOf<Name extends string>(
  names: readonly Name[],
  options: { name: string; description: string },
): Readonly<Record<Name, Name>> {
  const values = Object.fromEntries(names.map((name) => [name, name])) as Record<Name, Name>;
  registerEnumType(values, options);
  return values;
}

export const ForceEnum = enumOf(FORCES, {
  name: 'Force',
  description: 'One of the five forces (五力).',
});
export const CapabilityModuleEnum = enumOf(CAPABILITY_MODULES, {
  name: 'CapabilityModule',
  description: 'One of the eleven modules that refine the five forces.',
});
export const TradingTierEnum = enumOf(TRADING_TIERS, {
  name: 'TradingTier',
  description: 'Trading tier by trailing-30-day net GMV: 冷启, 尾部, 腰部, 肩部, 头部.',
});
export const MerchantKindEnum = enumOf(MERCHANT_KINDS, {
  name: 'MerchantKind',
  description:
    'Host (主播), brand (品牌), quick brand (快品牌) or factory of an industrial belt (产业带).',
});
