import elevenModule from '../../../../seeds/reference/capability-models/eleven-module@1.json' with { type: 'json' };
import fiveForce from '../../../../seeds/reference/capability-models/five-force@1.json' with { type: 'json' };
import { CAPABILITY_MODULES, FORCES } from '../../platform/kernel/vocabulary.js';
import {
  capabilityModelSchema,
  fedCodesOf,
  indexTreeOf,
  indicatorsOf,
  modulesOf,
  problemsOfModel,
  type CapabilityModelDefinition,
} from './capability-model.js';
import { nominalWeights } from './score-provider.js';

const shipped = { 'five-force@1': fiveForce, 'eleven-module@1': elevenModule };
const parse = (definition: unknown): CapabilityModelDefinition =>
  capabilityModelSchema.parse(definition);

describe.each(Object.entries(shipped))('%s', (_, { definition }) => {
  const model = parse(definition);

  it('is sound', () => {
    expect(problemsOfModel(model)).toEqual([]);
  });

  it('has the five forces with a fifth of the weight each', () => {
    expect(model.forces.map(({ code }) => code)).toEqual(FORCES);
    const weights = nominalWeights(indexTreeOf(model));
    for (const force of FORCES) expect(weights.get(force)).toBe(20);
  });

  it('asks for two thirds of the evidence at every node, ten sessions and three merchants', () => {
    const nodes = [model, ...model.forces, ...model.forces.flatMap(modulesOf)];
    for (const { minimumCoverage } of nodes) expect(minimumCoverage).toBeCloseTo(2 / 3, 9);
    for (const { source, minimumSample } of indicatorsOf(model)) {
      if (source.kind !== 'METRIC') continue;
      expect(minimumSample).toEqual({ sessions: 10, merchants: 3, observations: 0 });
    }
  });
});

describe('the shipped models', () => {
  const five = parse(fiveForce.definition);
  const eleven = parse(elevenModule.definition);

  it('are made of the same 26 indicators', () => {
    expect(indicatorsOf(five)).toHaveLength(26);
    expect(indicatorsOf(eleven)).toEqual(indicatorsOf(five));
  });

  it('differ in the eleven modules: arithmetic within, geometric above', () => {
    const modules = eleven.forces.flatMap(modulesOf);
    expect(modules.map(({ code }) => code)).toEqual(CAPABILITY_MODULES);
    expect(modules.every(({ aggregation }) => aggregation.kind === 'ARITHMETIC')).toBe(true);
    const geometric = { kind: 'GEOMETRIC', floor: 1 };
    expect([eleven, ...eleven.forces].map(({ aggregation }) => aggregation)).toEqual(
      Array(6).fill(geometric),
    );
    expect(five.aggregation).toEqual(geometric);
    expect(five.forces.every(({ aggregation }) => aggregation.kind === 'ARITHMETIC')).toBe(true);
  });

  it('let the feed speak for rubrics and records that nobody keeps yet', () => {
    expect(fedCodesOf(eleven)).toEqual([
      'exclusive_supply_audit',
      'merchant_survey',
      'positioning_audit',
      'standardisation_audit',
    ]);
  });
});

describe('a definition with a fault', () => {
  const broken = (change: (model: CapabilityModelDefinition) => void): string[] => {
    const model = structuredClone(parse(fiveForce.definition));
    change(model);
    return problemsOfModel(model);
  };
  const first = (model: CapabilityModelDefinition) => indicatorsOf(model)[0]!;
  const byCode = (model: CapabilityModelDefinition, code: string) =>
    indicatorsOf(model).find((item) => item.code === code)!;

  it.each<[string, (model: CapabilityModelDefinition) => void, RegExp]>([
    ['a code used twice', (m) => (first(m).code = 'conversion'), /conversion occurs twice/],
    ['a force of its own', (m) => (m.forces[0]!.code = 'LUCK'), /LUCK is no force: use TRAFFIC/],
    ['a change of nothing', (m) => (first(m).kind = 'CHANGE'), /`change` goes with kind CHANGE/],
    [
      'a logarithm of zero',
      (m) => (byCode(m, 'conversion').normalisation.standard.low = 0),
      /LOG scale needs goalposts above zero/,
    ],
    [
      'a parameter that is missing',
      (m) => (byCode(m, 'live_week_share').parameters = {}),
      /give the parameters liveDays/,
    ],
    [
      'a parameter that nobody asked for',
      (m) => (first(m).parameters = { magic: 1 }),
      /takes no parameter magic/,
    ],
    [
      'stages of a fed value',
      (m) => (byCode(m, 'merchant_reviews').stages = ['MATURE']),
      /only a metric can look at merchants of some stages/,
    ],
    ['a gate that is always open', (m) => delete m.gates[0]!.atLeast, /set `atLeast` or `atMost`/],
  ])('is refused for %s', (_, change, problem) => {
    expect(broken(change).join('; ')).toMatch(problem);
  });

  it.each([
    ['an unknown metric', { source: { kind: 'METRIC', metric: 'charisma' } }],
    [
      'goalposts in the wrong order',
      { normalisation: { scale: 'LINEAR', standard: { low: 1, high: 0 } } },
    ],
    ['a weight of nothing', { weight: 0 }],
    ['a word that it does not know', { wieght: 1 }],
  ])('does not parse with %s', (_, change) => {
    const model = structuredClone(fiveForce.definition) as { forces: { indicators: object[] }[] };
    Object.assign(model.forces[0]!.indicators[0]!, change);
    expect(capabilityModelSchema.safeParse(model).success).toBe(false);
  });
});
