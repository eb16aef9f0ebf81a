import type { Column, IndexNode } from '../composite-index/index.js';
import type { Estimate } from '../numeric/index.js';
import { createRandomGeneratorFromInteger, normal, uniform } from '../seeded-random/index.js';
import {
  analyseRankUncertainty,
  scoreIndexScenario,
  scoreRandomScenario,
  sobolIndices,
  VARIATION_GROUPS,
  type IndexVariation,
} from './index.js';

function valueOf<T>(estimate: Estimate<T>): T {
  if (!estimate.estimable) throw new Error(estimate.detail);
  return estimate.value;
}

describe('Sobol indices', () => {
  it('of the Ishigami function (Ishigami & Homma 1990; SALib)', () => {
    const result = valueOf(
      sobolIndices(
        3,
        (generators) => {
          const [x1, x2, x3] = generators.map((g) => Math.PI * (2 * uniform(g) - 1)) as [
            number,
            number,
            number,
          ];
          return Math.sin(x1) + 7 * Math.sin(x2) ** 2 + 0.1 * x3 ** 4 * Math.sin(x1);
        },
        10_000,
        createRandomGeneratorFromInteger(1),
      ),
    );
    expect(Math.abs(result.variance / 13.844587940719254 - 1)).toBeLessThan(0.03);
    const [first, total] = [
      [0.3139, 0.4424, 0],
      [0.5576, 0.4424, 0.2437],
    ];
    result.groups.forEach((group, i) => {
      expect(Math.abs(group.firstOrder - first![i]!)).toBeLessThan(0.05);
      expect(Math.abs(group.firstOrder - first![i]!)).toBeLessThan(
        4 * group.firstOrderError + 1e-3,
      );
      expect(Math.abs(group.total - total![i]!)).toBeLessThan(0.05);
    });
  });

  it('of the G-function (Saltelli & Sobol 1995; SALib)', () => {
    const a = [0, 1, 4.5, 9, 99, 99, 99, 99];
    const result = valueOf(
      sobolIndices(
        a.length,
        (generators) =>
          a.reduce((product, ai, i) => {
            return (product * (Math.abs(4 * uniform(generators[i]!) - 2) + ai)) / (1 + ai);
          }, 1),
        4_000,
        createRandomGeneratorFromInteger(2),
      ),
    );
    const first = [0.7165, 0.1791, 0.0237, 0.0072, 0.0001, 0.0001, 0.0001, 0.0001];
    const total = [0.7871, 0.2422, 0.0343, 0.0105, 0.0001, 0.0001, 0.0001, 0.0001];
    result.groups.forEach((group, i) => {
      expect(Math.abs(group.firstOrder - first[i]!)).toBeLessThan(0.05);
      expect(Math.abs(group.total - total[i]!)).toBeLessThan(0.05);
    });
  });

  it('say why there are none', () => {
    const generator = createRandomGeneratorFromInteger(1);
    expect(sobolIndices(0, () => 1, 10, generator)).toMatchObject({ reason: 'INVALID_INPUT' });
    expect(sobolIndices(1, () => 1, 1, generator)).toMatchObject({ reason: 'TOO_FEW' });
    expect(sobolIndices(1, () => 1, 10, generator)).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(sobolIndices(1, () => Number.NaN, 10, generator)).toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });
});

describe('rank uncertainty', () => {
  const options = { draws: 4_000, lowerProbability: 0.05, upperProbability: 0.95, top: 1 };
  const generator = createRandomGeneratorFromInteger(5);

  it('has the probability of the top that two normal scores imply', () => {
    // 1 against 0, each with standard error 1: P = Φ(1/√2) = 0.7602.
    const result = valueOf(
      analyseRankUncertainty([1, 0], (g) => [1 + normal(g), normal(g)], options, generator),
    );
    const [best, second] = result.units;
    const tolerance = 4 * Math.sqrt((0.76 * 0.24) / options.draws);
    expect(Math.abs(best!.topShare - 0.7602)).toBeLessThan(tolerance);
    expect(best!.topShare + second!.topShare).toBeCloseTo(1, 12);
    expect(best).toMatchObject({ baselineRank: 1, medianRank: 1, bestRank: 1, worstRank: 2 });
    expect(result.meanRankShift).toBeCloseTo(1 - best!.topShare, 12);
  });

  it('is nothing when nothing varies', () => {
    const scores = [50, null, 70, 50];
    const result = valueOf(analyseRankUncertainty(scores, () => scores, options, generator));
    expect(result.meanRankShift).toBe(0);
    expect(result.units[1]).toBeNull();
    expect(result.units[3]).toEqual({
      baselineRank: 2,
      medianRank: 2,
      bestRank: 2,
      worstRank: 2,
      topShare: 0,
      scoredShare: 1,
    });
  });

  it('repeats the first draws when there are more', () => {
    const draws = (count: number): number[] => {
      const seen: number[] = [];
      const score = (g: typeof generator) => [seen[seen.push(normal(g)) - 1]!, 0];
      analyseRankUncertainty([1, 0], score, { ...options, draws: count }, generator);
      return seen;
    };
    expect(draws(20).slice(0, 10)).toEqual(draws(10));
  });

  it('says why there is none', () => {
    const nobody = analyseRankUncertainty([null], () => [null], options, generator);
    expect(nobody).toMatchObject({ reason: 'NO_DATA' });
    const none = { ...options, draws: 0 };
    expect(analyseRankUncertainty([1], () => [1], none, generator)).toMatchObject({
      reason: 'INVALID_INPUT',
    });
    expect(() => analyseRankUncertainty([1], () => [], options, generator)).toThrow(RangeError);
  });
});

