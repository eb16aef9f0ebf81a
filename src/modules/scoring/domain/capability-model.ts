import { z } from 'zod';
import {
  problemsOfTree,
  type Aggregation,
  type IndexNode,
} from '../../../statistics/composite-index/index.js';
import type { LocalisedText } from '../../platform/kernel/result.js';
import { FORCES } from '../../platform/kernel/vocabulary.js';
import { METRIC_CODES, metricOf, type MetricCode } from './metrics.js';

/** Growth stages of a merchant, by which an indicator may choose whom it looks at. */
export const GROWTH_STAGES = ['COLD_START', 'CLIMBING', 'MATURE'] as const;
export type GrowthStage = (typeof GROWTH_STAGES)[number];

/** What describes a provider's peers, from which a model's levels are put together. */
export const PEER_ATTRIBUTES = ['FOCUS', 'CATEGORY', 'TIER'] as const;
export type PeerAttribute = (typeof PEER_ATTRIBUTES)[number];

const code = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{1,59}$/);
const label = z.strictObject({ en: z.string().min(1).max(120), zh: z.string().min(1).max(120) });
const weight = z.number().positive().max(1_000);

/**
 * Where an indicator's value comes from. RUBRIC and RECORD name what staff or other modules will record here;
 * until then the feed may speak for it (`fedAs`: an indicator of `indicator-values` on the same scale), and
 * without that the indicator answers "source not available".
 */
const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('METRIC'), metric: z.enum(METRIC_CODES as [MetricCode]) }),
  z.strictObject({ kind: z.literal('FED'), indicator: code }),
  z.strictObject({ kind: z.literal('RUBRIC'), rubric: code, fedAs: code.optional() }),
  z.strictObject({
    kind: z.literal('RECORD'),
    record: z.enum(['BIG_SESSIONS', 'PLANS_AND_REVIEWS', 'MERCHANT_REVIEWS', 'CERTIFICATES']),
    fedAs: code.optional(),
  }),
]);

const goalposts = z
  .strictObject({ low: z.number(), high: z.number() })
  .refine(({ low, high }) => low < high, 'the low goalpost lies below the high one');

const indicator = z.strictObject({
  code,
  /** A metric has a label of its own. */
  label: label.optional(),
  weight,
  source,
  kind: z.enum(['LEVEL', 'CHANGE']),
  /** How a CHANGE is taken against the merchant's own baseline, and what a baseline must hold. */
  change: z
    .strictObject({
      form: z.enum(['DIFFERENCE', 'LOG_RATIO']),
      /** Sessions (or merchant-days) in the baseline. */
      minimumBaseline: z.number().int().min(1),
      /** Observations at which a merchant's own baseline and its peers' mean count alike. */
      priorStrength: z.number().positive(),
    })
    .optional(),
  direction: z.enum(['HIGHER_IS_BETTER', 'LOWER_IS_BETTER']),
  /** Only merchants in these stages count; absent: all. */
  stages: z.array(z.enum(GROWTH_STAGES)).min(1).optional(),
  parameters: z.record(z.string(), z.number()).default({}),
  minimumSample: z.strictObject({
    sessions: z.number().int().min(0),
    merchants: z.number().int().min(0),
    observations: z.number().int().min(0).default(0),
  }),
  /** Applied to the raw value before anything else. */
  winsorise: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('NONE') }),
    z.strictObject({ kind: z.literal('CLAMP'), low: z.number(), high: z.number() }),
  ]),
  shrinkage: z.strictObject({
    by: z.enum(['SESSIONS', 'MERCHANTS', 'OBSERVATIONS']),
    priorStrength: z.number().positive(),
  }),
  normalisation: z.strictObject({
    scale: z.enum(['LINEAR', 'LOG']),
    /** Frozen in the version. `byPeerGroup` is keyed as in PeerGroup.key and goes before `standard`. */
    standard: goalposts,
    byPeerGroup: z.record(z.string(), goalposts).default({}),
  }),
});

const aggregation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ARITHMETIC') }),
  z.strictObject({ kind: z.literal('GEOMETRIC'), floor: z.number().positive().nullable() }),
  z.strictObject({ kind: z.literal('HARMONIC'), floor: z.number().positive().nullable() }),
]);

const nodeFields = {
  code,
  label,
  weight,
  aggregation,
  minimumCoverage: z.number().min(0).max(1),
};
const moduleNode = z.strictObject({ ...nodeFields, indicators: z.array(indicator).min(1).max(40) });
const forceNode = z.union([
  z.strictObject({ ...nodeFields, modules: z.array(moduleNode).min(1).max(20) }),
  moduleNode,
]);

const gate = z.strictObject({
  code,
  label,
  source,
  parameters: z.record(z.string(), z.number()).default({}),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
});

export const capabilityModelSchema = z.strictObject({
  name: label,
  aggregation,
  minimumCoverage: z.number().min(0).max(1),
  /** The scores at the two goalposts. */
  range: z.tuple([z.number(), z.number()]),
  peerGroups: z.strictObject({
    /** From the finest: a level with too few providers gives way to the next; the last is taken as it is. */
    levels: z.array(z.array(z.enum(PEER_ATTRIBUTES))).min(1),
    minimumProviders: z.number().int().min(1),
    /** Distributions of fewer are neither shown nor used: they would tell one provider's figures. */
    minimumShown: z.number().int().min(5),
  }),
  forces: z.array(forceNode).min(1).max(20),
  gates: z.array(gate).max(20),
});

