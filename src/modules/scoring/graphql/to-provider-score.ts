import { publicId } from '../../platform/kernel/ids.js';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import type { Force } from '../../platform/kernel/vocabulary.js';
import {
  labelOf,
  modulesOf,
  type ForceDefinition,
  type IndicatorDefinition,
  type ModuleDefinition,
} from '../domain/capability-model.js';
import { metricOf } from '../domain/metrics.js';
import type { ScoreExplanation } from '../provider-score.service.js';
import { toUnscoredReasonType } from './board.type.js';
import type {
  ForceExplanationType,
  IndicatorScoreType,
  ModuleScoreType,
  ProviderScoreType,
} from './provider-score.type.js';

/** Hangs the results on the model's tree. */
export function toProviderScoreType(
  explanation: ScoreExplanation,
  locale: Locale,
): ProviderScoreType {
  const { score, model, movement } = explanation;
  const { detail, previous } = score;
  const nodes = new Map(detail.nodes.map((node) => [node.code, node]));
  const indicators = new Map(detail.indicators.map((item) => [item.code, item]));
  const gates = new Map(detail.gates.map((gate) => [gate.code, gate]));

  const toIndicator = (definition: IndicatorDefinition): IndicatorScoreType => {
    const { sample, ...result } = indicators.get(definition.code)!;
    const { source, kind, direction } = definition;
    return {
      ...result,
      ...sample,
      label: inLocale(labelOf(definition), locale),
      unit: source.kind === 'METRIC' ? inLocale(metricOf(source.metric).unit, locale) : null,
      kind,
      direction,
    };
  };
  const toModule = (definition: ModuleDefinition): ModuleScoreType => ({
    ...nodes.get(definition.code)!,
    label: inLocale(definition.label, locale),
    indicators: definition.indicators.map(toIndicator),
  });
  const toForce = (definition: ForceDefinition): ForceExplanationType => ({
    ...nodes.get(definition.code)!,
    force: definition.code as Force,
    label: inLocale(definition.label, locale),
    modules: modulesOf(definition).map(toModule),
    indicators: 'indicators' in definition ? definition.indicators.map(toIndicator) : [],
  });
  return {
    explanation,
    providerId: score.providerId,
    runId: publicId('ScoringRun', score.runId),
    modelCode: score.modelCode,
    modelVersion: score.modelVersion,
    firstDay: score.firstDay,
    cutoff: score.cutoff,
    loadNumber: score.loadNumber,
    score: score.score,
    rank: score.rank,
    coverage: Number(score.coverage),
    newcomer: score.newcomer,
    peerGroup: detail.peerGroup,
    reference: detail.reference,
    forces: model.definition.forces.map(toForce),
    reasons: score.reasons.map((reason) => toUnscoredReasonType(reason, locale)),
    gates: model.definition.gates.map((gate) => ({
      ...gates.get(gate.code)!,
      label: inLocale(gate.label, locale),
    })),
    movement: movement && { ...movement, previousCutoff: previous!.cutoff },
  };
}
