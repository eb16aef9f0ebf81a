import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the holder of a lock tells whoever else asks for it. */
export interface InstanceStatus {
  pid: number;
  /** Where the API answers, once it does. */
  url?: string;
}

export interface InstanceLock {
  /** Changes what later askers are told. */
  publish(status: InstanceStatus): void;
  release(): Promise<void>;
}

export type LockAttempt =
  { acquired: true; lock: InstanceLock } | { acquired: false; holder: InstanceStatus | undefined };

const ANSWER_MILLISECONDS = 2_000;

/**
 * Takes the lock of that name on this machine, or asks its holder who it is. The lock is a local
 * socket, so the kernel gives it back when its holder dies, however it dies.
 */
export async function acquireInstanceLock(
  name: string,
  address = lockAddress(name),
): Promise<LockAttempt> {
  let status: InstanceStatus = { pid: process.pid };
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(JSON.stringify(status));
  });
  if (!(await listens(server, address))) {
    const holder = await askHolder(address);
    if (holder !== 'nobody') return { acquired: false, holder };
    // Only a socket file can outlive its holder; where names are the kernel's there is nothing to remove.
    await unlink(address).catch(() => undefined);
    if (!(await listens(server, address))) return { acquired: false, holder: undefined };
  }
  server.unref();
  return {
    acquired: true,
    lock: {
      publish: (next) => {
        status = next;
      },
      release: () => new Promise((resolve) => server.close(() => resolve())),
    },
  };
}

/** Linux and Windows have names without files, which no crash leaves behind and no path limit shortens. */
function lockAddress(name: string): string {
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

async function listens(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(address, () => {
      server.removeAllListeners('error');
      resolve(true);
    });
  });
}

async function askHolder(address: string): Promise<InstanceStatus | undefined | 'nobody'> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let answer = '';
    socket.setEncoding('utf8').setTimeout(ANSWER_MILLISECONDS, () => socket.destroy());
    socket.on('data', (part: string) => (answer += part));
    socket.on('error', () => resolve('nobody'));
    socket.on('close', () => resolve(parseStatus(answer)));
  });
}

function parseStatus(text: string): InstanceStatus | undefined {
  try {
    return JSON.parse(text) as InstanceStatus;
  } catch {
    return undefined;
  }
}
