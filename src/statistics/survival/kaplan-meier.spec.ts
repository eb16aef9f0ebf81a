import fc from 'fast-check';
import { aml, freireich, observations } from '../../../test/support/survival-data.js';
import { valueOf } from '../../../test/support/statistics.js';
import { kaplanMeier, restrictedMean, survivalAt, survivalQuantile } from './index.js';

const sixMp = observations(freireich['6-MP']);
const control = observations(freireich.control);

describe('Kaplan–Meier', () => {
  // Kleinbaum & Klein, Survival Analysis (3rd ed. 2012), table 2.2.
  it('gives the textbook table of the 6-MP group', () => {
    const { steps, events } = valueOf(kaplanMeier(sixMp));
    expect(events).toBe(9);
    expect(steps.map(({ time, atRisk }) => [time, atRisk])).toEqual([
      [6, 21],
      [7, 17],
      [10, 15],
      [13, 12],
      [16, 11],
      [22, 7],
      [23, 6],
    ]);
    const expected = [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448];
    steps.forEach(({ survival }, i) => expect(survival).toBeCloseTo(expected[i]!, 3));
  });

  // R 4.2.2, survival 3.5-3, survfit(conf.type = …) on the same data at weeks 6 and 7.
  it.each([
    ['plain', 0.70747931183, 1, 0.63633266114, 0.97711271701],
    ['log', 0.71981708392, 1, 0.65312421846, 0.99644367591],
    ['log-log', 0.61971795527, 0.95155174765, 0.56314656462, 0.9228090192],
  ] as const)('has R’s %s intervals', (scale, lower6, upper6, lower7, upper7) => {
    const [six, seven] = valueOf(kaplanMeier(sixMp, { scale })).steps;
    expect(six!.standardError).toBeCloseTo(0.076360354832, 10);
    expect(six!.interval!.lower).toBeCloseTo(lower6, 9);
    expect(six!.interval!.upper).toBeCloseTo(upper6, 9);
    expect(seven!.interval!.lower).toBeCloseTo(lower7, 9);
    expect(seven!.interval!.upper).toBeCloseTo(upper7, 9);
  });

  it('has no interval once nobody is left', () => {
    const { steps } = valueOf(kaplanMeier(observations(aml.Nonmaintained)));
    expect(steps.at(-1)).toMatchObject({ time: 45, survival: 0, standardError: null });
    expect(steps.at(-1)!.interval).toBeNull();
  });

  // lifelines test suite, "late entry against R".
  it('counts late entrants only from their entry', () => {
    const rows = [
      [1, 2],
      [2, 10],
      [4, 5],
      [0, 4],
      [0, 3],
    ] as const;
    const curve = valueOf(kaplanMeier(rows.map(([entry, time]) => ({ entry, time, event: true }))));
    expect(curve.steps.map(({ time }) => time)).toEqual([2, 3, 4, 5, 10]);
    [0.667, 0.444, 0.222, 0.111, 0].forEach((expected, i) =>
      expect(curve.steps[i]!.survival).toBeCloseTo(expected, 3),
    );
  });

  it('says what is wrong with the input', () => {
    expect(kaplanMeier([])).toMatchObject({ reason: 'NO_DATA' });
    expect(kaplanMeier([{ time: 3, entry: 3, event: true }])).toMatchObject({
      reason: 'INVALID_INPUT',
    });
    expect(kaplanMeier([{ time: Number.NaN, event: true }])).toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });
});

describe('quantiles of the time to the event', () => {
  // R survfit: quantiles and Brookmeyer–Crowley limits of the median, conf.type "log" and "log-log".
  it.each([
    ['log', 23, 16, null, 8, 4, 12],
    ['log-log', 23, 13, null, 8, 4, 11],
  ] as const)('%s', (scale, median, lower, upper, controlMedian, controlLower, controlUpper) => {
    const treated = valueOf(kaplanMeier(sixMp, { scale }));
    expect(valueOf(survivalQuantile(treated, 0.5))).toEqual({ time: median, lower, upper });
    expect(valueOf(survivalQuantile(treated, 0.25)).time).toBe(13);
    expect(survivalQuantile(treated, 0.75)).toMatchObject({ reason: 'TOO_FEW' });
    const untreated = valueOf(kaplanMeier(control, { scale }));
    expect(valueOf(survivalQuantile(untreated, 0.5))).toEqual({
      time: controlMedian,
      lower: controlLower,
      upper: controlUpper,
    });
  });

  // Miller (1981): medians 31 and 23 weeks; averaging only the finished times would say 12.1 for 6-MP.
  it('does not average only those who finished', () => {
    const finished = freireich['6-MP'].filter(([, event]) => event).map(([time]) => time);
    expect(finished.reduce((a, b) => a + b) / finished.length).toBeCloseTo(12.1, 1);
    const maintained = valueOf(kaplanMeier(observations(aml.Maintained), { scale: 'log' }));
    expect(valueOf(survivalQuantile(maintained, 0.5))).toEqual({
      time: 31,
      lower: 18,
      upper: null,
    });
  });
});

describe('restricted mean', () => {
  // R survfit print(rmean = 23).
  it('is the area under the curve with its standard error', () => {
    const treated = valueOf(restrictedMean(valueOf(kaplanMeier(sixMp)), 23));
    expect(treated.mean).toBeCloseTo(17.9092436975, 9);
    expect(treated.standardError).toBeCloseTo(1.5531899782, 9);
    const untreated = valueOf(restrictedMean(valueOf(kaplanMeier(control)), 23));
    expect(untreated.mean).toBeCloseTo(8.6666666667, 9);
    expect(untreated.standardError).toBeCloseTo(1.3773900413, 9);
  });

  // lifelines test suite, restricted mean at an edge of the curve.
  it('ends inside a step', () => {
    const curve = valueOf(kaplanMeier([1, 2, 3, 4, 10].map((time) => ({ time, event: true }))));
    expect(valueOf(restrictedMean(curve, 4)).mean).toBeCloseTo(2.8, 12);
    expect(valueOf(restrictedMean(curve, 4.1)).mean).toBeCloseTo(2.82, 12);
  });

  it('is not known beyond the last observation', () => {
    const curve = valueOf(kaplanMeier(sixMp));
    expect(survivalAt(curve, 36)).toBeNull();
    expect(restrictedMean(curve, 36)).toMatchObject({ reason: 'NO_DATA' });
    expect(restrictedMean(curve, -1)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('survival curves in general', () => {
  const row = fc.record({ time: fc.integer({ min: 1, max: 12 }), event: fc.boolean() });

  it('fall, stay in their intervals, and do not depend on the order of rows', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
        const curve = valueOf(kaplanMeier(rows));
        let before = 1;
        for (const { survival, interval } of curve.steps) {
          expect(survival).toBeLessThan(before);
          before = survival;
          if (!interval) continue;
          expect(interval.lower).toBeLessThanOrEqual(survival);
          expect(interval.upper).toBeGreaterThanOrEqual(survival);
          expect(interval.lower).toBeGreaterThanOrEqual(0);
          expect(interval.upper).toBeLessThanOrEqual(1);
        }
        expect(kaplanMeier([...rows].reverse())).toEqual(kaplanMeier(rows));
      }),
    );
  });

  it('are the empirical distribution without censoring', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
        (times) => {
          const curve = valueOf(kaplanMeier(times.map((time) => ({ time, event: true }))));
          for (let t = 0; t <= 9; t++) {
            const beyond = times.filter((time) => time > t).length / times.length;
            expect(survivalAt(curve, t)).toBeCloseTo(beyond, 12);
          }
        },
      ),
    );
  });
});
