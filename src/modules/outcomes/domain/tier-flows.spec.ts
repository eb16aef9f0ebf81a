import fc from 'fast-check';
import { TRADING_TIERS } from '../../platform/kernel/vocabulary.js';
import { suppressSmallFlows, suppressSmallTiers, TIER_POSITIONS } from './tier-flows.js';

const position = fc.constantFrom(...TIER_POSITIONS);
const flows = fc.uniqueArray(
  fc.record({ from: position, to: position, merchants: fc.integer({ min: 1, max: 40 }) }),
  { selector: ({ from, to }) => `${from} ${to}`, maxLength: 25 },
);

describe('what is not told of small groups', () => {
  it('cannot be told from the totals of a row or column', () => {
    fc.assert(
      fc.property(flows, (given) => {
        const told = suppressSmallFlows(given, 5);
        for (const [i, flow] of told.entries()) {
          if (flow.merchants === null) continue;
          expect(flow.merchants).toBe(given[i]!.merchants);
          expect(flow.merchants).toBeGreaterThanOrEqual(5);
        }
        for (const side of ['from', 'to'] as const) {
          for (const place of TIER_POSITIONS) {
            const line = told.filter((flow) => flow[side] === place);
            const hidden = line.flatMap((flow) =>
              flow.merchants === null ? [given[told.indexOf(flow)]!.merchants] : [],
            );
            const sum = hidden.reduce((a, b) => a + b, 0);
            // Either nothing is hidden, or too much to be taken apart, or the whole line.
            const whole = hidden.length === line.length;
            expect(hidden.length === 0 || whole || (hidden.length > 1 && sum >= 5)).toBe(true);
          }
        }
      }),
    );
  });

  it('leaves a distribution without small groups as it is', () => {
    const counts = fc.tuple(
      ...TRADING_TIERS.map((tier) => fc.nat(30).map((merchants) => ({ tier, merchants }))),
    );
    fc.assert(
      fc.property(counts, (given) => {
        const told = suppressSmallTiers(given, 5);
        const small = given.some(({ merchants }) => merchants > 0 && merchants < 5);
        if (!small) expect(told).toEqual(given);
        expect(
          told.filter(({ merchants }) => merchants !== null && merchants > 0 && merchants < 5),
        ).toEqual([]);
        const hidden = told.filter(({ merchants }) => merchants === null).length;
        const present = given.filter(({ merchants }) => merchants > 0).length;
        if (small) expect(hidden).toBeGreaterThanOrEqual(Math.min(2, present));
      }),
    );
  });
});
