import fc from 'fast-check';
import { policy, simulateMarket } from '../../../test/support/market-simulation.js';
import {
  heavyTailDraw,
  normalDraw,
  seededUniform,
  valueOf,
} from '../../../test/support/statistics.js';
import {
  expectationInterval,
  expectSession,
  fitBaseline,
  predictionVariance,
  recentDip,
  type Baseline,
  type BaselineSession,
  type Corrections,
} from './index.js';

const slot = { weekday: 1, hourBand: 'any', promotion: null };

/** A market that stands still, so that the arithmetic can be followed. */
const still: Corrections = {
  slotEffects: { factors: [], covariance: [], residualVariance: 0, sessions: 0 },
  marketIndex: {
    weeks: Array.from({ length: 60 }, (_, week) => ({ week, level: 0, merchants: 20 })),
    covariance: Array.from({ length: 60 }, () => new Array<number>(60).fill(0)),
    merchants: 20,
  },
};
const sessionsOf = (gmvs: readonly number[], from = 40): BaselineSession[] =>
  gmvs.map((netGmv, i) => ({ id: `${i}`, day: from + i, slot, liveHours: 2, netGmv }));
const steady = [200, 220, 180, 210, 190, 205, 195, 215, 185, 200];

describe('baseline', () => {
  it('is the level of net GMV per live hour', () => {
    const baseline = valueOf(fitBaseline(sessionsOf(steady), 60, [], still, policy));
    expect(Math.exp(baseline.logLevel)).toBeCloseTo(100, 0);
    expect(baseline.rows).toHaveLength(10);
    expect(baseline.rows.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(baseline.smearing).toBeGreaterThan(1);
    expect(baseline.smearing).toBeLessThan(1.02);
  });

  it('is hardly moved by one flash sale, and leans to the recent', () => {
    const calm = valueOf(fitBaseline(sessionsOf(steady), 60, [], still, policy));
    const flash = sessionsOf([...steady.slice(0, 9), 20_000]);
    const robust = valueOf(fitBaseline(flash, 60, [], still, policy));
    expect(robust.logLevel - calm.logLevel).toBeLessThan(0.1);
    const rising = sessionsOf(steady.map((v, i) => v * (i < 5 ? 0.95 : 1.05)));
    const slow = valueOf(fitBaseline(rising, 60, [], still, { ...policy, halfLifeDays: 1e6 }));
    const quick = valueOf(fitBaseline(rising, 60, [], still, { ...policy, halfLifeDays: 3 }));
    expect(quick.logLevel).toBeGreaterThan(slow.logLevel);
  });

  it('ends at the engagement and never uses served or washed-out sessions', () => {
    const sessions = sessionsOf([...steady, 9999, 9999], 40);
    const ids = (estimate: ReturnType<typeof fitBaseline>) =>
      valueOf(estimate).rows.map(({ id }) => id);
    expect(ids(fitBaseline(sessions, 50, [], still, policy))).not.toContain('10');
    const early = sessionsOf(
      new Array<number>(30).fill(0).map((_, i) => 200 + i),
      20,
    );
    const terms = [{ from: 10, to: 11 }];
    expect(ids(fitBaseline(early, 60, terms, still, policy))[0]).toBe('20');
    const short = { ...policy, lookbackDays: 15 };
    expect(ids(fitBaseline(early, 50, [], still, short))[0]).toBe('15');
  });

  it('takes the market and the slot out', () => {
    const moving: Corrections = {
      slotEffects: {
        factors: [{ factor: 'weekday 1', effect: 0.7 }],
        covariance: [[0.01]],
        residualVariance: 1,
        sessions: 99,
      },
      marketIndex: {
        ...still.marketIndex,
        weeks: still.marketIndex.weeks.map((w) => ({ ...w, level: w.week * 0.1 })),
      },
    };
    const flat = valueOf(fitBaseline(sessionsOf(steady), 60, [], moving, policy));
    const target = { day: 63, slot: { ...slot, weekday: 2 }, liveHours: 1 };
    const expectation = valueOf(expectSession(flat, target, moving, policy));
    // Weeks 6 and 7 on average at about 0.63, week 9 at 0.9; without the Monday effect.
    const at63 = Math.log(100) + (0.9 - flatMarket(flat)) - 0.7;
    expect(expectation.logMedianPerHour).toBeCloseTo(at63, 1);
    expect(expectation.variance.slot).toBeCloseTo(0.01, 12);
  });

  const flatMarket = (baseline: Baseline): number =>
    [...baseline.weekWeights].reduce((sum, [week, weight]) => sum + weight * week * 0.1, 0);

  it('says why it cannot be estimated', () => {
    const fit = (gmvs: readonly number[], change: Partial<typeof policy> = {}) =>
      fitBaseline(sessionsOf(gmvs), 60, [], still, { ...policy, ...change });
    expect(fit([])).toMatchObject({ reason: 'NO_DATA' });
    expect(fit(steady.slice(0, 7))).toMatchObject({ reason: 'TOO_FEW' });
    expect(fit([...steady, 0, 0, -5])).toMatchObject({ reason: 'NON_POSITIVE' });
    expect(fit([...steady, 0])).toMatchObject({ estimable: true });
    expect(fit(steady.map(() => 200))).toMatchObject({ reason: 'ZERO_VARIANCE' });
    const silent = { ...still, marketIndex: { ...still.marketIndex, weeks: [] } };
    expect(fitBaseline(sessionsOf(steady), 60, [], silent, policy)).toMatchObject({
      reason: 'TOO_FEW',
    });
    const broken = sessionsOf(steady).map((s) => ({ ...s, liveHours: 0 }));
    expect(fitBaseline(broken, 60, [], still, policy)).toMatchObject({ reason: 'INVALID_INPUT' });
  });

  it('counts zeros in its second part', () => {
    const baseline = valueOf(fitBaseline(sessionsOf([...steady, 0]), 60, [], still, policy));
    expect(baseline).toMatchObject({ positiveSessions: 10, totalSessions: 11 });
    const expectation = valueOf(
      expectSession(baseline, { day: 60, slot, liveHours: 2 }, still, policy),
    );
    expect(expectation.positiveShare).toBeCloseTo(10 / 11, 12);
  });

  it('leans on a pool where its own sessions are few', () => {
    const pool = { variance: 0.16, degreesOfFreedom: 1000 };
    const pooled = valueOf(fitBaseline(sessionsOf(steady), 60, [], still, policy, pool));
    expect(pooled.sessionVariance).toBeCloseTo(0.16, 2);
    expect(pooled.degreesOfFreedom).toBeGreaterThan(1000);
    const equal = sessionsOf(steady.map(() => 200));
    expect(fitBaseline(equal, 60, [], still, policy, pool).estimable).toBe(true);
  });

  it('does not depend on the order of sessions or on the currency', () => {
    const gmv = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(fc.array(gmv, { minLength: 8, maxLength: 20 }), (gmvs) => {
        const sessions = sessionsOf(gmvs);
        const one = fitBaseline(sessions, 60, [], still, policy);
        expect(fitBaseline([...sessions].reverse(), 60, [], still, policy)).toEqual(one);
        if (!one.estimable) return;
        const cents = sessions.map((s) => ({ ...s, netGmv: s.netGmv * 100 }));
        const scaled = valueOf(fitBaseline(cents, 60, [], still, policy));
        expect(scaled.logLevel).toBeCloseTo(one.value.logLevel + Math.log(100), 9);
        expect(scaled.sessionVariance).toBeCloseTo(one.value.sessionVariance, 9);
      }),
    );
  });
});

