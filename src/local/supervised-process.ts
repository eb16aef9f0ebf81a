import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { tail } from './files.js';
import { LocalServerError } from './local-server-error.js';
import { nextRestart } from './restart-policy.js';

/** A long-running program of the product. */
export interface ServiceProgram {
  name: string;
  /** A module for `node`. */
  module: string;
  environment: NodeJS.ProcessEnv;
  /** Takes what the program prints; renamed to `<file>.1` when it has grown large. */
  logFile: string;
}

/** What the supervisor hears of a program. */
export interface ServiceEvents {
  restarting(name: string, exit: string, delayMilliseconds: number): void;
  /** It has said `process.send({ type: 'listening', url })`. */
  listening(name: string, url: string): void;
  /** It keeps ending; the message says what it printed last. */
  gaveUp(name: string, error: LocalServerError): void;
}

const STOP_MILLISECONDS = 10_000;
const LOG_BYTES = 10 * 1024 * 1024;

/** Keeps one program running until it is told to stop. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;
  private readonly ends: number[] = [];

  constructor(
    private readonly program: ServiceProgram,
    private readonly events: ServiceEvents,
  ) {
    rotate(program.logFile);
  }

  start(): void {
    const log = openSync(this.program.logFile, 'a', 0o600);
    const child = fork(this.program.module, [], {
      env: this.program.environment,
      execArgv: [
        ...process.execArgv,
        '--import',
        new URL('./leave-with-parent.js', import.meta.url).href,
      ],
      stdio: ['ignore', log, log, 'ipc'],
      // Ctrl-C reaches a terminal's whole process group: only the supervisor shall decide the order.
      detached: process.platform !== 'win32',
    });
    closeSync(log);
    this.child = child;
    child.on('message', (message) => {
      const url = addressIn(message);
      if (url !== undefined) this.events.listening(this.program.name, url);
    });
    child.once('error', (error) => void this.ended(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => void this.ended(signal ?? `exit code ${code}`));
  }

  /** Asks it to end, insists after ten seconds or at once, and waits until it has. */
  async stop(patience: number = STOP_MILLISECONDS): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(patience > 0 ? 'SIGTERM' : 'SIGKILL');
    const insist = setTimeout(() => child.kill('SIGKILL'), patience);
    await ended;
    clearTimeout(insist);
  }

  private async ended(exit: string): Promise<void> {
    this.child = undefined;
    if (this.stopping) return;
    this.ends.push(Date.now());
    const wait = nextRestart(this.ends);
    if (wait === 'give-up') {
      const said = (await tail(this.program.logFile, 4_096)).trim();
      this.events.gaveUp(
        this.program.name,
        new LocalServerError(
          `The ${this.program.name} keeps ending (${exit}, ${this.ends.length} times). Its last words, from ${this.program.logFile}:\n${said}`,
        ),
      );
      return;
    }
    this.events.restarting(this.program.name, exit, wait);
    this.restart = setTimeout(() => this.start(), wait);
  }
}

function addressIn(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, url } = message as { type?: unknown; url?: unknown };
  return type === 'listening' && typeof url === 'string' ? url : undefined;
}

function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES) renameSync(logFile, `${logFile}.1`);
}
