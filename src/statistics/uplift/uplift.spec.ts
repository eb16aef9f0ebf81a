import fc from 'fast-check';
import { policy, simulateMarket } from '../../../test/support/market-simulation.js';
import {
  heavyTailDraw,
  normalDraw,
  seededUniform,
  valueOf,
} from '../../../test/support/statistics.js';
import { expectSession, fitBaseline, type Expectation } from '../robust-baseline/index.js';
import {
  expectedRefundShare,
  incrementalMoney,
  pooledUplift,
  provisionalNet,
  sessionCovariance,
  sessionUplift,
  shrinkUplifts,
  type ServedSession,
} from './index.js';

const variance = {
  session: 0.09,
  level: 0.01,
  drift: 0.004,
  trend: 0,
  market: 0.002,
  slot: 0.001,
};
const expectation: Expectation = {
  logMedianPerHour: Math.log(100),
  medianGmv: 200,
  meanGmv: 210,
  positiveShare: 1,
  variance,
  degreesOfFreedom: 20,
  ageDays: 10,
  week: 9,
};

describe('uplift of a session', () => {
  it('is a ratio of medians with a prediction interval', () => {
    const result = valueOf(sessionUplift({ netGmv: 400, liveHours: 2 }, expectation));
    expect(result.uplift).toBeCloseTo(1, 12);
    expect(result.logUplift).toBeCloseTo(Math.log(2), 12);
    expect(result.standardError).toBeCloseTo(Math.sqrt(0.107), 12);
    expect(1 + result.interval.lower).toBeCloseTo(2 * Math.exp(-2.086 * Math.sqrt(0.107)), 3);
    expect(1 + result.interval.upper).toBeCloseTo(2 * Math.exp(2.086 * Math.sqrt(0.107)), 2);
  });

  it('has no logarithm without sales', () => {
    expect(sessionUplift({ netGmv: 0, liveHours: 2 }, expectation)).toMatchObject({
      reason: 'NON_POSITIVE',
    });
    expect(sessionUplift({ netGmv: 5, liveHours: 0 }, expectation)).toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });
});

describe('errors that sessions share', () => {
  const at = (baseline: string, category: string, week: number, drift = 0.004) => ({
    baseline,
    category,
    week,
    variance: { ...variance, drift },
  });

  it('are the level and drift of a merchant, and the market of a category-week', () => {
    const covariance = sessionCovariance([
      at('a', 'beauty', 1),
      at('a', 'beauty', 2, 0.01),
      at('b', 'beauty', 1),
      at('c', 'snacks', 1),
    ]);
    expect(covariance[0]![0]).toBeCloseTo(0.107, 12);
    expect(covariance[0]![1]).toBeCloseTo(0.014, 12);
    expect(covariance[0]![2]).toBeCloseTo(0.002, 12);
    expect(covariance[0]![3]).toBe(0);
    covariance.forEach((row, i) => row.forEach((v, j) => expect(v).toBe(covariance[j]![i])));
  });
});

const served = (id: number, merchant: string, logUplift: number | null): ServedSession => ({
  id: `${id}`,
  merchant,
  baseline: merchant,
  category: 'beauty',
  week: id,
  variance,
  logUplift,
});
const always = { positive: 40, total: 40 };

