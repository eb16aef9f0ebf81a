import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { firstOfMonth, monthsAfter } from './month.js';
import type { ColdStartState } from './merchant-growth-cold-start.js';

export const GROWTH_STAGES = ['COLD_START', 'CLIMBING', 'MATURE'] as const;
export type GrowthStage = (typeof GROWTH_STAGES)[number];

/** Days on which a merchant was at a stage; open while it lasts. */
export interface StageSpan {
  readonly stage: GrowthStage;
  readonly from: BusinessDate;
  /** The first day of the next stage, or the exit. */
  readonly until: BusinessDate | null;
}

/**
 * COLD_START from joining, CLIMBING from the day of success, MATURE from the first day of the calendar month that
 * comes `matureAfterMonths` after the successful one; until the merchant leaves.
 */
export function stagesOf(
  merchant: {
    readonly joinedOn: BusinessDate;
    readonly exitedOn: BusinessDate | null;
    readonly state: ColdStartState;
    readonly eventOn: BusinessDate | null;
  },
  matureAfterMonths: number,
  asOf: BusinessDate,
): StageSpan[] {
  const { joinedOn, exitedOn, state, eventOn } = merchant;
  const starts: { stage: GrowthStage; from: BusinessDate }[] = [
    { stage: 'COLD_START', from: joinedOn },
  ];
  if (eventOn !== null && (state === 'SUCCESS' || state === 'BEFORE_RECORDS')) {
    const mature = firstOfMonth(monthsAfter(eventOn, matureAfterMonths));
    starts.push({ stage: 'CLIMBING', from: eventOn }, { stage: 'MATURE', from: mature });
  }
  const end = exitedOn !== null && exitedOn <= asOf ? exitedOn : null;
  const lived = starts.filter(({ from }) => from <= asOf && (end === null || from <= end));
  return lived.map(({ stage, from }, i) => ({ stage, from, until: lived[i + 1]?.from ?? end }));
}
