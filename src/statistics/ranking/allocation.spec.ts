import fc from 'fast-check';
import { blockingPairs, deferredAcceptance, optimalAssignment, type Preferences } from './index.js';

function lists(text: Record<string, string>): Preferences {
  return new Map(
    Object.entries(text).map(([name, list]) => [name, list === '' ? [] : list.split(' ')]),
  );
}

describe('optimal assignment (cases of SciPy, sparse/csgraph/tests/test_matching.py)', () => {
  it.each([
    [
      [
        [400, 150, 400],
        [400, 450, 600],
        [300, 225, 300],
      ],
      [150, 400, 300],
    ],
    [
      [
        [400, 150, 400, 1],
        [400, 450, 600, 2],
        [300, 225, 300, 3],
      ],
      [150, 2, 300],
    ],
    [
      [
        [10, 10, 8],
        [9, 8, 1],
        [9, 7, 4],
      ],
      [10, 1, 7],
    ],
    [
      [
        [10, 10, 8, 11],
        [9, 8, 1, 1],
        [9, 7, 4, 10],
      ],
      [10, 1, 4],
    ],
    [
      [
        [10, null, null],
        [null, null, 1],
        [null, 7, null],
      ],
      [10, 1, 7],
    ],
  ])('of %j', (costs, rowCosts) => {
    const result = optimalAssignment(costs);
    if (!result.feasible) throw new Error('it is feasible');
    expect(result.total).toBe(rowCosts.reduce((sum, cost) => sum + cost));
    expect(result.columnOfRow.map((column, row) => costs[row]![column!])).toEqual(rowCosts);
  });

  it('serves as many rows as there are columns', () => {
    const result = optimalAssignment([[4], [2], [3]]);
    expect(result).toEqual({ feasible: true, columnOfRow: [null, 0, null], total: 2 });
    expect(optimalAssignment([])).toEqual({ feasible: true, columnOfRow: [], total: 0 });
  });

  it('fills a column up to its capacity', () => {
    const costs = [
      [1, 5],
      [1, 9],
      [1, 7],
    ];
    expect(optimalAssignment(costs, [2, 1])).toEqual({
      feasible: true,
      columnOfRow: [1, 0, 0],
      total: 7,
    });
    expect(optimalAssignment(costs, [0, 1])).toMatchObject({ columnOfRow: [1, null, null] });
  });

  it('says that forbidden pairs leave no assignment', () => {
    const identity = [
      [1, null],
      [1, null],
    ];
    expect(optimalAssignment(identity)).toEqual({ feasible: false });
    expect(() => optimalAssignment([[Number.NaN]])).toThrow(RangeError);
    expect(() => optimalAssignment([[1], [1, 2]])).toThrow(RangeError);
    expect(() => optimalAssignment([[1]], [0.5])).toThrow(RangeError);
  });

  it('is as good as trying everything', () => {
    const matrices = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([rows, columns]) => {
        const cost = fc.option(fc.integer({ min: -9, max: 9 }), { freq: 6 });
        const row = fc.array(cost, { minLength: columns, maxLength: columns });
        return fc.array(row, { minLength: rows, maxLength: rows });
      });
    const best = (
      costs: (number | null)[][],
      row: number,
      free: number[],
      idle: number,
    ): number => {
      if (row === costs.length) return 0;
      const choices = free.flatMap((column) => {
        const cost = costs[row]![column]!;
        const rest = free.filter((other) => other !== column);
        return cost === null ? [] : [cost + best(costs, row + 1, rest, idle)];
      });
      if (idle > 0) choices.push(best(costs, row + 1, free, idle - 1));
      return Math.min(...choices);
    };
    fc.assert(
      fc.property(matrices, (costs) => {
        const columns = costs[0]!.map((_, column) => column);
        const expected = best(costs, 0, columns, Math.max(0, costs.length - columns.length));
        const result = optimalAssignment(costs);
        expect(result.feasible ? result.total : Number.POSITIVE_INFINITY).toBe(expected);
        if (!result.feasible) return;
        const used = result.columnOfRow.filter((column) => column !== null);
        expect(new Set(used).size).toBe(used.length);
        expect(used.length).toBe(Math.min(costs.length, columns.length));
      }),
      { numRuns: 500 },
    );
  });
});

