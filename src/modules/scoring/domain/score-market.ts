import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { canonicalJson } from '../../platform/kernel/canonical-json.js';
import {
  indexTreeOf,
  indicatorsOf,
  type CapabilityModelDefinition,
  type GateDefinition,
  type IndicatorDefinition,
} from './capability-model.js';
import { findIndicator, gateValue, type Finding } from './findings.js';
import { growthStageOf, modalTier, tierOf, type TierCutOffs } from './merchant-standing.js';
import { assignPeerGroups, type PeerGroup } from './peer-groups.js';
import { peerIndicator, type PeerIndicator } from './peer-statistics.js';
import type { GateResult, ProviderResult } from './provider-result.js';
import { publish, scoreProvider, type ScoredModel } from './score-provider.js';
import type { ProviderStatistics } from './statistics.js';

export interface MarketModel extends ScoredModel {
  readonly code: string;
  readonly version: number;
  /** What each indicator asks of the statistics, by its code: models that ask the same share the answer. */
  readonly questions: ReadonlyMap<string, string>;
}

/** What the policies in force at the cutoff say; kept with the run, so that it can be made again. */
export interface MarketSetting extends TierCutOffs {
  readonly cutoff: BusinessDate;
  readonly matureAfterMonths: number;
}

export interface Subject {
  readonly providerId: string;
  readonly focus: string;
  readonly categoryCode: string;
}

/** A provider's statistics, read by every model: all that has to be in memory for everybody at once. */
export interface SubjectReading extends Subject {
  readonly tier: TradingTier | null;
  readonly sessions: number;
  readonly merchants: number;
  /** By question: see MarketModel. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** By model. */
  readonly gates: ReadonlyMap<string, readonly GateResult[]>;
}

export function marketModel(
  code: string,
  version: number,
  definition: CapabilityModelDefinition,
): MarketModel {
  const indicators = indicatorsOf(definition);
  const questions = new Map(indicators.map((item) => [item.code, questionOf(item)]));
  return { code, version, definition, tree: indexTreeOf(definition), indicators, questions };
}

function questionOf({ source, kind, change, stages, parameters }: IndicatorDefinition): string {
  return canonicalJson({ source, kind, change, stages, parameters });
}

export function readSubject(
  subject: Subject,
  statistics: ProviderStatistics,
  models: readonly MarketModel[],
  setting: MarketSetting,
): SubjectReading {
  const { merchants } = statistics;
  const stageOf = (merchant: (typeof merchants)[number]) =>
    growthStageOf(merchant, setting.cutoff, setting.matureAfterMonths);
  const sessions = merchants.map((merchant) => Number(merchant.sessions?.sums.sessions ?? 0));
  const findings = new Map<string, Finding>();
  for (const { indicators, questions } of models) {
    for (const indicator of indicators) {
      const question = questions.get(indicator.code)!;
      if (!findings.has(question)) {
        findings.set(question, findIndicator(indicator, statistics, stageOf));
      }
    }
  }
  return {
    ...subject,
    tier: modalTier(merchants.map(({ trailingNetGmv }) => tierOf(trailingNetGmv, setting))),
    sessions: sessions.reduce((sum, count) => sum + count, 0),
    merchants: sessions.filter((count) => count > 0).length,
    findings,
    gates: new Map(
      models.map(({ code, definition }) => [
        code,
        definition.gates.map((gate) => readGate(gate, statistics)),
      ]),
    ),
  };
}

export interface ScoredProvider extends ProviderResult {
  readonly gates: readonly GateResult[];
}

/** All readings held against each other. Results are made one by one, so that they need not be in memory together. */
export class Market {
  private readonly readings: ReadonlyMap<string, SubjectReading>;
  private readonly groups: ReadonlyMap<string, ReadonlyMap<string, PeerGroup>>;
  private readonly peers = new Map<string, ReadonlyMap<string, PeerIndicator>>();

  constructor(models: readonly MarketModel[], readings: readonly SubjectReading[]) {
    this.readings = new Map(readings.map((reading) => [reading.providerId, reading]));
    this.groups = new Map(
      models.map(({ code, definition }) => [
        code,
        assignPeerGroups(readings, definition.peerGroups),
      ]),
    );
  }

  score(model: MarketModel, providerId: string): ScoredProvider {
    const reading = this.readings.get(providerId)!;
    const group = this.groups.get(model.code)!.get(providerId)!;
    const result = scoreProvider(model, {
      providerId,
      peerGroupKey: group.key,
      findings: new Map(
        model.indicators.map(({ code }) => [code, findingOf(model, reading, code)]),
      ),
      peers: this.peersOf(model, group),
      sessions: reading.sessions,
      merchants: reading.merchants,
    });
    return { ...result, gates: reading.gates.get(model.code)! };
  }

  private peersOf(model: MarketModel, group: PeerGroup): ReadonlyMap<string, PeerIndicator> {
    const name = `${model.code} ${group.key}`;
    const known = this.peers.get(name);
    if (known) return known;
    const { minimumShown } = model.definition.peerGroups;
    const peers = new Map(
      model.indicators.map((indicator) => {
        const members = group.memberIds.map((providerId) => ({
          providerId,
          finding: findingOf(model, this.readings.get(providerId)!, indicator.code),
        }));
        return [indicator.code, peerIndicator(indicator, members, minimumShown)];
      }),
    );
    this.peers.set(name, peers);
    return peers;
  }
}

function findingOf(model: MarketModel, reading: SubjectReading, indicator: string): Finding {
  return reading.findings.get(model.questions.get(indicator)!)!;
}

function readGate(gate: GateDefinition, statistics: ProviderStatistics): GateResult {
  const { code } = gate;
  const finding = gateValue(gate, statistics);
  if (finding.kind === 'NO_SOURCE') return { code, state: 'SOURCE_NOT_AVAILABLE', value: null };
  if (finding.kind !== 'LEVEL') return { code, state: 'NO_DATA', value: null };
  const passes =
    finding.raw >= (gate.atLeast ?? Number.NEGATIVE_INFINITY) &&
    finding.raw <= (gate.atMost ?? Number.POSITIVE_INFINITY);
  return { code, state: passes ? 'PASSED' : 'FAILED', value: publish(finding.raw) };
}
