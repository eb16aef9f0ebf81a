export {
  addOuterProduct,
  bilinear,
  dot,
  factorPositiveDefinite,
  multiply,
  sandwich,
  symmetricEigen,
  zeros,
  type PositiveDefinite,
  type Rows,
} from './linear-algebra.js';
export { clusterRobustCovariance, leastSquares, type LeastSquaresFit } from './least-squares.js';
