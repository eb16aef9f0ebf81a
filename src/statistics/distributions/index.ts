export {
  betaCdf,
  betaQuantile,
  chiSquareQuantile,
  chiSquareUpperTail,
  logBeta,
  normalCdf,
  normalQuantile,
  studentTCdf,
  studentTQuantile,
  twoSidedPValue,
} from './distributions.js';
export { criticalValue, symmetricInterval, type Interval } from './interval.js';
