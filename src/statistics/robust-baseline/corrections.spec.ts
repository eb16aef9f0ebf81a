import fc from 'fast-check';
import { simulateMarket } from '../../../test/support/market-simulation.js';
import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import {
  estimateDrift,
  estimateSlotEffects,
  fitMarketIndex,
  fitMarketIndexWithFallback,
  indexChangeCovariance,
  indexLevel,
  isUnserved,
  slotContrastVariance,
  slotEffect,
  unservedPanel,
  weekdayOf,
  weekOf,
  type PanelObservation,
} from './index.js';

describe('business days', () => {
  it('know their weeks and weekdays', () => {
    // 1970-01-01 was a Thursday, 2024-11-11 (day 20038) a Monday.
    expect(weekdayOf(0)).toBe(4);
    expect(weekdayOf(20038)).toBe(1);
    expect(weekOf(20038)).toBe(weekOf(20037) + 1);
    expect(weekdayOf(-4)).toBe(7);
  });

  it('belong to a baseline only if unserved, with the wash-out', () => {
    const terms = [{ from: 100, to: 120 }];
    expect(isUnserved(terms, 99, 99, 28)).toBe(true);
    expect(isUnserved(terms, 100, 100, 28)).toBe(false);
    expect(isUnserved(terms, 148, 148, 28)).toBe(false);
    expect(isUnserved(terms, 149, 149, 28)).toBe(true);
    expect(isUnserved(terms, 90, 200, 0)).toBe(false);
    expect(isUnserved([{ from: 100, to: null }], 500, 500, 0)).toBe(false);
  });
});

describe('the panel of an index', () => {
  it('is unserved in the lookback and on the day, and free of what is excluded', () => {
    const candidates = [
      { merchant: 'never served', served: [] },
      { merchant: 'served in the lookback', served: [{ from: 50, to: 60 }] },
      { merchant: 'washed out', served: [{ from: 10, to: 20 }] },
      { merchant: 'not yet washed out', served: [{ from: 10, to: 35 }] },
      { merchant: 'served on the day', served: [{ from: 150, to: null }] },
      { merchant: 'served later', served: [{ from: 161, to: null }] },
      { merchant: 'related', served: [] },
    ];
    const panel = unservedPanel(candidates, { from: 49, to: 139 }, 160, new Set(['related']), 28);
    expect(panel.map(({ merchant }) => merchant)).toEqual([
      'never served',
      'washed out',
      'served later',
    ]);
  });
});

