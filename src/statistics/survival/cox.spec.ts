import fc from 'fast-check';
import { aml, freireich } from '../../../test/support/survival-data.js';
import { valueOf } from '../../../test/support/statistics.js';
import { coxRegression, logRankTest, type CoxObservation } from './index.js';

const leukaemia: CoxObservation[] = Object.entries(freireich).flatMap(([group, rows]) =>
  rows.map(([time, event]) => ({
    time,
    event: event === 1,
    covariates: [group === 'control' ? 1 : 0],
  })),
);

// Therneau & Grambsch (2000), appendix: test data 1.
const book1: CoxObservation[] = [9, 1, 1, 6, 6, 8].map((time, i) => ({
  time,
  event: [1, 1, 0, 1, 1, 0][i] === 1,
  covariates: [[0, 1, 1, 1, 0, 0][i]!],
}));

// The time-dependent example of R's coxph help page.
const timeDependent: CoxObservation[] = [1, 2, 5, 2, 1, 7, 3, 4, 8, 8].map((entry, i) => ({
  entry,
  time: [2, 3, 6, 7, 8, 9, 9, 9, 14, 17][i]!,
  event: i < 7,
  covariates: [[1, 0, 0, 1, 0, 1, 1, 1, 0, 0][i]!],
}));

describe('Cox regression against R and textbooks', () => {
  // R 4.2.2, survival 3.5-3, coxph.
  it.each([
    ['efron', 1.5721251488, 0.41239671771, -93.1842699968, -85.0084245774, 17.2465367957],
    ['breslow', 1.5091914126, 0.40956440637, -93.9850504782, -86.3796220711, 15.930539564],
  ] as const)('Freireich, %s ties', (ties, coefficient, error, atZero, atMaximum, score) => {
    const fit = valueOf(coxRegression(leukaemia, { ties }));
    expect(fit.coefficients[0]!.coefficient).toBeCloseTo(coefficient, 8);
    expect(fit.coefficients[0]!.standardError).toBeCloseTo(error, 8);
    expect(fit.logLikelihoodAtZero).toBeCloseTo(atZero, 8);
    expect(fit.logLikelihood).toBeCloseTo(atMaximum, 8);
    expect(fit.scoreTest.chiSquare).toBeCloseTo(score, 8);
    expect(fit.events).toBe(30);
  });

  it('AML, Efron ties', () => {
    const rows = Object.entries(aml).flatMap(([group, times]) =>
      times.map(([time, event]) => ({
        time,
        event: event === 1,
        covariates: [group === 'Nonmaintained' ? 1 : 0],
      })),
    );
    const { coefficients, likelihoodRatio } = valueOf(coxRegression(rows));
    expect(coefficients[0]!.coefficient).toBeCloseTo(0.91553257501, 8);
    expect(coefficients[0]!.hazardRatioInterval.lower).toBeCloseTo(0.91590725744, 7);
    expect(coefficients[0]!.hazardRatioInterval.upper).toBeCloseTo(6.8134957661, 6);
    expect(coefficients[0]!.pValue).toBeCloseTo(0.073714860639, 8);
    expect(likelihoodRatio.chiSquare).toBeCloseTo(3.3844473326, 8);
  });

  it('has the closed forms of Therneau & Grambsch’s first test data', () => {
    const breslow = valueOf(coxRegression(book1, { ties: 'breslow' }));
    expect(breslow.coefficients[0]!.coefficient).toBeCloseTo(Math.log(1.5 + Math.sqrt(33) / 2), 9);
    expect(breslow.logLikelihood).toBeCloseTo(-3.824749505003, 9);
    const efron = valueOf(coxRegression(book1));
    expect(efron.coefficients[0]!.coefficient).toBeCloseTo(1.676857485593, 9);
    expect(efron.logLikelihoodAtZero).toBeCloseTo(-4.276666119016, 9);
    expect(efron.logLikelihood).toBeCloseTo(-3.358974840263, 9);
  });

  it('takes a covariate that changes with time', () => {
    const { coefficients } = valueOf(coxRegression(timeDependent));
    expect(coefficients[0]!.coefficient).toBeCloseTo(-0.02111, 5);
    expect(coefficients[0]!.standardError).toBeCloseTo(0.79518, 5);
  });

  // NUS ST3242 notes, as asserted by the lifelines test suite.
  it('takes a continuous covariate', () => {
    const times = [6, 98, 189, 374, 1002, 1205, 2065, 2201, 2421];
    const x = [31.4, 21.5, 27.1, 22.7, 35.7, 30.7, 26.5, 28.3, 27.9];
    const rows = times.map((time, i) => ({ time, event: true, covariates: [x[i]!] }));
    expect(valueOf(coxRegression(rows)).coefficients[0]!.coefficient).toBeCloseTo(-0.0335, 4);
  });
});