describe('pooled uplift', () => {
  it('pools logarithms, not ratios', () => {
    // Doubled and halved: no uplift, though the mean of ratios would say +25 %.
    const sessions = [
      served(1, 'a', Math.log(2)),
      served(2, 'a', Math.log(0.5)),
      served(3, 'b', Math.log(2)),
      served(4, 'b', Math.log(0.5)),
    ];
    const result = valueOf(pooledUplift(sessions, always));
    expect(result.uplift).toBeCloseTo(0, 12);
    expect(result).toMatchObject({ sessions: 4, merchants: 2, twoPart: null });
  });

  it('counts merchants, not sessions', () => {
    const many = Array.from({ length: 30 }, (_, i) => served(i, i % 2 ? 'a' : 'b', 0.3));
    const few = ['a', 'b', 'c', 'd', 'e', 'f'].map((m, i) => served(i, m, 0.3));
    const frozen = { tauSquared: 0.03, adjustment: 'normal' as const };
    const width = (sessions: ServedSession[]) => {
      const { interval } = valueOf(pooledUplift(sessions, always, frozen));
      return interval.upper - interval.lower;
    };
    expect(width(many)).toBeGreaterThan(width(few));
  });

  it('does not lose the sessions that sold nothing', () => {
    const sold = [0.4, 0.5, 0.3, 0.4, 0.45, 0.35].map((log, i) => served(i, `${i % 3}`, log));
    const silent = [6, 7, 8].map((i) => served(i, `${i % 3}`, null));
    const result = valueOf(pooledUplift([...sold, ...silent], always));
    expect(result.uplift).toBeGreaterThan(0.4);
    expect(result.twoPart).toMatchObject({ served: { positive: 6, total: 9 } });
    expect(result.twoPart!.uplift).toBeLessThan(0.05);
    expect(result.twoPart!.interval.lower).toBeLessThan(result.interval.lower);
    expect(result.sessions).toBe(9);
  });

  it('says why it cannot be estimated', () => {
    expect(pooledUplift([served(1, 'a', null)], always)).toMatchObject({ reason: 'NO_DATA' });
    expect(pooledUplift([served(1, 'a', 0.3)], always)).toMatchObject({ reason: 'ONE_CLUSTER' });
    expect(pooledUplift([served(1, 'a', 0.3)], { positive: 2, total: 1 })).toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });

  it('does not depend on the order of sessions', () => {
    const log = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(log, { minLength: 4, maxLength: 15 }), (logs) => {
        const sessions = logs.map((value, i) => served(i, `${i % 3}`, value));
        const one = valueOf(pooledUplift(sessions, always));
        const other = valueOf(pooledUplift([...sessions].reverse(), always));
        expect(other.uplift).toBeCloseTo(one.uplift, 9);
        expect(other.interval.lower).toBeCloseTo(one.interval.lower, 8);
      }),
    );
  });
});

describe('a table of operators', () => {
  const records = [
    { estimate: 0.9, variance: 0.2 },
    ...[0.35, 0.3, 0.1, 0, 0.05, 0.25, 0.15, -0.2, -0.1].map((estimate) => ({
      estimate,
      variance: 0.005,
    })),
  ];

  it('is not led by one lucky session', () => {
    const { operators, mean, newOperator } = valueOf(shrinkUplifts(records));
    const bounds = operators.map(({ interval }) => interval.lower);
    expect(bounds.indexOf(Math.max(...bounds))).toBe(1);
    expect(operators[0]!.uplift).toBeLessThan(operators[1]!.uplift);
    expect(operators[1]!.probabilityPositive).toBeGreaterThan(0.99);
    expect(newOperator.interval.upper).toBeGreaterThan(mean.interval.upper);
  });

  it('needs three operators', () => {
    expect(shrinkUplifts(records.slice(0, 2))).toMatchObject({ reason: 'TOO_FEW' });
  });
});

describe('money', () => {
  const session = (netGmv: number, week: number) => ({
    baseline: 'a',
    category: 'beauty',
    week,
    variance,
    netGmv,
    meanGmv: 210,
    positiveShare: 1,
  });

  it('adds up means, and shared errors do not average away', () => {
    const sessions = Array.from({ length: 100 }, (_, i) => session(300, i));
    const result = valueOf(incrementalMoney(sessions));
    expect(result).toMatchObject({ observed: 30_000, expected: 21_000, incremental: 9000 });
    expect(result.standardError / 21_000).toBeGreaterThan(Math.sqrt(0.01 + 0.004));
    expect(result.standardError / 21_000).toBeLessThan(0.13);
    const doubtful = valueOf(incrementalMoney([{ ...session(300, 1), positiveShare: 0.5 }]));
    expect(doubtful.expected).toBe(105);
  });

  it('needs sessions', () => {
    expect(incrementalMoney([])).toMatchObject({ reason: 'NO_DATA' });
    expect(incrementalMoney([session(Number.NaN, 1)])).toMatchObject({ reason: 'INVALID_INPUT' });
  });

  it('smears: an exp of a mean log is a median, and sums of medians fall short', () => {
    const uniform = seededUniform(31);
    let observed = 0;
    let medians = 0;
    let means = 0;
    for (let run = 0; run < 6; run++) {
      const noise = (u: () => number) => 0.4 * normalDraw(u);
      const market = simulateMarket({ uniform, noise, merchants: 25, weeks: 18 });
      for (let merchant = 0; merchant < 40; merchant++) {
        const days = [...Array.from({ length: 24 }, (_, i) => 5 + i * 3), 84, 91, 98];
        const sessions = market.merchantSessions(days, 80, 0);
        const baseline = valueOf(fitBaseline(sessions, 80, [], market.corrections, policy));
        for (const one of sessions.slice(24)) {
          const e = valueOf(expectSession(baseline, one, market.corrections, policy));
          const size = Math.exp(baseline.logLevel);
          observed += one.netGmv / size;
          medians += e.medianGmv / size;
          means += e.meanGmv / size;
        }
      }
    }
    expect(observed / medians).toBeGreaterThan(1.04);
    // Six markets leave the ratio a standard error of about 0.025; the deep run is sharper.
    expect(Math.abs(observed / means - 1)).toBeLessThan(0.07);
  });
});

