import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LocalServerError } from './local-server-error.js';
import type { TaskProgram } from './start-steps.js';

/** How much of what a task prints is kept for the message when it fails. */
const KEPT_LINES = 30;
const STOP_MILLISECONDS = 10_000;

/**
 * Runs a program to its end and hands on each line that it prints.
 *
 * @throws LocalServerError with its last lines when it fails
 * @throws the signal's reason when it was stopped by the signal
 */
export async function runTask(
  name: string,
  task: TaskProgram,
  environment: NodeJS.ProcessEnv,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const child = fork(task.module, task.args, {
    env: environment,
    execArgv: [
      ...process.execArgv,
      '--import',
      new URL('./leave-with-parent.js', import.meta.url).href,
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  });
  const kept: string[] = [];
  const keep = (line: string): void => {
    kept.push(line);
    if (kept.length > KEPT_LINES) kept.shift();
  };
  createInterface({ input: child.stdout! }).on('line', (line) => {
    keep(line);
    onLine(line);
  });
  createInterface({ input: child.stderr! }).on('line', keep);

  let insist: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    insist = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const end = await new Promise<string | number | null>((resolve, reject) => {
      child.once('error', reject);
      // "close" rather than "exit": by then every line has been read.
      child.once('close', (code, killedBy) => resolve(killedBy ?? code));
    });
    signal.throwIfAborted();
    if (end !== 0) {
      const how = typeof end === 'number' ? `exit code ${end}` : String(end);
      throw new LocalServerError(`${name} failed (${how}):\n${kept.join('\n')}`);
    }
  } finally {
    clearTimeout(insist);
    signal.removeEventListener('abort', stop);
  }
}
