import type { IncomingMessage } from 'node:http';

export const SOCKET_LIMITS = {
  /** Open sockets of one process, and from one address. */
  sockets: 2_000,
  socketsOfAddress: 50,
  /** Subscriptions on one socket. */
  subscriptions: 50,
  /** Bytes of one message from a client. */
  messageBytes: 64 * 1_024,
  /** How long a client may take to say who it is. */
  greetingMilliseconds: 5_000,
  /** After that long even an anonymous client has to come again. */
  lifetimeMilliseconds: 12 * 60 * 60 * 1_000,
} as const;

/** Counts open sockets by address. */
export class SocketCount {
  private readonly byAddress = new Map<string, number>();
  private all = 0;

  /** @returns undefined when there is no room, else what to call when the socket has closed */
  enter(address: string): (() => void) | undefined {
    const here = this.byAddress.get(address) ?? 0;
    if (this.all >= SOCKET_LIMITS.sockets || here >= SOCKET_LIMITS.socketsOfAddress)
      return undefined;
    this.all += 1;
    this.byAddress.set(address, here + 1);
    return () => {
      this.all -= 1;
      const left = this.byAddress.get(address)! - 1;
      if (left > 0) this.byAddress.set(address, left);
      else this.byAddress.delete(address);
    };
  }

  get open(): number {
    return this.all;
  }
}

/** The client's address, believing as many proxies as we run. Fastify does the same for its own requests. */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '');
  const hops = forwarded
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  const chain = [request.socket.remoteAddress ?? '', ...hops.reverse()];
  return chain[Math.min(trustedProxies, chain.length - 1)]!;
}
