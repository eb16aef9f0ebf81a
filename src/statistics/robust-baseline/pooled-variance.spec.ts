import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import { estimatePooledVariance, estimateWandering } from './index.js';

/** Sample variances of `n` normals each, whose true variances are s₀²·d₀/χ²(d₀). */
function units(count: number, n: number, prior: { variance: number; degrees: number } | null) {
  const uniform = seededUniform(5);
  const square = (degrees: number) =>
    Array.from({ length: degrees }, () => normalDraw(uniform) ** 2).reduce((a, b) => a + b, 0);
  return Array.from({ length: count }, () => {
    const truth = prior ? (prior.variance * prior.degrees) / square(prior.degrees) : 0.09;
    return { variance: (truth * square(n - 1)) / (n - 1), degreesOfFreedom: n - 1 };
  });
}

describe('a pool of variances', () => {
  it('finds the distribution that they were drawn from', () => {
    const pool = valueOf(estimatePooledVariance(units(3_000, 12, { variance: 0.1, degrees: 8 })));
    expect(pool.variance).toBeGreaterThan(0.095);
    expect(pool.variance).toBeLessThan(0.105);
    expect(pool.degreesOfFreedom).toBeGreaterThan(7);
    expect(pool.degreesOfFreedom).toBeLessThan(9.2);
  });

  it('is worth very many degrees where units differ by chance alone', () => {
    const pool = valueOf(estimatePooledVariance(units(2_000, 12, null)));
    expect(pool.variance).toBeCloseTo(0.09, 2);
    expect(pool.degreesOfFreedom).toBeGreaterThan(100);
  });

  it('scales with the unit of measurement', () => {
    const own = units(200, 10, { variance: 0.1, degrees: 6 });
    const [a, b] = [1, 16].map((factor) =>
      valueOf(estimatePooledVariance(own.map((u) => ({ ...u, variance: factor * u.variance })))),
    );
    expect(b!.variance).toBeCloseTo(16 * a!.variance, 8);
    expect(b!.degreesOfFreedom).toBeCloseTo(a!.degreesOfFreedom, 5);
  });

  it('needs two units that vary', () => {
    expect(estimatePooledVariance([{ variance: 0, degreesOfFreedom: 3 }])).toMatchObject({
      reason: 'TOO_FEW',
    });
  });
});

describe('wandering', () => {
  const panel = (walk: number, trend: number, noise: number) => {
    const uniform = seededUniform(11);
    return Array.from({ length: 400 }, (_, m) => m).flatMap((m) => {
      let level = 0;
      const growth = Math.sqrt(trend) * normalDraw(uniform);
      return Array.from({ length: 26 }, (__, week) => {
        level += Math.sqrt(7 * walk) * normalDraw(uniform) + 7 * growth;
        return { merchant: `${m}`, week, logRate: level + Math.sqrt(noise) * normalDraw(uniform) };
      });
    });
  };

  it('tells a random walk from merchants’ own growth', () => {
    const both = valueOf(estimateWandering(panel(0.0005, 9e-6, 0.05), 16));
    expect(both.trendVariancePerDaySquared).toBeGreaterThan(7e-6);
    expect(both.trendVariancePerDaySquared).toBeLessThan(11e-6);
    expect(both.walkVariancePerDay).toBeGreaterThan(0.0002);
    expect(both.walkVariancePerDay).toBeLessThan(0.0008);
    expect(both.weekNoiseVariance).toBeCloseTo(0.05, 1);
  });

  it('is never negative', () => {
    const still = valueOf(estimateWandering(panel(0, 0, 0.05), 16));
    expect(still.walkVariancePerDay).toBeGreaterThanOrEqual(0);
    expect(still.trendVariancePerDaySquared).toBeGreaterThanOrEqual(0);
    expect(still.weekNoiseVariance).toBeCloseTo(0.05, 2);
    expect(estimateWandering([], 16)).toMatchObject({ reason: 'TOO_FEW' });
  });
});
