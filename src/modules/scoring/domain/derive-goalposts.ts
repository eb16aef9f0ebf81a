import type { CapabilityModelDefinition, IndicatorDefinition } from './capability-model.js';
import type { PeerDistribution } from './peer-statistics.js';

/** The distributions of one run, by peer group and indicator. */
export type PeerDistributions = ReadonlyMap<string, ReadonlyMap<string, PeerDistribution>>;

/**
 * A model's definition with the 5th and 95th percentile of each peer group of a run as its frozen goalposts: the
 * beginning of a new version. Where a group's percentiles coincide, or a logarithmic scale has no place for
 * them, the standard goalposts stay.
 */
export function withGoalpostsOf(
  definition: CapabilityModelDefinition,
  distributions: PeerDistributions,
): CapabilityModelDefinition {
  const freeze = (indicator: IndicatorDefinition): IndicatorDefinition => {
    const { scale } = indicator.normalisation;
    const frozen = [...distributions].flatMap(([group, byIndicator]) => {
      const found = byIndicator.get(indicator.code);
      if (!found || found.p5 >= found.p95 || (scale === 'LOG' && found.p5 <= 0)) return [];
      return [[group, { low: found.p5, high: found.p95 }] as const];
    });
    const byPeerGroup = { ...indicator.normalisation.byPeerGroup, ...Object.fromEntries(frozen) };
    return { ...indicator, normalisation: { ...indicator.normalisation, byPeerGroup } };
  };
  return {
    ...definition,
    forces: definition.forces.map((force) =>
      'modules' in force
        ? {
            ...force,
            modules: force.modules.map((module) => ({
              ...module,
              indicators: module.indicators.map(freeze),
            })),
          }
        : { ...force, indicators: force.indicators.map(freeze) },
    ),
  };
}
