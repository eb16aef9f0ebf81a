import { EventEmitter, on } from 'node:events';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import pg from 'pg';
import { Configuration } from '../config/configuration.js';

/**
 * News between processes by PostgreSQL LISTEN/NOTIFY: one connection for each process, however many
 * subscribers. Payloads are ids; whoever is told reads the row itself, with the caller's rights.
 */
@Injectable()
export class Listener implements OnModuleDestroy {
  private readonly logger = new Logger(Listener.name);
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly channels = new Set<string>();
  private client: pg.Client | undefined;
  private connecting: Promise<pg.Client> | undefined;
  private closed = false;

  constructor(private readonly configuration: Configuration) {}

  /**
   * The payloads on one channel from now on. Ends when `signal` aborts. A subscriber that is slower than the
   * news is dropped to the latest 1,000 payloads by its consumer reading rows, not payloads.
   */
  async subscribe(channel: string, signal: AbortSignal): Promise<AsyncIterable<string>> {
    const events = on(this.emitter, channel, { signal, highWaterMark: 1_000 });
    await this.listen(channel);
    return mapPayloads(events);
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    await this.client?.end().catch(() => undefined);
  }

  private async listen(channel: string): Promise<void> {
    if (!/^[a-z_]{1,60}$/.test(channel)) throw new Error(`bad channel name: ${channel}`);
    const client = await (this.connecting ??= this.connect());
    if (this.channels.has(channel)) return;
    this.channels.add(channel);
    await client.query(`LISTEN ${channel}`);
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.configuration.values.DATABASE_URL,
      application_name: 'caopan-listener',
    });
    client.on('notification', ({ channel, payload }) => this.emitter.emit(channel, payload ?? ''));
    client.on('error', (error) => this.logger.warn(`listener lost: ${error.message}`));
    client.on('end', () => void this.reconnect());
    await client.connect();
    for (const channel of this.channels) await client.query(`LISTEN ${channel}`);
    this.client = client;
    return client;
  }

  /** Subscribers stay; they miss what was said meanwhile, which is why news carries only "look again". */
  private async reconnect(): Promise<void> {
    while (!this.closed) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      try {
        this.connecting = this.connect();
        await this.connecting;
        for (const channel of this.channels) this.emitter.emit(channel, '');
        return;
      } catch {
        // The next turn of the loop tries again.
      }
    }
  }
}

async function* mapPayloads(events: AsyncIterable<unknown[]>): AsyncIterable<string> {
  try {
    for await (const [payload] of events) yield payload as string;
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}
