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
  return loadOrMake(join(folder, 'credentials.json'), [
    ADMINISTRATOR,
    OWNER_ROLE,
    APPLICATION_ROLE,
  ]);
}

/**
 * Reads `secrets.json`, likewise: the keys that the application signs and encrypts with. They lie
 * beside the data because what is encrypted in it cannot be read without them.
 */
export async function loadSecrets(folder: string): Promise<Record<string, string>> {
  return loadOrMake(join(folder, 'secrets.json'), [
    'ACCESS_TOKEN_SECRET',
    'DATA_ENCRYPTION_SECRET',
  ]);
}

/** A name added in a later release gets its value at the next start; the others keep theirs. */
async function loadOrMake<Name extends string>(
  path: string,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const known = JSON.parse((await readIfPresent(path)) ?? '{}') as Partial<Record<Name, string>>;
  const missing = names.filter((name) => known[name] === undefined);
  const all = {
    ...Object.fromEntries(missing.map((name) => [name, newSecret()])),
    ...known,
  } as Record<Name, string>;
  if (missing.length > 0) await writeAtomically(path, `${JSON.stringify(all, null, 2)}\n`, 0o600);
  return all;
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
function newSecret(): string {
  return randomBytes(24).toString('base64url');
}
