import type { BusinessDate } from '../../platform/kernel/business-date.js';

/** From that day on a condition holds, or does not, until the next point. */
export interface TimelinePoint {
  readonly on: BusinessDate;
  readonly holds: boolean;
}

export interface Reading {
  readonly holds: boolean;
  /** The first day of the unbroken time in which it is as it is today; null: since ever. */
  readonly since: BusinessDate | null;
  /** The first day after today on which a condition that holds ends, as far as is known; null: none. */
  readonly endsOn: BusinessDate | null;
}

/**
 * Reads a condition on a day. What is known of the future is part of the timeline (a licence that expires), so
 * that the same rows tell what is, since when, and what is coming.
 *
 * @param points in order of days, each day once; before the first of them `before` holds
 */
export function readTimeline(
  points: readonly TimelinePoint[],
  today: BusinessDate,
  before = false,
): Reading {
  let holds = before;
  let since: BusinessDate | null = null;
  for (const point of points) {
    if (point.on > today) {
      if (holds && !point.holds) return { holds, since, endsOn: point.on };
      continue;
    }
    if (point.holds !== holds) {
      holds = point.holds;
      since = point.on;
    }
  }
  return { holds, since, endsOn: null };
}
