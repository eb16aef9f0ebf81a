import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareBinaries } from './server-binaries.js';

describe('prepareBinaries', () => {
  let home: string;
  let packaged: string;
  let copies: string;

  /** The shape of a binaries package as npm unpacks it with its install script left out. */
  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'caopan-binaries-')));
    await chmod(home, 0o755);
    packaged = join(home, 'private', 'linux-x64');
    copies = join(home, 'copies');
    await mkdir(join(packaged, 'native', 'bin'), { recursive: true });
    await mkdir(join(packaged, 'native', 'lib'));
    for (const name of ['initdb', 'pg_ctl', 'postgres']) {
      await writeFile(join(packaged, 'native', 'bin', name), name, { mode: 0o644 });
    }
    await writeFile(join(packaged, 'native', 'lib', 'libpq.so.5.18'), 'library', { mode: 0o600 });
    await writeFile(join(packaged, 'package.json'), '{"version":"18.4.0"}');
    await writeFile(
      join(packaged, 'native', 'pg-symlinks.json'),
      '[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]',
    );
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('makes the programs executable and the missing links, and does nothing the second time', async () => {
    for (let round = 1; round <= 2; round += 1) {
      const { initdb, pgCtl } = await prepareBinaries(packaged, copies, undefined);
      expect(initdb).toBe(join(packaged, 'native', 'bin', 'initdb'));
      expect((await stat(pgCtl)).mode & 0o111).toBe(0o111);
      expect(await readlink(join(packaged, 'native', 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
    }
    await expect(stat(copies)).rejects.toThrow('ENOENT');
  });

  it('copies what the server could not reach, readable for it, in whole or not at all', async () => {
    await chmod(join(home, 'private'), 0o700);
    const copy = join(copies, 'linux-x64-18.4.0');
    await mkdir(`${copy}.draft`, { recursive: true });
    await writeFile(join(`${copy}.draft`, 'left-over'), '');
    // A user who is neither the folder's owner nor in its group.
    const { initdb } = await prepareBinaries(packaged, copies, { uid: 4_000_000, gid: 4_000_000 });
    expect(initdb).toBe(join(copy, 'native', 'bin', 'initdb'));
    expect((await stat(initdb)).mode & 0o555).toBe(0o555);
    expect(await readFile(join(copy, 'native', 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
    expect((await stat(join(copy, 'native', 'lib', 'libpq.so.5'))).mode & 0o044).toBe(0o044);
    await expect(stat(join(copy, 'left-over'))).rejects.toThrow('ENOENT');
  });
});
