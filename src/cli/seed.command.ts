import { parseArgs } from 'node:util';
import { seedReference } from '../../seeds/reference/seed-reference.js';
import type { Command } from './command.js';
import { seedDemonstration } from './demonstration.js';
import { ownerUrl } from './owner-url.js';

export const seedCommand: Command = {
  summary: 'put reference data, and unless --reference-only the demonstration, in place',
  async run(words) {
    const { values } = parseArgs({
      args: [...words],
      options: { 'reference-only': { type: 'boolean', default: false } },
    });
    await seedReference(ownerUrl());
    if (values['reference-only']) {
      console.log('reference data is in place');
      return 0;
    }
    await seedDemonstration(ownerUrl());
    return 0;
  },
};
