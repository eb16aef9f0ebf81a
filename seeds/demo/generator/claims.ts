import { MINUTES_PER_DAY } from './calendar.js';
import type { ClaimStyle } from './providers.js';
import type { RandomStream } from './random-stream.js';
import type { SessionRecord } from './sessions.js';

/** When the claim of a session that an operator truly ran was recorded, if at all. */
export type ClaimTiming = 'AHEAD' | 'WITHIN_GRACE' | 'LATE' | 'LATE_WINNER' | 'NONE';

export interface Claim {
  timing: ClaimTiming;
  /** Local seconds since 1970, or null where nothing was claimed. */
  claimedAt: number | null;
}

const TIMINGS: readonly ClaimTiming[] = ['AHEAD', 'WITHIN_GRACE', 'LATE', 'NONE'];
const WEIGHTS: Record<Exclude<ClaimStyle, 'SELECTIVE' | 'NEVER'>, readonly number[]> = {
  AHEAD: [92, 3, 4, 1],
  LATE: [38, 4, 46, 12],
};
/** A selective provider waits and claims what went this much (log) better than expected. */
const WINNER_MARK = 0.18;

/**
 * @param luck how far log sales came out above the merchant's expectation, operator included
 * @param term first local minute of the engagement's term, and the minute in which the records end:
 *   what would be recorded later is not there yet
 */
export function drawClaim(
  style: ClaimStyle,
  session: SessionRecord,
  luck: number,
  term: { from: number; recordsEnd: number },
  random: RandomStream,
): Claim {
  const timing = drawTiming(style, luck, random);
  const second = random.integer(0, 59);
  switch (timing) {
    case 'NONE':
      return { timing, claimedAt: null };
    case 'AHEAD': {
      const ahead = session.startedAt - random.integer(30, 4 * MINUTES_PER_DAY);
      return { timing, claimedAt: Math.max(ahead, term.from) * 60 + second };
    }
    case 'WITHIN_GRACE':
      return { timing, claimedAt: (session.startedAt + random.integer(1, 13)) * 60 + second };
    default: {
      const minute = session.endedAt + random.integer(20, 2 * MINUTES_PER_DAY);
      return minute < term.recordsEnd
        ? { timing, claimedAt: minute * 60 + second }
        : { timing: 'NONE', claimedAt: null };
    }
  }
}

function drawTiming(style: ClaimStyle, luck: number, random: RandomStream): ClaimTiming {
  if (style === 'NEVER') return 'NONE';
  if (style === 'SELECTIVE') {
    if (random.chance(0.15)) return 'AHEAD';
    return luck > WINNER_MARK ? 'LATE_WINNER' : 'NONE';
  }
  return TIMINGS[random.weighted(WEIGHTS[style])]!;
}
