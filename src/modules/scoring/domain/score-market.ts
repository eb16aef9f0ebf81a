import type { TradingTier } from '../../platform/kernel/vocabulary.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import {
  indexTreeOf,
  indicatorsOf,
  type CapabilityModelDefinition,
  type GateDefinition,
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
  readonly byModel: ReadonlyMap<string, ModelReading>;
}

interface ModelReading {
  readonly findings: ReadonlyMap<string, Finding>;
  readonly gates: readonly GateResult[];
}

export function marketModel(
  code: string,
  version: number,
  definition: CapabilityModelDefinition,
): MarketModel {
  return {
    code,
    version,
    definition,
    tree: indexTreeOf(definition),
    indicators: indicatorsOf(definition),
  };
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
  const readBy = (model: MarketModel): ModelReading => ({
    findings: new Map(
      model.indicators.map((item) => [item.code, findIndicator(item, statistics, stageOf)]),
    ),
    gates: model.definition.gates.map((gate) => readGate(gate, statistics)),
  });
  return {
    ...subject,
    tier: modalTier(merchants.map(({ trailingNetGmv }) => tierOf(trailingNetGmv, setting))),
    sessions: sessions.reduce((sum, count) => sum + count, 0),
    merchants: sessions.filter((count) => count > 0).length,
    byModel: new Map(models.map((model) => [model.code, readBy(model)])),
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
    const { findings, gates } = reading.byModel.get(model.code)!;
    const group = this.groups.get(model.code)!.get(providerId)!;
    const result = scoreProvider(model, {
      providerId,
      peerGroupKey: group.key,
      findings,
      peers: this.peersOf(model, group),
      sessions: reading.sessions,
      merchants: reading.merchants,
    });
    return { ...result, gates };
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
          finding: this.findingOf(model, providerId, indicator.code),
        }));
        return [indicator.code, peerIndicator(indicator, members, minimumShown)];
      }),
    );
    this.peers.set(name, peers);
    return peers;
  }

  private findingOf(model: MarketModel, providerId: string, indicator: string): Finding {
    return this.readings.get(providerId)!.byModel.get(model.code)!.findings.get(indicator)!;
  }
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