describe('expectation', () => {
  const drifting = { ...policy, driftVariancePerDay: 0.002 };
  const baseline = valueOf(fitBaseline(sessionsOf(steady), 60, [], still, policy));
  const on = (day: number) => expectSession(baseline, { day, slot, liveHours: 3 }, still, drifting);

  it('is in yuan for the hours on air', () => {
    const expectation = valueOf(on(60));
    expect(expectation.medianGmv).toBeCloseTo(300, -1);
    expect(expectation.meanGmv).toBeCloseTo(expectation.medianGmv * baseline.smearing, 9);
    const { lower, upper } = expectationInterval(expectation, 3);
    expect(lower).toBeLessThan(expectation.medianGmv);
    expect(upper).toBeGreaterThan(expectation.medianGmv);
  });

  it('grows less certain with age until it is stale', () => {
    const variances = [60, 120, 240].map((day) => predictionVariance(valueOf(on(day)).variance));
    expect(variances[1]! - variances[0]!).toBeCloseTo(0.12, 9);
    expect(variances[2]! - variances[1]!).toBeCloseTo(0.24, 9);
    expect(on(241)).toMatchObject({ reason: 'NO_DATA', detail: expect.stringMatching(/stale/) });
    expect(on(59)).toMatchObject({ reason: 'INVALID_INPUT' });
  });

  it('needs the market of the week', () => {
    const marketIndex = { ...still.marketIndex, weeks: still.marketIndex.weeks.slice(0, 9) };
    const result = expectSession(
      baseline,
      { day: 100, slot, liveHours: 3 },
      { ...still, marketIndex },
      policy,
    );
    expect(result).toMatchObject({ reason: 'NO_DATA' });
  });
});

