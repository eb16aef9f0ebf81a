import type { Command } from './command.js';
import { migrateCommand } from './migrate.command.js';
import { permissionsCommand } from './permissions.command.js';
import { seedCommand } from './seed.command.js';

export const commands: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrateCommand],
  ['permissions', permissionsCommand],
  ['seed', seedCommand],
]);
