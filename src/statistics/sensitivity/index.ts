export {
  scoreIndexScenario,
  scoreRandomScenario,
  VARIATION_GROUPS,
  type IndexVariation,
} from './index-scenario.js';
export {
  analyseRankUncertainty,
  type RankUncertainty,
  type RankUncertaintyOptions,
  type Scores,
  type UnitRankUncertainty,
} from './rank-uncertainty.js';
export { sobolIndices, type SobolIndex } from './sobol.js';
