import type { Interval } from '../../../statistics/distributions/index.js';
import { quantileOfSorted } from '../../../statistics/numeric/index.js';
import { wilsonInterval } from '../../../statistics/rates/index.js';
import { ratioOfSums } from '../../../statistics/ratio/index.js';

/** How a provider kept its promises, over the engagements that are over. */
export interface AttainmentSummary {
  readonly engagements: number;
  readonly merchants: number;
  /** Net GMV sold over GMV promised, as a ratio of sums; null: cannot be estimated. */
  readonly ratio: number | null;
  /** 95 %, merchants as clusters. */
  readonly interval: Interval | null;
  readonly cannotEstimate: string | null;
  /** Of the engagements' own ratios. */
  readonly quartiles: readonly [number, number, number] | null;
  readonly kept: number;
  /** Wilson's, 95 %. */
  readonly keptInterval: Interval | null;
}

export function summariseAttainment(
  promises: readonly {
    readonly merchantId: string;
    readonly target: number;
    readonly net: number;
  }[],
): AttainmentSummary {
  const rows = promises.map(({ merchantId, target, net }) => ({
    numerator: net,
    denominator: target,
    cluster: merchantId,
  }));
  const ratio = ratioOfSums(rows);
  const ratios = Float64Array.from(promises.map(({ target, net }) => net / target)).sort();
  const kept = promises.filter(({ target, net }) => net >= target).length;
  const keptInterval = wilsonInterval(kept, promises.length);
  const at = (probability: number): number => quantileOfSorted(ratios, probability);
  return {
    engagements: promises.length,
    merchants: new Set(promises.map(({ merchantId }) => merchantId)).size,
    ratio: ratio.estimable ? ratio.value.ratio : null,
    interval: ratio.estimable ? ratio.value.interval : null,
    cannotEstimate: ratio.estimable ? null : ratio.reason,
    quartiles: ratios.length === 0 ? null : [at(0.25), at(0.5), at(0.75)],
    kept,
    keptInterval: keptInterval.estimable ? keptInterval.value.interval : null,
  };
}
