import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import type pg from 'pg';

/**
 * Who is at work. The queue gives a dead process's jobs back only after hours; here each process holds an
 * advisory lock for as long as its connection lives, so that any other can tell at once which processes are
 * gone and free what they held.
 */
export class WorkerRoll {
  readonly events: WorkerEvents = new EventEmitter();
  private readonly lockKey = Math.floor(Math.random() * 2 ** 31);
  private client: pg.PoolClient | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: pg.Pool) {
    // The queue locks jobs in the name of the pool of workers, or of one worker, depending on its settings.
    this.events.on('pool:create', ({ workerPool }) => void this.sign(workerPool.id));
    this.events.on('worker:create', ({ worker }) => void this.sign(worker.workerId));
  }

  async enter(): Promise<void> {
    this.client = await this.pool.connect();
    await this.client.query('SELECT pg_advisory_lock($1, $2)', [LOCK_CLASS, this.lockKey]);
    await this.freeTheDead();
    this.timer = setInterval(() => void this.freeTheDead().catch(() => undefined), 5_000);
    this.timer.unref();
  }

  async leave(): Promise<void> {
    clearInterval(this.timer);
    await this.client
      ?.query('DELETE FROM job_worker WHERE lock_key = $1', [this.lockKey])
      .catch(() => undefined);
    this.client?.release(true);
  }

  private async sign(holder: string): Promise<void> {
    await this.pool.query(
      'INSERT INTO job_worker (worker_id, lock_key) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [holder, this.lockKey],
    );
  }

  /**
   * Dead is who signed and whose lock is gone, and who holds jobs for a while without having signed: it died
   * before it could.
   */
  private async freeTheDead(): Promise<void> {
    await this.pool.query(
      `WITH gone AS (
         DELETE FROM job_worker w
          WHERE NOT EXISTS (SELECT FROM pg_locks l
                             WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objid = w.lock_key
                               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND w.lock_key <> $2
         RETURNING worker_id),
       unknown AS (
         SELECT DISTINCT locked_by FROM graphile_worker.jobs j
          WHERE locked_at < now() - INTERVAL '20 seconds'
            AND NOT EXISTS (SELECT FROM job_worker w WHERE w.worker_id = j.locked_by)),
       dead AS (SELECT worker_id FROM gone UNION SELECT locked_by FROM unknown)
       SELECT graphile_worker.force_unlock_workers(array_agg(worker_id)) FROM dead HAVING count(*) > 0`,
      [LOCK_CLASS, this.lockKey],
    );
  }
}

/** The first half of the two-part advisory lock key: "workers". */
const LOCK_CLASS = 0x0c40;
