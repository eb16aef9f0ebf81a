import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database.js';

/** Names beyond these are counted as `other`: clients choose them, and each would be a series of its own. */
const MOST_NAMES = 200;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** This process's figures in Prometheus form, with event-loop lag and memory among them. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly names = new Set<string>();
  private readonly operations = new Histogram({
    name: 'caopan_operation_seconds',
    help: 'Duration of GraphQL operations.',
    labelNames: ['operation', 'type'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly errors = new Counter({
    name: 'caopan_graphql_errors_total',
    help: 'GraphQL errors by code.',
    labelNames: ['code'],
    registers: [this.registry],
  });
  private readonly requests = new Histogram({
    name: 'caopan_http_request_seconds',
    help: 'Duration of HTTP requests.',
    labelNames: ['route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor(private readonly database: Database) {
    collectDefaultMetrics({ register: this.registry, prefix: 'caopan_' });
    new Gauge({
      name: 'caopan_pool_connections',
      help: 'Database connections of this process: open, idle, and calls that wait for one.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        const { totalCount, idleCount, waitingCount } = database.pool;
        this.set({ state: 'open' }, totalCount);
        this.set({ state: 'idle' }, idleCount);
        this.set({ state: 'waiting' }, waitingCount);
      },
    });
    new Gauge({
      name: 'caopan_jobs',
      help: 'Background jobs that wait, run, or failed within a day.',
      labelNames: ['kind', 'state'],
      registers: [this.registry],
      async collect() {
        const rows = await database.query<{ kind: string; state: string; count: number }>(
          `SELECT kind, state, count(*)::int AS count FROM background_job
            WHERE state IN ('QUEUED', 'RUNNING') OR state = 'FAILED' AND finished_at > now() - interval '1 day'
            GROUP BY kind, state`,
        );
        this.reset();
        for (const { kind, state, count } of rows) this.set({ kind, state }, count);
      },
    });
  }

  operation(name: string, type: string, seconds: number, errorCodes: readonly string[]): void {
    if (this.names.size < MOST_NAMES) this.names.add(name);
    const operation = this.names.has(name) ? name : 'other';
    this.operations.observe({ operation, type }, seconds);
    for (const code of errorCodes) this.errors.inc({ code });
  }

  /** @param route the pattern, not the path: ids would be series of their own */
  request(route: string, status: number, seconds: number): void {
    this.requests.observe({ route, status }, seconds);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
