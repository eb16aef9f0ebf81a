export {
  balanceTable,
  BalanceTally,
  type BalanceRow,
  type BalanceSide,
  type BalanceUnit,
} from './balance.js';
export { coarsen, coarsenedStrata, stratumWeights, type Strata } from './coarsened-strata.js';
export {
  matchNearest,
  type MatchableUnit,
  type MatchedSet,
  type NearestMatches,
} from './nearest-neighbour.js';
