import type { Command } from './command.js';
import { demoCommand } from './demo.command.js';
import { feedCommand } from './feed.command.js';
import { migrateCommand } from './migrate.command.js';
import { permissionsCommand } from './permissions.command.js';
import { schemaCommand } from './schema.command.js';
import { seedCommand } from './seed.command.js';

export const commands: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrateCommand],
  ['permissions', permissionsCommand],
  ['seed', seedCommand],
  ['feed', feedCommand],
  ['demo', demoCommand],
  ['schema', schemaCommand],
]);
