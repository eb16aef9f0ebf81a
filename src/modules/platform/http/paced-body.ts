import type { Readable } from 'node:stream';

export interface Pace {
  readonly idleSeconds: number;
  readonly totalMinutes: number;
}

/** A sender that fell silent, took too long, or went away before the end. */
export class BodyFault extends Error {
  constructor(readonly code: 'IDLE' | 'TOO_SLOW' | 'CUT_OFF') {
    super(code);
  }
}

/**
 * What comes from the wire, pulled: nothing is read faster than the consumer asks. The source stays open at the
 * end, so that its sender can still be answered.
 *
 * @throws BodyFault
 */
export async function* pacedBody(source: Readable, pace: Pace): AsyncGenerator<Buffer> {
  const deadline = performance.now() + pace.totalMinutes * 60_000;
  const iterator = source.iterator({ destroyOnReturn: false });
  for (;;) {
    const next = await nextWithin(iterator, pace.idleSeconds);
    if (next.done) return;
    if (performance.now() > deadline) throw new BodyFault('TOO_SLOW');
    yield next.value as Buffer;
  }
}

/** Only the sender's silence counts: while the consumer is slow, no clock runs. */
async function nextWithin(
  iterator: AsyncIterator<unknown>,
  seconds: number,
): Promise<IteratorResult<unknown>> {
  const next = iterator.next();
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BodyFault('IDLE')), seconds * 1_000);
  });
  try {
    return await Promise.race([next, silence]);
  } catch (error) {
    next.catch(() => undefined);
    throw error instanceof BodyFault ? error : new BodyFault('CUT_OFF');
  } finally {
    clearTimeout(timer);
  }
}
