import fc from 'fast-check';
import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import { staggeredDifferenceInDifferences, type PanelUnit } from './index.js';

const periods = Array.from({ length: 20 }, (_, t) => t);
const design = { basePeriods: [-6, -5, -4, -3], eventTimes: { from: -2, to: 4 } };

/** Growing effects that differ by cohort: what misleads a pooled two-way regression. */
function staggeredPanel(
  noise: () => number,
  effect: (cohort: number, eventTime: number) => number,
  perCohort = 12,
): PanelUnit[] {
  return [8, 12, 15, null].flatMap((firstServed, c) =>
    Array.from({ length: perCohort }, (_, i) => ({
      id: `${c} ${i}`,
      firstServed,
      outcomes: new Map(
        periods.map((t) => [
          t,
          10 * c +
            i +
            Math.sin(t) +
            0.1 * t +
            noise() +
            (firstServed !== null && t >= firstServed ? effect(firstServed, t - firstServed) : 0),
        ]),
      ),
    })),
  );
}
const growing = (cohort: number, e: number): number => 0.1 * (e + 1) * (cohort === 8 ? 2 : 1);

describe('staggered difference in differences', () => {
  it('recovers effects that grow and differ by cohort', () => {
    const result = valueOf(
      staggeredDifferenceInDifferences(
        staggeredPanel(() => 0, growing),
        design,
      ),
    );
    for (const { cohort, eventTime, effect } of result.cells) {
      expect(effect).toBeCloseTo(eventTime < 0 ? 0 : growing(cohort, eventTime), 9);
    }
    // Cohorts of equal size, each with event times 0–4: mean of 0.2, 0.1, 0.1 times mean of 1–5.
    expect(result.overall.effect).toBeCloseTo((0.4 / 3) * 3, 9);
    expect(result.byEventTime.find(({ eventTime }) => eventTime === 0)!.effect).toBeCloseTo(
      0.4 / 3,
      9,
    );
    expect(result.treatedClusters).toBe(36);
  });

  it('uses units not yet served as controls, never those already served', () => {
    const units = staggeredPanel(() => 0, growing).filter(
      ({ firstServed }) => firstServed !== null,
    );
    const { cells } = valueOf(staggeredDifferenceInDifferences(units, design));
    for (const { cohort, period, effect, controls } of cells) {
      expect(controls).toBeGreaterThan(0);
      expect(period).toBeLessThan(15);
      expect(effect).toBeCloseTo(period < cohort ? 0 : growing(cohort, period - cohort), 9);
    }
    expect(cells.some(({ cohort }) => cohort === 15)).toBe(false);
  });

  it('compares inside strata', () => {
    // Served units are large ones, which grow anyway: without strata that looks like an effect.
    const units: PanelUnit[] = Array.from({ length: 60 }, (_, i) => {
      const large = i < 40;
      return {
        id: `${i}`,
        firstServed: large && i % 2 === 0 ? 10 : i === 50 ? 10 : null,
        outcomes: new Map(periods.map((t) => [t, (large ? 5 : 1) + (large ? 0.2 : 0) * t])),
      };
    });
    const sizeOf = ({ outcomes }: PanelUnit) => (outcomes.get(0)! >= 5 ? 'large' : 'small');
    const naive = valueOf(staggeredDifferenceInDifferences(units, design));
    expect(naive.overall.effect).toBeGreaterThan(0.3);
    expect(naive.placebo!.excludesZero).toBe(true);
    const matched = valueOf(
      staggeredDifferenceInDifferences(units, { ...design, stratumOf: sizeOf }),
    );
    expect(matched.overall.effect).toBeCloseTo(0, 9);
    const onlyLarge = valueOf(
      staggeredDifferenceInDifferences(units, {
        ...design,
        stratumOf: (unit) => (sizeOf(unit) === 'large' ? 'large' : null),
      }),
    );
    expect(onlyLarge.cells[0]!.treated).toBe(20);
  });

  it('has the error of a paired comparison if every pair is a stratum', () => {
    const uniform = seededUniform(12);
    const pairs = Array.from({ length: 15 }, (_, i) => i);
    const differences: number[] = [];
    const units: PanelUnit[] = pairs.flatMap((i) => {
      const shared = normalDraw(uniform);
      const own = [normalDraw(uniform), normalDraw(uniform)];
      differences.push(own[0]! - own[1]!);
      return own.map((value, side) => ({
        id: `${i} ${side}`,
        firstServed: side === 0 ? 1 : null,
        outcomes: new Map([
          [0, shared],
          [1, shared + value],
        ]),
      }));
    });
    const { overall } = valueOf(
      staggeredDifferenceInDifferences(units, {
        basePeriods: [-1],
        eventTimes: { from: 0, to: 0 },
        stratumOf: ({ id }) => id.split(' ')[0]!,
      }),
    );
    const mean = differences.reduce((a, b) => a + b) / 15;
    const variance = differences.reduce((s, d) => s + (d - mean) ** 2, 0) / 14 / 15;
    expect(overall.effect).toBeCloseTo(mean, 12);
    expect(overall.standardError).toBeCloseTo(Math.sqrt(variance), 1);
  });

  it('widens when units depend on each other inside clusters', () => {
    const uniform = seededUniform(3);
    const shocks = Array.from({ length: 12 }, () => normalDraw(uniform));
    const panel = staggeredPanel(() => 0.1 * normalDraw(uniform), growing).map((unit, i) => ({
      ...unit,
      provider: `${i % 12}`,
      outcomes: new Map(
        [...unit.outcomes].map(([t, v]) => [
          t,
          v + (t >= (unit.firstServed ?? 99) ? shocks[i % 12]! : 0),
        ]),
      ),
    }));
    const clustered = panel.map((unit) =>
      unit.firstServed === null ? unit : { ...unit, cluster: unit.provider },
    );
    const alone = valueOf(staggeredDifferenceInDifferences(panel, design));
    const together = valueOf(staggeredDifferenceInDifferences(clustered, design));
    expect(together.overall.effect).toBeCloseTo(alone.overall.effect, 12);
    expect(together.overall.standardError).toBeGreaterThan(1.4 * alone.overall.standardError);
    expect(together.treatedClusters).toBe(12);
  });

  it('flags a dip before the service: the placebo excludes zero', () => {
    const uniform = seededUniform(8);
    const dipping = staggeredPanel(() => 0.05 * normalDraw(uniform), growing).map((unit) => ({
      ...unit,
      outcomes: new Map(
        [...unit.outcomes].map(([t, value]) => {
          const e = unit.firstServed === null ? -99 : t - unit.firstServed;
          return [t, value - (e === -1 || e === -2 ? 0.4 : 0)];
        }),
      ),
    }));
    const { placebo, preTrend } = valueOf(staggeredDifferenceInDifferences(dipping, design));
    expect(placebo).toMatchObject({ excludesZero: true });
    expect(placebo!.effect).toBeCloseTo(-0.4, 1);
    expect(preTrend!.degreesOfFreedom).toEqual([2, 35]);
    expect(preTrend!.pValue).toBeLessThan(1e-6);
    const honest = staggeredPanel(() => 0.05 * normalDraw(uniform), growing);
    const fair = valueOf(staggeredDifferenceInDifferences(honest, design));
    expect(fair.placebo!.excludesZero).toBe(false);
    expect(fair.preTrend!.pValue).toBeGreaterThan(0.01);
  });

  it('treats a missing month as missing', () => {
    const units = staggeredPanel(() => 0, growing);
    units[0]!.outcomes = new Map([...units[0]!.outcomes].filter(([t]) => t !== 4));
    const { cells } = valueOf(staggeredDifferenceInDifferences(units, design));
    expect(cells.find(({ cohort }) => cohort === 8)!.treated).toBe(11);
  });

  it('does not depend on the order of units or on their levels', () => {
    const uniform = seededUniform(2);
    const units = staggeredPanel(() => normalDraw(uniform), growing, 4);
    const one = valueOf(staggeredDifferenceInDifferences(units, design)).overall;
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, noNaN: true }), (shift) => {
        const moved = [...units].reverse().map((unit, i) => ({
          ...unit,
          outcomes: new Map([...unit.outcomes].map(([t, v]) => [t, v + shift * (i + 1)])),
        }));
        const other = valueOf(staggeredDifferenceInDifferences(moved, design)).overall;
        expect(other.effect).toBeCloseTo(one.effect, 8);
        expect(other.standardError).toBeCloseTo(one.standardError, 8);
      }),
      { numRuns: 15 },
    );
  });

  it('says why it cannot be estimated', () => {
    const units = staggeredPanel(() => 0, growing, 2);
    const all = units.map((unit) => ({ ...unit, firstServed: 8 }));
    expect(staggeredDifferenceInDifferences(all, design)).toMatchObject({ reason: 'NO_DATA' });
    const one = units.filter(({ firstServed }) => firstServed === null);
    one.push({ ...units[0]!, firstServed: 8 });
    expect(staggeredDifferenceInDifferences(one, design)).toMatchObject({ reason: 'ONE_CLUSTER' });
    const bad = { ...design, basePeriods: [0] };
    expect(staggeredDifferenceInDifferences(units, bad)).toMatchObject({ reason: 'INVALID_INPUT' });
    const never = { ...design, eventTimes: { from: -2, to: -1 } };
    expect(staggeredDifferenceInDifferences(units, never)).toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });
});