describe('dip before an engagement', () => {
  const dip = (gmvs: number[]) => {
    const sessions = sessionsOf(gmvs);
    const baseline = valueOf(fitBaseline(sessions, 60, [], still, policy));
    const days = new Map(sessions.map(({ id, day }) => [id, day]));
    return recentDip(baseline, (id) => days.get(id)!, 14, 1.345);
  };
  const jitter = [1.05, 0.96, 1.02, 0.98, 1.0, 1.04, 0.95, 1.01, 0.99, 1.03];

  it('shows in the sessions just before', () => {
    const early = jitter.map((j) => 200 * j).slice(0, 6);
    const sandbagged = valueOf(dip([...early, ...jitter.slice(0, 8).map((j) => 120 * j)]));
    expect(sandbagged.change).toBeLessThan(-0.3);
    expect(sandbagged.pValue).toBeLessThan(0.05);
    const honest = valueOf(dip([...early, ...jitter.slice(0, 8).map((j) => 200 * j)]));
    expect(honest.pValue).toBeGreaterThan(0.05);
    expect(honest.recentSessions + honest.earlierSessions).toBe(14);
  });

  it('needs sessions on both sides', () => {
    const sessions = sessionsOf(steady, 50);
    const baseline = valueOf(fitBaseline(sessions, 60, [], still, policy));
    const result = recentDip(baseline, () => 55, 14, 1.345);
    expect(result).toMatchObject({ reason: 'TOO_FEW' });
  });
});

describe('coverage (short; the long run is in baseline.deep.spec.ts)', () => {
  it.each([
    ['normal', (u: () => number) => 0.35 * normalDraw(u)],
    ['heavy-tailed', (u: () => number) => 0.2 * heavyTailDraw(u)],
  ])('of a session without an operator, %s errors', (_, noise) => {
    const uniform = seededUniform(77);
    let covered = 0;
    let total = 0;
    for (let run = 0; run < 10; run++) {
      const market = simulateMarket({ uniform, noise, merchants: 25, weeks: 18 });
      for (let merchant = 0; merchant < 25; merchant++) {
        const before = Array.from({ length: 24 }, (__, i) => 5 + i * 3);
        const sessions = market.merchantSessions([...before, 84, 91, 98], 80, 0);
        const baseline = valueOf(
          fitBaseline(sessions.slice(0, 24), 80, [], market.corrections, policy),
        );
        for (const session of sessions.slice(24)) {
          const expectation = valueOf(expectSession(baseline, session, market.corrections, policy));
          const { lower, upper } = expectationInterval(expectation, session.liveHours);
          if (lower <= session.netGmv && session.netGmv <= upper) covered++;
          total++;
        }
      }
    }
    expect(covered / total).toBeGreaterThan(0.92);
    expect(covered / total).toBeLessThan(0.985);
  });
});
