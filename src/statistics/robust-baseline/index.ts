export {
  advertisingHabit,
  shareBoughtBeyondHabit,
  withoutExcessAdvertising,
  type AdvertisedSession,
} from './advertising.js';
export {
  fitBaseline,
  type Baseline,
  type BaselineRow,
  type BaselineSession,
  type Corrections,
  type PooledVariance,
} from './baseline.js';
export { isUnserved, weekdayOf, weekOf, type BusinessDay, type Term } from './calendar.js';
export { estimateDrift, estimateWandering, type Wandering } from './drift.js';
export {
  expectationInterval,
  expectSession,
  predictionVariance,
  type Expectation,
  type ExpectationVariance,
} from './expectation.js';
export {
  fitMarketIndex,
  fitMarketIndexWithFallback,
  indexChangeCovariance,
  indexLevel,
  type MarketIndex,
  type PanelObservation,
  type WeekWeights,
} from './market-index.js';
export { unservedPanel, type PanelCandidate } from './panel.js';
export { type BaselinePolicy } from './policy.js';
export { estimatePooledVariance, type SampleVariance } from './pooled-variance.js';
export { recentDip, type RecentDip } from './recent-dip.js';
export {
  effectiveSampleSize,
  huberLocation,
  weightedQuantile,
  type RobustLocation,
} from './robust-location.js';
export {
  estimateSlotEffects,
  slotContrastVariance,
  slotEffect,
  type Slot,
  type SlotEffects,
  type SlotSession,
} from './slot-effects.js';
