import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readIfPresent, writeAtomically } from './files.js';

/** The login roles of a server that we made: its administrator, the schema's owner, the application. */
export const ADMINISTRATOR = 'postgres';
export const OWNER_ROLE = 'caopan_owner';
export const APPLICATION_ROLE = 'caopan_app';
export const DATABASE_NAME = 'caopan';

/** Passwords by role. */
export interface Credentials {
  postgres: string;
  caopan_owner: string;
  caopan_app: string;
}

/** Reads `credentials.json` of a server's folder, making it (mode 0600) on the first start. */
export async function loadCredentials(folder: string): Promise<Credentials> {
  const path = join(folder, 'credentials.json');
  const known = await readIfPresent(path);
  if (known !== undefined) return JSON.parse(known) as Credentials;
  const made: Credentials = {
    postgres: newPassword(),
    caopan_owner: newPassword(),
    caopan_app: newPassword(),
  };
  await writeAtomically(path, `${JSON.stringify(made, null, 2)}\n`, 0o600);
  return made;
}

/** A connection string for a role of a server on this machine. */
export function connectionUrl(
  role: keyof Credentials,
  credentials: Credentials,
  port: number,
  database: string,
): string {
  return `postgresql://${role}:${credentials[role]}@127.0.0.1:${port}/${database}`;
}

/** 192 random bits in characters that mean nothing to a URL, a shell or SQL. */
function newPassword(): string {
  return randomBytes(24).toString('base64url');
}
