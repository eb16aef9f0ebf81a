import { policy, simulateMarket } from '../../../test/support/market-simulation.js';
import {
  heavyTailDraw,
  normalDraw,
  seededUniform,
  valueOf,
} from '../../../test/support/statistics.js';
import { expectSession, fitBaseline } from '../robust-baseline/index.js';
import { pooledUplift, sessionUplift, type ServedSession } from './index.js';

const BEFORE = Array.from({ length: 24 }, (_, i) => 5 + i * 3);
const SERVED = [82, 88, 95, 103];

interface Scenario {
  noise: (uniform: () => number) => number;
  autocorrelation?: number;
  merchants: number;
  /** Deviation of merchants' true log uplifts about the mean. */
  tau: number;
  /** Deviation of a dip in the last 14 days before the engagement; 0 for none. */
  dip?: number;
}

/** Share of an operator's pooled intervals that hold the true mean log uplift of 0.3, and their mean. */
function simulate(scenario: Scenario): { coverage: number; mean: number } {
  const uniform = seededUniform(606);
  const markets = 120;
  const operators = 15;
  let covered = 0;
  let sum = 0;
  for (let m = 0; m < markets; m++) {
    const market = simulateMarket({ ...scenario, uniform, merchants: 30, weeks: 18 });
    for (let operator = 0; operator < operators; operator++) {
      const sessions = Array.from({ length: scenario.merchants }, (_, merchant) => {
        const truth = 0.3 + scenario.tau * normalDraw(uniform);
        const own = market.merchantSessions([...BEFORE, ...SERVED], 80, truth).map((session) => {
          const dipped = session.day >= 66 && session.day < 80 ? (scenario.dip ?? 0) : 0;
          return { ...session, netGmv: session.netGmv * Math.exp(-dipped) };
        });
        const baseline = valueOf(fitBaseline(own, 80, [], market.corrections, policy));
        return own.slice(BEFORE.length).map((session, i): ServedSession => {
          const e = valueOf(expectSession(baseline, session, market.corrections, policy));
          return {
            id: `${merchant} ${i}`,
            merchant: `${merchant}`,
            baseline: `${merchant}`,
            category: 'beauty',
            week: e.week,
            variance: e.variance,
            logUplift: valueOf(sessionUplift(session, e)).logUplift,
          };
        });
      }).flat();
      const { pool } = valueOf(pooledUplift(sessions, { positive: 24, total: 24 }));
      sum += pool.mean;
      if (pool.interval.lower <= 0.3 && 0.3 <= pool.interval.upper) covered++;
    }
  }
  return { coverage: covered / (markets * operators), mean: sum / (markets * operators) };
}

describe('coverage of pooled uplift (nominal 0.95, 1,800 intervals over 120 markets)', () => {
  it.each([
    [
      'normal sessions, 6 merchants',
      { noise: (u) => 0.3 * normalDraw(u), merchants: 6, tau: 0.15 },
    ],
    ['heavy tails, 6 merchants', { noise: (u) => 0.2 * heavyTailDraw(u), merchants: 6, tau: 0.15 }],
    [
      'autocorrelated sessions, 10 merchants, equal effects',
      { noise: (u) => 0.3 * normalDraw(u), autocorrelation: 0.4, merchants: 10, tau: 0 },
    ],
  ] as [string, Scenario][])('%s', (_, scenario) => {
    const { coverage, mean } = simulate(scenario);
    expect(coverage).toBeGreaterThan(0.93);
    expect(coverage).toBeLessThan(0.99);
    expect(Math.abs(mean - 0.3)).toBeLessThan(0.02);
  });

  // No interval covers this: it must be shown apart, which is what `recentDip` is for.
  it('a dip before hiring biases uplift upward', () => {
    const noise = (u: () => number) => 0.3 * normalDraw(u);
    const { mean } = simulate({ noise, merchants: 6, tau: 0.15, dip: 0.5 });
    expect(mean).toBeGreaterThan(0.35);
  });
});
