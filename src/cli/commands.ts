import type { Command } from './command.js';
import { feedCommand } from './feed.command.js';
import { migrateCommand } from './migrate.command.js';
import { seedCommand } from './seed.command.js';

export const commands: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrateCommand],
  ['seed', seedCommand],
  ['feed', feedCommand],
]);