describe('slot effects', () => {
  const market = simulateMarket({
    uniform: seededUniform(21),
    noise: (uniform) => 0.3 * normalDraw(uniform),
    merchants: 60,
  });
  const effects = market.corrections.slotEffects;
  const evening = { weekday: 3, hourBand: '20-24', promotion: null };

  it('find what moves everybody’s sales', () => {
    const morning = { ...evening, hourBand: '08-12' };
    expect(slotEffect(effects, evening) - slotEffect(effects, morning)).toBeCloseTo(0.65, 1);
    const saturday = { ...evening, weekday: 6 };
    expect(slotEffect(effects, saturday) - slotEffect(effects, evening)).toBeCloseTo(0.25, 1);
    const festival = { ...evening, promotion: 'festival 2' };
    expect(slotEffect(effects, festival) - slotEffect(effects, evening)).toBeCloseTo(0.5, 1);
    expect(effects.residualVariance).toBeCloseTo(0.09, 1);
  });

  it('give a promotion not seen before the common effect, with more uncertainty', () => {
    const unseen = { ...evening, promotion: 'never before' };
    const seen = { ...evening, promotion: 'festival 1' };
    const gain = slotEffect(effects, unseen) - slotEffect(effects, evening);
    expect(gain).toBeGreaterThan(0.25);
    const mix = [{ slot: evening, weight: 1 }];
    expect(slotContrastVariance(effects, evening, mix)).toBeCloseTo(0, 12);
    expect(slotContrastVariance(effects, unseen, mix)).toBeGreaterThan(
      slotContrastVariance(effects, seen, mix),
    );
  });

  it('do not depend on how large merchants are', () => {
    const sizes = new Map<string, number>();
    const moved = market.panel.map((s) => {
      if (!sizes.has(s.group)) sizes.set(s.group, sizes.size % 7);
      return { ...s, logRate: s.logRate + sizes.get(s.group)! };
    });
    const again = valueOf(estimateSlotEffects(moved, 0.5));
    again.factors.forEach(({ effect }, i) =>
      expect(effect).toBeCloseTo(effects.factors[i]!.effect, 6),
    );
  });

  it('say what is missing', () => {
    const lone = market.panel.slice(0, 1);
    expect(estimateSlotEffects(lone, 0.5)).toMatchObject({ reason: 'TOO_FEW' });
    const flat = ['a', 'a', 'a'].map((group) => ({ group, slot: evening, logRate: 1 }));
    expect(estimateSlotEffects(flat, 0.5)).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(estimateSlotEffects(flat, 0)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('market index', () => {
  const complete = (values: number[][]): PanelObservation[] =>
    values.flatMap((row, merchant) =>
      row.map((logRate, week) => ({ merchant: `${merchant}`, week, logRate })),
    );

  it('of a complete panel is the mean within-merchant log change, with its standard error', () => {
    const rows = fc.array(
      fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -3, max: 3, noNaN: true }))),
      { minLength: 3, maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, (values) => {
        const index = valueOf(fitMarketIndex(complete(values), 2));
        const changes = values.map((row) => row[2]! - (row[0]! + row[1]!) / 2);
        const mean = changes.reduce((a, b) => a + b) / changes.length;
        const from = new Map([
          [0, 0.5],
          [1, 0.5],
        ]);
        const level = indexLevel(index, 2)! - 0.5 * indexLevel(index, 1)!;
        expect(level).toBeCloseTo(mean, 9);
        const spread = changes.reduce((sum, c) => sum + (c - mean) ** 2, 0) / (changes.length - 1);
        expect(indexChangeCovariance(index, { from, to: 2 })).toBeCloseTo(
          spread / changes.length,
          9,
        );
      }),
    );
  });

  it('is not moved by who happened to be live', () => {
    // Without noise, any pattern of absences gives the market's path exactly.
    const path = [0, 0.3, -0.2, 0.5, 0.1];
    const uniform = seededUniform(4);
    const rows = Array.from({ length: 30 }, (_, m) => m).flatMap((m) =>
      path.flatMap((level, week) =>
        uniform() < 0.4 ? [] : [{ merchant: `${m}`, week, logRate: m + level }],
      ),
    );
    const index = valueOf(fitMarketIndex(rows, 5));
    path.forEach((level, week) => expect(indexLevel(index, week)).toBeCloseTo(level, 9));
  });

  it('leaves out weeks and merchants that are too thin', () => {
    const rows = complete([
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 5],
    ]);
    const thin = [
      ...rows,
      { merchant: '0', week: 9, logRate: 1 },
      { merchant: 'x', week: 0, logRate: 1 },
    ];
    const index = valueOf(fitMarketIndex(thin, 3));
    expect(index.weeks.map(({ week, merchants }) => [week, merchants])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    expect(indexLevel(index, 9)).toBeNull();
    expect(indexChangeCovariance(index, { from: new Map([[9, 1]]), to: 1 })).toBeNull();
    expect(fitMarketIndex(rows, 4)).toMatchObject({ reason: 'TOO_FEW' });
    expect(fitMarketIndex(rows, 1)).toMatchObject({ reason: 'INVALID_INPUT' });
    const apart = [
      ...complete([
        [1, 2],
        [2, 3],
      ]),
      ...complete([
        [1, 2],
        [2, 3],
      ]).map((r) => ({ ...r, merchant: `b${r.merchant}`, week: r.week + 5 })),
    ];
    expect(fitMarketIndex(apart, 2)).toMatchObject({ reason: 'SINGULAR' });
  });

  it('falls back to the parent category', () => {
    const rows = complete([
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    const levels = [
      { category: 'lipstick', observations: rows.slice(0, 2) },
      { category: 'beauty', observations: rows },
    ];
    expect(valueOf(fitMarketIndexWithFallback(levels, 3)).category).toBe('beauty');
    expect(fitMarketIndexWithFallback(levels, 9)).toMatchObject({ reason: 'TOO_FEW' });
    expect(fitMarketIndexWithFallback([], 3)).toMatchObject({ reason: 'NO_DATA' });
  });
});

describe('drift', () => {
  const panel = (driftPerWeek: number, noise: number) => {
    const uniform = seededUniform(9);
    return Array.from({ length: 150 }, (_, m) => m).flatMap((m) => {
      let level = 0;
      return Array.from({ length: 26 }, (__, week) => {
        level += Math.sqrt(driftPerWeek) * normalDraw(uniform);
        return { merchant: `${m}`, week, logRate: level + Math.sqrt(noise) * normalDraw(uniform) };
      });
    });
  };

  it('is told apart from noise', () => {
    const rows = panel(0.014, 0.04);
    const index = valueOf(fitMarketIndex(rows, 20));
    const drift = valueOf(estimateDrift(rows, index, 12));
    expect(drift.variancePerDay).toBeGreaterThan(0.0017);
    expect(drift.variancePerDay).toBeLessThan(0.0023);
    expect(drift.weekNoiseVariance).toBeGreaterThan(0.034);
    expect(drift.weekNoiseVariance).toBeLessThan(0.046);
  });

  it('is zero or tiny where there is none', () => {
    const rows = panel(0, 0.04);
    const index = valueOf(fitMarketIndex(rows, 20));
    expect(valueOf(estimateDrift(rows, index, 12)).variancePerDay).toBeLessThan(0.0001);
    expect(valueOf(estimateDrift(rows, index, 2)).weekNoiseVariance).toBeCloseTo(0.04, 2);
    expect(estimateDrift(rows, index, 1)).toMatchObject({ reason: 'TOO_FEW' });
  });
});
