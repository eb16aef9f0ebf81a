import type { IncomingMessage } from 'node:http';

/** How long a sender that is refused may go on sending before its connection is cut. */
const LINGER_MILLISECONDS = 3_000;

/**
 * A refused sender may still be sending. What comes is thrown away for a moment, so that it gets to read the
 * answer (closing at once would reset the connection under it); then the connection is cut.
 */
export function lingerThenClose(raw: IncomingMessage): void {
  if (raw.complete || raw.destroyed) return;
  raw.on('error', () => undefined);
  raw.resume();
  const timer = setTimeout(() => raw.destroy(), LINGER_MILLISECONDS).unref();
  raw.once('close', () => clearTimeout(timer));
  raw.once('end', () => clearTimeout(timer));
}