describe('coverage (short; the long run is in staggered.deep.spec.ts)', () => {
  it('of the overall effect', () => {
    const uniform = seededUniform(99);
    const runs = 150;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const units = staggeredPanel(() => 0.3 * normalDraw(uniform), growing, 10);
      const { overall } = valueOf(staggeredDifferenceInDifferences(units, design));
      if (overall.interval.lower <= 0.4 && 0.4 <= overall.interval.upper) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.9);
    expect(covered / runs).toBeLessThan(0.99);
  });
});

describe('what a design may leave out', () => {
  it('averages the base periods that a unit has, among units that have the same', () => {
    const units = staggeredPanel(() => 0, growing).map((unit, i) => ({
      ...unit,
      outcomes: new Map([...unit.outcomes].filter(([t]) => i % 2 === 0 || t >= 9)),
    }));
    const partial = { ...design, minimumBasePeriods: 2 };
    const { cells } = valueOf(staggeredDifferenceInDifferences(units, partial));
    const all = valueOf(staggeredDifferenceInDifferences(units, design)).cells;
    const treatedOf = (of: typeof cells, cohort: number) =>
      of.find((cell) => cell.cohort === cohort && cell.eventTime === 0)!.treated;
    expect([8, 12, 15].map((cohort) => treatedOf(cells, cohort))).toEqual([6, 6, 12]);
    expect([8, 12, 15].map((cohort) => treatedOf(all, cohort))).toEqual([6, 6, 12]);
    const fewer = { ...design, minimumBasePeriods: 1 };
    expect(treatedOf(valueOf(staggeredDifferenceInDifferences(units, fewer)).cells, 12)).toBe(12);
    for (const { cohort, eventTime, effect } of cells) {
      expect(effect).toBeCloseTo(eventTime < 0 ? 0 : growing(cohort, eventTime), 9);
    }
  });

  it('no longer compares with units about to be served, which dip before they hire', () => {
    const dip = (cohort: number, e: number) =>
      (e >= -2 && e < 0 ? -0.5 : e >= 0 ? 0.3 : 0) * cohort;
    const units = staggeredPanel(
      () => 0,
      () => 0,
    ).map((unit) => ({
      ...unit,
      outcomes: new Map(
        [...unit.outcomes].map(([t, y]) => [
          t,
          y + (unit.firstServed === null ? 0 : dip(1, t - unit.firstServed)),
        ]),
      ),
    }));
    const blind = valueOf(staggeredDifferenceInDifferences(units, design));
    const aware = valueOf(staggeredDifferenceInDifferences(units, { ...design, anticipation: 2 }));
    expect(blind.overall.effect).toBeGreaterThan(0.31);
    expect(aware.overall.effect).toBeCloseTo(0.3, 9);
    expect(aware.placebo!.effect).toBeCloseTo(-0.5, 9);
  });

  it('counts the effect from a later period, and of some units only', () => {
    const units = staggeredPanel(() => 0, growing);
    const { overall } = valueOf(
      staggeredDifferenceInDifferences(units, {
        ...design,
        effectFrom: 1,
        counts: ({ firstServed }) => firstServed === 8,
      }),
    );
    expect(overall.effect).toBeCloseTo(0.2 * 3.5, 9);
    for (const wrong of [{ effectFrom: 5 }, { anticipation: -1 }, { minimumBasePeriods: 5 }]) {
      expect(staggeredDifferenceInDifferences(units, { ...design, ...wrong })).toMatchObject({
        reason: 'INVALID_INPUT',
      });
    }
  });
});
