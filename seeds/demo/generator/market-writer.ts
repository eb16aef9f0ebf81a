import { civilDate, two } from './calendar.js';
import type { CsvBuffer } from './csv-buffer.js';
import {
  columnsOf,
  writeClaim,
  writeEngagement,
  writeMerchant,
  writeMerchantDay,
  writeMinute,
  writeOperator,
  writePromotion,
  writeProvider,
  writeSession,
  type Dataset,
} from './datasets.js';
import type { HistorySink } from './history.js';
import { writeIndicatorValues } from './indicator-values.js';
import type { Market } from './market.js';
import type { Merchant } from './merchants.js';
import { dayRefundKnown } from './merchant-days.js';
import type { OutputFolder } from './output-folder.js';
import { RandomStream } from './random-stream.js';
import { REFUND_WINDOW_DAYS, refundKnown } from './refunds.js';
import { drawMinutes } from './session-minutes.js';
import {
  TRUTH_COLUMNS,
  writeEngagementTruths,
  writeMerchantTruth,
  writeOperatorTruth,
  writeProviderTruth,
  writeSessionTruth,
  type TruthTable,
} from './truth.js';

export interface MarketCounts {
  merchants: number;
  servedMerchants: number;
  merchantDays: number;
  sessions: number;
  operatedSessions: number;
  claims: number;
  sessionsWithMinutes: number;
}

/**
 * Opens one file per dataset, in the order in which they have to be loaded, writes what is not one
 * merchant's own, and returns the sink for the merchants' histories.
 */
export function marketWriter(
  market: Market,
  folder: OutputFolder,
): { sink: HistorySink; counts: MarketCounts } {
  const { options } = market;
  const open: Open = (dataset, suffix = '') =>
    folder.csv(dataset + suffix, dataset, columnsOf(dataset));
  writeProviders(market, open('providers'));
  writeOperators(market, open('operators'), open('operators', '-later-jobs'));
  const merchants = open('merchants');
  const promotions = open('promotion-days');
  for (const promotion of market.tides.promotions) writePromotion(promotions, market, promotion);
  const dayFiles = openDayFiles(market, open);
  const sessions = open('sessions');
  const minutes = open('session-minutes');
  const engagements = open('engagements');
  const claims = open('claims');
  const indicators = open('indicator-values');
  for (const provider of market.providers) writeIndicatorValues(indicators, market, provider);
  const restatements = Array.from({ length: options.restatements }, (_, index) => ({
    observedOn: observationDay(options.lastDay, options.restatements, index + 1),
    previouslyOn: observationDay(options.lastDay, options.restatements, index),
    days: open('merchant-days', `-restated-${index + 1}`),
    sessions: open('sessions', `-restated-${index + 1}`),
  }));
  const firstObservation =
    options.restatements > 0 ? options.lastDay : options.lastDay + REFUND_WINDOW_DAYS;
  const truth = openTruth(market, folder);

  const counts: MarketCounts = {
    merchants: 0,
    servedMerchants: 0,
    merchantDays: 0,
    sessions: 0,
    operatedSessions: 0,
    claims: 0,
    sessionsWithMinutes: 0,
  };
  let current: Merchant;
  let minuteLuck: RandomStream;
  const sink: HistorySink = {
    merchant(merchantTruth) {
      current = merchantTruth.merchant;
      minuteLuck = new RandomStream(options.seed, 'minutes', current.index);
      counts.merchants += 1;
      if (merchantTruth.engagements.length > 0) counts.servedMerchants += 1;
      writeMerchant(merchants, market, current);
      for (const engagement of merchantTruth.engagements) {
        writeEngagement(engagements, market, current, engagement);
      }
      writeMerchantTruth(truth['truth-merchants'], merchantTruth);
      writeEngagementTruths(truth['truth-engagements'], market, merchantTruth);
    },
    session(session) {
      counts.sessions += 1;
      writeSession(sessions, market, current, session, firstObservation - session.day);
      for (const { observedOn, previouslyOn, sessions: file } of restatements) {
        const age = observedOn - session.day;
        if (refundKnown(session, age) === refundKnown(session, previouslyOn - session.day))
          continue;
        writeSession(file, market, current, session, age);
      }
    },
    operated(operated) {
      counts.operatedSessions += 1;
      if (operated.claimedAt !== null) counts.claims += 1;
      writeClaim(claims, market, operated);
      writeSessionTruth(truth['truth-sessions'], operated);
    },
    minutesCandidate(session) {
      if (counts.sessionsWithMinutes >= options.minutesSessions) return;
      counts.sessionsWithMinutes += 1;
      for (const record of drawMinutes(session, minuteLuck)) writeMinute(minutes, session, record);
    },
    day(merchant, record) {
      counts.merchantDays += 1;
      const { day } = record;
      writeMerchantDay(dayFiles(day), market, merchant, record, firstObservation - day);
      for (const { observedOn, previouslyOn, days } of restatements) {
        const known = dayRefundKnown(record, observedOn - day);
        if (known === dayRefundKnown(record, previouslyOn - day)) continue;
        writeMerchantDay(days, market, merchant, record, observedOn - day);
      }
    },
  };
  return { sink, counts };
}

/** The day on which the given restatement is made: evenly over the refund window, the last at its end. */
function observationDay(lastDay: number, restatements: number, number: number): number {
  return lastDay + Math.ceil((REFUND_WINDOW_DAYS * number) / restatements);
}

type Open = (dataset: Dataset, suffix?: string) => CsvBuffer;

/** The file that a day's rows go to: one for all, or one per calendar month. */
function openDayFiles({ options }: Market, open: Open): (day: number) => CsvBuffer {
  if (!options.splitByMonth) {
    const file = open('merchant-days');
    return () => file;
  }
  const files: CsvBuffer[] = [];
  let month = '';
  for (let day = options.firstDay; day <= options.lastDay; day += 1) {
    const date = civilDate(day);
    const dayMonth = `-${date.year}-${two(date.month)}`;
    files.push(dayMonth === month ? files.at(-1)! : open('merchant-days', dayMonth));
    month = dayMonth;
  }
  return (day) => files[day - options.firstDay]!;
}

function openTruth(market: Market, folder: OutputFolder): Record<TruthTable, CsvBuffer> {
  const table = (name: TruthTable) => folder.csv(name, null, TRUTH_COLUMNS[name].split(' '));
  const truth = {
    'truth-merchants': table('truth-merchants'),
    'truth-engagements': table('truth-engagements'),
    'truth-operators': table('truth-operators'),
    'truth-providers': table('truth-providers'),
    'truth-sessions': table('truth-sessions'),
  };
  for (const operator of market.operators) writeOperatorTruth(truth['truth-operators'], operator);
  for (const provider of market.providers) writeProviderTruth(truth['truth-providers'], provider);
  return truth;
}

function writeProviders(market: Market, file: CsvBuffer): void {
  for (const provider of market.providers) writeProvider(file, market, provider);
}

/** First jobs in one file, later ones in the next: an operator's key stands once in each. */
function writeOperators(market: Market, first: CsvBuffer, later: CsvBuffer): void {
  for (const operator of market.operators) {
    operator.employments.forEach((employment, index) => {
      writeOperator(index === 0 ? first : later, market, operator, employment);
    });
  }
}
