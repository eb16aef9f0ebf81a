import {
  heavyTailDraw,
  normalDraw,
  seededUniform,
  valueOf,
} from '../../../test/support/statistics.js';
import { staggeredDifferenceInDifferences, type PanelUnit } from './index.js';

const RUNS = 2000;
const design = { basePeriods: [-6, -5, -4, -3], eventTimes: { from: -2, to: 5 } };

/** Merchants with levels, a common path and autocorrelated errors; providers have shocks of their own. */
function panel(
  uniform: () => number,
  draw: (uniform: () => number) => number,
  providerShock: number,
): PanelUnit[] {
  const path = Array.from({ length: 20 }, () => 0.3 * normalDraw(uniform));
  const shocks = Array.from({ length: 20 }, () => providerShock * normalDraw(uniform));
  return Array.from({ length: 120 }, (_, i) => {
    const provider = i < 60 ? Math.floor(i / 3) : null;
    const firstServed = provider === null ? null : [8, 11, 14][i % 3]!;
    const effect = provider === null ? 0 : 0.3 + shocks[provider]!;
    const level = 3 * normalDraw(uniform);
    let error = draw(uniform);
    return {
      id: `${i}`,
      firstServed,
      cluster: provider === null ? `alone ${i}` : `provider ${provider}`,
      outcomes: new Map(
        path.map((common, t) => {
          error = 0.5 * error + Math.sqrt(0.75) * draw(uniform);
          const served = firstServed !== null && t >= firstServed;
          return [t, level + common + error + (served ? effect : 0)];
        }),
      ),
    };
  });
}

describe('coverage of staggered difference in differences (nominal 0.95)', () => {
  it.each([
    ['normal errors', (u: () => number) => 0.4 * normalDraw(u), 0],
    ['heavy tails', (u: () => number) => 0.25 * heavyTailDraw(u), 0],
    ['providers with shocks of their own', (u: () => number) => 0.3 * normalDraw(u), 0.2],
  ])('%s', (_, draw, providerShock) => {
    const uniform = seededUniform(17);
    let covered = 0;
    let flagged = 0;
    let rejected = 0;
    for (let run = 0; run < RUNS; run++) {
      const result = valueOf(
        staggeredDifferenceInDifferences(panel(uniform, draw, providerShock), design),
      );
      const { interval } = result.overall;
      if (interval.lower <= 0.3 && 0.3 <= interval.upper) covered++;
      if (result.placebo!.excludesZero) flagged++;
      if (result.preTrend!.pValue < 0.05) rejected++;
    }
    expect(covered / RUNS).toBeGreaterThan(0.925);
    expect(covered / RUNS).toBeLessThan(0.975);
    // True placebos are flagged about as often as the confidence says.
    expect(flagged / RUNS).toBeGreaterThan(0.02);
    expect(flagged / RUNS).toBeLessThan(0.08);
    expect(rejected / RUNS).toBeLessThan(0.085);
  });
});
