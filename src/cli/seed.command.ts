import { seedReference } from '../../seeds/reference/seed-reference.js';
import type { Command } from './command.js';
import { ownerUrl } from './owner-url.js';

export const seedCommand: Command = {
  summary: 'put the reference lists and first policies in place',
  async run() {
    await seedReference(ownerUrl());
    console.log('reference data is in place');
    return 0;
  },
};
