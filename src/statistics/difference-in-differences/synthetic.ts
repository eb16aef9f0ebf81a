import { normalQuantile, type Interval } from '../distributions/index.js';
import { dot } from '../linear-algebra/index.js';
import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';
import { simplexLeastSquares } from './simplex-least-squares.js';

/** 'did' weighs all controls and periods equally, 'control' is the synthetic control. */
export type SyntheticMethod = 'synthetic-did' | 'synthetic-control' | 'did';

/** A complete panel: every unit has an outcome in every period. */
export interface SyntheticPanel {
  /** Outcomes of units never treated, unit by unit. */
  controls: readonly (readonly number[])[];
  /** Outcomes of units treated from period `before` on. */
  treated: readonly (readonly number[])[];
  /** Number of periods before the treatment. */
  before: number;
}

export interface SyntheticEstimate {
  effect: number;
  /** Weight of each control; they add up to 1. */
  controlWeights: number[];
  /** Weight of each period before (all zero for the synthetic control). */
  periodWeights: number[];
  /** Treated minus synthetic outcome, period by period, shifted by the weighted gap before. */
  gap: number[];
}

/**
 * Synthetic difference in differences, synthetic control, or plain difference in differences of one block of
 * treated units.
 *
 * Source: Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), American Economic Review 111, with the
 * regularisation of their R package synthdid: ζ = (N₁T₁)^¼·σ for controls and 10⁻⁶·σ elsewhere, σ the
 * deviation of the controls' first differences before the treatment.
 *
 * @returns TOO_FEW below two controls, two periods before and one after; ZERO_VARIANCE if controls never
 *   change; INVALID_INPUT for a panel with gaps.
 */
export function syntheticEffect(
  panel: SyntheticPanel,
  method: SyntheticMethod = 'synthetic-did',
): Estimate<SyntheticEstimate> {
  const invalid = invalidPanel(panel);
  if (invalid) return invalid;
  const { controls, before } = panel;
  const periods = controls[0]!.length;
  const treated = controls[0]!.map(
    (_, t) => panel.treated.reduce((sum, unit) => sum + unit[t]!, 0) / panel.treated.length,
  );
  const sigma = noiseLevel(controls, before);
  if (sigma === 0 && method !== 'did') {
    return cannotEstimate('ZERO_VARIANCE', 'the controls never change before the treatment');
  }
  const weights = weigh(panel, treated, sigma, method);
  const synthetic = treated.map((_, t) =>
    controls.reduce((sum, unit, i) => sum + weights.controls[i]! * unit[t]!, 0),
  );
  const raw = treated.map((value, t) => value - synthetic[t]!);
  const baseline = dot(weights.periods, raw.slice(0, before));
  const gap = raw.map((value) => value - baseline);
  return estimated({
    effect: gap.slice(before).reduce((a, b) => a + b, 0) / (periods - before),
    controlWeights: weights.controls,
    periodWeights: weights.periods,
    gap,
  });
}

/**
 * Placebo in space: the effect that each control would seem to have had. Their deviation is the standard error
 * where few units were treated (Arkhangelsky et al. 2021, algorithm 4), their rank an exact test.
 *
 * @returns TOO_FEW below three controls; the errors of `syntheticEffect`
 */
export function placeboInSpace(
  panel: SyntheticPanel,
  method: SyntheticMethod = 'synthetic-did',
  confidence = 0.95,
): Estimate<{
  effect: number;
  standardError: number;
  interval: Interval;
  /** Share of units, the treated one included, with an effect at least as far from zero. */
  rankPValue: number;
  placebos: number[];
}> {
  const own = syntheticEffect(panel, method);
  if (!own.estimable) return own;
  if (panel.controls.length < 3) return cannotEstimate('TOO_FEW', 'placebos need three controls');
  const placebos: number[] = [];
  for (let left = 0; left < panel.controls.length; left++) {
    const placebo = syntheticEffect(
      {
        controls: panel.controls.filter((_, i) => i !== left),
        treated: [panel.controls[left]!],
        before: panel.before,
      },
      method,
    );
    if (!placebo.estimable) return placebo;
    placebos.push(placebo.value.effect);
  }
  const mean = placebos.reduce((a, b) => a + b, 0) / placebos.length;
  const squares = placebos.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / placebos.length);
  const { effect } = own.value;
  const z = normalQuantile((1 + confidence) / 2);
  const asFar = placebos.filter((value) => Math.abs(value) >= Math.abs(effect)).length;
  return estimated({
    effect,
    standardError,
    interval: { lower: effect - z * standardError, upper: effect + z * standardError },
    rankPValue: (asFar + 1) / (placebos.length + 1),
    placebos,
  });
}

function invalidPanel({ controls, treated, before }: SyntheticPanel): Estimate<never> | null {
  if (controls.length < 2 || treated.length < 1) {
    return cannotEstimate('TOO_FEW', 'two controls and one treated unit are needed');
  }
  const periods = controls[0]!.length;
  const complete = [...controls, ...treated].every(
    (unit) => unit.length === periods && unit.every(Number.isFinite),
  );
  if (!complete) {
    return cannotEstimate('INVALID_INPUT', 'every unit needs a finite outcome in every period');
  }
  if (before < 2 || before >= periods) {
    return cannotEstimate('TOO_FEW', 'two periods before and one after the treatment are needed');
  }
  return null;
}

function weigh(
  { controls, treated: treatedUnits, before }: SyntheticPanel,
  treated: readonly number[],
  sigma: number,
  method: SyntheticMethod,
): { controls: number[]; periods: number[] } {
  const after = treated.length - before;
  if (method === 'did') {
    return {
      controls: controls.map(() => 1 / controls.length),
      periods: new Array<number>(before).fill(1 / before),
    };
  }
  const intercept = method === 'synthetic-did';
  const zeta = intercept ? (treatedUnits.length * after) ** 0.25 * sigma : 1e-6 * sigma;
  const byPeriod = treated.slice(0, before).map((_, t) => controls.map((unit) => unit[t]!));
  return {
    controls: simplexLeastSquares(byPeriod, treated.slice(0, before), zeta ** 2, intercept),
    periods: intercept
      ? simplexLeastSquares(
          controls.map((unit) => unit.slice(0, before)),
          controls.map((unit) => unit.slice(before).reduce((a, b) => a + b, 0) / after),
          (1e-6 * sigma) ** 2,
          true,
        )
      : new Array<number>(before).fill(0),
  };
}

/** Standard deviation of the controls' first differences before the treatment. */
function noiseLevel(controls: readonly (readonly number[])[], before: number): number {
  const differences = controls.flatMap((unit) =>
    unit.slice(1, before).map((value, t) => value - unit[t]!),
  );
  const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return differences.length > 1 ? Math.sqrt(squares / (differences.length - 1)) : 0;
}
