import fc from 'fast-check';
import { valueOf } from '../../../test/support/statistics.js';
import {
  balanceTable,
  coarsen,
  coarsenedStrata,
  matchNearest,
  stratumWeights,
  type MatchableUnit,
} from './index.js';

describe('coarsened exact matching', () => {
  it('cuts numbers into bins', () => {
    expect([0, 0.5, 2, 9, 10, 99].map((v) => coarsen(v, [0.5, 2, 10]))).toEqual([0, 1, 2, 2, 3, 3]);
  });

  it('compares inside strata, and says who has no comparison', () => {
    const treated = ['a1', 'a2', 'b1', 'c1'];
    const controls = ['a3', 'b2', 'b3', 'd1'];
    const strata = coarsenedStrata(treated, controls, (id) => id[0]!);
    expect([...strata.matched.keys()]).toEqual(['a', 'b']);
    expect(strata.unmatchedTreated).toEqual(['c1']);
    const weights = stratumWeights(strata);
    expect(weights.get('a3')).toBe(2);
    expect(weights.get('b2')).toBe(0.5);
    expect(weights.has('d1')).toBe(false);
  });

  it('balances exactly what it matches on', () => {
    const trait = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(
        fc.array(trait, { minLength: 1, maxLength: 20 }),
        fc.array(trait, { minLength: 1, maxLength: 20 }),
        (left, right) => {
          const treated = left.map((size) => ({ size }));
          const controls = right.map((size) => ({ size }));
          const strata = coarsenedStrata(treated, controls, ({ size }) => `${size}`);
          const weights = stratumWeights(strata);
          const units = (side: { size: number }[]) =>
            side.map((unit) => ({ covariates: { ...unit }, weight: weights.get(unit) ?? 0 }));
          const table = balanceTable(units(treated), units(controls));
          if (strata.matched.size === 0) return expect(table).toEqual([]);
          expect(table[0]!.after.treatedMean).toBeCloseTo(table[0]!.after.controlMean, 9);
        },
      ),
    );
  });
});

describe('nearest-neighbour matching', () => {
  const unit = (id: string, exact: string, ...covariates: number[]): MatchableUnit => ({
    id,
    exact,
    covariates,
  });
  const treated = [unit('t1', 'x', 0), unit('t2', 'x', 10), unit('t3', 'y', 5), unit('t4', 'z', 5)];
  const controls = [
    unit('c1', 'x', 1),
    unit('c2', 'x', 9),
    unit('c3', 'x', 4),
    unit('c4', 'y', 99),
    unit('c5', 'x', -1.5),
  ];

  it('takes the nearest inside the cell, each control once', () => {
    const { sets, unmatched } = valueOf(matchNearest(treated, controls, { calipers: [2] }));
    expect(sets.map((s) => [s.treated, s.controls])).toEqual([
      ['t1', ['c1']],
      ['t2', ['c2']],
    ]);
    expect(unmatched).toEqual([
      { id: 't3', reason: 'NONE_WITHIN_CALIPER' },
      { id: 't4', reason: 'NO_EXACT_MATCH' },
    ]);
  });

  it('seeks second controls only after everybody’s first', () => {
    const two = valueOf(
      matchNearest(treated.slice(0, 2), controls, { calipers: [9], controlsPerTreated: 2 }),
    );
    expect(two.sets.map((s) => s.controls)).toEqual([
      ['c1', 'c5'],
      ['c2', 'c3'],
    ]);
    const crowded = valueOf(
      matchNearest([unit('t1', 'x', 0), unit('t2', 'x', 0.5)], controls.slice(0, 1), {
        calipers: [9],
      }),
    );
    expect(crowded.sets.map((s) => s.treated)).toEqual(['t2']);
    expect(crowded.unmatched).toEqual([{ id: 't1', reason: 'ALL_TAKEN' }]);
  });

  it('does not depend on the order or units of anything', () => {
    const value = fc.integer({ min: 0, max: 30 });
    const values = fc.uniqueArray(value, { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(values, values, (left, right) => {
        const a = left.map((v) => unit(`t${v}`, 'x', v));
        const b = right.map((v) => unit(`c${v}`, 'x', v));
        const find = (t: MatchableUnit[], c: MatchableUnit[]) =>
          valueOf(matchNearest(t, c, { calipers: [1] }))
            .sets.map((s) => `${s.treated} ${s.controls.join(' ')}`)
            .sort();
        expect(find([...a].reverse(), [...b].reverse())).toEqual(find(a, b));
        const scaled = (units: MatchableUnit[]) =>
          units.map((u) => ({ ...u, covariates: u.covariates.map((v) => v * 4) }));
        expect(find(scaled(a), scaled(b))).toEqual(find(a, b));
      }),
    );
  });

  it('says what is wrong', () => {
    expect(matchNearest(treated.slice(0, 1), controls, { calipers: [1] })).toMatchObject({
      reason: 'TOO_FEW',
    });
    expect(matchNearest(treated, controls, { calipers: [1, 1] })).toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });
});

describe('balance table', () => {
  // Austin (2009), section 3: (x̄₁ − x̄₀)/√((s₁² + s₀²)/2), and with p(1 − p) for a yes/no covariate.
  it('has standardised differences', () => {
    const treated = [1, 2, 3].map((age) => ({ covariates: { age, brand: 1 }, weight: 1 }));
    const controls = [3, 4, 5, 2].map((age, i) => ({
      covariates: { age, brand: i < 2 ? 1 : 0 },
      weight: i === 3 ? 3 : 0,
    }));
    const [age, brand] = balanceTable(treated, controls);
    const pooled = Math.sqrt((1 + 5 / 3) / 2);
    expect(age!.before.standardisedDifference).toBeCloseTo((2 - 3.5) / pooled, 12);
    expect(age!.after.standardisedDifference).toBeCloseTo(0, 12);
    expect(brand!.before.standardisedDifference).toBeCloseTo(0.5 / Math.sqrt(0.25 / 2), 12);
    expect(brand!.after.controlMean).toBe(0);
  });

  it('has no yardstick for what does not vary', () => {
    const same = [{ covariates: { x: 7 }, weight: 1 }];
    expect(balanceTable(same, same)[0]!.after.standardisedDifference).toBeNull();
    expect(balanceTable(same, [])).toEqual([]);
  });
});
