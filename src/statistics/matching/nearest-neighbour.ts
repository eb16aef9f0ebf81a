import { cannotEstimate, estimated, type Estimate } from '../numeric/estimate.js';

export interface MatchableUnit {
  id: string;
  /** Traits that must agree exactly, e.g. tier and category, as one key. */
  exact: string;
  /** Numbers that should be near, e.g. age in months and mean log GMV over months −6 … −3. */
  covariates: readonly number[];
}

export interface MatchedSet {
  treated: string;
  controls: string[];
  /** Mean distance in standard deviations. */
  distance: number;
}

export interface NearestMatches {
  sets: MatchedSet[];
  unmatched: { id: string; reason: 'NO_EXACT_MATCH' | 'NONE_WITHIN_CALIPER' | 'ALL_TAKEN' }[];
}

/**
 * Nearest-neighbour matching inside exact cells, without replacement. The closest pair of all is matched
 * first, so that the result does not depend on the order of units (ties go to the smaller ids). A treated
 * unit's k-th control is sought only after everybody had the chance of a (k − 1)-th.
 *
 * Distance is Euclidean in standard deviations of the treated, and no covariate may differ by more than
 * its caliper. Match on what was known well before treatment: matching on the last months builds in
 * regression to the mean.
 *
 * @param calipers in standard deviations, one per covariate
 * @param controlsPerTreated at least 1
 */
export function matchNearest(
  treated: readonly MatchableUnit[],
  controls: readonly MatchableUnit[],
  {
    calipers,
    controlsPerTreated = 1,
  }: { calipers: readonly number[]; controlsPerTreated?: number },
): Estimate<NearestMatches> {
  if (treated.length < 2) return cannotEstimate('TOO_FEW', 'matching needs two treated units');
  const width = calipers.length;
  const wrong = [...treated, ...controls].find(
    ({ covariates }) => covariates.length !== width || !covariates.every(Number.isFinite),
  );
  if (wrong || !(controlsPerTreated >= 1)) {
    return cannotEstimate(
      'INVALID_INPUT',
      wrong
        ? `unit ${wrong.id}: ${width} finite covariates are needed`
        : 'ask for 1 control or more',
    );
  }
  const deviations = calipers.map((_, i) => deviationOf(treated.map((u) => u.covariates[i]!)));
  const cells = new Map<string, MatchableUnit[]>();
  for (const control of controls) {
    const cell = cells.get(control.exact);
    if (cell) cell.push(control);
    else cells.set(control.exact, [control]);
  }
  const pairs = treated
    .flatMap((unit) =>
      (cells.get(unit.exact) ?? []).flatMap((control) => {
        const distance = distanceOf(unit, control, deviations, calipers);
        return distance === null ? [] : [{ treated: unit.id, control: control.id, distance }];
      }),
    )
    .sort(
      (a, b) =>
        a.distance - b.distance || compare(a.treated, b.treated) || compare(a.control, b.control),
    );
  const taken = new Set<string>();
  const chosen = new Map<string, { controls: string[]; total: number }>();
  for (let round = 1; round <= controlsPerTreated; round++) {
    for (const pair of pairs) {
      const own = chosen.get(pair.treated) ?? { controls: [], total: 0 };
      if (own.controls.length >= round || taken.has(pair.control)) continue;
      own.controls.push(pair.control);
      own.total += pair.distance;
      chosen.set(pair.treated, own);
      taken.add(pair.control);
    }
  }
  const reachable = new Set(pairs.map((pair) => pair.treated));
  return estimated({
    sets: treated.flatMap(({ id }) => {
      const own = chosen.get(id);
      return own
        ? [{ treated: id, controls: own.controls, distance: own.total / own.controls.length }]
        : [];
    }),
    unmatched: treated
      .filter(({ id }) => !chosen.has(id))
      .map(({ id, exact }) => ({
        id,
        reason: reachable.has(id)
          ? 'ALL_TAKEN'
          : cells.has(exact)
            ? 'NONE_WITHIN_CALIPER'
            : 'NO_EXACT_MATCH',
      })),
  });
}

/** Distance in standard deviations, or null beyond a caliper. */
function distanceOf(
  a: MatchableUnit,
  b: MatchableUnit,
  deviations: readonly number[],
  calipers: readonly number[],
): number | null {
  let squares = 0;
  for (let i = 0; i < calipers.length; i++) {
    const difference = Math.abs(a.covariates[i]! - b.covariates[i]!) / deviations[i]!;
    if (difference > calipers[i]!) return null;
    squares += difference ** 2;
  }
  return Math.sqrt(squares);
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) || 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
