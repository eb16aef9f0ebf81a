import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { addDays } from '../platform/kernel/business-date.js';
import {
  baselineOf,
  windowOf,
  type Days,
  type RunSetting,
  type ServiceSpan,
} from './domain/run-setting.js';
import type {
  DayStatistics,
  EngagementStatistics,
  FedStatistics,
  MerchantStatistics,
  ProviderStatistics,
  SessionStatistics,
} from './domain/statistics.js';
import {
  FED_SUMS,
  MERCHANT_STANDING,
  OPERATED_SESSION_SUMS,
  SPAN_DAY_SUMS,
  SPAN_SESSION_SUMS,
} from './evidence.sql.js';

export interface EvidenceSubject {
  readonly providerId: string;
  readonly operatedSessionIds: readonly string[];
  readonly sessionIds: readonly string[];
  readonly serviceSpans: readonly ServiceSpan[];
  readonly engagements: EngagementStatistics;
}

/** Which rows a run reads, beside those of its subjects. */
export interface EvidenceRequest {
  readonly cutoff: string;
  readonly loadNumber: string;
  readonly setting: RunSetting;
  readonly fedCodes: readonly string[];
  /** Families in which some indicator is a CHANGE against the merchant's own past. */
  readonly baselines: { readonly sessions: boolean; readonly days: boolean };
}

interface Span extends Days {
  readonly providerId: string;
  readonly merchantId: string;
}

type OfMerchant<T> = T & { readonly providerId: string; readonly merchantId: string };
type Standing = Pick<MerchantStatistics, 'merchantId' | 'kind' | 'successMonth' | 'trailingNetGmv'>;

/** Reads the facts behind a batch of providers: one grouped statement for each family of facts. */
@Injectable()
export class EvidenceStore {
  constructor(private readonly database: Database) {}

  /** @returns the statistics of each subject, in the order given */
  async statistics(
    subjects: readonly EvidenceSubject[],
    request: EvidenceRequest,
  ): Promise<ProviderStatistics[]> {
    const window = windowOf(request.cutoff, request.setting);
    const served = subjects.flatMap(({ providerId, serviceSpans }) =>
      serviceSpans.map((span) => ({ ...span, providerId })),
    );
    const past = baselineSpans(served, request.setting);
    const sessions = await this.operatedSessions(subjects, request, window);
    const days = await this.days(served, request);
    const merchantIds = [...served, ...sessions.values()].map(({ merchantId }) => merchantId);
    const standings = await this.standings([...new Set(merchantIds)], request);
    const pastSessions = await this.sessions(request.baselines.sessions ? past : [], request);
    const pastDays = await this.days(request.baselines.days ? past : [], request);
    const fed = await this.fed(subjects, request, window);

    const merchantsOf = groupBy([...served, ...sessions.values()], ({ providerId }) => providerId);
    return subjects.map(({ providerId, engagements }) => {
      const ids = new Set(merchantsOf.get(providerId)?.map(({ merchantId }) => merchantId));
      const merchants = [...ids].sort().map((merchantId): MerchantStatistics => {
        const key = pairKey({ providerId, merchantId });
        const baseline = {
          sessions: sessionPart(pastSessions.get(key)),
          days: dayPart(pastDays.get(key)),
        };
        return {
          ...standings.get(merchantId)!,
          sessions: sessionPart(sessions.get(key)),
          days: dayPart(days.get(key)),
          baseline: baseline.sessions || baseline.days ? baseline : null,
        };
      });
      return { providerId, merchants, fed: fed.get(providerId) ?? [], engagements };
    });
  }

  private async operatedSessions(
    subjects: readonly EvidenceSubject[],
    { loadNumber }: EvidenceRequest,
    window: Days,
  ): Promise<Map<string, OfMerchant<SessionStatistics>>> {
    const providerIds = subjects.flatMap(({ providerId, sessionIds }) =>
      sessionIds.map(() => providerId),
    );
    const rows = await this.database.query<OfMerchant<SessionStatistics>>(OPERATED_SESSION_SUMS, [
      loadNumber,
      window.firstDay,
      window.lastDay,
      providerIds,
      subjects.flatMap(({ operatedSessionIds }) => operatedSessionIds),
      subjects.flatMap(({ sessionIds }) => sessionIds),
    ]);
    return byPair(rows);
  }

