import './typescript-loader.mjs';

/** Once per test run, before the first file that needs a database. */
export default async function globalSetup() {
  const { startTestServer } = await import('./database-server.ts');
  const { ACCESS_VARIABLE } = await import('./test-server-access.ts');
  const { access, remove } = await startTestServer();
  process.env[ACCESS_VARIABLE] = JSON.stringify(access);
  globalThis.removeTestServer = remove;
}
