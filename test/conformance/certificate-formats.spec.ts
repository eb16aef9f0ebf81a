import { jest } from '@jest/globals';
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv2019 } from 'ajv/dist/2019.js';
import formats from 'ajv-formats';
import { createVerifier } from 'fast-jwt';
import { didOf, readKeyFile } from '../../src/modules/certificates/credential/issuer-keys.js';
import { KeyRing } from '../../src/modules/certificates/credential/verify-signature.js';
import { verifyOffline } from '../../src/modules/certificates/credential/verify-offline.js';
import { credentialIn } from '../../src/modules/certificates/credential/baked-image.js';
import { TestApplication } from '../support/application.js';
import { givenCertificate, givenOperator } from '../support/certificate-fixture.js';
import { verifyIndependently } from '../support/independent-verifier.js';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

// Much signing and drawing; patience for a machine that others use too.
jest.setTimeout(60_000);

describe('certificates follow the standards', () => {
  let application: TestApplication;
  let number: string;
  let credential: Json;
  let token: string;
  let did: Json;

  const fetchText = async (path: string, accept = '*/*') => {
    const answer = await fetch(new URL(path, application.url), { headers: { accept } });
    expect(answer.status).toBe(200);
    return answer.text();
  };
  const fetchJson = async (path: string) => JSON.parse(await fetchText(path)) as Json;

  beforeAll(async () => {
    application = await TestApplication.start();
    const { operatorId } = await givenOperator(application.sql);
    ({ number } = await givenCertificate(application, operatorId, 'contest 2026/1'));
    credential = await fetchJson(`/c/${number}/credential.json`);
    token = await fetchText(`/c/${number}/credential.jwt`);
    did = await fetchJson('/.well-known/did.json');
  });
  afterAll(() => application.stop());

  it('has the shape of Open Badges 3.0', async () => {
    const file = join(
      import.meta.dirname,
      '../fixtures/open-badges-3.0-achievement-credential.schema.json',
    );
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    (formats as unknown as (ajv: Ajv2019) => void)(ajv);
    const validate = ajv.compile(JSON.parse(await readFile(file, 'utf8')) as object);
    validate(credential);
    expect(validate.errors).toBeNull();
    validate({ ...credential, credentialSubject: { type: ['Person'] } });
    expect(validate.errors).not.toBeNull();
  });

  it('carries a proof that other software finds good, and only for what was signed', async () => {
    const [{ publicKeyMultibase }] = did.verificationMethod;
    expect(credential.proof).toMatchObject({
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-rdfc-2022',
      proofPurpose: 'assertionMethod',
      verificationMethod: did.verificationMethod[0].id,
    });
    expect(await verifyIndependently(credential, publicKeyMultibase)).toBe(true);
    const altered = structuredClone(credential);
    altered.credentialSubject.identifier[0].identityHash = '王冒名';
    expect(await verifyIndependently(altered, publicKeyMultibase)).toBe(false);
  });

  it('is a token too, which a JWT library of somebody else accepts', async () => {
    const { keys } = await fetchJson('/.well-known/jwks.json');
    const key = createPublicKey({ key: keys[0], format: 'jwk' });
    const pem = key.export({ type: 'spki', format: 'pem' }) as string;
    const verify = createVerifier({ key: pem, algorithms: ['EdDSA'], complete: true });
    const { header, payload } = verify(token) as { header: Json; payload: Json };
    expect(header).toEqual({ alg: 'EdDSA', kid: keys[0].kid, typ: 'vc+jwt', cty: 'vc' });
    const { proof: _, ...claims } = credential;
    expect(payload).toEqual({
      ...claims,
      iss: credential.issuer.id,
      jti: credential.id,
      sub: credential.credentialSubject.id,
      nbf: Date.parse(credential.validFrom) / 1_000,
      exp: Date.parse(credential.validUntil) / 1_000,
    });
    const [head, body, signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...payload, jti: 'x' })).toString('base64url');
    expect(() => verify(`${head}.${forged}.${signature}`)).toThrow();
    expect(body).toBeDefined();
  });

  it('names keys by did:web, and publishes nothing secret', async () => {
    const text = JSON.stringify([did, await fetchJson('/.well-known/jwks.json')]);
    expect(did.id).toBe(didOf(new URL('http://localhost:4000')));
    expect(did.id).toBe('did:web:localhost%3A4000');
    expect(did.assertionMethod).toEqual([did.verificationMethod[0].id]);
    expect(text).not.toMatch(/"d":|secretKey|privateKey/);
  });

  it.each(['suspension', 'revocation'])('publishes a signed %s list', async (purpose) => {
    const path = `/certificates/status/1/${purpose}`;
    const list = await fetchJson(path);
    expect(list).toMatchObject({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: `http://localhost:4000${path}`,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: did.id,
      credentialSubject: { type: 'BitstringStatusList', statusPurpose: purpose },
    });
    const bits = gunzipSync(Buffer.from(list.credentialSubject.encodedList.slice(1), 'base64url'));
    expect(bits.length * 8).toBe(131_072);
    expect(bits.every((byte) => byte === 0)).toBe(true);
    const [{ publicKeyMultibase }] = did.verificationMethod;
    expect(await verifyIndependently(list, publicKeyMultibase)).toBe(true);
  });

  it('is found again inside both badges, which stay pictures', async () => {
    const ring = await KeyRing.of(await readKeyFile(JSON.stringify(did)));
    const lists = [await fetchText('/certificates/status/1/suspension')];
    for (const file of ['badge.svg', 'badge.png']) {
      const answer = await fetch(new URL(`/c/${number}/${file}`, application.url));
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const baked = credentialIn(bytes)!;
      expect(JSON.parse(baked)).toEqual(credential);
      const report = await verifyOffline(baked, ring, lists, new Date());
      expect(report.verdict).toBe('VALID');
    }
  });
});
