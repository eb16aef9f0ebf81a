import type { Credentials } from '../../src/local/credentials.js';

/** Every test database is a copy of this one. */
export const TEMPLATE_DATABASE = 'caopan_template';

/** Names the environment variable that hands the access to the run's server to its test files, as JSON. */
export const ACCESS_VARIABLE = 'CAOPAN_TEST_SERVER';

export interface TestServerAccess {
  port: number;
  credentials: Credentials;
}
