export { sessionCovariance, type ExpectedSession } from './covariance.js';
export { incrementalMoney, type IncrementalMoney, type ValuedSession } from './money.js';
export {
  pooledUplift,
  type PooledUplift,
  type PositiveSessions,
  type ServedSession,
  type TwoPartUplift,
} from './pooled-uplift.js';
export {
  expectedRefundShare,
  provisionalNet,
  type ProvisionalNet,
  type RefundShare,
} from './provisional-net.js';
export { shrinkUplifts, type ShrunkUplift } from './ranking.js';
export { sessionUplift, type SessionUplift } from './session-uplift.js';