export type CapabilityModelDefinition = z.infer<typeof capabilityModelSchema>;
export type IndicatorDefinition = z.infer<typeof indicator>;
export type IndicatorSource = z.infer<typeof source>;
export type GateDefinition = z.infer<typeof gate>;
export type ForceDefinition = CapabilityModelDefinition['forces'][number];
export type ModuleDefinition = z.infer<typeof moduleNode>;

/** The root's code in trees and results. */
export const ROOT = 'SCORE';

export function modulesOf(force: ForceDefinition): readonly ModuleDefinition[] {
  return 'modules' in force ? force.modules : [];
}

export function indicatorsOf(definition: CapabilityModelDefinition): IndicatorDefinition[] {
  return definition.forces.flatMap((force) =>
    'modules' in force ? force.modules.flatMap((module) => module.indicators) : force.indicators,
  );
}

export function indexTreeOf(definition: CapabilityModelDefinition): IndexNode {
  const ofModule = (node: ModuleDefinition): IndexNode => ({
    ...inner(node),
    children: node.indicators.map(({ code: leaf, weight: share }) => ({
      code: leaf,
      weight: share,
    })),
  });
  return {
    ...inner({ ...definition, code: ROOT, weight: 1 }),
    children: definition.forces.map((force) =>
      'modules' in force
        ? { ...inner(force), children: force.modules.map(ofModule) }
        : ofModule(force),
    ),
  };
}

function inner(node: {
  code: string;
  weight: number;
  aggregation: Aggregation;
  minimumCoverage: number;
}) {
  const { code: name, weight: share, aggregation: mean, minimumCoverage } = node;
  return { code: name, weight: share, aggregation: mean, minimumCoverage };
}

export function labelOf(definition: IndicatorDefinition): LocalisedText {
  if (definition.label) return definition.label;
  const { source: from } = definition;
  return from.kind === 'METRIC'
    ? metricOf(from.metric).label
    : { en: definition.code, zh: definition.code };
}

/** The fed indicators that a model may read. */
export function fedCodesOf(definition: CapabilityModelDefinition): string[] {
  const sources = [...indicatorsOf(definition), ...definition.gates].map((item) => item.source);
  return [...new Set(sources.flatMap((from) => fedCodeOf(from) ?? []))].sort();
}

export function fedCodeOf(from: IndicatorSource): string | undefined {
  if (from.kind === 'METRIC') return undefined;
  return from.kind === 'FED' ? from.indicator : from.fedAs;
}

/** What is wrong with a definition that has the right shape; each sentence names the place and the repair. */
export function problemsOfModel(definition: CapabilityModelDefinition): string[] {
  const tree = indexTreeOf(definition);
  return [
    ...problemsOfTree(tree),
    ...definition.forces.flatMap(problemsOfForce),
    ...indicatorsOf(definition).flatMap(problemsOfIndicator),
    ...definition.gates.flatMap(problemsOfGate),
  ];
}

/** Modules are the model's own affair; the forces are the same five in every model, so that models compare. */
function problemsOfForce({ code: name }: ForceDefinition): string[] {
  return (FORCES as readonly string[]).includes(name)
    ? []
    : [`${name} is no force: use ${FORCES.join(', ')}`];
}

function problemsOfIndicator(item: IndicatorDefinition): string[] {
  const problems: string[] = [];
  const report = (problem: string): void => void problems.push(`${item.code}: ${problem}`);
  if ((item.kind === 'CHANGE') !== (item.change !== undefined)) {
    report('`change` goes with kind CHANGE, and only with it');
  }
  if (item.normalisation.scale === 'LOG' && item.normalisation.standard.low <= 0) {
    report('a LOG scale needs goalposts above zero');
  }
  if (item.source.kind !== 'METRIC') {
    if (item.kind === 'CHANGE') report('only a metric has a merchant’s baseline to change against');
    if (item.stages) report('only a metric can look at merchants of some stages');
    if (item.minimumSample.sessions + item.minimumSample.merchants > 0) {
      report('a fed value or rubric counts observations, not sessions or merchants');
    }
    if (!item.label) report('give it a label');
    return problems;
  }
  const metric = metricOf(item.source.metric);
  if (metric.family === 'ENGAGEMENTS' && (item.kind === 'CHANGE' || item.stages)) {
    report('an engagement metric is a LEVEL over all merchants');
  }
  const given = Object.keys(item.parameters);
  const missing = metric.parameters.filter((name) => !given.includes(name));
  const unknown = given.filter((name) => !metric.parameters.includes(name));
  if (missing.length > 0) report(`give the parameters ${missing.join(', ')}`);
  if (unknown.length > 0) report(`${item.source.metric} takes no parameter ${unknown.join(', ')}`);
  return problems;
}

function problemsOfGate(item: GateDefinition): string[] {
  if (item.atLeast !== undefined || item.atMost !== undefined) return [];
  return [`gate ${item.code}: set \`atLeast\` or \`atMost\``];
}