describe('provisional net GMV', () => {
  const settled = [0.1, 0.12, 0.08, 0.11, 0.09].map((share) => ({
    numerator: 1000 * share,
    denominator: 1000,
  }));
  const expected = valueOf(expectedRefundShare(settled));

  it('expects the merchant’s usual refunds, or what is known already', () => {
    expect(expected.share).toBeCloseTo(0.1, 12);
    const early = valueOf(provisionalNet(1000, 20, expected));
    expect(early.net).toBeCloseTo(900, 9);
    expect(early.interval.upper).toBeLessThanOrEqual(980);
    expect(early.interval.lower).toBeLessThan(900);
    const bad = valueOf(provisionalNet(1000, 300, expected));
    expect(bad).toMatchObject({ net: 700, shareUsed: 0.3 });
    expect(bad.interval.upper).toBe(700);
  });

  it('has the spread of single sessions, not only of the mean', () => {
    // Five shares with deviation 0.0158: a sixth session's own error is √(1 + 1/5) of it.
    expect(expected.standardError).toBeCloseTo(0.0158114 * Math.sqrt(1.2), 5);
  });

  it('stays between nothing and what was paid', () => {
    const yuan = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(yuan, yuan, (paid, refunded) => {
        const result = provisionalNet(paid, refunded, expected);
        if (!result.estimable) return expect(result.reason).toBe('ZERO_DENOMINATOR');
        const { net, interval } = result.value;
        expect(interval.lower).toBeGreaterThanOrEqual(0);
        expect(interval.lower).toBeLessThanOrEqual(net);
        expect(interval.upper).toBeGreaterThanOrEqual(net);
        expect(interval.upper).toBeLessThanOrEqual(paid);
      }),
    );
    expect(provisionalNet(-1, 0, expected)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('coverage (short; the long run is in uplift.deep.spec.ts)', () => {
  it('of a pooled uplift with heavy-tailed sessions at six merchants', () => {
    const uniform = seededUniform(5);
    const noise = (u: () => number) => 0.2 * heavyTailDraw(u);
    let covered = 0;
    const runs = 60;
    for (let run = 0; run < runs / 4; run++) {
      const market = simulateMarket({ uniform, noise, merchants: 25, weeks: 18 });
      for (let operator = 0; operator < 4; operator++) {
        const sessions = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((merchant) => {
          const days = [...Array.from({ length: 24 }, (_, i) => 5 + i * 3), 84, 91, 98, 105];
          const own = market.merchantSessions(days, 80, 0.3);
          const baseline = valueOf(fitBaseline(own, 80, [], market.corrections, policy));
          return own.slice(24).map((session, i) => {
            const e = valueOf(expectSession(baseline, session, market.corrections, policy));
            const { logUplift } = valueOf(sessionUplift(session, e));
            return { ...served(i, merchant, logUplift), week: e.week, variance: e.variance };
          });
        });
        const { pool } = valueOf(pooledUplift(sessions, always));
        if (pool.interval.lower <= 0.3 && 0.3 <= pool.interval.upper) covered++;
      }
    }
    expect(covered / runs).toBeGreaterThan(0.88);
  });
});
