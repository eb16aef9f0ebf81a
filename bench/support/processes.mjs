import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';

const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 15_000;

/**
 * Starts a server in a process of its own and waits until it says where it listens, by a message with `url`.
 *
 * @param file the module to run
 * @param options those of `child_process.fork`
 * @param message what it is told first, if anything
 * @throws when it ends before that, or says nothing for a minute
 */
export async function startServer(file, options, message) {
  const child = fork(file, options);
  if (message !== undefined) child.send(message);
  const stop = () => stopProcess(child);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), START_MILLISECONDS);
  try {
    const { signal } = silence;
    const { url } = await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`${file} ended with ${code} before it listened`);
      }),
    ]);
    return { url, pid: child.pid, stop };
  } catch (error) {
    await stop();
    if (!silence.signal.aborted) throw error;
    throw new Error(`${file} did not say within ${START_MILLISECONDS / 1_000} s where it listens`);
  } finally {
    clearTimeout(timer);
    // So that whichever of the two has not come is no longer waited for.
    silence.abort();
  }
}

async function stopProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  await ended;
  clearTimeout(timer);
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
