import { migrate } from '../modules/platform/database/migrations.js';
import type { Command } from './command.js';
import { ownerUrl } from './owner-url.js';

export const migrateCommand: Command = {
  summary: 'bring the database up to date',
  async run() {
    const done = await migrate(ownerUrl());
    console.log(done.length > 0 ? `migrated: ${done.join(', ')}` : 'nothing to migrate');
    return 0;
  },
};
