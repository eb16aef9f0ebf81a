import fc from 'fast-check';
import policies from '../../../../seeds/reference/policies.json' with { type: 'json' };
import { contributionOf, type RecordedSession } from './operator-record-contribution.js';
import { poolRecord, spreadBetweenMerchants } from './operator-record-pool.js';
import { serviceSpells, spellOn } from './session-outcome-facts.js';
import { holdsOf } from './session-outcome-holds.js';
import { outcomesPolicy } from './session-outcome-policy.js';
import { splitOutcome } from './session-outcome-split.js';

const policy = outcomesPolicy.parse(policies.find(({ name }) => name === 'outcomes')!.body);

describe('spells of service', () => {
  it('join terms within the wash-out, whoever served', () => {
    const spells = serviceSpells(
      [
        { from: 200, to: 250 },
        { from: 100, to: 150 },
        { from: 178, to: 190 },
        { from: 300, to: null },
      ],
      28,
    );
    expect(spells).toEqual([
      { from: 100, to: 250 },
      { from: 300, to: Number.MAX_SAFE_INTEGER },
    ]);
    expect(spellOn(spells, 160)).toEqual(spells[0]);
    expect(spellOn(spells, 260)).toBeUndefined();
  });
});

describe('the split of an outcome', () => {
  const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true });

  it('adds up in yuan and multiplies in ratios, exactly', () => {
    fc.assert(
      fc.property(
        fc.tuple(positive, positive, positive, positive, positive),
        positive,
        fc.tuple(positive, positive, positive, positive),
        (
          [exposures, clickThroughRate, watchMinutesPerEntry, netGmvPerWatchMinute, market],
          expected,
          [shown, entries, watchMinutes, netGmv],
        ) => {
          const split = splitOutcome(
            { exposures, clickThroughRate, watchMinutesPerEntry, netGmvPerWatchMinute, market },
            expected,
            { exposures: shown, entries, watchMinutes, netGmv },
          );
          if (!split.estimable) throw new Error(split.detail);
          const yuan = split.value.reduce((sum, effect) => sum + effect.yuan, 0);
          const ratio = split.value.reduce((product, effect) => product * effect.multiplier, 1);
          const scale = Math.max(netGmv, expected);
          expect(Math.abs(yuan - (netGmv - expected)) / scale).toBeLessThan(1e-9);
          expect(ratio / (netGmv / expected)).toBeCloseTo(1, 8);
        },
      ),
    );
  });

  it('is not made from a chain with a zero in it', () => {
    const reference = {
      exposures: 1,
      clickThroughRate: 1,
      watchMinutesPerEntry: 1,
      netGmvPerWatchMinute: 1,
      market: 1,
    };
    const actual = { exposures: 10, entries: 0, watchMinutes: 0, netGmv: 0 };
    expect(splitOutcome(reference, 5, actual)).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
  });
});

const session = (
  id: number,
  merchantId: string,
  logUplift: number | null,
  drift = 0.004,
): RecordedSession => ({
  sessionId: `${id}`,
  merchantId,
  spellStart: 10,
  month: id % 2 ? '2026-07-01' : '2026-08-01',
  week: id,
  category: 'apparel',
  indexKey: 'apparel|LARGE|0',
  logUplift,
  variance: {
    session: 0.09,
    level: 0.01,
    drift,
    trend: 0.002,
    index: 0.003,
    category: 0.01,
    slot: 0,
  },
  bigSession: (logUplift ?? 0) > Math.log(2),
});

describe('a contribution', () => {
  it('has the variance of the full covariance, whatever the order', () => {
    const rows = fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(rows, (drifts) => {
        const sessions = drifts.map((drift, i) => session(i, 'm', 0.2, drift));
        const found = contributionOf(sessions, 0.2)!;
        const n = sessions.length;
        let expected = 0;
        drifts.forEach((a, i) =>
          drifts.forEach((b, j) => {
            expected += (0.01 + 0.002 + Math.min(a, b) + (i === j ? 0.09 : 0)) / n ** 2;
          }),
        );
        expect(found.ownVariance).toBeCloseTo(expected, 10);
        const turned = contributionOf([...sessions].reverse(), 0.2)!;
        expect(turned.ownVariance).toBeCloseTo(found.ownVariance, 12);
      }),
    );
  });

  it('counts sessions that sold nothing, hits and big ones', () => {
    const found = contributionOf(
      [session(1, 'm', 0.8), session(2, 'm', 0.1), session(3, 'm', null)],
      0.2,
    )!;
    expect(found).toMatchObject({ sessions: 3, sold: 2, hits: 1, bigSessions: 1 });
    expect(Object.keys(found.months).sort()).toEqual(['2026-07-01', '2026-08-01']);
    expect(contributionOf([session(1, 'm', null)], 0.2)).toBeNull();
  });
});

