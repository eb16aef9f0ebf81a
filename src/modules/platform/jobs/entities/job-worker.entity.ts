import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One worker of a living (or lately dead) process: see WorkerRoll. */
@Entity('job_worker')
export class JobWorkerEntry {
  @PrimaryColumn('text', { name: 'worker_id', primaryKeyConstraintName: 'job_worker_pkey' })
  workerId!: string;

  @Column('int', { name: 'lock_key' })
  lockKey!: number;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, default: () => 'now()' })
  startedAt!: Date;
}
