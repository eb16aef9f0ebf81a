import fc from 'fast-check';
import { normalDraw, seededUniform, valueOf } from '../../../test/support/statistics.js';
import { placeboInSpace, syntheticEffect } from './index.js';
import { projectOntoSimplex, simplexLeastSquares } from './simplex-least-squares.js';

const before = 20;
const after = 6;

/** Controls driven by two common factors; the treated unit is 0.3 of the first and 0.7 of the second. */
function factorPanel(noise: number, effect: number, seed: number) {
  const uniform = seededUniform(seed);
  const draw = () => noise * normalDraw(uniform);
  const periods = Array.from({ length: before + after }, (_, t) => t);
  const factors = periods.map((t) => [Math.sin(t / 3) * 4, t / 4 + Math.cos(t)] as const);
  const loadings = Array.from({ length: 14 }, (_, i) => [(i % 5) / 4, (i % 7) / 6] as const);
  loadings[0] = [1, 0];
  loadings[1] = [0, 1];
  const unit = ([a, b]: readonly [number, number], level: number, gain: number) =>
    factors.map(([f, g], t) => level + a * f + b * g + draw() + (t >= before ? gain : 0));
  return {
    controls: loadings.map((loading, i) => unit(loading, i, 0)),
    treated: [unit([0.3, 0.7], 5, effect)],
    before,
  };
}

describe('weights on the simplex', () => {
  it('project to the nearest point', () => {
    expect(projectOntoSimplex([0.5, 0.5])).toEqual([0.5, 0.5]);
    expect(projectOntoSimplex([2, 0])).toEqual([1, 0]);
    const value = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), (point) => {
        const projected = projectOntoSimplex(point);
        expect(projected.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
        expect(Math.min(...projected)).toBeGreaterThanOrEqual(0);
        // No vertex lies in a direction that is nearer.
        projected.forEach((_, k) => {
          const gain = point.reduce(
            (sum, v, i) => sum + (v - projected[i]!) * ((i === k ? 1 : 0) - projected[i]!),
            0,
          );
          expect(gain).toBeLessThan(1e-9);
        });
      }),
    );
  });

  it('find a mix that fits exactly', () => {
    const rows = Array.from({ length: 12 }, (_, t) => [Math.sin(t), Math.cos(t), t % 4]);
    const target = rows.map(([a, b, c]) => 0.2 * a! + 0.5 * b! + 0.3 * c!);
    const weights = simplexLeastSquares(rows, target, 0, false);
    [0.2, 0.5, 0.3].forEach((w, i) => expect(weights[i]).toBeCloseTo(w, 8));
    const lifted = simplexLeastSquares(
      rows,
      target.map((v) => v + 9),
      0,
      true,
    );
    [0.2, 0.5, 0.3].forEach((w, i) => expect(lifted[i]).toBeCloseTo(w, 8));
  });
});

describe('synthetic difference in differences', () => {
  it('finds the effect where parallel trends fail', () => {
    const panel = factorPanel(0.05, 2, 1);
    const did = valueOf(syntheticEffect(panel, 'did'));
    const synthetic = valueOf(syntheticEffect(panel));
    expect(Math.abs(did.effect - 2)).toBeGreaterThan(0.2);
    expect(Math.abs(synthetic.effect - 2)).toBeLessThan(0.15);
    expect(synthetic.controlWeights.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    expect(synthetic.periodWeights.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    expect(synthetic.gap).toHaveLength(26);
  });

  it('as a synthetic control needs the level inside the controls’ hull', () => {
    const panel = factorPanel(0, 2, 1);
    const level = panel.controls[0]!.map((v, t) => 0.3 * v + 0.7 * panel.controls[1]![t]!);
    const treated = [level.map((v, t) => v + (t >= before ? 2 : 0))];
    expect(valueOf(syntheticEffect({ ...panel, treated }, 'synthetic-control')).effect).toBeCloseTo(
      2,
      3,
    );
  });

  it('as plain DiD is the difference of mean changes, and no method sees common shocks', () => {
    const panel = factorPanel(0.3, 1, 4);
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
    const change = (unit: readonly number[]) =>
      mean(unit.slice(before)) - mean(unit.slice(0, before));
    const plain = change(panel.treated[0]!) - mean(panel.controls.map(change));
    expect(valueOf(syntheticEffect(panel, 'did')).effect).toBeCloseTo(plain, 9);
    const shock = (unit: readonly number[]) => unit.map((v, t) => v + (t >= before ? 50 : 0));
    const shocked = {
      ...panel,
      controls: panel.controls.map(shock),
      treated: panel.treated.map(shock),
    };
    const one = valueOf(syntheticEffect(panel)).effect;
    expect(valueOf(syntheticEffect(shocked)).effect).toBeCloseTo(one, 4);
  });

  it('has placebos in space', () => {
    const real = valueOf(placeboInSpace(factorPanel(0.1, 2, 5)));
    expect(real.rankPValue).toBeCloseTo(1 / 15, 12);
    expect(real.interval.lower).toBeGreaterThan(0);
    expect(real.placebos).toHaveLength(14);
    const nothing = valueOf(placeboInSpace(factorPanel(0.1, 0, 5)));
    expect(nothing.rankPValue).toBeGreaterThan(0.1);
  });

  it('says why it cannot be estimated', () => {
    const panel = factorPanel(0.1, 2, 5);
    expect(syntheticEffect({ ...panel, controls: panel.controls.slice(1, 2) })).toMatchObject({
      reason: 'TOO_FEW',
    });
    expect(syntheticEffect({ ...panel, before: 26 })).toMatchObject({ reason: 'TOO_FEW' });
    expect(syntheticEffect({ ...panel, treated: [[1, 2]] })).toMatchObject({
      reason: 'INVALID_INPUT',
    });
    const still = panel.controls.map(() => new Array<number>(26).fill(1));
    expect(syntheticEffect({ ...panel, controls: still })).toMatchObject({
      reason: 'ZERO_VARIANCE',
    });
    expect(placeboInSpace({ ...panel, controls: panel.controls.slice(0, 2) })).toMatchObject({
      reason: 'TOO_FEW',
    });
  });
});
