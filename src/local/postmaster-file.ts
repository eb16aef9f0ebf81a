/** The lock file `postmaster.pid` that a running server keeps in its data directory. */
export interface PostmasterFile {
  pid: number;
  dataDirectory: string;
  /** Absent while the server has not opened its port yet. */
  port?: number;
  status?: 'starting' | 'stopping' | 'ready' | 'standby';
}

const STATUSES = new Set(['starting', 'stopping', 'ready', 'standby']);

/**
 * Reads the text of `postmaster.pid`: process, data directory, start time, port, socket directory,
 * listen address, shared memory key and status, one per line, in the order in which the server
 * learns them (src/include/utils/pidfile.h).
 *
 * @returns undefined when the text does not even name a process and a directory, as after a crash in the middle of writing it
 */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = wholeNumber(lines[0]);
  const dataDirectory = lines[1];
  if (pid === undefined || pid < 1 || !dataDirectory) return undefined;
  const port = wholeNumber(lines[3]);
  const status = lines[7];
  return {
    pid,
    dataDirectory,
    ...(port !== undefined && port > 0 && port < 65_536 ? { port } : {}),
    ...(status && STATUSES.has(status) ? { status: status as PostmasterFile['status'] } : {}),
  };
}

/**
 * Whether a process with this command line is the server of that data directory. A process id alone
 * proves nothing: after a reboot it may belong to anyone.
 */
export function servesDirectory(commandLine: string, dataDirectory: string): boolean {
  const wanted = new RegExp(
    `postgres(\\.exe)?"?\\s+"?-D"?\\s*"?${escapeRegularExpression(dataDirectory)}"?(\\s+"?-|\\s*$)`,
  );
  return wanted.test(commandLine);
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function escapeRegularExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
