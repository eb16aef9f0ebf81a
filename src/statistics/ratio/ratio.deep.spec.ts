import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import { bootstrapRatio, fiellerInterval, ratioOfSums } from './index.js';

describe('coverage of a ratio with a noisy denominator, 15 sessions', () => {
  it('Fieller holds, the delta method falls short', () => {
    const uniform = seededUniform(3);
    const runs = 4000;
    let delta = 0;
    let fieller = 0;
    let percentile = 0;
    let bootstrapped = 0;
    for (let run = 0; run < runs; run++) {
      const rows = Array.from({ length: 15 }, () => {
        const denominator = Math.exp(0.6 * normalDraw(uniform));
        return { denominator, numerator: 2 * denominator * Math.exp(0.4 * normalDraw(uniform)) };
      });
      const truth = 2 * Math.exp(0.08);
      const holds = ({ lower, upper }: { lower: number; upper: number }) =>
        lower <= truth && truth <= upper;
      if (holds(valueOf(ratioOfSums(rows)).interval)) delta++;
      // A denominator that can't be told from zero leaves every ratio possible.
      const interval = fiellerInterval(rows);
      if (!interval.estimable || holds(interval.value.interval)) fieller++;
      if (run % 4 === 0) {
        bootstrapped++;
        const boot = valueOf(bootstrapRatio(rows, { uniform, resamples: 400 }));
        if (holds(boot.percentile)) percentile++;
      }
    }
    expect(fieller / runs).toBeGreaterThan(0.9);
    expect(delta / runs).toBeGreaterThan(0.87);
    expect(fieller).toBeGreaterThanOrEqual(delta);
    expect(percentile / bootstrapped).toBeGreaterThan(0.83);
  });
});