  private async sessions(
    spans: readonly Span[],
    request: EvidenceRequest,
  ): Promise<Map<string, OfMerchant<SessionStatistics>>> {
    return byPair(
      await this.inSpans<OfMerchant<SessionStatistics>>(SPAN_SESSION_SUMS, spans, request),
    );
  }

  private async days(
    spans: readonly Span[],
    request: EvidenceRequest,
  ): Promise<Map<string, OfMerchant<DayStatistics>>> {
    return byPair(await this.inSpans<OfMerchant<DayStatistics>>(SPAN_DAY_SUMS, spans, request));
  }

  private async inSpans<Row>(
    statement: string,
    spans: readonly Span[],
    { loadNumber }: EvidenceRequest,
  ): Promise<Row[]> {
    if (spans.length === 0) return [];
    const firstDays = spans.map(({ firstDay }) => firstDay);
    const lastDays = spans.map(({ lastDay }) => lastDay);
    return this.database.query<Row>(statement, [
      loadNumber,
      firstDays.reduce((a, b) => (a < b ? a : b)),
      lastDays.reduce((a, b) => (a > b ? a : b)),
      spans.map(({ providerId }) => providerId),
      spans.map(({ merchantId }) => merchantId),
      firstDays,
      lastDays,
    ]);
  }

  private async standings(
    merchantIds: readonly string[],
    { loadNumber, cutoff, setting }: EvidenceRequest,
  ): Promise<Map<string, Standing>> {
    const rows = await this.database.query<Standing>(MERCHANT_STANDING, [
      loadNumber,
      merchantIds,
      cutoff,
      addDays(cutoff, 1 - setting.tierDays),
      setting.coldStartSuccessMonthGmv,
    ]);
    return new Map(rows.map((row) => [row.merchantId, row]));
  }

  private async fed(
    subjects: readonly EvidenceSubject[],
    { loadNumber, fedCodes }: EvidenceRequest,
    window: Days,
  ): Promise<Map<string, FedStatistics[]>> {
    const rows = await this.database.query<FedStatistics & { providerId: string }>(FED_SUMS, [
      loadNumber,
      window.firstDay,
      window.lastDay,
      subjects.map(({ providerId }) => providerId),
      fedCodes,
    ]);
    const grouped = groupBy(rows, ({ providerId }) => providerId);
    for (const values of grouped.values()) values.sort((a, b) => (a.code < b.code ? -1 : 1));
    return new Map(
      [...grouped].map(([providerId, values]) => [
        providerId,
        values.map(({ code, weightedSum, sampleSize }) => ({ code, weightedSum, sampleSize })),
      ]),
    );
  }
}

/** One baseline for each pair: that of the service which was the first to reach into the window. */
function baselineSpans(
  served: readonly (ServiceSpan & { readonly providerId: string })[],
  setting: RunSetting,
): Span[] {
  const earliest = new Map<string, (typeof served)[number]>();
  for (const span of served) {
    const known = earliest.get(pairKey(span));
    if (!known || span.servedFrom < known.servedFrom) earliest.set(pairKey(span), span);
  }
  return [...earliest.values()].map(({ providerId, merchantId, servedFrom }) => ({
    providerId,
    merchantId,
    ...baselineOf(servedFrom, setting),
  }));
}

function sessionPart(row: SessionStatistics | undefined): SessionStatistics | null {
  return row ? { sums: row.sums, weeks: row.weeks } : null;
}

function dayPart(row: DayStatistics | undefined): DayStatistics | null {
  return row ? { sums: row.sums, wholeWeeks: row.wholeWeeks } : null;
}

function pairKey({ providerId, merchantId }: { providerId: string; merchantId: string }): string {
  return `${providerId} ${merchantId}`;
}

function byPair<Row extends { providerId: string; merchantId: string }>(
  rows: readonly Row[],
): Map<string, Row> {
  return new Map(rows.map((row) => [pairKey(row), row]));
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
