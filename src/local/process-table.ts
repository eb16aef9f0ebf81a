import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not being allowed to signal it means that it exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The command line of a process, arguments separated by single spaces; undefined when there is no
 * such process, when it has ended and only awaits its parent, or when it may not be looked at.
 */
export async function commandLine(pid: number): Promise<string | undefined> {
  try {
    return (await readCommandLine(pid)).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process does anything; unlike `isAlive` it is false of one that only awaits its parent's notice. */
export async function isRunning(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  return process.platform !== 'linux' || (await commandLine(pid)) !== undefined;
}

async function readCommandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  }
  const [program, args]: [string, string[]] =
    process.platform === 'win32'
      ? [
          'powershell.exe',
          [
            '-NoProfile',
            '-Command',
            `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`,
          ],
        ]
      : ['ps', ['-ww', '-o', 'command=', '-p', String(pid)]];
  return (await run(program, args)).stdout;
}
