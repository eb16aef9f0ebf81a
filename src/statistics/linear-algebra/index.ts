export {
  addOuterProduct,
  bilinear,
  dot,
  factorPositiveDefinite,
  multiply,
  sandwich,
  zeros,
  type PositiveDefinite,
  type Rows,
} from './linear-algebra.js';
export { clusterRobustCovariance, leastSquares, type LeastSquaresFit } from './least-squares.js';
