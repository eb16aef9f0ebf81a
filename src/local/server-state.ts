import type { PostmasterFile } from './postmaster-file.js';

/** What was found in the data directory of a server that is about to be started. */
export interface ServerObservation {
  /** The lock file; `garbled` when it is there and cannot be read as one. */
  file: PostmasterFile | 'garbled' | 'absent';
  /** Whether the process that the file names is this directory's server. */
  ours: boolean;
  /** Whether the process that the file names runs at all. */
  alive: boolean;
  /** Whether the configuration that the server was started with is the one it would get today. */
  settingsCurrent: boolean;
  /** Whether it lets us in with our own password. */
  answers: boolean;
}

export type ServerAction =
  | 'start'
  /** The lock file is left over and names another program's process: the server would refuse to start over it. */
  | 'remove-file-and-start'
  /** The server is coming up or going down; look again. */
  | 'wait'
  | 'adopt'
  | 'stop-and-start';

/**
 * What to do about a data directory.
 *
 * A lock file of a dead process is left alone: the server removes it by itself, after making sure
 * that no backend of the dead server still has the shared memory attached.
 */
export function decideServerAction(observation: ServerObservation): ServerAction {
  const { file, ours, alive, settingsCurrent, answers } = observation;
  if (file === 'absent') return 'start';
  if (file === 'garbled') return 'remove-file-and-start';
  if (!alive) return 'start';
  if (!ours) return 'remove-file-and-start';
  if (file.status === undefined || file.status === 'starting' || file.status === 'stopping') {
    return 'wait';
  }
  return answers && settingsCurrent ? 'adopt' : 'stop-and-start';
}
