export {
  decomposeDifference,
  decomposeRatio,
  factorsOfChain,
  type DifferenceDecomposition,
  type Factors,
  type RatioDecomposition,
} from './decomposition.js';
