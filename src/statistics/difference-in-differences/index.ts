export { type GroupTimeCell, type GroupTimeDesign } from './group-time.js';
export { type PanelUnit } from './panel.js';
export {
  staggeredDifferenceInDifferences,
  type AggregatedEffect,
  type StaggeredResult,
} from './staggered.js';
export {
  placeboInSpace,
  syntheticEffect,
  type SyntheticEstimate,
  type SyntheticMethod,
  type SyntheticPanel,
} from './synthetic.js';
export {
  differenceOfChanges,
  differenceOfMeans,
  type DifferenceInDifferences,
  type MeanWithError,
} from './two-by-two.js';
