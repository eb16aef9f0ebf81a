import fc from 'fast-check';
import { displayParts, roundHalfEven, type Estimate } from '../numeric/index.js';
import {
  effectiveWeights,
  explainDifference,
  isNode,
  leavesOf,
  problemsOfTree,
  scoreIndex,
  weightedMean,
  type Aggregation,
  type Contribution,
  type IndexNode,
  type IndexTree,
} from './index.js';

function valueOf<T>(estimate: Estimate<T>): T {
  if (!estimate.estimable) throw new Error(estimate.detail);
  return estimate.value;
}

const aggregation: fc.Arbitrary<Aggregation> = fc.oneof(
  fc.constant<Aggregation>({ kind: 'ARITHMETIC' }),
  fc.constant<Aggregation>({ kind: 'GEOMETRIC', floor: 1 }),
  fc.constant<Aggregation>({ kind: 'HARMONIC', floor: 1 }),
);
const points = fc.double({ min: 0, max: 100, noNaN: true });
const weight = fc.double({ min: 0.1, max: 10, noNaN: true });

/** A tree of three levels: 2–4 forces of 1–4 modules of 1–4 indicators. */
const tree: fc.Arbitrary<IndexNode> = (() => {
  const shape = fc.tuple(weight, aggregation, fc.constantFrom(0, 0.5, 2 / 3));
  const module = fc.tuple(shape, fc.array(weight, { minLength: 1, maxLength: 4 }));
  const force = fc.tuple(shape, fc.array(module, { minLength: 1, maxLength: 4 }));
  return fc.tuple(shape, fc.array(force, { minLength: 2, maxLength: 4 })).map(([root, forces]) => {
    const node = (
      code: string,
      [w, a, minimumCoverage]: [number, Aggregation, number],
      children: readonly IndexTree[],
    ): IndexNode => ({ code, weight: w, aggregation: a, minimumCoverage, children });
    return node(
      'root',
      root,
      forces.map(([f, modules], i) =>
        node(
          `f${i}`,
          f,
          modules.map(([m, leaves], j) =>
            node(
              `f${i}m${j}`,
              m,
              leaves.map((w, k) => ({ code: `f${i}m${j}i${k}`, weight: w })),
            ),
          ),
        ),
      ),
    );
  });
})();

type Values = Map<string, number | null>;

function valuesFor(root: IndexNode, value: fc.Arbitrary<number | null>): fc.Arbitrary<Values> {
  const codes = leavesOf(root).map(({ code }) => code);
  return fc
    .array(value, { minLength: codes.length, maxLength: codes.length })
    .map((values) => new Map(codes.map((code, i) => [code, values[i]!])));
}

const lookUp = (values: Values) => (code: string) => values.get(code) ?? null;

function reversed(root: IndexTree): IndexTree {
  return isNode(root) ? { ...root, children: [...root.children].reverse().map(reversed) } : root;
}

function leafPoints(node: Contribution): number[] {
  return node.children.length === 0 ? [node.points] : node.children.flatMap(leafPoints);
}

