import fc from 'fast-check';
import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import {
  hierarchicalEffects,
  jamesStein,
  poolClusteredEffects,
  poolEffects,
  probabilityAbove,
  shrinkEffects,
  tauSquared,
  tauSquaredInterval,
  type Effect,
  type TauSquaredMethod,
} from './index.js';

/** Log odds ratio with its variance from a 2 × 2 table. */
function logOddsRatio(a: number, b: number, c: number, d: number): Effect {
  return { estimate: Math.log((a * d) / (b * c)), variance: 1 / a + 1 / b + 1 / c + 1 / d };
}

// DerSimonian & Kacker (2007), Contemporary Clinical Trials 28:105–114: the CLASP data.
const clasp = [
  [5, 156, 8, 74],
  [5, 303, 17, 303],
  [12, 565, 9, 477],
  [69, 1570, 94, 1565],
  [9, 103, 11, 105],
  [313, 4659, 352, 4650],
].map(([a, n1, c, n2]) => logOddsRatio(a!, n1! - a!, c!, n2! - c!));

// Colditz et al. (1994), JAMA 271: BCG against tuberculosis, 13 trials.
const bcg = [
  [4, 119, 11, 128],
  [6, 300, 29, 274],
  [3, 228, 11, 209],
  [62, 13536, 248, 12619],
  [33, 5036, 47, 5761],
  [180, 1361, 372, 1079],
  [8, 2537, 10, 619],
  [505, 87886, 499, 87892],
  [29, 7470, 45, 7232],
  [17, 1699, 65, 1600],
  [186, 50448, 141, 27197],
  [5, 2493, 3, 2338],
  [27, 16886, 29, 17825],
].map(([a, b, c, d]) => logOddsRatio(a!, b!, c!, d!));

const eightSchools: Effect[] = [28, 8, -3, 7, -1, 1, 18, 12].map((estimate, i) => ({
  estimate,
  variance: [15, 10, 16, 11, 9, 11, 10, 18][i]! ** 2,
}));

describe('between-unit variance', () => {
  // DerSimonian & Kacker (2007), tables 3 and 4 (pages 111–112): τ, mean, standard error.
  it.each([
    ['PM', 0.3681, -0.3811, 0.206],
    ['HE', 0.441, -0.4035, 0.2327],
    ['DL', 0.2323, -0.324, 0.154],
    ['REML', 0.1843, -0.298, 0.1343],
    ['HS', 0.133, -0.2666, 0.1125],
    ['SJ', 0.4572, -0.4079, 0.2386],
  ] as [TauSquaredMethod, number, number, number][])(
    '%s on the CLASP data',
    (method, tau, mean, se) => {
      const pool = valueOf(poolEffects(clasp, { tauSquared: method, adjustment: 'normal' }));
      expect(Math.sqrt(pool.tauSquared)).toBeCloseTo(tau, 4);
      expect(pool.mean).toBeCloseTo(mean, 4);
      expect(pool.standardError).toBeCloseTo(se, 4);
    },
  );

  // The same tables print τ = .0023 for ML, where their iteration stopped: the likelihood falls from
  // zero on, and the printed mean and error are those of τ = 0.
  it('ML on the CLASP data is zero', () => {
    const pool = valueOf(poolEffects(clasp, { tauSquared: 'ML', adjustment: 'normal' }));
    expect(pool.tauSquared).toBe(0);
    expect(pool.mean).toBeCloseTo(-0.1974, 3);
    expect(pool.standardError).toBeCloseTo(0.0694, 4);
  });

  // R metafor 3.8-1 on Rubin's (1981) eight schools.
  it('of the eight schools is zero: pooled, but not "equal"', () => {
    for (const method of ['DL', 'REML', 'ML', 'PM', 'HE', 'HS'] as const) {
      const pool = valueOf(poolEffects(eightSchools, { tauSquared: method, adjustment: 'normal' }));
      expect(pool.tauSquared).toBeCloseTo(0, 9);
      expect(pool.distinguishable).toBe(false);
      expect(pool.mean).toBeCloseTo(7.685616725, 8);
      expect(pool.standardError).toBeCloseTo(4.0719191584, 8);
      expect(pool.interval.upper).toBeCloseTo(15.6664316234, 7);
      expect(pool.heterogeneity.q).toBeCloseTo(4.7070788644, 8);
      expect(pool.heterogeneity.pValue).toBeCloseTo(0.69565916664, 8);
    }
  });

  // Van Houwelingen, Arends & Stijnen (2002), page 597; metafor's analysis example of it.
  it('has the Q-profile interval', () => {
    expect(valueOf(tauSquared(bcg, 'ML'))).toBeCloseTo(0.302, 3);
    const { lower, upper } = valueOf(tauSquaredInterval(bcg));
    expect(lower).toBeCloseTo(0.13, 3);
    expect(upper).toBeCloseTo(1.181, 3);
  });
});

