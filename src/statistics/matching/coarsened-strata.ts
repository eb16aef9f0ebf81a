/**
 * Which bin a number falls into: 0 below the first cutpoint, i from cutpoint i − 1 on.
 *
 * @param cutpoints ascending
 */
export function coarsen(value: number, cutpoints: readonly number[]): number {
  let bin = 0;
  while (bin < cutpoints.length && value >= cutpoints[bin]!) bin++;
  return bin;
}

export interface Strata<T> {
  /** Strata that hold both treated units and controls. */
  matched: Map<string, { treated: T[]; controls: T[] }>;
  /** Treated units in strata without controls: no comparison exists for them. */
  unmatchedTreated: T[];
}

/**
 * Coarsened exact matching: units are compared inside strata of equal (coarsened) traits.
 *
 * Source: Iacus, King & Porro (2012), Political Analysis 20.
 *
 * @param stratumOf key of all traits that must agree, e.g. tier|category|age bin|GMV bin
 */
export function coarsenedStrata<T>(
  treated: readonly T[],
  controls: readonly T[],
  stratumOf: (unit: T) => string,
): Strata<T> {
  const all = new Map<string, { treated: T[]; controls: T[] }>();
  const at = (key: string): { treated: T[]; controls: T[] } => {
    const stratum = all.get(key) ?? { treated: [], controls: [] };
    all.set(key, stratum);
    return stratum;
  };
  for (const unit of treated) at(stratumOf(unit)).treated.push(unit);
  for (const unit of controls) at(stratumOf(unit)).controls.push(unit);
  const matched = new Map([...all].filter(([, s]) => s.treated.length && s.controls.length));
  return {
    matched,
    unmatchedTreated: [...all.values()].flatMap((s) => (s.controls.length ? [] : s.treated)),
  };
}

/**
 * Weights that make matched controls look like the treated: each treated unit counts 1 and its stratum's
 * controls share that among them.
 */
export function stratumWeights<T>(strata: Strata<T>): Map<T, number> {
  const weights = new Map<T, number>();
  for (const { treated, controls } of strata.matched.values()) {
    for (const unit of treated) weights.set(unit, 1);
    for (const unit of controls) weights.set(unit, treated.length / controls.length);
  }
  return weights;
}
