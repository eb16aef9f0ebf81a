import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectionUrl, loadSecrets } from '../../dist/src/local/credentials.js';
import { ensureDatabase } from '../../dist/src/local/database-roles.js';
import { startEmbeddedServer } from '../../dist/src/local/embedded-server.js';
import { makeFolder } from '../../dist/src/local/files.js';
import { acquireInstanceLock } from '../../dist/src/local/instance-lock.js';
import { chooseServerPlace, projectKey, rememberPlace } from '../../dist/src/local/server-place.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * An embedded server of the benches' own, in `.caopan/bench`, with a migrated database. Both are kept, so that
 * only the first run waits for the data; delete the folder to start anew.
 *
 * @param fill puts the data in place; gets `{ environment, ownerUrl, command }`, and is called at every start
 * @returns the environment of an API process, the owner's connection string, the server's process id, what
 *          `fill` returned, and what ends it all
 */
export async function startDatabase(name, fill) {
  const project = join(PROJECT, '.caopan', 'bench');
  await makeFolder(join(PROJECT, '.caopan'), 0o755);
  await makeFolder(project, 0o755);
  const attempt = await acquireInstanceLock(`caopan-bench-${projectKey(project)}`);
  if (!attempt.acquired) throw new Error('another bench is running in this folder');
  const place = chooseServerPlace(project);
  const server = await startEmbeddedServer({ place, durability: 'durable' });
  const stop = async () => {
    await server.stop();
    await attempt.lock.release();
  };
  try {
    await rememberPlace(project, place);
    await ensureDatabase(server.administratorUrl(), name);
    const urlOf = (role) => connectionUrl(role, server.credentials, server.port, name);
    const environment = {
      NODE_ENV: 'production',
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: urlOf('caopan_app'),
      DATABASE_POOL_SIZE: '16',
      ...(await loadSecrets(place.folder)),
      ACCESS_TOKEN_MINUTES: '60',
      RATE_LIMIT_PER_ACTOR: '0',
    };
    const ownerUrl = urlOf('caopan_owner');
    const command = (...words) =>
      runCommand(words, { ...environment, MIGRATION_DATABASE_URL: ownerUrl });
    await command('migrate');
    const filled = await fill({ environment, ownerUrl, command });
    return { environment, ownerUrl, postmaster: server.pid, filled, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function runCommand(words, environment) {
  const child = fork(join(PROJECT, 'dist/src/cli.js'), words, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`cli ${words.join(' ')} ended with ${code}`);
}
