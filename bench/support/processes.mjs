import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';

/**
 * Starts a server in a process of its own and waits until it says where it listens, by a message with `url`.
 *
 * @param file the module to run
 * @param options those of `child_process.fork`
 */
export async function startServer(file, options) {
  const child = fork(file, options);
  const url = await new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message.url));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return {
    url,
    pid: child.pid,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Linux counts a process's time in ticks of 10 ms. */
const TICKS_PER_SECOND = 100;

/**
 * Processor seconds that a process has used so far, all its threads: busy neighbours disturb it less than they
 * do a latency. Linux only; NaN elsewhere.
 */
export async function cpuSeconds(pid) {
  return (await readProcess(pid)).cpu;
}

/** The same of a PostgreSQL server: its postmaster with all backends, those that have ended too. */
export async function serverCpuSeconds(postmaster) {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const processes = await Promise.all(pids.map(readProcess));
  const backends = processes.filter(({ parent }) => parent === postmaster);
  const own = await readProcess(postmaster);
  return backends.reduce((sum, { cpu }) => sum + cpu, own.cpu + own.cpuOfEnded);
}

async function readProcess(pid) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field, the program's name, may have spaces: count from behind it.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return {
    parent: fields[1],
    cpu: (fields[11] + fields[12]) / TICKS_PER_SECOND,
    cpuOfEnded: (fields[13] + fields[14]) / TICKS_PER_SECOND,
  };
}
