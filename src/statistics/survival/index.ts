export {
  cumulativeIncidence,
  type CompetingRisksObservation,
  type CumulativeIncidenceStep,
} from './aalen-johansen.js';
export { coxRegression, type CoxCoefficient, type CoxFit, type CoxObservation } from './cox.js';
export { type TieRule } from './cox-partial-likelihood.js';
export {
  kaplanMeier,
  restrictedMean,
  survivalAt,
  survivalQuantile,
  type SurvivalCurve,
  type SurvivalIntervalScale,
  type SurvivalStep,
} from './kaplan-meier.js';
export {
  logRankTest,
  type GroupedObservation,
  type LogRankTest,
  type LogRankWeights,
} from './log-rank.js';
export { proportionalHazardsTest, type ProportionalHazardsTest } from './proportional-hazards.js';
export { riskTable, type RiskTableRow, type SurvivalObservation } from './observation.js';
export {
  compareRestrictedTimes,
  incidenceQuantile,
  restrictedTime,
  type ClusteredCompetingRisks,
  type RestrictedTime,
  type RestrictedTimeComparison,
  type RestrictedTimeWindow,
} from './restricted-time.js';
