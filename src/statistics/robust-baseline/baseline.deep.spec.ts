import {
  policy,
  simulateMarket,
  type MarketOptions,
} from '../../../test/support/market-simulation.js';
import {
  heavyTailDraw,
  normalDraw,
  seededUniform,
  valueOf,
} from '../../../test/support/statistics.js';
import { expectationInterval, expectSession, fitBaseline } from './index.js';

const MARKETS = 120;
const MERCHANTS = 20;
const DAYS = [...Array.from({ length: 24 }, (_, i) => 5 + i * 3), 84, 98, 112];

interface Outcome {
  coverage: number;
  /** Observed total over the sum of expected means, each merchant in units of its own level. */
  ratioOfSums: number;
  meanLogError: number;
}

/** Sessions without an operator against their expectations, over many markets. */
function simulate(options: Omit<MarketOptions, 'uniform'>, driftVariancePerDay: number): Outcome {
  const uniform = seededUniform(2024);
  const own = { ...policy, driftVariancePerDay };
  let covered = 0;
  let count = 0;
  let logError = 0;
  let observed = 0;
  let expected = 0;
  for (let m = 0; m < MARKETS; m++) {
    const market = simulateMarket({ merchants: 30, weeks: 18, ...options, uniform });
    for (let merchant = 0; merchant < MERCHANTS; merchant++) {
      const sessions = market.merchantSessions(DAYS, 80, 0);
      const baseline = valueOf(fitBaseline(sessions, 80, [], market.corrections, own));
      for (const session of sessions.slice(24)) {
        const expectation = valueOf(expectSession(baseline, session, market.corrections, own));
        const { lower, upper } = expectationInterval(expectation, session.liveHours);
        if (lower <= session.netGmv && session.netGmv <= upper) covered++;
        logError += Math.log(session.netGmv / expectation.medianGmv);
        observed += session.netGmv / Math.exp(baseline.logLevel);
        expected += expectation.meanGmv / Math.exp(baseline.logLevel);
        count++;
      }
    }
  }
  return {
    coverage: covered / count,
    ratioOfSums: observed / expected,
    meanLogError: logError / count,
  };
}

describe('coverage of a session’s expectation (nominal 0.95)', () => {
  it('normal errors: median and mean are right too', () => {
    const result = simulate({ noise: (u) => 0.35 * normalDraw(u) }, 0);
    expect(result.coverage).toBeGreaterThan(0.935);
    expect(result.coverage).toBeLessThan(0.975);
    expect(Math.abs(result.meanLogError)).toBeLessThan(0.015);
    expect(Math.abs(result.ratioOfSums - 1)).toBeLessThan(0.025);
  });

  it('heavy tails', () => {
    const { coverage, meanLogError } = simulate({ noise: (u) => 0.2 * heavyTailDraw(u) }, 0);
    // A robust scale leaves out some of the t distribution's far tail.
    expect(coverage).toBeGreaterThan(0.92);
    expect(coverage).toBeLessThan(0.975);
    expect(Math.abs(meanLogError)).toBeLessThan(0.015);
  });

  it('autocorrelated errors', () => {
    const noise = (u: () => number) => 0.3 * normalDraw(u);
    const { coverage } = simulate({ noise, autocorrelation: 0.4 }, 0);
    expect(coverage).toBeGreaterThan(0.93);
    expect(coverage).toBeLessThan(0.98);
  });

  it('levels that wander need their drift variance, and are covered with it', () => {
    const options = { noise: (u: () => number) => 0.2 * normalDraw(u), driftPerDay: 0.002 };
    const without = simulate(options, 0).coverage;
    const withDrift = simulate(options, 0.002).coverage;
    expect(without).toBeLessThan(0.93);
    expect(withDrift).toBeGreaterThan(0.935);
    expect(withDrift).toBeLessThan(0.99);
  });
});
