import fc from 'fast-check';
import { parsePostmasterFile, servesDirectory } from './postmaster-file.js';

/** As PostgreSQL 18.4 wrote it. */
const READY = '5051\n/srv/da ta\n1795219511\n5999\n\n127.0.0.1\n  2146381         4\nready   \n';

describe('parsePostmasterFile', () => {
  it('reads the file of a running server', () => {
    expect(parsePostmasterFile(READY)).toEqual({
      pid: 5051,
      dataDirectory: '/srv/da ta',
      port: 5999,
      status: 'ready',
    });
  });

  it('reads what there is of one that is just starting', () => {
    expect(parsePostmasterFile('5051\n/srv/data\n1795219511\n')).toEqual({
      pid: 5051,
      dataDirectory: '/srv/data',
    });
  });

  it.each([
    ['an empty file', ''],
    ['a single-user server, which has a negative process id', '-5051\n/srv/data\n'],
    ['a file that broke off', '5051'],
    ['process 0, which would signal a whole group', '0\n/srv/data\n'],
    ['something else', 'hello\nworld\n'],
  ])('refuses %s', (_what, text) => {
    expect(parsePostmasterFile(text)).toBeUndefined();
  });

  it('never names a process that may not be signalled, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const file = parsePostmasterFile(text);
        expect(file === undefined || (Number.isInteger(file.pid) && file.pid > 0)).toBe(true);
      }),
    );
  });
});

describe('servesDirectory', () => {
  const command = '/opt/pg/bin/postgres -D /srv/da ta -c config_file=/srv/x.conf ';

  it('knows the server of a directory', () => {
    expect(servesDirectory(command, '/srv/da ta')).toBe(true);
    expect(servesDirectory('"C:\\pg\\postgres.exe" -D "C:\\x\\data"', 'C:\\x\\data')).toBe(true);
  });

  it.each([
    ['another directory', '/srv/data'],
    ['a directory whose name is the beginning of it', '/srv/da'],
    ['the directory above it', '/srv'],
  ])('does not take it for the server of %s', (_what, directory) => {
    expect(servesDirectory(command, directory)).toBe(false);
  });

  it('does not take other programs for servers', () => {
    expect(servesDirectory('node server.js -D /srv/data', '/srv/data')).toBe(false);
    expect(servesDirectory('grep postgres /srv/data', '/srv/data')).toBe(false);
    expect(servesDirectory('', '/srv/data')).toBe(false);
  });
});
