import { Injectable } from '@nestjs/common';
import type { Transaction } from '../platform/database/sql-executor.js';
import { addDays } from '../platform/kernel/business-date.js';
import { windowOf, type Days, type RunSetting } from './domain/run-setting.js';
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
  PAST_DAY_SUMS,
  PAST_DAYS,
  PAST_SESSION_SUMS,
  SERVED_DAY_SUMS,
} from './evidence.sql.js';

export interface EvidenceSubject {
  readonly providerId: string;
  readonly engagements: EngagementStatistics;
}

/** Which rows a run reads, beside those of its subjects. */
export interface EvidenceRequest {
  readonly runId: string;
  readonly cutoff: string;
  readonly loadNumber: string;
  readonly setting: RunSetting;
  readonly fedCodes: readonly string[];
  /** Families in which some indicator is a CHANGE against the merchant's own past. */
  readonly baselines: { readonly sessions: boolean; readonly days: boolean };
}

type OfMerchant<T> = T & { readonly providerId: string; readonly merchantId: string };
type Standing = OfMerchant<Pick<MerchantStatistics, 'kind' | 'successMonth' | 'trailingNetGmv'>>;

/** The families of facts, by the temporary tables that their sums are gathered into. */
type Family =
  | 'gathered_session'
  | 'gathered_day'
  | 'gathered_past_session'
  | 'gathered_past_day'
  | 'gathered_standing'
  | 'gathered_fed';

/**
 * Reads the facts behind a run's providers: one statement for each family of facts and all providers, because
 * each month's partition is then read once, and not once for each batch. The sums lie in temporary tables of
 * the transaction until they are read batch by batch, so that memory stays flat.
 */
@Injectable()
export class EvidenceStore {
  async gather(
    transaction: Transaction,
    { runId, cutoff, loadNumber, setting, fedCodes, baselines }: EvidenceRequest,
  ): Promise<void> {
    const { firstDay, lastDay } = windowOf(cutoff, setting);
    const inWindow = [runId, loadNumber, firstDay, lastDay];
    await keep(transaction, 'gathered_session', OPERATED_SESSION_SUMS, inWindow);
    await keep(transaction, 'gathered_day', SERVED_DAY_SUMS, inWindow);
    await keep(transaction, 'gathered_fed', FED_SUMS, [...inWindow, fedCodes]);
    await keep(transaction, 'gathered_standing', MERCHANT_STANDING, [
      runId,
      loadNumber,
      cutoff,
      addDays(cutoff, 1 - setting.tierDays),
      setting.coldStartSuccessMonthGmv,
    ]);
    const { baselineGapDays, baselineDays } = setting;
    const [past] = await transaction.query<{ [Day in keyof Days]: string | null }>(PAST_DAYS, [
      runId,
      baselineGapDays,
      baselineDays,
    ]);
    const { firstDay: from, lastDay: to } = past!;
    const inPast = [runId, loadNumber, from, to, baselineGapDays, baselineDays];
    if (baselines.sessions)
      await keep(transaction, 'gathered_past_session', PAST_SESSION_SUMS, inPast);
    if (baselines.days) await keep(transaction, 'gathered_past_day', PAST_DAY_SUMS, inPast);
  }

  /** @returns what was gathered of each subject, in the order given */
  async statistics(
    transaction: Transaction,
    subjects: readonly EvidenceSubject[],
    { baselines }: EvidenceRequest,
  ): Promise<ProviderStatistics[]> {
    const ids = subjects.map(({ providerId }) => providerId);
    const read = <Row>(family: Family): Promise<Row[]> =>
      transaction.query<Row>(`SELECT * FROM ${family} WHERE "providerId" = ANY($1::uuid[])`, [ids]);
    const sessions = byPair(await read<OfMerchant<SessionStatistics>>('gathered_session'));
    const days = byPair(await read<OfMerchant<DayStatistics>>('gathered_day'));
    const pastSessions = byPair<OfMerchant<SessionStatistics>>(
      baselines.sessions ? await read('gathered_past_session') : [],
    );
    const pastDays = byPair<OfMerchant<DayStatistics>>(
      baselines.days ? await read('gathered_past_day') : [],
    );
    const standings = groupBy(await read<Standing>('gathered_standing'));
    const fed = groupBy(await read<FedStatistics & { providerId: string }>('gathered_fed'));

    return subjects.map(({ providerId, engagements }) => {
      const merchants = (standings.get(providerId) ?? [])
        .sort((a, b) => (a.merchantId < b.merchantId ? -1 : 1))
        .map((standing): MerchantStatistics => {
          const { merchantId, kind, successMonth, trailingNetGmv } = standing;
          const key = pairKey(standing);
          const baseline = {
            sessions: sessionPart(pastSessions.get(key)),
            days: dayPart(pastDays.get(key)),
          };
          return {
            merchantId,
            kind,
            successMonth,
            trailingNetGmv,
            sessions: sessionPart(sessions.get(key)),
            days: dayPart(days.get(key)),
            baseline: baseline.sessions || baseline.days ? baseline : null,
          };
        });
      const fedOf = (fed.get(providerId) ?? [])
        .sort((a, b) => (a.code < b.code ? -1 : 1))
        .map(({ code, weightedSum, sampleSize }) => ({ code, weightedSum, sampleSize }));
      return { providerId, merchants, fed: fedOf, engagements };
    });
  }
}

async function keep(
  transaction: Transaction,
  family: Family,
  statement: string,
  values: readonly unknown[],
): Promise<void> {
  // Not INSERT … SELECT: only this form may gather on several cores.
  await transaction.execute(
    `CREATE TEMPORARY TABLE ${family} ON COMMIT DROP AS ${statement}`,
    values,
  );
  await transaction.execute(`CREATE INDEX ON ${family} ("providerId")`);
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

function groupBy<Row extends { providerId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.providerId);
    if (group) group.push(row);
    else groups.set(row.providerId, [row]);
  }
  return groups;
}
