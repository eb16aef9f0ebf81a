import { migrate } from '../../src/modules/platform/database/migrations.js';
import { seedReference } from '../../seeds/reference/seed-reference.js';

/** What every test database starts from: all migrations and the reference data, nothing else. */
export async function prepareTemplate(ownerUrl: string): Promise<void> {
  await migrate(ownerUrl);
  await seedReference(ownerUrl);
}
