import fc from 'fast-check';
import { kendallTauB, ranks, spearmanRho, type TieRule } from './index.js';

describe('ranks', () => {
  // csranks, tests/testthat/test_rank_utils.R: the 1224, 1334 and fractional rules.
  const SCORES = [1, 3, 4, 4, 4, 7, 7, 10];

  it.each<[TieRule, number[]]>([
    ['STANDARD', [8, 7, 4, 4, 4, 2, 2, 1]],
    ['MODIFIED', [8, 7, 6, 6, 6, 3, 3, 1]],
    ['AVERAGE', [8, 7, 5, 5, 5, 2.5, 2.5, 1]],
    ['DENSE', [5, 4, 3, 3, 3, 2, 2, 1]],
  ])('%s, highest first', (ties, expected) => {
    expect(ranks(SCORES, 'HIGHEST_FIRST', ties)).toEqual(expected);
  });

  // scipy.stats.rankdata, docstring.
  it.each<[TieRule, number[]]>([
    ['AVERAGE', [1, 2.5, 4, 2.5]],
    ['STANDARD', [1, 2, 4, 2]],
    ['MODIFIED', [1, 3, 4, 3]],
    ['DENSE', [1, 2, 3, 2]],
  ])('%s, lowest first', (ties, expected) => {
    expect(ranks([0, 2, 3, 2], 'LOWEST_FIRST', ties)).toEqual(expected);
  });

  it('follow their units when these are relabelled, and count who is better', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 });
    fc.assert(
      fc.property(values, (scores) => {
        const places = ranks(scores, 'HIGHEST_FIRST', 'STANDARD');
        scores.forEach((score, i) => {
          expect(places[i]).toBe(1 + scores.filter((other) => other > score).length);
        });
        const backward = ranks([...scores].reverse(), 'HIGHEST_FIRST', 'STANDARD');
        expect(backward.reverse()).toEqual(places);
      }),
    );
  });

  it('do not exist for what is no number', () => {
    expect(() => ranks([1, Number.NaN], 'HIGHEST_FIRST', 'DENSE')).toThrow('cannot rank NaN');
  });
});

describe('rank correlation', () => {
  // Hollander & Wolfe (1973), p. 187 f.: lightness and quality of tuna (R, ?cor.test).
  const LIGHTNESS = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
  const QUALITY = [2.6, 3.1, 2.5, 5, 3.6, 4, 5.2, 2.8, 3.8];

  it('is 0.4444 (Kendall) and 0.6 (Spearman) for tuna', () => {
    expect(kendallTauB(LIGHTNESS, QUALITY)).toMatchObject({ value: expect.closeTo(0.4444444, 7) });
    expect(spearmanRho(LIGHTNESS, QUALITY)).toMatchObject({ value: expect.closeTo(0.6, 12) });
  });

  it('is −0.4714 with ties (scipy.stats.kendalltau, docstring)', () => {
    const tau = kendallTauB([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]);
    expect(tau).toMatchObject({ value: expect.closeTo(-0.47140452079, 10) });
  });

  it('counts pairs as the definition does', () => {
    const pairs = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
      { minLength: 2, maxLength: 40 },
    );
    fc.assert(
      fc.property(pairs, (points) => {
        const [x, y] = [points.map(([a]) => a), points.map(([, b]) => b)];
        let score = 0;
        let untiedX = 0;
        let untiedY = 0;
        points.forEach(([a, b], i) => {
          for (const [c, d] of points.slice(i + 1)) {
            score += Math.sign(a - c) * Math.sign(b - d);
            untiedX += Number(a !== c);
            untiedY += Number(b !== d);
          }
        });
        const tau = kendallTauB(x, y);
        if (untiedX === 0 || untiedY === 0) expect(tau).toMatchObject({ reason: 'ALL_TIED' });
        else {
          const expected = score / Math.sqrt(untiedX * untiedY);
          expect(tau).toMatchObject({ value: expect.closeTo(expected, 12) });
        }
      }),
    );
  });

  it('is 1 with itself and −1 reversed', () => {
    const values = fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(values, (x) => {
        const opposite = x.map((value) => -value);
        for (const correlate of [kendallTauB, spearmanRho]) {
          expect(correlate(x, x)).toMatchObject({ value: expect.closeTo(1, 12) });
          expect(correlate(x, opposite)).toMatchObject({ value: expect.closeTo(-1, 12) });
        }
      }),
    );
  });

  it('says why there is none', () => {
    expect(kendallTauB([1], [1])).toMatchObject({ reason: 'TOO_FEW' });
    expect(kendallTauB([1, 2], [1])).toMatchObject({ reason: 'INVALID_INPUT' });
    expect(spearmanRho([1, 1], [1, 2])).toMatchObject({ reason: 'ALL_TIED' });
    expect(spearmanRho([1, Number.NaN], [1, 2])).toMatchObject({ reason: 'INVALID_INPUT' });
  });
});
