/** How often a program that keeps ending is started again. Times in milliseconds. */
export interface RestartPolicy {
  firstDelay: number;
  longestDelay: number;
  /** This many ends within the window are a loop that restarting does not cure. */
  mostEnds: number;
  window: number;
}

export const RESTART_POLICY: RestartPolicy = {
  firstDelay: 250,
  longestDelay: 10_000,
  mostEnds: 5,
  window: 60_000,
};

/**
 * Milliseconds to wait before the next start, doubling with every end inside the window, or
 * `'give-up'`.
 *
 * @param ends when the program ended, oldest first, the last one being now
 */
export function nextRestart(ends: readonly number[], policy = RESTART_POLICY): number | 'give-up' {
  const now = ends.at(-1) ?? 0;
  const recent = ends.filter((end) => now - end < policy.window).length;
  if (recent >= policy.mostEnds) return 'give-up';
  return Math.min(policy.firstDelay * 2 ** Math.max(recent - 1, 0), policy.longestDelay);
}
