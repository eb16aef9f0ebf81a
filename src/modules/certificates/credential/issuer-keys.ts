import { generateKeyPairSync } from 'node:crypto';
import { from, fromJwk, toJwk, type Ed25519KeyPair } from '@digitalbazaar/ed25519-multikey';
import { importJWK, type CryptoKey } from 'jose';

/** An Ed25519 public key as published: `id` is the DID URL by which signatures name it. */
export interface PublicKey {
  readonly id: string;
  /** The issuer's DID. */
  readonly controller: string;
  /** The 32 bytes in base64url. */
  readonly x: string;
}

/** An issuer's key ready for signing. */
export interface SigningKey extends PublicKey {
  readonly dataIntegrity: Ed25519KeyPair;
  readonly jose: CryptoKey;
}

export interface GeneratedKey {
  readonly x: string;
  /** The secret: 32 bytes in base64url. */
  readonly d: string;
}

export function generateKey(): GeneratedKey {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { x: x!, d: d! };
}

/** `did:web:example.com` for an origin; a port is percent-encoded (did:web method, section 3). */
export function didOf(origin: URL): string {
  return `did:web:${encodeURIComponent(origin.host)}`;
}

/** The DID URL of a key: the DID and the key in multibase. */
export async function keyIdOf(controller: string, x: string): Promise<string> {
  const { publicKeyMultibase } = await fromJwk({ jwk: jwkOf(x), controller });
  return `${controller}#${publicKeyMultibase}`;
}

export async function signingKey(key: PublicKey, d: string): Promise<SigningKey> {
  const jwk = { ...jwkOf(key.x), d };
  const dataIntegrity = await fromJwk({
    jwk,
    secretKey: true,
    id: key.id,
    controller: key.controller,
  });
  const jose = (await importJWK(jwk, 'EdDSA')) as CryptoKey;
  return { ...key, dataIntegrity, jose };
}

/** JWK Set (RFC 7517) for `/.well-known/jwks.json`. */
export function jwkSetOf(keys: readonly PublicKey[]): { keys: object[] } {
  return {
    keys: keys.map(({ id, x }) => ({ ...jwkOf(x), kid: id, alg: 'EdDSA', use: 'sig' })),
  };
}

/** DID document for `/.well-known/did.json`: retired keys stay, because what they signed stays true. */
export async function didDocumentOf(did: string, keys: readonly PublicKey[]): Promise<object> {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: await Promise.all(keys.map(multikeyOf)),
    assertionMethod: keys.map(({ id }) => id),
  };
}

/**
 * The documents that a Data Integrity verifier looks up: each key, and each issuer with the keys that may
 * speak for it.
 */
export async function verificationDocuments(
  keys: readonly PublicKey[],
): Promise<Map<string, object>> {
  const documents = new Map<string, object>();
  for (const did of new Set(keys.map(({ controller }) => controller))) {
    const own = keys.filter(({ controller }) => controller === did);
    documents.set(did, await didDocumentOf(did, own));
    for (const key of own) {
      documents.set(key.id, {
        '@context': 'https://w3id.org/security/multikey/v1',
        ...(await multikeyOf(key)),
      });
    }
  }
  return documents;
}

/**
 * Reads a published key file: a DID document with Multikey or JWK methods, or a JWK Set whose `kid`s are DID
 * URLs.
 * @throws Error that says what is wrong with the file
 */
export async function readKeyFile(text: string): Promise<PublicKey[]> {
  const file = parseObject(text, 'The key file');
  if (Array.isArray(file.keys)) {
    return (file.keys as { kid?: unknown; crv?: unknown; x?: unknown }[])
      .filter(({ crv }) => crv === 'Ed25519')
      .map(({ kid, x }) => publicKey(kid, x));
  }
  const assertion = new Set((file.assertionMethod as unknown[] | undefined) ?? []);
  const methods = (file.verificationMethod as Record<string, unknown>[] | undefined) ?? [];
  const allowed = methods.filter(({ id }) => assertion.has(id));
  if (allowed.length === 0) {
    throw new Error(
      'The key file is neither a JWK Set nor a DID document with keys for assertions. Take did.json or jwks.json from the issuer’s /.well-known/.',
    );
  }
  return Promise.all(
    allowed.map(async ({ id, publicKeyMultibase, publicKeyJwk }) => {
      const x = (publicKeyJwk as { x?: unknown } | undefined)?.x ?? xOf(publicKeyMultibase);
      return publicKey(id, await x);
    }),
  );
}

function publicKey(id: unknown, x: unknown): PublicKey {
  if (typeof id !== 'string' || !id.startsWith('did:') || !id.includes('#')) {
    throw new Error(`The key file names a key "${String(id)}"; a DID URL is needed.`);
  }
  if (typeof x !== 'string' || Buffer.from(x, 'base64url').length !== 32) {
    throw new Error(`The key ${id} is not an Ed25519 public key.`);
  }
  return { id, controller: id.slice(0, id.indexOf('#')), x };
}

/** The key bytes inside a Multikey: base58btc of the two bytes 0xed 0x01 and the 32 of the key. */
async function xOf(multibase: unknown): Promise<string | undefined> {
  if (typeof multibase !== 'string') return undefined;
  const keyPair = await from({ type: 'Multikey', publicKeyMultibase: multibase });
  return (await toJwk({ keyPair })).x;
}

async function multikeyOf({ id, controller, x }: PublicKey): Promise<object> {
  const { publicKeyMultibase } = await fromJwk({ jwk: jwkOf(x), controller, id });
  return { id, type: 'Multikey', controller, publicKeyMultibase };
}

function jwkOf(x: string) {
  return { kty: 'OKP', crv: 'Ed25519', x };
}

/** @throws Error when the text is not a JSON object */
export function parseObject(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${what} is not JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${what} is not a JSON object.`);
  }
  return value as Record<string, unknown>;
}
