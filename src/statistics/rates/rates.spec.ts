import fc from 'fast-check';
import { betaQuantile } from '../distributions/index.js';
import { valueOf } from '../../../test/support/statistics.js';
import { betaPriorByMoments, fitBetaPrior, shrinkRates, wilsonInterval } from './index.js';

// Tarone (1982), as printed in Gelman et al., Bayesian Data Analysis (3rd ed.), table 5.1: tumours / rats;
// the last entry is the current experiment.
const tumours =
  '0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 1/19 1/19 ' +
  '1/18 1/18 2/25 2/24 2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 3/27 2/17 7/49 7/47 3/20 ' +
  '3/20 2/13 9/48 10/50 4/20 4/20 4/20 4/20 4/20 4/20 4/20 10/48 4/19 4/19 4/19 5/22 11/46 12/49 5/20 ' +
  '5/20 6/23 5/19 6/22 6/20 6/20 6/20 16/52 15/46 15/47 9/24 4/14';
const rats = tumours.split(' ').map((pair) => {
  const [successes, trials] = pair.split('/').map(Number);
  return { successes: successes!, trials: trials! };
});

describe('Wilson interval', () => {
  // Newcombe (1998), Statistics in Medicine 17:857–872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [10, 10, 0.7225, 1],
    [0, 10, 0, 0.2775],
  ])('%p of %p', (successes, trials, lower, upper) => {
    const { interval } = valueOf(wilsonInterval(successes, trials));
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('does not put 1 of 1 above 95 of 100', () => {
    expect(valueOf(wilsonInterval(1, 1)).interval.lower).toBeCloseTo(0.2065, 4);
    expect(valueOf(wilsonInterval(95, 100)).interval.lower).toBeCloseTo(0.8882, 4);
  });

  it('holds the rate and mirrors', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (successes, failures) => {
        fc.pre(successes + failures > 0);
        const n = successes + failures;
        const { rate, interval } = valueOf(wilsonInterval(successes, n));
        const mirrored = valueOf(wilsonInterval(failures, n)).interval;
        expect(interval.lower).toBeLessThanOrEqual(rate);
        expect(interval.upper).toBeGreaterThanOrEqual(rate);
        expect(mirrored.lower).toBeCloseTo(1 - interval.upper, 12);
      }),
    );
  });

  it('needs trials', () => {
    expect(wilsonInterval(0, 0)).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
    expect(wilsonInterval(3, 2)).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('beta-binomial empirical Bayes', () => {
  // Gelman et al. (2013), section 5.1: the 70 historical rates have mean .136 and deviation .103, which
  // give Beta(1.4, 8.6); the current experiment's posterior is Beta(5.4, 18.6), mean .223.
  it('by moments, as the book does it', () => {
    const prior = valueOf(betaPriorByMoments(rats.slice(0, 70)));
    expect(prior.alpha).toBeCloseTo(1.356149391, 8);
    expect(prior.beta).toBeCloseTo(8.6150578913, 8);
    const [current] = shrinkRates(rats.slice(70), { alpha: 1.4, beta: 8.6 });
    expect(current!.rate).toBeCloseTo(0.225, 2);
  });

  // R 4.2.2, marginal maximum likelihood with optim over all 71 experiments.
  it('by marginal likelihood', () => {
    const prior = valueOf(fitBetaPrior(rats));
    expect(prior.alpha).toBeCloseTo(2.3416084974, 4);
    expect(prior.beta).toBeCloseTo(14.1147690576, 3);
    const shrunk = shrinkRates(rats, prior);
    expect(shrunk[0]!.rate).toBeCloseTo(0.064230421518, 5);
    expect(shrunk[0]!.interval.lower).toBeCloseTo(0.010214628855, 5);
    expect(shrunk[0]!.interval.upper).toBeCloseTo(0.16219262273, 5);
    expect(shrunk[70]!.rate).toBeCloseTo(0.20820821939 + 0, 4);
  });

  // 1 of 1 against 352 leaps of 2,000 under Beta(mean .176, strength 20): the 5th percentiles say .088 and
  // .162, where Wilson's lower bounds would say .207 and .160.
  it('ranks small samples by a posterior bound', () => {
    const prior = { alpha: 0.176 * 20, beta: 0.824 * 20 };
    expect(betaQuantile(0.05, prior.alpha + 1, prior.beta)).toBeCloseTo(0.088, 3);
    expect(betaQuantile(0.05, prior.alpha + 352, prior.beta + 1648)).toBeCloseTo(0.162, 3);
  });

  it('pulls every rate toward the prior, the fewer trials the more', () => {
    const count = fc.tuple(fc.nat(30), fc.nat(30)).map(([successes, failures]) => ({
      successes,
      trials: successes + failures + 1,
    }));
    fc.assert(
      fc.property(fc.array(count, { minLength: 2, maxLength: 15 }), (rates) => {
        const prior = fitBetaPrior(rates);
        if (!prior.estimable) {
          return expect(prior.reason).toMatch(/ZERO_VARIANCE|NOT_CONVERGED|TOO_FEW/);
        }
        const mean = prior.value.alpha / (prior.value.alpha + prior.value.beta);
        shrinkRates(rates, prior.value).forEach(({ rate, interval }, i) => {
          const raw = rates[i]!.successes / rates[i]!.trials;
          expect(Math.min(raw, mean) - 1e-9).toBeLessThanOrEqual(rate);
          expect(Math.max(raw, mean) + 1e-9).toBeGreaterThanOrEqual(rate);
          expect(interval.lower).toBeLessThan(interval.upper);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('says when there is nothing to shrink', () => {
    const equal = [1, 2, 3, 4].map((n) => ({ successes: n * 10, trials: n * 20 }));
    expect(fitBetaPrior(equal)).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(fitBetaPrior(rats.slice(0, 1))).toMatchObject({ reason: 'TOO_FEW' });
    expect(fitBetaPrior([{ successes: 3, trials: 2 }])).toMatchObject({ reason: 'INVALID_INPUT' });
    expect(betaPriorByMoments(equal)).toMatchObject({ reason: 'ZERO_VARIANCE' });
    const single = [0, 1, 0, 1, 0, 1].map((successes) => ({ successes, trials: 1 }));
    expect(fitBetaPrior(single)).toMatchObject({ reason: 'TOO_FEW' });
    const extremes = [0, 5, 0, 5, 0, 5].map((successes) => ({ successes, trials: 5 }));
    expect(fitBetaPrior(extremes)).toMatchObject({ reason: 'NOT_CONVERGED' });
  });
});
