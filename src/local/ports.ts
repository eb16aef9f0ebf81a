import { createServer } from 'node:net';
import { LocalServerError } from './local-server-error.js';

/** How far past the wanted port to look for a free one. */
const SEARCH_LENGTH = 100;

/** A free TCP port of 127.0.0.1 that the system chooses. */
export async function anyFreePort(): Promise<number> {
  const port = await tryToListen(0, '127.0.0.1');
  if (port === undefined) throw new LocalServerError('The system has no free TCP port left.');
  return port;
}

/** The wanted port, or the first free one after it. */
export async function firstFreePort(wanted: number): Promise<number> {
  const last = Math.min(wanted + SEARCH_LENGTH, 65_535);
  for (let port = wanted; port <= last; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new LocalServerError(
    `The ports ${wanted} to ${last} are all taken; set PORT to a free one.`,
  );
}

/** Whether nothing listens on the port, neither on every address nor only on this machine's own. */
export async function isFree(port: number): Promise<boolean> {
  return (
    (await tryToListen(port, undefined)) !== undefined &&
    (await tryToListen(port, '127.0.0.1')) !== undefined
  );
}

async function tryToListen(port: number, host: string | undefined): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
