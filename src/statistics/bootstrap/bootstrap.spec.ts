import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import { bootstrap, jackknife } from './index.js';

// Davison & Hinkley, Bootstrap Methods and their Application (1997), table 2.1: populations (thousands) of
// ten US cities in 1920 (u) and 1930 (x).
const u = [138, 93, 61, 179, 48, 37, 29, 23, 30, 2];
const x = [143, 104, 69, 260, 75, 63, 50, 48, 111, 50];
const cities = u.map((value, i) => ({ u: value, x: x[i]! }));
const ratio = (rows: readonly { u: number; x: number }[]) =>
  rows.reduce((s, r) => s + r.x, 0) / rows.reduce((s, r) => s + r.u, 0);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('bootstrap', () => {
  // R boot 1.3-28.1 with 200,000 resamples.
  it('of the city ratio agrees with R', () => {
    const options = { uniform: seededUniform(1), resamples: 50_000 };
    const result = valueOf(bootstrap(cities, ratio, options));
    expect(result.estimate).toBeCloseTo(1.5203125, 9);
    expect(result.estimate + result.bias).toBeCloseTo(1.5593109095, 1);
    expect(result.standardError).toBeCloseTo(0.22048831842, 2);
    const close = (actual: number, expected: number, tolerance = 0.02) =>
      expect(Math.abs(actual - expected)).toBeLessThan(tolerance);
    close(result.percentile.lower, 1.2517289073);
    close(result.percentile.upper, 2.1030640669);
    close(result.basic.lower, 0.93756093315);
    close(result.basic.upper, 1.7888960927);
    // R takes the acceleration from a regression on the resampling frequencies, the textbook (and this)
    // from the jackknife.
    close(result.accelerated!.lower, 1.2538491334, 0.04);
    close(result.accelerated!.upper, 2.1111418974, 0.04);
  });

  it('is the same for the same seed', () => {
    const run = () => bootstrap(cities, ratio, { uniform: seededUniform(5), resamples: 200 });
    expect(run()).toEqual(run());
  });

  it('widens when what is resampled are clusters', () => {
    const uniform = seededUniform(3);
    const clusters = Array.from({ length: 20 }, () => {
      const level = normalDraw(uniform);
      return Array.from({ length: 10 }, () => level + 0.3 * normalDraw(uniform));
    });
    const options = { uniform, resamples: 2000 };
    const rows = valueOf(bootstrap(clusters.flat(), mean, options));
    const grouped = valueOf(bootstrap(clusters, (drawn) => mean(drawn.flat()), options));
    expect(grouped.estimate).toBeCloseTo(rows.estimate, 12);
    expect(grouped.standardError).toBeGreaterThan(2 * rows.standardError);
  });

  it('counts resamples without a statistic, and gives up when there are too many', () => {
    const rare = (values: readonly number[]) => (values.includes(1) ? mean(values) : null);
    const options = { uniform: seededUniform(2), resamples: 500 };
    const often = valueOf(bootstrap([1, 1, 1, 0, 0, 0], rare, options));
    expect(often.failed).toBeGreaterThan(0);
    expect(bootstrap([1, 0, 0, 0, 0, 0], rare, options)).toMatchObject({ reason: 'NOT_CONVERGED' });
    expect(bootstrap([0, 0], rare, options)).toMatchObject({ reason: 'NO_DATA' });
    expect(bootstrap([1], mean, options)).toMatchObject({ reason: 'TOO_FEW' });
    expect(bootstrap([1, 2], mean, { ...options, resamples: 3 })).toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });

  it('of a constant has no width and no acceleration', () => {
    const options = { uniform: seededUniform(2), resamples: 100 };
    const result = valueOf(bootstrap([4, 4, 4], mean, options));
    expect(result).toMatchObject({ standardError: 0, accelerated: null });
    expect(result.percentile).toEqual({ lower: 4, upper: 4 });
  });
});

describe('jackknife', () => {
  it('is the classical standard error for a mean, without bias', () => {
    const { standardError, bias } = valueOf(jackknife([3, 1, 4, 1, 5], mean));
    expect(standardError).toBeCloseTo(Math.sqrt(3.2 / 5), 12);
    expect(bias).toBeCloseTo(0, 12);
  });

  // R boot: jackknife standard error of the city ratio.
  it('of the city ratio', () => {
    expect(valueOf(jackknife(cities, ratio)).standardError).toBeCloseTo(0.19479099359, 9);
  });

  it('needs every leave-one-out value', () => {
    const first = (values: readonly number[]) => (values.includes(1) ? 1 : null);
    expect(jackknife([1, 2, 3], first)).toMatchObject({ reason: 'NO_DATA' });
    expect(jackknife([1], mean)).toMatchObject({ reason: 'TOO_FEW' });
  });
});
