import { productSteps } from './local/start-steps.js';
import { runUntilStopped } from './local/run.js';

/** What `npm start` runs after a build: database, migrations, data, API and worker, until Ctrl-C. */
await runUntilStopped(productSteps(import.meta.dirname));
