import fc from 'fast-check';
import { freireich, observations } from '../../../test/support/survival-data.js';
import { seededUniform, valueOf } from '../../../test/support/statistics.js';
import {
  compareRestrictedTimes,
  cumulativeIncidence,
  incidenceQuantile,
  restrictedTime,
  survivalQuantile,
  kaplanMeier,
  type ClusteredCompetingRisks,
} from './index.js';

const rowsOf = (group: '6-MP' | 'control'): ClusteredCompetingRisks[] =>
  observations(freireich[group]).map(({ time, event }) => ({
    time,
    cause: event ? 'relapse' : null,
  }));
const window = { cause: 'relapse', to: 23 };

/** Random rows with two causes and late entries. */
function simulated(uniform: () => number, count: number): ClusteredCompetingRisks[] {
  return Array.from({ length: count }, () => {
    const entry = uniform() < 0.4 ? Math.floor(30 * uniform()) : 0;
    const time = entry + 1 + Math.floor(60 * uniform());
    const draw = uniform();
    return { entry, time, cause: draw < 0.45 ? 'success' : draw < 0.65 ? 'left' : null };
  });
}

describe('restricted waiting time', () => {
  // R survival 3.5-3, print(survfit(Surv(t, d) ~ treat), rmean = 23) on Freireich et al. (1963).
  it('is R’s restricted mean with its standard error if there is one cause', () => {
    const treated = valueOf(restrictedTime(rowsOf('6-MP'), window));
    const control = valueOf(restrictedTime(rowsOf('control'), window));
    expect(treated.mean).toBeCloseTo(17.9092436975, 8);
    expect(treated.standardError).toBeCloseTo(1.5531899782, 8);
    expect(control.mean).toBeCloseTo(8.6666666667, 8);
    expect(control.standardError).toBeCloseTo(1.3773900413, 8);
    const { difference, ratio } = valueOf(
      compareRestrictedTimes(rowsOf('6-MP'), rowsOf('control'), window),
    );
    expect(difference.estimate).toBeCloseTo(17.9092436975 - 8.6666666667, 8);
    expect(difference.standardError).toBeCloseTo(Math.hypot(1.5531899782, 1.3773900413), 8);
    expect(ratio.estimate).toBeCloseTo(17.9092436975 / 8.6666666667, 8);
  });

  it('without censoring is the mean of the times, those who left waiting to the end', () => {
    const times = [2, 4, 4, 7, 9, 11];
    const rows = times.map((time, i) => ({ time, cause: i === 2 ? 'left' : 'success' }));
    const waits = [2, 4, 10, 7, 9, 10];
    const mean = waits.reduce((a, b) => a + b) / 6;
    const squares = waits.reduce((sum, wait) => sum + (wait - mean) ** 2, 0);
    const result = valueOf(restrictedTime(rows, { cause: 'success', to: 10 }));
    expect(result.mean).toBeCloseTo(mean, 12);
    expect(result.standardError).toBeCloseTo(Math.sqrt(squares) / 6, 12);
  });

  it('has the jackknife’s error, with late entry and a competing cause', () => {
    const rows = simulated(seededUniform(5), 400);
    const limits = { cause: 'success', from: 10, to: 55 };
    const { mean, standardError } = valueOf(restrictedTime(rows, limits));
    const without = rows.map(
      (_, i) =>
        valueOf(
          restrictedTime(
            rows.filter((_row, j) => j !== i),
            limits,
          ),
        ).mean,
    );
    const centre = without.reduce((a, b) => a + b) / rows.length;
    const squares = without.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    expect(centre).toBeCloseTo(mean, 1);
    expect(standardError / Math.sqrt(((rows.length - 1) / rows.length) * squares)).toBeCloseTo(
      1,
      1,
    );
  });

  it('counts a cluster once: twins carry no new information', () => {
    const rows = simulated(seededUniform(6), 80).map((row, i) => ({ ...row, cluster: `${i}` }));
    const once = valueOf(restrictedTime(rows, { cause: 'success', to: 50 }));
    const twice = valueOf(restrictedTime([...rows, ...rows], { cause: 'success', to: 50 }));
    expect(twice.mean).toBeCloseTo(once.mean, 10);
    expect(twice.standardError).toBeCloseTo(once.standardError, 10);
    const same = valueOf(compareRestrictedTimes(rows, rows, { cause: 'success', to: 50 }));
    expect(same.ratio.interval.lower).toBeCloseTo(1, 10);
    expect(same.difference.standardError).toBeCloseTo(0, 10);
  });

  it('compares inside strata, weighted as the first group is', () => {
    // Slow and quick categories; inside each both groups wait alike, but the first is mostly slow.
    const rows = (slow: number, quick: number): ClusteredCompetingRisks[] => [
      ...Array.from({ length: slow }, (_, i) => ({ time: 20 + (i % 5), cause: 'x', stratum: 's' })),
      ...Array.from({ length: quick }, (_, i) => ({ time: 5 + (i % 5), cause: 'x', stratum: 'q' })),
    ];
    const limits = { cause: 'x', to: 24 };
    const [mostlySlow, mostlyQuick] = [rows(40, 10), rows(10, 40)];
    const crude = ({ stratum: _, ...row }: ClusteredCompetingRisks) => row;
    const naive = compareRestrictedTimes(mostlySlow.map(crude), mostlyQuick.map(crude), limits);
    expect(valueOf(naive).ratio.estimate).toBeGreaterThan(1.5);
    const { ratio, strata } = valueOf(compareRestrictedTimes(mostlySlow, mostlyQuick, limits));
    expect(ratio.estimate).toBeCloseTo(1, 10);
    expect(strata).toEqual([
      { stratum: 's', weight: 0.8 },
      { stratum: 'q', weight: 0.2 },
    ]);
    const apart = mostlyQuick.map((row) => ({ ...row, stratum: 'elsewhere' }));
    expect(compareRestrictedTimes(mostlySlow, apart, limits)).toMatchObject({ reason: 'NO_DATA' });
  });

  it('does not depend on order, labels or the unit of time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 2, max: 24 }),
        (seed, factor) => {
          const rows = simulated(seededUniform(seed), 40);
          const plain = restrictedTime(rows, { cause: 'success', to: 30 });
          const scaled = restrictedTime(
            [...rows].reverse().map(({ entry, time, cause }) => ({
              entry: entry! * factor,
              time: time * factor,
              cause: cause === 'success' ? 'x' : cause && 'y',
            })),
            { cause: 'x', to: 30 * factor },
          );
          if (!plain.estimable || !scaled.estimable) {
            return expect(scaled.estimable).toBe(plain.estimable);
          }
          expect(scaled.value.mean / factor).toBeCloseTo(plain.value.mean, 8);
          expect(scaled.value.standardError / factor).toBeCloseTo(plain.value.standardError, 8);
        },
      ),
    );
  });

  it('says why it cannot be told', () => {
    const waiting = [{ time: 5, cause: null }];
    expect(restrictedTime([], window)).toMatchObject({ reason: 'NO_DATA' });
    expect(restrictedTime(waiting, { cause: 'x', to: 4 })).toMatchObject({ reason: 'NO_EVENTS' });
    expect(restrictedTime(waiting, { cause: 'x', to: 0 })).toMatchObject({
      reason: 'INVALID_INPUT',
    });
    const late = [{ entry: 3, time: 5, cause: 'x' }];
    expect(restrictedTime(late, { cause: 'x', to: 5 })).toMatchObject({ reason: 'NO_DATA' });
    const short = [...waiting, { time: 2, cause: 'x' }];
    expect(restrictedTime(short, { cause: 'x', to: 6 })).toMatchObject({ reason: 'NO_DATA' });
    const gap = [
      { time: 2, cause: 'x' },
      { entry: 3, time: 5, cause: 'x' },
    ];
    expect(restrictedTime(gap, { cause: 'x', to: 4 })).toMatchObject({ reason: 'NO_DATA' });
  });
});

describe('quantiles of an incidence', () => {
  it('are those of the survival curve if there is one cause', () => {
    const rows = rowsOf('control');
    const steps = valueOf(cumulativeIncidence(rows)).get('relapse')!;
    const curve = valueOf(
      kaplanMeier(rows.map(({ time, cause }) => ({ time, event: cause !== null }))),
    );
    // R: median 8 of the control arm.
    expect(valueOf(incidenceQuantile(steps, 0.5)).time).toBe(8);
    expect(valueOf(survivalQuantile(curve, 0.5)).time).toBe(8);
  });

  it('are not reached where most left by another way', () => {
    const rows = [1, 2, 3, 4].map((time) => ({ time, cause: time === 2 ? 'success' : 'left' }));
    const steps = valueOf(cumulativeIncidence(rows)).get('success')!;
    expect(incidenceQuantile(steps, 0.5)).toMatchObject({ reason: 'TOO_FEW' });
    expect(valueOf(incidenceQuantile(steps, 0.25)).time).toBe(2);
    expect(incidenceQuantile(steps, 1)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});
