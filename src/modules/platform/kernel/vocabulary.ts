/** The field's own words that more than one module speaks (docs/glossary.md). */

/** 五力, the five forces. */
export const FORCES = [
  'TRAFFIC',
  'LIVE_OPERATION',
  'HOST_INCUBATION',
  'SUPPLY_CHAIN',
  'FULFILMENT',
] as const;
export type Force = (typeof FORCES)[number];

/** 11 模块, the eleven modules that refine the five forces. */
export const CAPABILITY_MODULES = [
  'CONTENT_WARM_UP',
  'PAID_TRAFFIC',
  'FANS_PRIVATE_DOMAIN',
  'PLANNING_BIG_SESSIONS',
  'FLOOR_CONTROL_GIFTS',
  'POSITIONING',
  'HOST_TEAM_GROWTH',
  'ASSORTMENT',
  'DIFFERENTIATED_SUPPLY',
  'DISPATCH_SATISFACTION',
  'DIAGNOSIS_REVIEW',
] as const;
export type CapabilityModule = (typeof CAPABILITY_MODULES)[number];

/** Trading tiers, lowest first: 冷启, 尾部, 腰部, 肩部, 头部. */
export const TRADING_TIERS = ['COLD_START', 'TAIL', 'WAIST', 'SHOULDER', 'HEAD'] as const;
export type TradingTier = (typeof TRADING_TIERS)[number];

/** What a merchant is: 主播, 品牌, 快品牌, 产业带工厂. */
export const MERCHANT_KINDS = ['HOST', 'BRAND', 'QUICK_BRAND', 'FACTORY'] as const;
export type MerchantKind = (typeof MERCHANT_KINDS)[number];

/** The three focuses of providers: MCN, 产业带, 品牌. */
export const PROVIDER_FOCUSES = ['MCN', 'INDUSTRIAL_BELT', 'BRAND'] as const;
export type ProviderFocus = (typeof PROVIDER_FOCUSES)[number];
