import type { BusinessDate } from '../platform/kernel/business-date.js';
import type { ClaimedOutcome } from './domain/judge-merchant.js';
import type { ClaimRow } from './session-outcome-gather.store.js';
import type { SessionOutcomeRow } from './session-outcome.store.js';

/** An outcome in the form in which it is kept. */
export function toSessionOutcomeRow(
  { claim, session, outcome }: ClaimedOutcome<ClaimRow>,
  computationId: string,
  dateOf: (day: number) => BusinessDate,
): SessionOutcomeRow {
  const { whole, judged, reference } = outcome;
  const parts = judged.estimable ? judged.value.variance : null;
  return {
    operatedSessionId: claim.id,
    computationId,
    providerId: claim.providerId,
    operatorId: claim.operatorId,
    merchantId: claim.merchantId,
    engagementId: claim.engagementId,
    sessionId: claim.sessionId,
    businessDate: dateOf(session.day),
    inTime: claim.inTime,
    spellStart: dateOf(outcome.spellStart),
    categoryCode: outcome.category,
    indexKey: outcome.indexKey,
    provisional: outcome.provisional,
    netGmv: money(outcome.netGmv),
    liveMinutes: (session.liveHours * 60).toFixed(2),
    exposures: String(session.exposures),
    entries: String(session.entries),
    watchMinutes: session.watchMinutes.toFixed(2),
    wholeReason: whole.estimable ? null : whole.reason,
    wholeDetail: whole.estimable ? null : whole.detail,
    expectedGmv: whole.estimable ? money(whole.value.expectedGmv) : null,
    meanGmv: whole.estimable ? money(whole.value.meanGmv) : null,
    wholeLogUplift: whole.estimable ? whole.value.uplift.logUplift : null,
    wholeStandardError: whole.estimable ? whole.value.uplift.standardError : null,
    wholeDegrees: whole.estimable ? whole.value.degreesOfFreedom : null,
    judgedReason: judged.estimable ? null : judged.reason,
    judgedDetail: judged.estimable ? null : judged.detail,
    judgedExpectedGmv: judged.estimable ? money(judged.value.expectedGmv) : null,
    judgedLogUplift: judged.estimable ? judged.value.uplift.logUplift : null,
    judgedStandardError: judged.estimable ? judged.value.uplift.standardError : null,
    judgedDegrees: judged.estimable ? judged.value.degreesOfFreedom : null,
    variance: parts && [
      parts.session,
      parts.level,
      parts.drift,
      parts.trend,
      parts.index,
      parts.category,
      parts.slot,
    ],
    boughtShare: outcome.boughtShare,
    reference: reference && [
      reference.exposures,
      reference.clickThroughRate,
      reference.watchMinutesPerEntry,
      reference.netGmvPerWatchMinute,
      reference.market,
    ],
    bigSession: outcome.bigSession,
    holds: outcome.holds,
  };
}

function money(yuan: number): string {
  return yuan.toFixed(2);
}
