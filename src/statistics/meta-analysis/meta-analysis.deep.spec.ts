import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import { hierarchicalEffects, poolClusteredEffects, poolEffects, shrinkEffects } from './index.js';

const RUNS = 2000;
const TRUTH = 0.3;

describe('coverage of random-effects intervals', () => {
  const uniform = seededUniform(1);
  const draw = (units: number, tauSquared: number) => {
    const theta = Array.from(
      { length: units },
      () => TRUTH + Math.sqrt(tauSquared) * normalDraw(uniform),
    );
    const effects = theta.map((value, i) => {
      const variance = [0.02, 0.05, 0.1, 0.3][i % 4]!;
      return { estimate: value + Math.sqrt(variance) * normalDraw(uniform), variance };
    });
    return { theta, effects };
  };

  it.each([
    [5, 0],
    [5, 0.1],
    [12, 0.02],
    [12, 0.1],
    [30, 0.1],
  ])('Knapp–Hartung with %p units and τ² = %p', (units, tauSquared) => {
    let modified = 0;
    let plain = 0;
    for (let run = 0; run < RUNS; run++) {
      const { effects } = draw(units, tauSquared);
      for (const adjustment of ['knapp-hartung', 'modified-knapp-hartung'] as const) {
        const { interval } = valueOf(poolEffects(effects, { adjustment }));
        if (!(interval.lower <= TRUTH && TRUTH <= interval.upper)) continue;
        if (adjustment === 'knapp-hartung') plain++;
        else modified++;
      }
    }
    // Few units with very unequal variances: Knapp–Hartung falls short (IntHout et al. 2014).
    expect(plain / RUNS).toBeGreaterThan(units === 5 ? 0.9 : 0.93);
    expect(modified).toBeGreaterThanOrEqual(plain);
    expect(modified / RUNS).toBeGreaterThan(units === 5 ? 0.92 : 0.935);
  });

  it('a new merchant’s and shrunken effects: integrated over τ they hold, with τ² plugged in they fall short', () => {
    const runs = 600;
    const covered = { plugged: 0, pluggedNew: 0, integrated: 0, integratedNew: 0 };
    for (let run = 0; run < runs; run++) {
      const { effects, theta } = draw(20, 0.08);
      const fresh = TRUTH + Math.sqrt(0.08) * normalDraw(uniform);
      const holds = ({ lower, upper }: { lower: number; upper: number }, truth: number) =>
        lower <= truth && truth <= upper ? 1 : 0;
      const pool = valueOf(poolEffects(effects));
      covered.pluggedNew += holds(pool.prediction, fresh);
      shrinkEffects(effects, pool).forEach(({ interval }, i) => {
        covered.plugged += holds(interval, theta[i]!) / 20;
      });
      const posterior = valueOf(hierarchicalEffects(effects));
      covered.integratedNew += holds(posterior.newUnit.interval, fresh);
      posterior.units.forEach(({ interval }, i) => {
        covered.integrated += holds(interval, theta[i]!) / 20;
      });
    }
    expect(covered.plugged / runs).toBeLessThan(0.93);
    expect(covered.pluggedNew / runs).toBeGreaterThan(0.87);
    expect(covered.integrated / runs).toBeGreaterThan(0.93);
    expect(covered.integrated / runs).toBeLessThan(0.97);
    expect(covered.integratedNew / runs).toBeGreaterThan(0.925);
    expect(covered.integratedNew / runs).toBeLessThan(0.985);
  });

  it('clustered, with a level error that a merchant’s sessions share', () => {
    let covered = 0;
    for (let run = 0; run < RUNS; run++) {
      const effects = Array.from({ length: 8 }, (_, m) => {
        const theta = TRUTH + Math.sqrt(0.05) * normalDraw(uniform);
        const level = Math.sqrt(0.03) * normalDraw(uniform);
        return Array.from({ length: 1 + (m % 5) }, () => ({
          cluster: `${m}`,
          estimate: theta + level + 0.3 * normalDraw(uniform),
        }));
      }).flat();
      const covariance = effects.map((a, i) =>
        effects.map((b, j) => (i === j ? 0.09 : 0) + (a.cluster === b.cluster ? 0.03 : 0)),
      );
      const { interval } = valueOf(poolClusteredEffects(effects, covariance));
      if (interval.lower <= TRUTH && TRUTH <= interval.upper) covered++;
    }
    expect(covered / RUNS).toBeGreaterThan(0.935);
    expect(covered / RUNS).toBeLessThan(0.98);
  });
});
