import { certificateCommand } from './certificate.command.js';
import type { Command } from './command.js';
import { migrateCommand } from './migrate.command.js';
import { seedCommand } from './seed.command.js';

export const commands: ReadonlyMap<string, Command> = new Map([
  ['certificate', certificateCommand],
  ['migrate', migrateCommand],
  ['seed', seedCommand],
]);
