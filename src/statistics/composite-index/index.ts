export { cohenKappa, type DisagreementWeights } from './agreement.js';
export { type Column, type Direction } from './column.js';
export { criticWeights, entropyWeights, standardDeviationWeights } from './dispersion-weights.js';
export { analyticHierarchyWeights, type AnalyticHierarchyWeights } from './expert-weights.js';
export {
  normaliseToGoalposts,
  percentileGoalposts,
  type Goalposts,
  type GoalpostScale,
} from './goalposts.js';
export { explainDifference, type Contribution, type IndexDifference } from './index-difference.js';
export { scoreIndex, type LeafValues, type NodeScore } from './index-score.js';
export {
  effectiveWeights,
  isNode,
  leavesOf,
  problemsOfTree,
  type IndexLeaf,
  type IndexNode,
  type IndexTree,
} from './index-tree.js';
export { normalise, type Normalisation, type Reference } from './normalisation.js';
export {
  applyTreatment,
  shapeOf,
  treatByPercentiles,
  treatByShape,
  treatValue,
  type OutlierTreatment,
  type Shape,
  type ShapeLimits,
  type ShapeTreatment,
} from './outlier-treatment.js';
export {
  shrinkBySampleSize,
  shrinkByVariance,
  shrinkJamesStein,
  type Shrunken,
} from './shrinkage.js';
export { normaliseWeights, weightedMean, type Aggregation } from './weighted-mean.js';
