import { randomBytes } from 'node:crypto';

export default async function globalSetup() {
  process.env.TEST_SERVER_URL ??= 'postgres://postgres@127.0.0.1:54999/postgres';
  process.env.TEST_TEMPLATE = `template_${randomBytes(6).toString('hex')}`;
}
