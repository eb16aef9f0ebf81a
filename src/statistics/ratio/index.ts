export {
  bootstrapRatio,
  fiellerInterval,
  jackknifeRatio,
  ratioOfSums,
  type RatioEstimate,
  type RatioRow,
} from './ratio.js';