describe('Cox regression in general', () => {
  it('has a score test that is the log-rank test if no times tie', () => {
    const untied = leukaemia.map((row, i) => ({ ...row, time: row.time + i * 1e-4 }));
    const test = valueOf(
      logRankTest(untied.map((row) => ({ ...row, group: `${row.covariates[0]}` }))),
    );
    expect(valueOf(coxRegression(untied)).scoreTest.chiSquare).toBeCloseTo(test.chiSquare, 9);
  });

  it('has a robust variance that is the infinitesimal jackknife (Lin & Wei 1989)', () => {
    // Weighting a row by 1 + h moves the estimate by h·dfbeta; integer weights are repeated rows,
    // which Breslow's rule treats as ties, so the derivative is taken between 399 and 401 of 400.
    const rows = book1;
    const clusters = rows.map((row, i) => ({ ...row, cluster: `${i}` }));
    const robust = valueOf(coxRegression(clusters, { ties: 'breslow' })).robustCovariance![0]![0]!;
    const repeated = (index: number, times: number) =>
      valueOf(
        coxRegression(
          rows.flatMap((row, i) => new Array<CoxObservation>(i === index ? times : 400).fill(row)),
          { ties: 'breslow' },
        ),
      ).coefficients[0]!.coefficient;
    const jackknife = rows.reduce((sum, _, index) => {
      const derivative = ((repeated(index, 401) - repeated(index, 399)) / 2) * 400;
      return sum + derivative ** 2;
    }, 0);
    expect(robust).toBeCloseTo(jackknife, 4);
  });

  const row = fc.record({
    time: fc.integer({ min: 2, max: 9 }),
    event: fc.boolean(),
    covariates: fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: 0, max: 1 })),
    stratum: fc.constantFrom('x', 'y'),
  });

  it('does not change when a subject’s time is cut into rows of one cluster', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 8, maxLength: 25 }), fc.boolean(), (rows, breslow) => {
        const ties = breslow ? ('breslow' as const) : ('efron' as const);
        const whole = rows.map((r, i) => ({ ...r, entry: 0, cluster: `${i}` }));
        const cut = whole.flatMap((r) => [
          { ...r, time: 1.5, event: false },
          { ...r, entry: 1.5 },
        ]);
        const one = coxRegression(whole, { ties });
        const two = coxRegression(cut, { ties });
        expect(two.estimable).toBe(one.estimable);
        if (!one.estimable || !two.estimable) return;
        one.value.coefficients.forEach(({ coefficient, standardError }, i) => {
          expect(two.value.coefficients[i]!.coefficient).toBeCloseTo(coefficient, 6);
          expect(two.value.coefficients[i]!.standardError).toBeCloseTo(standardError, 6);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the units of a covariate', () => {
    const scaled = leukaemia.map((r) => ({ ...r, covariates: [r.covariates[0]! * 1e6 + 5e6] }));
    const fit = valueOf(coxRegression(scaled));
    expect(fit.coefficients[0]!.coefficient * 1e6).toBeCloseTo(1.5721251488, 7);
    expect(fit.logLikelihood).toBeCloseTo(-85.0084245774, 7);
  });

  it('says so when nobody at risk at an event differs from the others', () => {
    // One group waits only before the other enters: no event compares them, and what is left is rounding.
    const apart = Array.from({ length: 40 }, (_, i) => ({
      ...(i % 3 === 0 && { entry: 50 }),
      time: (i % 3 === 0 ? 60 : 10) + (i % 7),
      event: i % 2 === 0,
      covariates: [i % 3 === 0 ? 1 : 0],
      cluster: `${i % 5}`,
    }));
    expect(coxRegression(apart)).toMatchObject({ reason: 'SINGULAR' });
    const strata = leukaemia.map((r) => ({ ...r, stratum: `${r.covariates[0]}` }));
    expect(coxRegression(strata)).toMatchObject({ reason: 'SINGULAR' });
  });

  it('says so when the clusters do not differ, which would be an error of zero', () => {
    // Two clusters alike: each one's score is its half of nothing.
    const twins = leukaemia.flatMap((r) => [
      { ...r, cluster: 'a' },
      { ...r, cluster: 'b' },
    ]);
    expect(coxRegression(twins)).toMatchObject({ reason: 'ZERO_VARIANCE' });
    const mirrored = [0, 1].flatMap((x) =>
      [1, 2, 3, 4].map((time) => ({ time, event: true, covariates: [x], cluster: `${time}` })),
    );
    expect(coxRegression(mirrored)).toMatchObject({ reason: 'ZERO_VARIANCE' });
  });

  it('is never NaN, however little there is', () => {
    const few = fc.array(
      fc.record({
        entry: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
        length: fc.integer({ min: 1, max: 3 }),
        event: fc.boolean(),
        covariates: fc.tuple(fc.integer({ min: 0, max: 1 })),
        stratum: fc.constantFrom('x', 'y', 'z'),
        cluster: fc.constantFrom('p', 'q', 'r'),
      }),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(few, fc.boolean(), (rows, clustered) => {
        const result = coxRegression(
          rows.map(({ entry, length, cluster, ...r }) => ({
            ...r,
            ...(entry !== undefined && { entry }),
            ...(clustered && { cluster }),
            time: (entry ?? 0) + length,
          })),
        );
        if (!result.estimable) return;
        for (const own of result.value.coefficients) {
          expect(Object.values(own).flatMap((v) => Object.values({ v }))).not.toContain(NaN);
          expect(own.standardError).toBeGreaterThan(0);
          expect(own.hazardRatioInterval.upper).toBeLessThan(Infinity);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('says why it cannot fit', () => {
    expect(coxRegression([])).toMatchObject({ reason: 'NO_DATA' });
    const silent = leukaemia.map((r) => ({ ...r, event: false }));
    expect(coxRegression(silent)).toMatchObject({ reason: 'NO_EVENTS' });
    const constant = leukaemia.map((r) => ({ ...r, covariates: [7] }));
    expect(coxRegression(constant)).toMatchObject({ reason: 'SINGULAR' });
    const twice = leukaemia.map((r) => ({ ...r, covariates: [...r.covariates, ...r.covariates] }));
    expect(coxRegression(twice)).toMatchObject({ reason: 'SINGULAR' });
    const separated = leukaemia.map((r) => ({ ...r, covariates: [r.event ? 1 : 0] }));
    expect(coxRegression(separated)).toMatchObject({ reason: 'NOT_CONVERGED' });
    const together = leukaemia.map((r) => ({ ...r, cluster: 'one' }));
    expect(coxRegression(together)).toMatchObject({ reason: 'ONE_CLUSTER' });
    const ragged = [...leukaemia, { time: 1, event: true, covariates: [] }];
    expect(coxRegression(ragged)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});
