/** What the server may count on. Bytes and hardware threads, as `os.totalmem()` and `os.availableParallelism()` report them. */
export interface MachineSize {
  memoryBytes: number;
  processors: number;
}

/**
 * `durable` keeps every acknowledged transaction through a crash of the machine;
 * `disposable` does not, and is for test servers whose folder is deleted afterwards.
 */
export type Durability = 'durable' | 'disposable';

const MIB = 1024 * 1024;

/**
 * PostgreSQL settings for a server that shares its machine with the API, the worker and whatever
 * else its owner runs: an eighth of the memory for shared buffers rather than the quarter that is
 * usual on a machine of its own.
 */
export function serverSettings(
  machine: MachineSize,
  durability: Durability,
): Record<string, string> {
  const share = (divisor: number, leastMib: number, mostMib: number): string =>
    `${clamp(Math.floor(machine.memoryBytes / divisor / MIB), leastMib, mostMib)}MB`;
  const durable = durability === 'durable';
  const onlyIfDurable = durable ? 'on' : 'off';
  return {
    shared_buffers: durable ? share(8, 128, 4096) : '128MB',
    effective_cache_size: share(2, 512, 65_536),
    work_mem: share(384, 4, 64),
    maintenance_work_mem: share(24, 64, 1024),
    max_connections: durable ? '100' : '200',

    // Without replicas the minimal level lets COPY into a table of the same transaction skip the log.
    wal_level: 'minimal',
    max_wal_senders: '0',
    wal_buffers: '16MB',
    min_wal_size: '256MB',
    max_wal_size: share(6, 1024, 8192),
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    fsync: onlyIfDurable,
    synchronous_commit: onlyIfDurable,
    full_page_writes: onlyIfDurable,

    // Short queries over cached rows: compiling them costs more than it saves, and disks are flash.
    jit: 'off',
    random_page_cost: '1.1',
    max_parallel_workers: String(machine.processors),
    max_parallel_workers_per_gather: String(clamp(Math.floor(machine.processors / 2), 0, 4)),

    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    logging_collector: 'on',
    log_filename: 'postgresql-%a.log',
    log_rotation_age: '1d',
    log_truncate_on_rotation: 'on',
    log_line_prefix: '%m [%p] %a ',
    // Details and statements would carry people's data into the log file.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  };
}

/** The text of a `postgresql.conf` with these settings, each value quoted as the format asks. */
export function renderConfiguration(settings: Record<string, string>): string {
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`,
  );
  return `# Written at every start from the machine's size; changes made here are lost.\n${lines.join('\n')}\n`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
