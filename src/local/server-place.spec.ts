import { chmod, mkdir, mkdtemp, readFile, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseServerPlace, mayPass, nobody, projectKey, rememberPlace } from './server-place.js';

describe('mayPass', () => {
  const user = { uid: 1000, gid: 100 };

  it.each([
    ['its own folder, by the owner bit alone', { uid: 1000, gid: 100, mode: 0o711 }, true],
    ['its own folder, shut to itself', { uid: 1000, gid: 100, mode: 0o077 }, false],
    ["its group's folder, by the group bit alone", { uid: 0, gid: 100, mode: 0o701 }, false],
    ["another's folder that is open", { uid: 0, gid: 0, mode: 0o755 }, true],
    ["another's home folder", { uid: 0, gid: 0, mode: 0o700 }, false],
  ])('%s', (_what, folder, expected) => {
    expect(mayPass(user, folder)).toBe(expected);
  });
});

/** A folder of mode 0700 keeps nobody out of its own. */
const itUnlessNobody = process.getuid?.() === nobody().uid ? it.skip : it;

describe('chooseServerPlace', () => {
  let home: string;
  let project: string;
  let outside: string;

  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'caopan-place-')));
    project = join(home, 'project');
    outside = join(home, 'outside');
    await mkdir(join(project, '.caopan'), { recursive: true });
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it("keeps an ordinary user's data in the project", () => {
    const place = chooseServerPlace(project, outside, false);
    expect(place.folder).toBe(join(project, '.caopan', 'postgres'));
    expect(place.user).toBeUndefined();
  });

  itUnlessNobody('takes root out of a home folder that others cannot enter', async () => {
    await chmod(home, 0o700);
    const place = chooseServerPlace(project, outside, true);
    expect(place.folder).toBe(join(outside, `caopan-${projectKey(project)}`));
    expect(place.user).toEqual(nobody());
    expect(place.reason).toContain(project);
  });

  it('keeps root in a project that others can enter', async () => {
    await chmod(home, 0o755);
    const place = chooseServerPlace(project, outside, true);
    expect(place.folder).toBe(join(project, '.caopan', 'postgres'));
    expect(place.reason).toBeUndefined();
  });

  itUnlessNobody(
    'finds data again that it has put elsewhere, also when the folder has been opened or moved since',
    async () => {
      await chmod(home, 0o700);
      const first = chooseServerPlace(project, outside, true);
      await mkdir(first.dataDirectory, { recursive: true });
      await rememberPlace(project, first);
      await chmod(home, 0o755);
      expect(chooseServerPlace(project, outside, true).folder).toBe(first.folder);

      const moved = join(home, 'moved');
      await rename(project, moved);
      expect(chooseServerPlace(moved, outside, true).folder).toBe(first.folder);

      await mkdir(project);
      expect(chooseServerPlace(moved, outside, true).folder).not.toBe(first.folder);
      const note = await readFile(join(moved, '.caopan', 'postgres.json'), 'utf8');
      expect(JSON.parse(note)).toMatchObject({ dataDirectory: first.dataDirectory });
    },
  );
});
