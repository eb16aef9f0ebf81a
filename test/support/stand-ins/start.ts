import { join } from 'node:path';
import { runUntilStopped } from '../../../src/local/run.js';

/** `npm start` with small programs in place of the product's, for tests of starting and stopping. */
const program = (name: string): string => join(import.meta.dirname, `${name}.mjs`);

await runUntilStopped({
  migrate: { module: program('migrate'), args: [] },
  seed: { module: program('seed'), args: [] },
  seedReferenceOnly: { module: program('seed'), args: ['--reference-only'] },
  api: program('api'),
  worker: program('worker'),
});
