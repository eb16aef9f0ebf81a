export { poolClusteredEffects, type ClusteredEffect, type ClusteredPool } from './clustered.js';
export { type Effect } from './effect.js';
export {
  hierarchicalEffects,
  type HierarchicalPosterior,
  type HierarchicalPrior,
  type PosteriorEffect,
} from './hierarchical.js';
export { nestedEffects, type NestedPosterior, type NestedUnit } from './nested.js';
export {
  poolEffects,
  type IntervalAdjustment,
  type PooledEffect,
  type PoolOptions,
} from './pool.js';
export { jamesStein, probabilityAbove, shrinkEffects, type ShrunkEffect } from './shrinkage.js';
export { tauSquared, tauSquaredInterval, type TauSquaredMethod } from './tau-squared.js';
