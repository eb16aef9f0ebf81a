export * from './estimate.js';
export { displayParts, displayShares } from './largest-remainder.js';
export { logarithmicMean } from './logarithmic-mean.js';
export {
  excessKurtosis,
  mean,
  sampleStandardDeviation,
  sampleVariance,
  skewness,
} from './moments.js';
export { quantile, quantileOfSorted, type QuantileDefinition } from './quantile.js';
export { roundHalfEven } from './rounding.js';
export { exactDot, exactSum } from './sum.js';
