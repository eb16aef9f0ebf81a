import type { PostmasterFile } from './postmaster-file.js';
import { decideServerAction, type ServerObservation } from './server-state.js';

const file: PostmasterFile = { pid: 7, dataDirectory: '/d', port: 5432, status: 'ready' };
const healthy: ServerObservation = {
  file,
  alive: true,
  ours: true,
  settingsCurrent: true,
  answers: true,
};

describe('decideServerAction', () => {
  it.each<[string, Partial<ServerObservation>, string]>([
    ['starts where no server was left', { file: 'absent' }, 'start'],
    ['removes a lock file that broke off', { file: 'garbled' }, 'remove-file-and-start'],
    ['lets the server judge the file of a dead one', { alive: false, ours: false }, 'start'],
    ["removes a file that names somebody else's process", { ours: false }, 'remove-file-and-start'],
    ['waits for a recovery', { file: { ...file, status: 'starting' }, answers: false }, 'wait'],
    ['waits for a shutdown', { file: { ...file, status: 'stopping' }, answers: false }, 'wait'],
    [
      'waits before the port is known',
      { file: { pid: 7, dataDirectory: '/d' }, answers: false },
      'wait',
    ],
    ['adopts a healthy server', {}, 'adopt'],
    ['replaces one with other settings', { settingsCurrent: false }, 'stop-and-start'],
    ['replaces one that does not let us in', { answers: false }, 'stop-and-start'],
  ])('%s', (_what, difference, action) => {
    expect(decideServerAction({ ...healthy, ...difference })).toBe(action);
  });

  it("never stops or waits for somebody else's process", () => {
    for (const status of ['starting', 'stopping', 'ready', 'standby', undefined] as const) {
      for (const answers of [true, false]) {
        const action = decideServerAction({
          ...healthy,
          file: { ...file, status },
          ours: false,
          answers,
        });
        expect(action).toBe('remove-file-and-start');
      }
    }
  });
});
