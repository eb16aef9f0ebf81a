import fc from 'fast-check';
import type { Estimate } from '../numeric/index.js';
import {
  averagePrecision,
  meanAveragePrecision,
  normalisedDiscountedGain,
  precisionAt,
  recallAt,
  reciprocalRank,
  trecOrder,
} from './index.js';

/** NIST trec_eval, test/out.test.aq: where the relevant ones of 500 results stand, and its figures. */
const TREC = [
  {
    query: 301,
    relevantAt: [
      6, 7, 16, 18, 20, 26, 30, 32, 37, 39, 43, 49, 54, 56, 57, 59, 63, 67, 70, 83, 92, 96, 100,
      103, 112, 115, 116, 122, 125, 130, 131, 133, 143, 144, 145, 158, 172, 178, 184, 197, 199, 200,
      207, 210, 212, 219, 224, 229, 240, 249, 253, 263, 267, 274, 280, 290, 307, 309, 315, 317, 318,
      320, 327, 342, 348, 384, 394, 419, 435, 491, 495,
    ],
    relevantCount: 474,
    expected: {
      map: 0.0324,
      recip_rank: 0.1667,
      P_5: 0.0,
      P_10: 0.2,
      P_20: 0.25,
      P_100: 0.23,
      P_1000: 0.071,
      recall_20: 0.0105,
      recall_100: 0.0485,
      recall_1000: 0.1498,
      ndcg: 0.1584,
      ndcg_cut_5: 0.0,
      ndcg_cut_10: 0.1518,
      ndcg_cut_20: 0.1985,
      ndcg_cut_100: 0.2166,
    },
  },
  {
    query: 302,
    relevantAt: [
      1, 2, 4, 5, 6, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 24, 27, 28, 30, 31, 34, 36,
      37, 39, 42, 43, 44, 47, 48, 49, 50, 51, 53, 56, 58, 72, 79, 82, 84, 116, 154, 289, 301, 331,
      353, 394, 458,
    ],
    relevantCount: 77,
    expected: {
      map: 0.4175,
      recip_rank: 1.0,
      P_5: 0.8,
      P_10: 0.7,
      P_20: 0.8,
      P_100: 0.42,
      P_1000: 0.05,
      recall_20: 0.2078,
      recall_100: 0.5455,
      recall_1000: 0.6494,
      ndcg: 0.6617,
      ndcg_cut_5: 0.8304,
      ndcg_cut_10: 0.753,
      ndcg_cut_20: 0.8082,
      ndcg_cut_100: 0.6046,
    },
  },
  {
    query: 303,
    relevantAt: [19, 37, 41, 43, 44, 65, 67, 89, 99, 107],
    relevantCount: 10,
    expected: {
      map: 0.0858,
      recip_rank: 0.0526,
      P_5: 0.0,
      P_10: 0.0,
      P_20: 0.05,
      P_100: 0.09,
      P_1000: 0.01,
      recall_20: 0.1,
      recall_100: 0.9,
      recall_1000: 1.0,
      ndcg: 0.3862,
      ndcg_cut_5: 0.0,
      ndcg_cut_10: 0.0,
      ndcg_cut_20: 0.0509,
      ndcg_cut_100: 0.3537,
    },
  },
];
const TOLERANCE = 5.1e-5;

function valueOf<T>(estimate: Estimate<T>): T {
  if (!estimate.estimable) throw new Error(estimate.detail);
  return estimate.value;
}

function relevanceOf(relevantAt: readonly number[]): number[] {
  const relevant = new Set(relevantAt);
  return Array.from({ length: 500 }, (_, i) => Number(relevant.has(i + 1)));
}

describe.each(TREC)('trec_eval query $query', ({ relevantAt, relevantCount, expected }) => {
  const relevance = relevanceOf(relevantAt);
  const judged = new Array<number>(relevantCount).fill(1);

  it.each(Object.entries(expected))('%s is %d', (measure, figure) => {
    const k = Number(/_(\d+)$/.exec(measure)?.[1] ?? Number.POSITIVE_INFINITY);
    const compute: Record<string, () => number> = {
      map: () => valueOf(averagePrecision(relevance, relevantCount)),
      recip: () => reciprocalRank(relevance),
      P: () => precisionAt(relevance, k),
      recall: () => valueOf(recallAt(relevance, relevantCount, k)),
      ndcg: () => valueOf(normalisedDiscountedGain(relevance, judged, k)),
    };
    const value = compute[measure.split('_')[0]!]!();
    expect(Math.abs(value - figure)).toBeLessThanOrEqual(TOLERANCE);
  });
});

it('has the mean average precision of trec_eval over the three queries', () => {
  const queries = TREC.map(({ relevantAt, relevantCount }) => ({
    relevance: relevanceOf(relevantAt),
    relevantCount,
  }));
  expect(Math.abs(valueOf(meanAveragePrecision(queries)) - 0.1785)).toBeLessThanOrEqual(TOLERANCE);
});

it('orders as trec_eval does: score in single precision, then id, both downward', () => {
  const results = [
    { id: 'b', score: 1 },
    { id: 'a', score: 2 },
    { id: 'c', score: 1.00000001 },
    { id: 'd', score: -1 },
  ];
  expect(trecOrder(results).map(({ id }) => id)).toEqual(['a', 'c', 'b', 'd']);
});

it('has graded gain that is linear: levels 3, 2, 3, 0, 1, 2 (Wikipedia, "Discounted cumulative gain")', () => {
  // DCG₆ = 6.861; the ideal order of these and of one more 3 and 2 has IDCG₆ = 8.740.
  const shown = [3, 2, 3, 0, 1, 2];
  expect(valueOf(normalisedDiscountedGain(shown, [...shown, 3, 2], 6))).toBeCloseTo(0.785, 3);
});

it('is one for the ideal order, and no order is better', () => {
  const levels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(levels, fc.integer({ min: 1, max: 25 }), (judged, k) => {
      fc.pre(judged.some((level) => level > 0));
      const ideal = [...judged].sort((a, b) => b - a);
      expect(valueOf(normalisedDiscountedGain(ideal, judged, k))).toBe(1);
      expect(valueOf(normalisedDiscountedGain(judged, judged, k))).toBeLessThanOrEqual(1);
    }),
  );
});

it('says why there is no figure', () => {
  expect(normalisedDiscountedGain([0], [0])).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
  expect(averagePrecision([0], 0)).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
  expect(recallAt([0], 0, 5)).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
  expect(meanAveragePrecision([])).toMatchObject({ reason: 'NO_DATA' });
  expect(reciprocalRank([0, 0])).toBe(0);
  expect(() => precisionAt([1], 0)).toThrow(RangeError);
});