describe('a record', () => {
  const contributions = (uplifts: readonly number[]) =>
    uplifts.map((log, i) =>
      contributionOf([session(1, `m${i}`, log), session(2, `m${i}`, log)], 0.2)!,
    );

  it('borrows the pool’s spread below the policy’s number of merchants', () => {
    const few = poolRecord(
      { subjectId: 'o', contributions: contributions([0.1, 0.5]) },
      0.02,
      policy,
    );
    const many = poolRecord(
      { subjectId: 'o', contributions: contributions([0.1, 0.5, 0.2, 0.4, 0.3]) },
      0.02,
      policy,
    );
    if (!few.estimable || !many.estimable) throw new Error('both can be pooled');
    expect(few.value.borrowedSpread).toBe(true);
    expect(few.value.pool.tauSquared).toBe(0.02);
    expect(many.value.borrowedSpread).toBe(false);
    expect(many.value.pool.mean).toBeCloseTo(0.3, 9);
    expect(poolRecord({ subjectId: 'o', contributions: [] }, 0, policy)).toMatchObject({
      reason: 'NO_DATA',
    });
  });

  it('does not let a market error that all merchants share average away', () => {
    const many = Array.from({ length: 40 }, () => 0.3);
    const found = poolRecord({ subjectId: 'o', contributions: contributions(many) }, 0, policy);
    if (!found.estimable) throw new Error(found.detail);
    // Index and category-week errors stay, however many merchants there are.
    expect(found.value.effect.variance).toBeGreaterThan(0.003 + 0.005);
  });

  it('finds no spread where merchants agree', () => {
    const records = [{ subjectId: 'o', contributions: contributions([0.3, 0.3, 0.3]) }];
    expect(spreadBetweenMerchants(records)).toEqual({ estimable: true, value: 0 });
    expect(spreadBetweenMerchants([])).toMatchObject({ reason: 'NO_DATA' });
  });
});

describe('holds', () => {
  const facts = {
    id: 's',
    day: 1,
    hour: 20,
    liveHours: 2,
    paidGmv: 10_000,
    refundedGmv: 1_000,
    refunded24hGmv: 300,
    orders: 100,
    buyers: 90,
    exposures: 1,
    entries: 1,
    watchMinutes: 1,
    adSpend: 100,
    adGmv: 300,
    topBuyerGmv: 400,
  };
  const usual = {
    habitPerHour: 50,
    refunds: { share: 0.1, standardError: 0.03, degreesOfFreedom: 20 },
    dip: null,
  };
  const signals = (given: Partial<typeof facts>, bought = 0, dip = usual.dip as never) =>
    holdsOf({ ...facts, ...given }, bought, { ...usual, dip }, policy).map(({ signal }) => signal);

  it('leave an ordinary session alone', () => expect(signals({})).toEqual([]));

  it('show one buyer, refunds, their speed, bought sales and a dip with their evidence', () => {
    expect(signals({ topBuyerGmv: 3_000 })).toEqual(['BUYER_CONCENTRATION']);
    expect(signals({ refundedGmv: 4_000 })).toEqual(['REFUND_RATE']);
    expect(signals({ refunded24hGmv: 900 })).toEqual(['REFUND_SPEED']);
    expect(signals({ adSpend: 1_000, adGmv: 4_000 }, 0.36)).toEqual(['BOUGHT_GMV']);
    expect(signals({}, 0, { fall: 0.5, pValue: 0.001 } as never)).toEqual(['BASELINE_DIP']);
    expect(signals({}, 0, { fall: 0.5, pValue: 0.2 } as never)).toEqual([]);
  });

  it('do not take a whale for a fake where there are few buyers', () => {
    expect(signals({ topBuyerGmv: 3_000, buyers: 8 })).toEqual([]);
  });
});
