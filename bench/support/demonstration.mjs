import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectionUrl, loadSecrets } from '../../dist/src/local/credentials.js';
import { ensureDatabase, withClient } from '../../dist/src/local/database-roles.js';
import { startEmbeddedServer } from '../../dist/src/local/embedded-server.js';
import { makeFolder } from '../../dist/src/local/files.js';
import { acquireInstanceLock } from '../../dist/src/local/instance-lock.js';
import { chooseServerPlace, projectKey, rememberPlace } from '../../dist/src/local/server-place.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const DATABASE = 'bench';

/**
 * The demonstration market on an embedded server of the benches' own, in `.caopan/bench`. It is kept, so that
 * only the first run waits for the seed; delete the folder to start anew.
 *
 * @returns the environment of an API process, the owner's connection string, the server's process id, and what
 *          ends it all
 */
export async function startDemonstration() {
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
    await ensureDatabase(server.administratorUrl(), DATABASE);
    const urlOf = (role) => connectionUrl(role, server.credentials, server.port, DATABASE);
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
    await command(['migrate'], { ...environment, MIGRATION_DATABASE_URL: ownerUrl });
    await command(['seed'], { ...environment, MIGRATION_DATABASE_URL: ownerUrl });
    await withClient(ownerUrl, async (owner) => {
      await scoreEveryone(owner);
      await offerPackages(owner);
      await owner.query('VACUUM ANALYZE');
    });
    return { environment, ownerUrl, postmaster: server.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function command(words, environment) {
  const child = fork(join(PROJECT, 'dist/src/cli.js'), words, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`cli ${words.join(' ')} ended with ${code}`);
}

/**
 * Few providers of the demonstration have evidence enough for a score, and a board of twenty needs twenty: the
 * others get scores that say nothing, all different, in the applied run of this database only.
 */
async function scoreEveryone(owner) {
  await owner.query(`
    UPDATE provider_score s
       SET score = 20 + n.place * 0.730001, reasons = '[]',
           forces = coalesce((SELECT m.forces FROM provider_score m
                               WHERE m.run_id = s.run_id AND m.model_code = s.model_code AND m.rank = 1), s.forces)
      FROM (SELECT id, row_number() OVER (PARTITION BY model_code ORDER BY provider_id) AS place
              FROM provider_score WHERE score IS NULL AND run_id = (SELECT run_id FROM scoring_head)) n
     WHERE n.id = s.id;
    UPDATE provider_score s SET rank = r.rank
      FROM (SELECT id, rank() OVER (PARTITION BY model_code ORDER BY score DESC) AS rank FROM provider_score
             WHERE score IS NOT NULL AND run_id = (SELECT run_id FROM scoring_head)) r
     WHERE r.id = s.id AND s.rank IS DISTINCT FROM r.rank`);
}

/** The demonstration's providers come without service packages: three published ones for each. */
async function offerPackages(owner) {
  await owner.query(`
    INSERT INTO service_package (id, provider_id, title, description, tiers, modules, price, price_unit, state)
    SELECT gen_random_uuid(), p.id, '代运营服务包 ' || n, repeat('整场策划与场控。', 10),
           ARRAY['COLD_START', 'WAIST'], ARRAY['FLOOR_CONTROL_GIFTS', 'PAID_TRAFFIC'], 10000 * n, 'PER_MONTH', 'PUBLISHED'
      FROM provider p CROSS JOIN generate_series(1, 3) n
     WHERE NOT EXISTS (SELECT FROM service_package)`);
}
