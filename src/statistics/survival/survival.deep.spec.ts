import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import {
  coxRegression,
  cumulativeIncidence,
  kaplanMeier,
  restrictedMean,
  survivalQuantile,
  type CoxObservation,
} from './index.js';

/** Shares of runs in which the truth lay inside. */
function coverage(runs: number, inside: (run: number) => boolean): number {
  let covered = 0;
  for (let run = 0; run < runs; run++) if (inside(run)) covered++;
  return covered / runs;
}

const exponential = (uniform: () => number, rate: number): number =>
  -Math.log(1 - uniform()) / rate;

describe('coverage of survival intervals, 60 subjects, a third censored, late entry', () => {
  const uniform = seededUniform(1);
  const sample = () => {
    const rows = [];
    while (rows.length < 60) {
      const time = exponential(uniform, 0.01);
      const censored = exponential(uniform, 0.005);
      const entry = uniform() < 0.3 ? 20 * uniform() : 0;
      const end = Math.min(time, censored);
      if (end > entry) rows.push({ entry, time: end, event: time <= censored });
    }
    return rows;
  };

  it.each([
    ['plain', 0.91],
    ['log', 0.92],
    ['log-log', 0.935],
  ] as const)('S(60), %s', (scale, atLeast) => {
    const truth = Math.exp(-0.6);
    const share = coverage(2000, () => {
      const { steps } = valueOf(kaplanMeier(sample(), { scale }));
      const step = steps.filter(({ time }) => time <= 60).at(-1);
      return !!step?.interval && step.interval.lower <= truth && truth <= step.interval.upper;
    });
    expect(share).toBeGreaterThan(atLeast);
    expect(share).toBeLessThan(0.97);
  });

  it('median and restricted mean', () => {
    const median = Math.log(2) / 0.01;
    const restricted = (1 - Math.exp(-0.6)) / 0.01;
    let medians = 0;
    const means = coverage(2000, () => {
      const curve = valueOf(kaplanMeier(sample()));
      const q = survivalQuantile(curve, 0.5);
      if (q.estimable && (q.value.lower ?? Infinity) <= median) {
        if (median <= (q.value.upper ?? Infinity)) medians++;
      }
      const { interval } = valueOf(restrictedMean(curve, 60));
      return interval.lower <= restricted && restricted <= interval.upper;
    });
    expect(medians / 2000).toBeGreaterThan(0.92);
    expect(means).toBeGreaterThan(0.925);
    expect(means).toBeLessThan(0.97);
  });

  it('cumulative incidence against a competing cause', () => {
    const truth = (0.01 / 0.016) * (1 - Math.exp(-0.016 * 60));
    const share = coverage(2000, () => {
      const rows = Array.from({ length: 80 }, () => {
        const success = exponential(uniform, 0.01);
        const leaving = exponential(uniform, 0.006);
        const censored = exponential(uniform, 0.004);
        const time = Math.min(success, leaving, censored);
        const cause = time === success ? 'success' : time === leaving ? 'left' : null;
        return { time, cause };
      });
      const steps = valueOf(cumulativeIncidence(rows)).get('success')!;
      const step = steps.filter(({ time }) => time <= 60).at(-1)!;
      return step.interval!.lower <= truth && truth <= step.interval!.upper;
    });
    expect(share).toBeGreaterThan(0.935);
    expect(share).toBeLessThan(0.968);
  });
});

describe('coverage of Cox hazard ratios', () => {
  it('needs clusters where providers differ', () => {
    const uniform = seededUniform(2);
    const runs = 600;
    let naive = 0;
    const robust = coverage(runs, () => {
      const rows: CoxObservation[] = [];
      for (let provider = 0; provider < 40; provider++) {
        const frailty = Math.exp(0.6 * normalDraw(uniform));
        const treated = provider % 2;
        for (let i = 0; i < 8; i++) {
          const time = exponential(uniform, 0.02 * frailty);
          const end = Math.min(time, 80);
          rows.push({
            time: end,
            event: time <= 80,
            covariates: [treated],
            cluster: `${provider}`,
          });
        }
      }
      const unclustered = rows.map(({ cluster: _, ...row }) => row);
      const [wide] = valueOf(coxRegression(rows)).coefficients;
      const [narrow] = valueOf(coxRegression(unclustered)).coefficients;
      const holds = (c: typeof wide) =>
        c!.hazardRatioInterval.lower <= 1 && 1 <= c!.hazardRatioInterval.upper;
      if (holds(narrow)) naive++;
      return holds(wide);
    });
    expect(naive / runs).toBeLessThan(0.85);
    expect(robust).toBeGreaterThan(0.915);
  });
});
