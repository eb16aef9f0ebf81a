export {
  betaPriorByMoments,
  fitBetaPrior,
  shrinkRates,
  type BetaPrior,
  type Rate,
  type ShrunkRate,
} from './beta-binomial.js';
export { wilsonInterval } from './wilson.js';
