import { certificateCommand } from './certificate.command.js';
import type { Command } from './command.js';
import { accountsCommand } from './accounts.command.js';
import { demoCommand } from './demo.command.js';
import { feedCommand } from './feed.command.js';
import { migrateCommand } from './migrate.command.js';
import { permissionsCommand } from './permissions.command.js';
import { schemaCommand } from './schema.command.js';
import { scoringCommand } from './scoring.command.js';
import { seedCommand } from './seed.command.js';

export const commands: ReadonlyMap<string, Command> = new Map([
  ['certificate', certificateCommand],
  ['migrate', migrateCommand],
  ['seed', seedCommand],
  ['feed', feedCommand],
  ['scoring', scoringCommand],
  ['accounts', accountsCommand],
  ['demo', demoCommand],
  ['permissions', permissionsCommand],
  ['schema', schemaCommand],
]);
