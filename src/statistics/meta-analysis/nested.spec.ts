import fc from 'fast-check';
import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import { hierarchicalEffects, nestedEffects, type NestedUnit } from './index.js';

function league(seed: number, units: number, tau: number, omega: number) {
  const uniform = seededUniform(seed);
  return Array.from({ length: units }, (_, i) => {
    const truth = 0.1 + tau * normalDraw(uniform);
    const members = Array.from({ length: i % 4 === 0 ? 2 : 1 }, () => {
      const variance = 0.02 + 0.06 * uniform();
      const own = truth + omega * normalDraw(uniform);
      return { estimate: own + Math.sqrt(variance) * normalDraw(uniform), variance };
    });
    return { truth, unit: { members, sharedVariance: 0 } satisfies NestedUnit };
  });
}

describe('nested effects', () => {
  it('cover on average, though members differ and most units have one', () => {
    let covered = 0;
    let count = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const own = league(seed, 60, 0.15, 0.2);
      const found = valueOf(nestedEffects(own.map(({ unit }) => unit)));
      own.forEach(({ truth }, i) => {
        const { lower, upper } = found.units[i]!.interval;
        if (lower <= truth && truth <= upper) covered++;
        count++;
      });
    }
    expect(covered / count).toBeGreaterThan(0.92);
    expect(covered / count).toBeLessThan(0.985);
  });

  it('agree with two levels where members do not differ', () => {
    const uniform = seededUniform(3);
    const units = Array.from({ length: 120 }, () => {
      const truth = 0.3 * normalDraw(uniform);
      const members = [1, 2, 3].map(() => ({
        estimate: truth + 0.2 * normalDraw(uniform),
        variance: 0.04,
      }));
      return { members, sharedVariance: 0 };
    });
    const nested = valueOf(nestedEffects(units));
    const flat = valueOf(
      hierarchicalEffects(
        units.map(({ members }) => ({
          estimate: members.reduce((sum, { estimate }) => sum + estimate, 0) / 3,
          variance: 0.04 / 3,
        })),
      ),
    );
    nested.units.forEach(({ median }, i) => {
      expect(Math.abs(median - flat.units[i]!.median)).toBeLessThan(0.03);
    });
    expect(nested.within).toBeLessThan(0.08);
  });

  it('do not depend on the unit of measurement or the order', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 10, noNaN: true }), fc.nat(30), (factor, shift) => {
        const own = league(9, 24, 0.2, 0.1).map(({ unit }) => unit);
        const scaled = own.map(({ members }) => ({
          members: members.map(({ estimate, variance }) => ({
            estimate: factor * estimate,
            variance: factor ** 2 * variance,
          })),
          sharedVariance: 0,
        }));
        const turned = [...scaled.slice(shift % 24), ...scaled.slice(0, shift % 24)];
        const a = valueOf(nestedEffects(own)).units;
        const b = valueOf(nestedEffects(turned)).units;
        a.forEach(({ median }, i) => {
          const other = b[(i - (shift % 24) + 24) % 24]!;
          expect(other.median / factor).toBeCloseTo(median, 5);
        });
      }),
      { numRuns: 2 },
    );
  });

  it('say when there is too little to tell members from units', () => {
    const one = { members: [{ estimate: 0, variance: 1 }], sharedVariance: 0 };
    expect(nestedEffects([one, one, one])).toMatchObject({ reason: 'TOO_FEW' });
    expect(nestedEffects([{ members: [], sharedVariance: 0 }])).toMatchObject({
      estimable: false,
    });
  });
});
