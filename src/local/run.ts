import { launch } from './launcher.js';
import { LocalServerError } from './local-server-error.js';
import { createScreen } from './screen.js';
import type { StartSteps } from './start-steps.js';

/**
 * Runs the steps in the current folder until SIGINT, SIGTERM or SIGHUP ends everything in order; a
 * second one ends it in haste. Sets the exit code: 0 after a requested stop, 1 after a failure.
 */
export async function runUntilStopped(steps: StartSteps): Promise<void> {
  const stop = new AbortController();
  const hurry = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => (stop.signal.aborted ? hurry : stop).abort(new Error(name)));
  }
  if (process.env.npm_lifecycle_event) stopWithParent(stop);
  // A closed terminal or pipe must not keep the database from being stopped.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const screen = createScreen(process.stdout);
  try {
    await launch({
      projectFolder: process.cwd(),
      steps,
      environment: process.env,
      screen,
      stop: stop.signal,
      hurry: hurry.signal,
    });
    screen.text('  stopped; the data is kept');
  } catch (error) {
    const text = error instanceof LocalServerError ? error.message : (error as Error).stack;
    process.stderr.write(`\n${text}\n`);
    process.exitCode = 1;
  }
}

const PARENT_WATCH_MILLISECONDS = 500;

/**
 * npm hands SIGTERM to the shell between it and us, which dies of it without passing it on: the
 * change of parent is all that we see of `kill` or `docker stop`.
 */
function stopWithParent(stop: AbortController): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop.abort(new Error('npm has ended'));
  }, PARENT_WATCH_MILLISECONDS);
  watch.unref();
}
