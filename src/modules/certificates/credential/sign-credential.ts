import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { CredentialIssuancePurpose } from '@digitalbazaar/vc';
import { CompactSign } from 'jose';
import signatures from 'jsonld-signatures';
import { instant } from './achievement-credential.js';
import { documentLoader } from './document-loader.js';
import type { SigningKey } from './issuer-keys.js';

export interface SignedCredential {
  /** JSON with an embedded proof (W3C Data Integrity, eddsa-rdfc-2022). */
  readonly credential: string;
  /** The same claims as a compact JWS (W3C VC-JOSE-COSE, EdDSA). */
  readonly token: string;
}

const load = documentLoader();

export async function signCredential(
  credential: object,
  key: SigningKey,
  at: Date,
): Promise<SignedCredential> {
  const [secured, token] = await Promise.all([
    addProof(credential, key, at),
    signToken(credential, key),
  ]);
  return { credential: JSON.stringify(secured), token };
}

function addProof(credential: object, key: SigningKey, at: Date): Promise<object> {
  const suite = new DataIntegrityProof({
    signer: key.dataIntegrity.signer(),
    cryptosuite,
    date: instant(at),
  });
  return signatures.sign(structuredClone(credential), {
    suite,
    purpose: new CredentialIssuancePurpose(),
    documentLoader: load,
  });
}

/** The registered claims repeat what the credential says, for verifiers that know JWT only (Open Badges 3.0, 8.2). */
function signToken(credential: object, key: SigningKey): Promise<string> {
  const { id, issuer, validFrom, validUntil, credentialSubject } = credential as {
    id: string;
    issuer: string | { id: string };
    validFrom: string;
    validUntil: string;
    credentialSubject: { id: string };
  };
  const claims = {
    ...credential,
    iss: typeof issuer === 'string' ? issuer : issuer.id,
    jti: id,
    sub: credentialSubject.id,
    nbf: Date.parse(validFrom) / 1_000,
    exp: Date.parse(validUntil) / 1_000,
  };
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.id, typ: 'vc+jwt', cty: 'vc' })
    .sign(key.jose);
}