describe('deferred acceptance', () => {
  const MEN = lists({
    abe: 'abi eve cath ivy jan dee fay bea hope gay',
    bob: 'cath hope abi dee eve fay bea jan ivy gay',
    col: 'hope eve abi dee bea fay ivy gay cath jan',
    dan: 'ivy fay dee gay hope eve jan bea cath abi',
    ed: 'jan dee bea cath fay eve abi ivy hope gay',
    fred: 'bea abi dee gay eve ivy cath jan hope fay',
    gav: 'gay eve ivy bea cath abi dee hope jan fay',
    hal: 'abi eve hope fay ivy cath jan bea gay dee',
    ian: 'hope cath dee gay bea abi fay ivy jan eve',
    jon: 'abi fay jan gay eve bea dee cath ivy hope',
  });
  const WOMEN = lists({
    abi: 'bob fred jon gav ian abe dan ed col hal',
    bea: 'bob abe col fred gav dan ian ed jon hal',
    cath: 'fred bob ed gav hal col ian abe dan jon',
    dee: 'fred jon col abe ian hal gav dan bob ed',
    eve: 'jon hal fred dan abe gav col ed ian bob',
    fay: 'bob abe ed ian jon dan fred gav col hal',
    gay: 'jon gav hal fred bob abe col ed dan ian',
    hope: 'gav jon bob abe ian dan hal ed col fred',
    ivy: 'ian col hal gav fred bob abe ed jon dan',
    jan: 'ed hal gav abe bob jon col ian fred dan',
  });

  it('has the engagements printed by Rosetta Code, "Stable marriage problem"', () => {
    expect(Object.fromEntries(deferredAcceptance(MEN, WOMEN))).toEqual({
      abe: 'ivy',
      bob: 'cath',
      col: 'dee',
      dan: 'fay',
      ed: 'jan',
      fred: 'bea',
      gav: 'gay',
      hal: 'eve',
      ian: 'hope',
      jon: 'abi',
    });
  });

  it('is best for those who propose', () => {
    expect(Object.fromEntries(deferredAcceptance(WOMEN, MEN))).toEqual({
      cath: 'bob',
      bea: 'fred',
      abi: 'jon',
      gay: 'gav',
      hope: 'ian',
      jan: 'ed',
      ivy: 'abe',
      eve: 'hal',
      dee: 'col',
      fay: 'dan',
    });
  });

  it('leaves blocking pairs when two are swapped', () => {
    const matching = deferredAcceptance(MEN, WOMEN);
    expect(blockingPairs(MEN, WOMEN, matching)).toEqual([]);
    const swapped = new Map(matching).set('abe', 'cath').set('bob', 'ivy');
    expect(blockingPairs(MEN, WOMEN, swapped).length).toBeGreaterThan(0);
  });

  it('fills capacities (matching library, hospital–resident examples)', () => {
    const residents = lists({ A: 'C', S: 'C M', D: 'C M G', J: 'C G M', L: 'M C G' });
    const hospitals = lists({ M: 'D L S J', C: 'D A S L J', G: 'D J L' });
    const two = new Map([...hospitals.keys()].map((hospital) => [hospital, 2]));
    expect(Object.fromEntries(deferredAcceptance(residents, hospitals, two))).toEqual({
      L: 'M',
      S: 'M',
      D: 'C',
      A: 'C',
      J: 'G',
    });
  });

  it('leaves alone who is not acceptable', () => {
    const residents = lists({ A: 'X', B: 'X Y' });
    const hospitals = lists({ X: 'B A', Y: 'B' });
    expect(Object.fromEntries(deferredAcceptance(residents, hospitals))).toEqual({
      A: null,
      B: 'X',
    });
    expect(() => deferredAcceptance(lists({ A: 'X X' }), hospitals)).toThrow('twice');
    expect(() => deferredAcceptance(lists({ A: 'Z' }), hospitals)).toThrow('unknown');
    const half = new Map([['X', 0.5]]);
    expect(() => deferredAcceptance(residents, hospitals, half)).toThrow('not a whole number');
  });

  it('is stable, does not depend on the order, and no proposer could do better', () => {
    const names = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, i) => `${prefix}${i}`);
    const side = (own: string[], other: string[]) =>
      fc
        .tuple(...own.map(() => fc.shuffledSubarray(other)))
        .map((choices): Preferences => new Map(own.map((name, i) => [name, choices[i]!])));
    const markets = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
      .chain(([proposers, receivers]) =>
        fc.tuple(
          side(names('p', proposers), names('r', receivers)),
          side(names('r', receivers), names('p', proposers)),
          fc
            .array(fc.integer({ min: 0, max: 2 }), { minLength: receivers, maxLength: receivers })
            .map((sizes) => new Map(sizes.map((size, i) => [`r${i}`, size]))),
        ),
      );
    fc.assert(
      fc.property(markets, ([proposers, receivers, capacities]) => {
        const matching = deferredAcceptance(proposers, receivers, capacities);
        expect(blockingPairs(proposers, receivers, matching, capacities)).toEqual([]);
        const backward = new Map([...proposers].reverse());
        const same = deferredAcceptance(backward, receivers, capacities);
        for (const [proposer, receiver] of matching) expect(same.get(proposer)).toBe(receiver);
        for (const other of everyMatching([...proposers], receivers, capacities)) {
          if (blockingPairs(proposers, receivers, other, capacities).length > 0) continue;
          for (const [proposer, list] of proposers) {
            const place = (receiver: string | null | undefined) =>
              receiver ? list.indexOf(receiver) : list.length;
            expect(place(matching.get(proposer))).toBeLessThanOrEqual(place(other.get(proposer)));
          }
        }
      }),
    );
  });
});

/** Every matching of acceptable pairs within capacities. */
function everyMatching(
  proposers: readonly [string, readonly string[]][],
  receivers: Preferences,
  capacities: ReadonlyMap<string, number>,
): Map<string, string | null>[] {
  const [head, ...rest] = proposers;
  if (head === undefined) return [new Map()];
  const [name, list] = head;
  const acceptable = list.filter((receiver) => receivers.get(receiver)!.includes(name));
  return [null, ...acceptable].flatMap((receiver) => {
    const left = new Map(capacities);
    if (receiver !== null) {
      if (left.get(receiver) === 0) return [];
      left.set(receiver, left.get(receiver)! - 1);
    }
    return everyMatching(rest, receivers, left).map((m) => new Map(m).set(name, receiver));
  });
}
