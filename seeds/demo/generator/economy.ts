import categories from '../../reference/categories.json' with { type: 'json' };
import regions from '../../reference/regions.json' with { type: 'json' };

/** What a market of invented merchants needs to know about each top category. */
export interface CategoryEconomy {
  code: string;
  /** Share of merchants, relative. */
  weight: number;
  /** Typical value of an order, yuan. */
  orderValue: number;
  /** Final refunds over paid GMV. */
  refundShare: number;
  /** Buyers over entries. */
  conversion: number;
  watchMinutesPerEntry: number;
  /** Days of the year (month, day) of the category's own promotion. */
  categoryDays: readonly (readonly [number, number])[];
  childCodes: readonly string[];
  noun: string;
}

type Figures = [
  weight: number,
  orderValue: number,
  refundShare: number,
  conversion: number,
  watchMinutesPerEntry: number,
  categoryDays: [number, number][],
  noun: string,
];

// prettier-ignore
const FIGURES: Record<string, Figures> = {
  apparel:   [22, 118, 0.34, 0.034, 2.3, [[3, 20], [9, 12]], '服饰'],
  beauty:    [13, 132, 0.15, 0.030, 2.6, [[4, 18], [9, 22]], '美妆'],
  food:      [14,  56, 0.07, 0.055, 1.9, [[5, 17], [10, 18]], '食品'],
  home:      [10,  78, 0.16, 0.036, 2.0, [[4, 10], [8, 26]], '家居'],
  appliance: [ 6, 210, 0.18, 0.018, 2.2, [[5, 24], [9, 3]], '电器'],
  digital:   [ 6, 165, 0.17, 0.020, 2.4, [[7, 20], [10, 12]], '数码'],
  baby:      [ 7,  84, 0.19, 0.038, 2.2, [[6, 1], [9, 28]], '母婴'],
  jewelry:   [ 6, 420, 0.42, 0.012, 4.2, [[7, 7], [10, 6]], '珠宝'],
  sports:    [ 5, 142, 0.24, 0.026, 2.1, [[5, 10], [8, 8]], '运动'],
  health:    [ 5, 176, 0.11, 0.024, 2.8, [[7, 26], [10, 14]], '滋补'],
  pets:      [ 3,  72, 0.08, 0.048, 2.1, [[5, 28], [9, 16]], '宠物'],
  garden:    [ 3,  46, 0.10, 0.052, 2.5, [[3, 12], [7, 14]], '园艺'],
};

export const CATEGORIES: readonly CategoryEconomy[] = Object.entries(FIGURES).map(
  ([
    code,
    [weight, orderValue, refundShare, conversion, watchMinutesPerEntry, categoryDays, noun],
  ]) => ({
    code,
    weight,
    orderValue,
    refundShare,
    conversion,
    watchMinutesPerEntry,
    categoryDays,
    noun,
    childCodes: categories.filter((row) => row.parent_code === code).map((row) => row.code),
  }),
);

export const CATEGORY_WEIGHTS = CATEGORIES.map((category) => category.weight);

export const REGION_CODES: readonly string[] = regions.map((row) => row.code);
/** Industrial belts: regions inside a province. */
export const BELT_CODES: readonly string[] = regions
  .filter((row) => row.parent_code !== null)
  .map((row) => row.code);

export type MerchantKind = 'HOST' | 'BRAND' | 'QUICK_BRAND' | 'FACTORY';
export const MERCHANT_KINDS: readonly MerchantKind[] = ['HOST', 'BRAND', 'QUICK_BRAND', 'FACTORY'];
export const KIND_WEIGHTS = [42, 20, 23, 15];

export type ProviderFocus = 'MCN' | 'INDUSTRIAL_BELT' | 'BRAND';
export const PROVIDER_FOCUSES: readonly ProviderFocus[] = ['MCN', 'INDUSTRIAL_BELT', 'BRAND'];
export const FOCUS_WEIGHTS = [45, 25, 30];

/** The kinds of merchant that a provider of each focus mostly serves. */
export const KINDS_OF_FOCUS: Record<ProviderFocus, readonly MerchantKind[]> = {
  MCN: ['HOST', 'HOST', 'QUICK_BRAND'],
  INDUSTRIAL_BELT: ['FACTORY', 'FACTORY', 'QUICK_BRAND'],
  BRAND: ['BRAND', 'BRAND', 'QUICK_BRAND'],
};

/** Trading size when the history begins (or at joining); the names are the product's tiers. */
export type StartingTier = 'COLD_START' | 'TAIL' | 'WAIST' | 'SHOULDER' | 'HEAD';

export interface TierEconomy {
  tier: StartingTier;
  weight: number;
  /** Monthly paid GMV in yuan, drawn log-uniformly between the two. */
  monthlyLow: number;
  monthlyHigh: number;
  /** Probability of being live on an ordinary day. */
  liveShare: number;
  /** Probability of a second session on a live day. */
  secondSession: number;
  hoursPerSession: number;
  newBuyerShare: number;
  repeatBuyerShare: number;
  skus: number;
}

// prettier-ignore
export const TIERS: readonly TierEconomy[] = [
  { tier: 'COLD_START', weight: 40, monthlyLow: 9_000, monthlyHigh: 420_000, liveShare: 0.28, secondSession: 0.03, hoursPerSession: 2.0, newBuyerShare: 0.74, repeatBuyerShare: 0.10, skus: 24 },
  { tier: 'TAIL', weight: 29, monthlyLow: 520_000, monthlyHigh: 1_900_000, liveShare: 0.33, secondSession: 0.05, hoursPerSession: 2.6, newBuyerShare: 0.55, repeatBuyerShare: 0.20, skus: 45 },
  { tier: 'WAIST', weight: 19, monthlyLow: 2_000_000, monthlyHigh: 9_000_000, liveShare: 0.4, secondSession: 0.09, hoursPerSession: 3.0, newBuyerShare: 0.44, repeatBuyerShare: 0.27, skus: 80 },
  { tier: 'SHOULDER', weight: 9, monthlyLow: 10_000_000, monthlyHigh: 42_000_000, liveShare: 0.55, secondSession: 0.16, hoursPerSession: 3.5, newBuyerShare: 0.36, repeatBuyerShare: 0.33, skus: 140 },
  { tier: 'HEAD', weight: 3, monthlyLow: 50_000_000, monthlyHigh: 160_000_000, liveShare: 0.72, secondSession: 0.28, hoursPerSession: 4.0, newBuyerShare: 0.30, repeatBuyerShare: 0.38, skus: 260 },
];

export const TIER_WEIGHTS = TIERS.map((tier) => tier.weight);