describe('pooled mean', () => {
  // Van Houwelingen et al. (2002), page 597: odds ratio 0.476 (0.336–0.675) by ML.
  it('of the BCG trials', () => {
    const pool = valueOf(poolEffects(bcg, { tauSquared: 'ML', adjustment: 'normal' }));
    expect(Math.exp(pool.mean)).toBeCloseTo(0.476, 3);
    expect(Math.exp(pool.interval.lower)).toBeCloseTo(0.336, 3);
    expect(Math.exp(pool.interval.upper)).toBeCloseTo(0.675, 3);
    // metafor's analysis example: prediction interval −1.875 to 0.391.
    expect(pool.prediction.lower).toBeCloseTo(-1.875, 3);
    expect(pool.prediction.upper).toBeCloseTo(0.391, 3);
  });

  // metafor's analysis example: Knapp–Hartung interval 0.318–0.714.
  it('with the Knapp–Hartung interval', () => {
    const pool = valueOf(poolEffects(bcg, { tauSquared: 'ML' }));
    expect(Math.exp(pool.interval.lower)).toBeCloseTo(0.318, 3);
    expect(Math.exp(pool.interval.upper)).toBeCloseTo(0.714, 3);
    expect(pool.degreesOfFreedom).toBe(12);
  });

  it('modified, is never narrower than without the adjustment’s factor', () => {
    const plain = valueOf(poolEffects(eightSchools));
    const modified = valueOf(poolEffects(eightSchools, { adjustment: 'modified-knapp-hartung' }));
    expect(plain.standardError).toBeLessThan(modified.standardError);
    expect(modified.standardError).toBeCloseTo(4.0719191584, 8);
  });

  it('of two merchants is useless, unless the variance comes from a frozen pool', () => {
    const two = [
      { estimate: 0.2, variance: 0.01 },
      { estimate: 0.4, variance: 0.01 },
    ];
    const alone = valueOf(poolEffects(two));
    expect(alone.interval.upper - alone.interval.lower).toBeGreaterThan(2);
    const frozen = valueOf(poolEffects(two, { tauSquared: 0.02, adjustment: 'normal' }));
    expect(frozen.standardError).toBeCloseTo(Math.sqrt(0.03 / 2), 12);
    expect(poolEffects(two.slice(1))).toMatchObject({ reason: 'TOO_FEW' });
    const single = poolEffects(two.slice(1), { tauSquared: 0.02, adjustment: 'normal' });
    expect(valueOf(single).mean).toBeCloseTo(0.4, 12);
  });

  it('says what is wrong with the input', () => {
    expect(poolEffects([])).toMatchObject({ reason: 'NO_DATA' });
    const exact = { estimate: 1, variance: 0 };
    expect(poolEffects([exact, exact])).toMatchObject({ reason: 'INVALID_INPUT' });
    expect(poolEffects(clasp, { tauSquared: -1 })).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('shrunken effects', () => {
  // R metafor 3.8-1, blup(rma(method = "SJ")) on the eight schools.
  it('are best linear unbiased predictions', () => {
    const pool = valueOf(poolEffects(eightSchools, { tauSquared: 'SJ', adjustment: 'normal' }));
    expect(pool.mean).toBeCloseTo(7.9191861084, 8);
    expect(pool.tauSquared).toBeCloseTo(38.6122432436, 7);
    const shrunk = shrinkEffects(eightSchools, pool);
    const expected = [10.8604958935, 7.9416978691, 6.4881041364, 7.6968232315];
    const errors = [7.0036314194, 6.2733266332, 7.087485296, 6.4782495966];
    expected.forEach((value, i) => {
      expect(shrunk[i]!.estimate).toBeCloseTo(value, 7);
      expect(shrunk[i]!.standardError).toBeCloseTo(errors[i]!, 7);
    });
    expect(shrunk[0]!.interval.lower).toBeCloseTo(-2.8663694496, 6);
    expect(shrunk[0]!.weight).toBeCloseTo(0.14647363403, 9);
  });

  // Efron & Morris (1977), Scientific American: 18 batters, c = .212, total squared error .077 → .022.
  it('reproduce Stein’s paradox in baseball', () => {
    const hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7];
    const season = [
      0.346, 0.298, 0.276, 0.222, 0.273, 0.27, 0.263, 0.21, 0.269, 0.23, 0.264, 0.256, 0.303, 0.264,
      0.226, 0.285, 0.316, 0.2,
    ];
    const averages = hits.map((h) => h / 45);
    const mean = averages.reduce((a, b) => a + b) / 18;
    const { estimates, factor } = valueOf(jamesStein(averages, (mean * (1 - mean)) / 45));
    expect(factor).toBeCloseTo(0.212, 3);
    expect(estimates[0]).toBeCloseTo(0.294, 3);
    expect(estimates[17]).toBeCloseTo(0.242, 3);
    const error = (values: number[]) => values.reduce((s, v, i) => s + (v - season[i]!) ** 2, 0);
    expect(Math.abs(error(averages) - 0.077)).toBeLessThan(0.002);
    expect(Math.abs(error(estimates) - 0.022)).toBeLessThan(0.002);
  });

  it('keep one lucky session from leading the table', () => {
    const pool = { mean: 0.1, standardError: 0.02, tauSquared: 0.02 };
    const [lucky, steady] = shrinkEffects(
      [
        { estimate: 1.1, variance: 0.3 },
        { estimate: 0.35, variance: 0.01 },
      ],
      pool,
    );
    expect(lucky!.estimate).toBeLessThan(steady!.estimate);
    expect(probabilityAbove(steady!, 0)).toBeGreaterThan(probabilityAbove(lucky!, 0));
    expect(probabilityAbove({ estimate: 1, standardError: 0 }, 0.5)).toBe(1);
  });
});

describe('hierarchical model', () => {
  // Stan posteriordb, eight_schools_noncentered: μ ~ N(0, 5), τ ~ half-Cauchy(0, 5); reference posterior means
  // with their Monte Carlo errors.
  it('has the reference posterior of the eight schools', () => {
    const posterior = valueOf(
      hierarchicalEffects(eightSchools, {
        prior: { mean: { centre: 0, deviation: 5 }, tauScale: 5 },
      }),
    );
    const means = [
      6.1505022933, 4.9395811407, 3.90590609, 4.7960167514, 3.6144363247, 4.051147579, 6.3171697589,
      4.8839969435,
    ];
    posterior.units.forEach(({ mean }, i) => {
      expect(Math.abs(mean - means[i]!)).toBeLessThan(3 * 0.056);
    });
    expect(Math.abs(posterior.mean.mean - 4.410518337)).toBeLessThan(3 * 0.033);
    expect(Math.abs(posterior.tau - 3.6020595236)).toBeLessThan(3 * 0.032);
  });

  // Gelman et al. (2013), table 5.2, flat priors, 200 simulations: school A −2, 10, 31; school E −9, 5, 18.
  it('has the book’s quantiles with flat priors', () => {
    const { units } = valueOf(hierarchicalEffects(eightSchools));
    const quantiles = (i: number) => [
      units[i]!.interval.lower,
      units[i]!.median,
      units[i]!.interval.upper,
    ];
    [-2, 10, 31].forEach((q, i) => expect(Math.abs(quantiles(0)[i]! - q)).toBeLessThan(2));
    [-9, 5, 18].forEach((q, i) => expect(Math.abs(quantiles(4)[i]! - q)).toBeLessThan(2));
    expect(units[0]!.probabilityAbove).toBeGreaterThan(units[4]!.probabilityAbove);
  });

  it('passes to the pool where units are many and precise', () => {
    const uniform = seededUniform(15);
    const effects = Array.from({ length: 200 }, () => ({
      estimate: 0.2 + 0.3 * normalDraw(uniform),
      variance: 0.01,
    }));
    const posterior = valueOf(hierarchicalEffects(effects));
    const pool = valueOf(poolEffects(effects));
    expect(posterior.mean.mean).toBeCloseTo(pool.mean, 4);
    expect(posterior.tau).toBeCloseTo(Math.sqrt(pool.tauSquared), 2);
    const shrunk = shrinkEffects(effects, pool);
    posterior.units.slice(0, 20).forEach(({ mean, standardDeviation }, i) => {
      expect(mean).toBeCloseTo(shrunk[i]!.estimate, 2);
      expect(standardDeviation).toBeCloseTo(shrunk[i]!.standardError, 2);
    });
  });

  it('needs three units, or a prior', () => {
    const two = eightSchools.slice(0, 2);
    expect(hierarchicalEffects(two)).toMatchObject({ reason: 'TOO_FEW' });
    expect(hierarchicalEffects(two, { prior: { tauScale: 5 } }).estimable).toBe(true);
    expect(hierarchicalEffects([])).toMatchObject({ reason: 'NO_DATA' });
  });
});

describe('clustered pooling', () => {
  const diagonal = (effects: readonly Effect[]) =>
    effects.map((_, i) => effects.map(({ variance }, j) => (i === j ? variance : 0)));

  it('is the ordinary pool if every effect is its own cluster and errors are independent', () => {
    const rows = clasp.map(({ estimate }, i) => ({ estimate, cluster: `${i}` }));
    const clustered = valueOf(
      poolClusteredEffects(rows, diagonal(clasp), { adjustment: 'knapp-hartung' }),
    );
    const { clusters, ...pool } = clustered;
    const ordinary = valueOf(poolEffects(clasp, { tauSquared: 'PM' }));
    expect(pool.mean).toBeCloseTo(ordinary.mean, 9);
    expect(pool.standardError).toBeCloseTo(ordinary.standardError, 9);
    expect(pool.tauSquared).toBeCloseTo(ordinary.tauSquared, 9);
    expect(pool.heterogeneity.q).toBeCloseTo(ordinary.heterogeneity.q, 9);
    expect(clusters).toHaveLength(6);
  });

  it('does not count a merchant’s sessions as if they were merchants', () => {
    const effect = fc.record({
      estimate: fc.double({ min: -1, max: 1, noNaN: true }),
      cluster: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(effect, { minLength: 2, maxLength: 12 }), (effects) => {
        const names = new Set(effects.map(({ cluster }) => cluster));
        const covariance = effects.map((left, i) =>
          effects.map((right, j) => {
            const shared = left.cluster === right.cluster ? 0.05 : 0;
            return (i === j ? 0.1 : 0) + shared + 0.01;
          }),
        );
        const pool = poolClusteredEffects(effects, covariance);
        if (names.size < 2) return expect(pool).toMatchObject({ reason: 'ONE_CLUSTER' });
        const { standardError, degreesOfFreedom, clusters } = valueOf(pool);
        expect(degreesOfFreedom).toBe(names.size - 1);
        // Sessions without end would still leave the merchants' level errors and the shared index.
        expect(standardError ** 2).toBeGreaterThan(0.05 / names.size + 0.01 - 1e-12);
        expect(clusters.reduce((sum, { effects: n }) => sum + n, 0)).toBe(effects.length);
      }),
    );
  });

  it('does not depend on the order of effects', () => {
    const rows = bcg.map(({ estimate }, i) => ({ estimate, cluster: `${i % 5}` }));
    const covariance = diagonal(bcg);
    const forward = valueOf(poolClusteredEffects(rows, covariance));
    const backward = valueOf(
      poolClusteredEffects([...rows].reverse(), diagonal([...bcg].reverse())),
    );
    expect(backward.mean).toBeCloseTo(forward.mean, 10);
    expect(backward.standardError).toBeCloseTo(forward.standardError, 10);
  });
});

describe('coverage (short; the long run is in meta-analysis.deep.spec.ts)', () => {
  it('Knapp–Hartung holds its confidence with six units', () => {
    const uniform = seededUniform(7);
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const effects = [0.02, 0.05, 0.08, 0.1, 0.2, 0.4].map((variance) => ({
        estimate: 0.3 + Math.sqrt(0.1 + variance) * normalDraw(uniform),
        variance,
      }));
      const { lower, upper } = valueOf(poolEffects(effects)).interval;
      if (lower <= 0.3 && 0.3 <= upper) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.91);
    expect(covered / 400).toBeLessThan(0.98);
  });
});