describe('a mean', () => {
  const values = fc.array(fc.tuple(points, weight), { minLength: 1, maxLength: 30 });

  it('lies between its extremes and keeps its digits in any order', () => {
    fc.assert(
      fc.property(aggregation, values, fc.infiniteStream(fc.nat()), (kind, pairs, keys) => {
        const lifted = pairs.map(([value, w]): [number, number] => [Math.max(value, 1), w]);
        const mean = (rows: [number, number][]) =>
          valueOf(weightedMean(kind, ...(transposed(rows) as [number[], number[]])));
        const sorted = lifted
          .map((row) => ({ row, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        const result = mean(lifted);
        expect(mean(sorted)).toBe(result);
        expect(result).toBeGreaterThanOrEqual(Math.min(...lifted.map(([v]) => v)) * (1 - 1e-12));
        expect(result).toBeLessThanOrEqual(Math.max(...lifted.map(([v]) => v)) * (1 + 1e-12));
      }),
    );
  });

  it('is harmonic ≤ geometric ≤ arithmetic', () => {
    fc.assert(
      fc.property(values, (pairs) => {
        const [v, w] = transposed(pairs.map(([value, x]) => [Math.max(value, 1), x])) as [
          number[],
          number[],
        ];
        const arithmetic = valueOf(weightedMean({ kind: 'ARITHMETIC' }, v, w));
        const geometric = valueOf(weightedMean({ kind: 'GEOMETRIC', floor: null }, v, w));
        const harmonic = valueOf(weightedMean({ kind: 'HARMONIC', floor: null }, v, w));
        expect(harmonic).toBeLessThanOrEqual(geometric * (1 + 1e-12));
        expect(geometric).toBeLessThanOrEqual(arithmetic * (1 + 1e-12));
      }),
    );
  });

  it('says why it has no value', () => {
    const geometric: Aggregation = { kind: 'GEOMETRIC', floor: null };
    expect(weightedMean(geometric, [], [])).toMatchObject({ reason: 'NO_DATA' });
    expect(weightedMean(geometric, [0], [1])).toMatchObject({ reason: 'NON_POSITIVE' });
    expect(weightedMean(geometric, [1], [0])).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
    expect(weightedMean(geometric, [1], [-1])).toMatchObject({ reason: 'INVALID_INPUT' });
    expect(weightedMean(geometric, [1, 2], [1])).toMatchObject({ reason: 'INVALID_INPUT' });
  });

  it('is lifted by its floor: (21, 1, 1, 1) is 2.14 geometric and 6 arithmetic (Handbook p. 104)', () => {
    const scores = [21, 1, 1, 0];
    expect(
      valueOf(weightedMean({ kind: 'GEOMETRIC', floor: 1 }, scores, [1, 1, 1, 1])),
    ).toBeCloseTo(2.14, 2);
    expect(valueOf(weightedMean({ kind: 'ARITHMETIC' }, [21, 1, 1, 1], [1, 1, 1, 1]))).toBe(6);
  });
});

describe('an index', () => {
  it('has the same digits whatever the order of children', () => {
    fc.assert(
      fc.property(
        tree.chain((root) => fc.tuple(fc.constant(root), valuesFor(root, fc.option(points)))),
        ([root, values]) => {
          const forward = scoreIndex(root, lookUp(values));
          const backward = scoreIndex(reversed(root) as IndexNode, lookUp(values));
          expect(backward.coverage).toBe(forward.coverage);
          if (forward.score.estimable) expect(backward.score).toEqual(forward.score);
          else expect(backward.score).toMatchObject({ reason: forward.score.reason });
        },
      ),
    );
  });

  it('never falls when one indicator rises', () => {
    fc.assert(
      fc.property(
        tree.chain((root) => fc.tuple(fc.constant(root), valuesFor(root, fc.option(points)))),
        fc.nat(),
        fc.double({ min: 0, max: 50, noNaN: true }),
        ([root, values], pick, rise) => {
          const before = scoreIndex(root, lookUp(values)).score;
          const present = [...values].filter(([, value]) => value !== null);
          fc.pre(before.estimable && present.length > 0);
          const [code, value] = present[pick % present.length]!;
          const after = scoreIndex(root, lookUp(new Map(values).set(code, value! + rise))).score;
          expect(valueOf(after)).toBeGreaterThanOrEqual(valueOf(before) - 1e-10);
        },
      ),
    );
  });

  it('uses weights that add up to one wherever it has a score', () => {
    fc.assert(
      fc.property(
        tree.chain((root) => fc.tuple(fc.constant(root), valuesFor(root, fc.option(points)))),
        ([root, values]) => {
          const score = scoreIndex(root, lookUp(values));
          fc.pre(score.score.estimable);
          const leaves = (node: typeof score): (typeof score)[] =>
            node.children.length === 0 ? [node] : node.children.flatMap(leaves);
          const total = leaves(score).reduce((sum, leaf) => sum + leaf.effectiveWeight, 0);
          expect(total).toBeCloseTo(1, 10);
          if (leaves(score).every(({ coverage }) => coverage === 1)) {
            const nominal = effectiveWeights(root);
            for (const leaf of leaves(score)) {
              expect(leaf.effectiveWeight).toBeCloseTo(nominal.get(leaf.code)!, 12);
            }
            expect(score.leafCoverage).toBeCloseTo(1, 12);
          }
        },
      ),
    );
  });

  it('is not enough evidence below the coverage of a node, and never zero', () => {
    const root: IndexNode = {
      code: 'root',
      weight: 1,
      aggregation: { kind: 'ARITHMETIC' },
      minimumCoverage: 2 / 3,
      children: ['a', 'b', 'c'].map((code) => ({ code, weight: 1 })),
    };
    const two = scoreIndex(root, (code) => (code === 'c' ? null : 60));
    expect(two.score).toEqual({ estimable: true, value: 60 });
    expect(two.children.map(({ weightUsed }) => weightUsed)).toEqual([0.5, 0.5, 0]);
    expect(two.children.map(({ contribution }) => contribution)).toEqual([30, 30, null]);
    const one = scoreIndex(root, (code) => (code === 'a' ? 60 : null));
    expect(one.score).toMatchObject({ estimable: false, reason: 'TOO_FEW' });
    expect(one.coverage).toBeCloseTo(1 / 3, 15);
    expect(scoreIndex(root, () => null).score).toMatchObject({ reason: 'NO_DATA' });
    expect(() => scoreIndex(root, () => Number.NaN)).toThrow('the value of a is NaN');
  });

  it('names what is wrong with a tree', () => {
    const root: IndexNode = {
      code: 'root',
      weight: 1,
      aggregation: { kind: 'GEOMETRIC', floor: 0 },
      minimumCoverage: 2,
      children: [
        { code: 'a', weight: -1 },
        { code: 'a', weight: 0 },
      ],
    };
    expect(problemsOfTree(root)).toEqual([
      expect.stringContaining('root has no child with a weight'),
      expect.stringContaining('root asks for coverage 2'),
      expect.stringContaining('root has the floor 0'),
      expect.stringContaining('a has weight -1'),
      expect.stringContaining('a occurs twice'),
    ]);
  });
});

describe('a difference', () => {
  const scored = tree.chain((root) =>
    fc.tuple(
      fc.constant(root),
      valuesFor(root, fc.option(points, { freq: 8 })),
      valuesFor(root, fc.option(points, { freq: 8 })),
    ),
  );

  it('is explained without a remainder, at every level', () => {
    fc.assert(
      fc.property(scored, ([root, from, to]) => {
        const result = explainDifference(root, lookUp(from), lookUp(to));
        fc.pre(result.estimable);
        const { contributions, evidenceEffect, ...ends } = valueOf(result);
        const difference = ends.to - ends.from;
        expect(contributions.points + evidenceEffect).toBeCloseTo(difference, 9);
        const leaves = leafPoints(contributions);
        expect(leaves.reduce((sum, value) => sum + value, evidenceEffect)).toBeCloseTo(
          difference,
          9,
        );
        const shown = displayParts([...leaves, evidenceEffect], 2, difference);
        const cents = shown.reduce((sum, part) => sum + Math.round(part * 100), 0);
        expect(cents).toBe(Math.round(roundHalfEven(difference, 2) * 100));
      }),
      { numRuns: 300 },
    );
  });

  it('has no evidence effect on the same indicators, and changes its sign when reversed', () => {
    fc.assert(
      fc.property(
        tree.chain((root) =>
          fc.tuple(fc.constant(root), valuesFor(root, points), valuesFor(root, points)),
        ),
        ([root, from, to]) => {
          const there = valueOf(explainDifference(root, lookUp(from), lookUp(to)));
          const back = valueOf(explainDifference(root, lookUp(to), lookUp(from)));
          expect(there.evidenceEffect).toBe(0);
          const [forward, backward] = [there, back].map((d) => leafPoints(d.contributions));
          forward!.forEach((value, i) => expect(backward![i]).toBeCloseTo(-value, 9));
        },
      ),
    );
  });

  it('of arithmetic means is weight times difference', () => {
    const root: IndexNode = {
      code: 'root',
      weight: 1,
      aggregation: { kind: 'ARITHMETIC' },
      minimumCoverage: 0,
      children: [
        { code: 'a', weight: 1 },
        { code: 'b', weight: 3 },
      ],
    };
    const result = valueOf(
      explainDifference(
        root,
        () => 40,
        (code) => (code === 'a' ? 60 : 40),
      ),
    );
    expect(result.contributions.children.map(({ points }) => points)).toEqual([5, 0]);
  });
});

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return [0, 1].map((column) => rows.map((row) => row[column]!));
}
