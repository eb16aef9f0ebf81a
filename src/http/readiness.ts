import { Injectable } from '@nestjs/common';
import { migrations } from '../../migrations/index.js';
import { Database } from '../modules/platform/database/database.js';

const PATIENCE_MILLISECONDS = 2_000;

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<'database' | 'migrations' | 'queue', string>>;
}

/** Whether this process can do its work: the database answers, is up to date, and holds the queue. */
@Injectable()
export class ReadinessProbe {
  constructor(private readonly database: Database) {}

  async check(): Promise<Readiness> {
    const [database, current, queue] = await Promise.all([
      this.outcome('SELECT 1', () => undefined),
      this.outcome('SELECT name FROM migration', missingMigration),
      this.outcome('SELECT id FROM graphile_worker.migrations LIMIT 1', () => undefined),
    ]);
    const checks = { database, migrations: current, queue };
    return { ready: Object.values(checks).every((word) => word === 'ok'), checks };
  }

  private async outcome(
    sql: string,
    problemOf: (rows: { name: string }[]) => string | undefined,
  ): Promise<string> {
    const late = new Promise<string>((resolve) => {
      setTimeout(resolve, PATIENCE_MILLISECONDS, 'no answer').unref();
    });
    const asked = this.database
      .query<{ name: string }>(sql)
      .then((rows) => problemOf(rows) ?? 'ok')
      // The cause is for the log of the database; a probe is read by anyone.
      .catch(() => 'unreachable');
    return Promise.race([asked, late]);
  }
}

function missingMigration(rows: { name: string }[]): string | undefined {
  const done = new Set(rows.map(({ name }) => name));
  const missing = migrations.filter(({ name }) => !done.has(name));
  return missing.length > 0 ? `${missing.length} to run: npm run cli -- migrate` : undefined;
}
