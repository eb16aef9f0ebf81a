import {
  cannotEstimate,
  estimated,
  exactSum,
  type Estimate,
} from '../../../statistics/numeric/index.js';
import type { WeekOfSessions } from './statistics.js';

/**
 * The least-squares slope of ln(net GMV per live hour) on the week's number, in log points per week. Weeks
 * without positive net GMV have no logarithm and are left out.
 *
 * TOO_FEW below `minimumWeeks` such weeks (never fewer than two: one point has no slope).
 */
export function weeklySlope(
  weeks: readonly WeekOfSessions[],
  minimumWeeks: number,
): Estimate<number> {
  const points = weeks
    .filter(({ netGmv, liveMilliseconds }) => Number(netGmv) > 0 && Number(liveMilliseconds) > 0)
    .map(({ week, netGmv, liveMilliseconds }) => ({
      x: weekNumber(week),
      y: Math.log(Number(netGmv) / (Number(liveMilliseconds) / 3_600_000)),
    }));
  const needed = Math.max(2, minimumWeeks);
  if (points.length < needed) {
    return cannotEstimate('TOO_FEW', `a slope needs ${needed} weeks, there are ${points.length}`);
  }
  const centreX = exactSum(points.map(({ x }) => x)) / points.length;
  const centreY = exactSum(points.map(({ y }) => y)) / points.length;
  const products = exactSum(points.map(({ x, y }) => (x - centreX) * (y - centreY)));
  const squares = exactSum(points.map(({ x }) => (x - centreX) * (x - centreX)));
  return estimated(products / squares);
}

/** Weeks since 1970. Date arithmetic on plain text: this runs for every week of every merchant. */
function weekNumber(monday: string): number {
  return Date.parse(`${monday}T00:00:00Z`) / (7 * 86_400_000);
}
