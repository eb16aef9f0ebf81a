export { optimalAssignment, type Assignment, type CostMatrix } from './assignment.js';
export { fitBradleyTerry, type BradleyTerryFit, type PairedResult } from './bradley-terry.js';
export { updateGlicko, type GlickoGame, type GlickoRating } from './glicko.js';
export {
  MAXIMUM_RANKED_UNITS,
  rankConfidenceSets,
  type RankConfidenceOptions,
  type RankInterval,
} from './rank-confidence.js';
export { kendallTauB, spearmanRho } from './rank-correlation.js';
export { ranks, type RankOrder, type TieRule } from './ranks.js';
export {
  averagePrecision,
  meanAveragePrecision,
  normalisedDiscountedGain,
  precisionAt,
  recallAt,
  reciprocalRank,
  trecOrder,
} from './retrieval.js';
export { blockingPairs, deferredAcceptance, type Preferences } from './stable-matching.js';
