import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { CredentialIssuancePurpose } from '@digitalbazaar/vc';
import { compactVerify, decodeProtectedHeader, importJWK, type CryptoKey } from 'jose';
import signatures from 'jsonld-signatures';
import { CREDENTIALS_CONTEXT, documentLoader, OPEN_BADGES_CONTEXT } from './document-loader.js';
import { verificationDocuments, type PublicKey } from './issuer-keys.js';

export type Claims = Readonly<Record<string, unknown>>;

export type SignatureCheck =
  /** Signed by a key that we trust, and not a character changed since. */
  | { readonly outcome: 'GENUINE'; readonly claims: Claims; readonly key: PublicKey }
  /** Names a trusted key, but isn't what that key signed. */
  | { readonly outcome: 'ALTERED'; readonly problem: string }
  | { readonly outcome: 'UNKNOWN_KEY'; readonly keyId: string }
  | { readonly outcome: 'UNREADABLE'; readonly problem: string };

/** The keys that a verifier trusts, made ready once for many verifications. */
export class KeyRing {
  private constructor(
    private readonly keys: ReadonlyMap<string, { publicKey: PublicKey; jose: CryptoKey }>,
    readonly documentLoader: (url: string) => Promise<object>,
  ) {}

  static async of(keys: readonly PublicKey[]): Promise<KeyRing> {
    const entries = keys.map(async (publicKey) => {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey.x };
      const jose = (await importJWK(jwk, 'EdDSA')) as CryptoKey;
      return [publicKey.id, { publicKey, jose }] as const;
    });
    const documents = await verificationDocuments(keys);
    return new KeyRing(new Map(await Promise.all(entries)), documentLoader(documents));
  }

  find(id: string): { publicKey: PublicKey; jose: CryptoKey } | undefined {
    return this.keys.get(id);
  }
}

/** @param text a credential with an embedded proof (JSON), or a compact JWS */
export function checkSignature(text: string, ring: KeyRing): Promise<SignatureCheck> {
  return text.trimStart().startsWith('{') ? checkProof(text, ring) : checkToken(text.trim(), ring);
}

async function checkProof(text: string, ring: KeyRing): Promise<SignatureCheck> {
  const document = parseJsonObject(text);
  if (!document) return unreadable('This is not a JSON object.');
  const { proof, ...claims } = document;
  const { verificationMethod } = (proof ?? {}) as { verificationMethod?: unknown };
  if (typeof verificationMethod !== 'string') {
    return unreadable('It carries no proof that names a key.');
  }
  const known = ring.find(verificationMethod);
  if (!known) return { outcome: 'UNKNOWN_KEY', keyId: verificationMethod };
  // Another vocabulary could give the same signed statements other names.
  if (!usesOurContexts(claims['@context'])) return altered('It uses another vocabulary.');
  if (issuerOf(claims) !== known.publicKey.controller)
    return altered('The key isn’t the issuer’s.');
  try {
    const { verified } = await signatures.verify(document, {
      suite: new DataIntegrityProof({ cryptosuite }),
      purpose: new CredentialIssuancePurpose(),
      documentLoader: ring.documentLoader,
    });
    if (!verified) return altered('The signature doesn’t fit the contents.');
  } catch {
    return altered('The signature doesn’t fit the contents.');
  }
  return { outcome: 'GENUINE', claims, key: known.publicKey };
}

async function checkToken(token: string, ring: KeyRing): Promise<SignatureCheck> {
  let header: { kid?: unknown; alg?: unknown; typ?: unknown };
  try {
    header = decodeProtectedHeader(token);
  } catch {
    return unreadable('This is neither a credential nor a token.');
  }
  const { kid, typ } = header;
  if (typeof kid !== 'string') return unreadable('The token names no key.');
  const known = ring.find(kid);
  if (!known) return { outcome: 'UNKNOWN_KEY', keyId: kid };
  // A token that the same key signed for another purpose is not a credential.
  if (typ !== 'vc+jwt') return altered('The token is not a credential.');
  try {
    const { payload } = await compactVerify(token, known.jose, { algorithms: ['EdDSA'] });
    const claims = parseJsonObject(Buffer.from(payload).toString('utf8'));
    if (!claims || !usesOurContexts(claims['@context'])) {
      return altered('The token holds no credential.');
    }
    if (issuerOf(claims) !== known.publicKey.controller) {
      return altered('The key isn’t the issuer’s.');
    }
    return { outcome: 'GENUINE', claims, key: known.publicKey };
  } catch {
    return altered('The signature doesn’t fit the contents.');
  }
}

const unreadable = (problem: string) => ({ outcome: 'UNREADABLE', problem }) as const;
const altered = (problem: string) => ({ outcome: 'ALTERED', problem }) as const;

/** The first of them alone (a status list), or both (a certificate), in their order. */
function usesOurContexts(contexts: unknown): boolean {
  if (!Array.isArray(contexts) || contexts.length === 0 || contexts.length > 2) return false;
  return (
    contexts[0] === CREDENTIALS_CONTEXT &&
    (contexts[1] ?? OPEN_BADGES_CONTEXT) === OPEN_BADGES_CONTEXT
  );
}

function issuerOf({ issuer }: Claims): unknown {
  return typeof issuer === 'object' && issuer !== null ? (issuer as { id?: unknown }).id : issuer;
}

function parseJsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
