import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

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
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field, the program's name, may have spaces: count from behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
