import { TRADING_TIERS, type TradingTier } from '../../platform/kernel/vocabulary.js';

/** Where merchants were: a tier, not in the records of that month (yet), or gone for good. */
export const TIER_POSITIONS = [...TRADING_TIERS, 'ABSENT', 'EXITED'] as const;
export type TierPosition = (typeof TIER_POSITIONS)[number];

export interface TierFlow {
  readonly from: TierPosition;
  readonly to: TierPosition;
  /** Null: not told, because the group is too small or would give a small one away. */
  readonly merchants: number | null;
}

export interface TierCount {
  readonly tier: TradingTier;
  readonly merchants: number | null;
}

/**
 * Hides groups smaller than `smallest`, and in each row and column as many more, smallest first, until what is
 * hidden there cannot be told from a total: at least two groups with `smallest` merchants together.
 *
 * Source: primary and complementary cell suppression, Hundepool et al. (2012), Statistical Disclosure Control,
 * section 4.3.
 */
export function suppressSmallFlows(
  flows: readonly {
    readonly from: TierPosition;
    readonly to: TierPosition;
    readonly merchants: number;
  }[],
  smallest: number,
): TierFlow[] {
  const hidden = new Set(flows.filter(({ merchants }) => merchants < smallest));
  const lines = TIER_POSITIONS.flatMap((position) => [
    flows.filter(({ from }) => from === position),
    flows.filter(({ to }) => to === position),
  ]);
  for (let changed = true; changed;) {
    changed = false;
    for (const line of lines) {
      const concealed = line.filter((flow) => hidden.has(flow));
      const sum = concealed.reduce((total, { merchants }) => total + merchants, 0);
      if (concealed.length === 0 || (concealed.length > 1 && sum >= smallest)) continue;
      const [next] = line
        .filter((flow) => !hidden.has(flow))
        .sort(
          (a, b) =>
            a.merchants - b.merchants ||
            TIER_POSITIONS.indexOf(a.to) - TIER_POSITIONS.indexOf(b.to),
        );
      if (!next) continue;
      hidden.add(next);
      changed = true;
    }
  }
  return flows.map((flow) => (hidden.has(flow) ? { ...flow, merchants: null } : flow));
}

/** The same for one distribution: small groups go, and with a single one its smallest neighbour. */
export function suppressSmallTiers(
  counts: readonly { readonly tier: TradingTier; readonly merchants: number }[],
  smallest: number,
): TierCount[] {
  const hidden = new Set(counts.filter(({ merchants }) => merchants > 0 && merchants < smallest));
  const [next] = counts
    .filter((count) => !hidden.has(count) && count.merchants > 0)
    .sort((a, b) => a.merchants - b.merchants);
  const sum = [...hidden].reduce((total, { merchants }) => total + merchants, 0);
  if (next && hidden.size > 0 && (hidden.size === 1 || sum < smallest)) hidden.add(next);
  return counts.map((count) => (hidden.has(count) ? { ...count, merchants: null } : count));
}