describe('scenarios of an index', () => {
  const node = (code: string, children: IndexNode['children']): IndexNode => ({
    code,
    weight: 1,
    aggregation: { kind: 'ARITHMETIC' },
    minimumCoverage: 0.5,
    children,
  });
  const leaf = (code: string) => ({ code, weight: 1 });
  const root = node('root', [node('x', [leaf('a'), leaf('b')]), node('y', [leaf('c'), leaf('d')])]);
  const columns = new Map<string, Column>([
    ['a', [90, 50, 10]],
    ['b', [80, 50, null]],
    ['c', [20, 50, 30]],
    ['d', [10, 50, 20]],
  ]);
  const fixed: IndexVariation = {
    weightSpread: 0,
    aggregations: [],
    excludesOne: false,
    normalisations: [columns],
    standardErrors: null,
  };
  const generator = createRandomGeneratorFromInteger(8);

  it('are the index itself when nothing varies', () => {
    expect(scoreRandomScenario(root, fixed, generator)).toEqual([50, 50, 17.5]);
  });

  it('keep a unit whose scores are all equal where it is, whatever the weights and the mean', () => {
    const variation: IndexVariation = {
      ...fixed,
      weightSpread: 0.25,
      aggregations: [{ kind: 'ARITHMETIC' }, { kind: 'GEOMETRIC', floor: 1 }],
      excludesOne: true,
    };
    const seen = new Set<number>();
    for (let draw = 0; draw < 200; draw += 1) {
      const [first, second] = scoreRandomScenario(root, variation, generator.substream(draw));
      expect(second).toBeCloseTo(50, 10);
      expect(first).toBeGreaterThan(20);
      seen.add(first!);
    }
    expect(seen.size).toBe(200);
  });

  it('vary by sampling error alone, with its spread', () => {
    const noise = new Map<string, Column>([...columns].map(([code]) => [code, [4, 4, 4]]));
    const variation: IndexVariation = { ...fixed, standardErrors: noise };
    const scores = Array.from({ length: 2_000 }, (_, draw) => {
      return scoreRandomScenario(root, variation, generator.substream(draw))[1]!;
    });
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const variance = scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / scores.length;
    expect(mean).toBeCloseTo(50, 0);
    // The mean of four independent errors of 4 has a standard error of 2.
    expect(Math.abs(Math.sqrt(variance) - 2)).toBeLessThan(0.15);
  });

  it('tell which choice matters by Sobol indices over groups', () => {
    const variation: IndexVariation = {
      ...fixed,
      weightSpread: 0.02,
      aggregations: [{ kind: 'ARITHMETIC' }, { kind: 'GEOMETRIC', floor: 1 }],
    };
    const result = valueOf(
      sobolIndices(
        VARIATION_GROUPS.length,
        (generators) => scoreIndexScenario(root, variation, generators)[0]!,
        300,
        generator,
      ),
    );
    const aggregation = result.groups[VARIATION_GROUPS.indexOf('AGGREGATION')]!;
    const weights = result.groups[VARIATION_GROUPS.indexOf('WEIGHTS')]!;
    expect(aggregation.total).toBeGreaterThan(0.9);
    expect(weights.total).toBeLessThan(0.1);
    expect(result.groups[VARIATION_GROUPS.indexOf('SAMPLING')]!.total).toBe(0);
  });

  it('need a column for every indicator', () => {
    const missing: IndexVariation = { ...fixed, normalisations: [new Map()] };
    expect(() => scoreRandomScenario(root, missing, generator)).toThrow('no column for a');
    expect(() => scoreIndexScenario(root, fixed, [])).toThrow('5 generators');
  });
});
