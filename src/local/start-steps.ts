import { join } from 'node:path';

/** A program that runs to its end: a module for `node` and its arguments. */
export interface TaskProgram {
  module: string;
  args: string[];
}

/**
 * The programs that a start consists of. `migrate` and `seed` get `DATABASE_URL` (application role)
 * and `MIGRATION_DATABASE_URL` (owner role); `api` and `worker` get `DATABASE_URL` only, and the API
 * `PORT`. All are run every time and must do nothing where nothing is left to do, so that a start
 * that was interrupted half-way is completed by the next.
 */
export interface StartSteps {
  migrate: TaskProgram;
  /** Prints `SeedLine`s. */
  seed: TaskProgram;
  /** Instead of `seed` for a database that somebody else runs: what the product needs and no invented people. */
  seedReferenceOnly: TaskProgram;
  /** Says `process.send({ type: 'listening', url })` when it serves; ends on SIGTERM. */
  api: string;
  /** Ends on SIGTERM. */
  worker: string;
}

/** The product's own programs. @param builtFolder where the compiler put `main.js` */
export function productSteps(builtFolder: string): StartSteps {
  const cli = join(builtFolder, 'cli.js');
  return {
    migrate: { module: cli, args: ['migrate'] },
    seed: { module: cli, args: ['seed'] },
    seedReferenceOnly: { module: cli, args: ['seed', '--reference-only'] },
    api: join(builtFolder, 'main.js'),
    worker: join(builtFolder, 'worker.js'),
  };
}
