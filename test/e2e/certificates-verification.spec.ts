import { jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestApplication } from '../support/application.js';
import {
  CERTIFICATION_OFFICER,
  CertificateTester,
  DAY,
  givenCertificate,
  givenOperator,
  LIFT,
  REVOKE,
  SUSPEND,
  type Employed,
  type GivenCertificate,
} from '../support/certificate-fixture.js';

// Much signing and drawing; patience for a machine that others use too.
jest.setTimeout(60_000);

describe('whether a certificate is real and still valid', () => {
  let tester: CertificateTester;

  beforeAll(async () => {
    tester = await CertificateTester.start();
  });
  afterEach(() => {
    tester.now = tester.realNow;
  });
  afterAll(() => tester.stop());

  describe('what somebody was shown', () => {
    let employed: Employed;
    let certificate: GivenCertificate;
    let credential: string;
    let token: string;

    beforeAll(async () => {
      employed = await givenOperator(tester.application.sql, '林晓舟');
      certificate = await givenCertificate(
        tester.application,
        employed.operatorId,
        'contest 2026/11',
      );
      await tester.consent(employed, certificate);
      credential = await tester.text(`/c/${certificate.number}/credential.json`);
      token = await tester.text(`/c/${certificate.number}/credential.jwt`);
    });

    it('is valid, online by every way of asking, and offline', async () => {
      const { number } = certificate;
      const url = `http://localhost:4000/c/${number}`;
      for (const shown of [number, number.toLowerCase(), url, credential, token]) {
        expect(await tester.verify(shown)).toEqual({
          outcome: 'VALID',
          message: 'This certificate is genuine and valid today.',
          certificate: {
            number,
            levelName: 'Senior Live-Commerce Operator',
            holderName: '林晓舟',
            employer: employed.providerName,
            revokedOn: null,
          },
        });
      }
      for (const shown of [credential, token]) {
        const { code, stdout } = await tester.offline(shown, await tester.lists());
        expect(stdout).toMatch(/^signed and unaltered; valid, status as of the list dated 20/);
        expect(stdout).toContain(`${number} · 高级操盘手 · Senior Live-Commerce Operator · 林晓舟`);
        expect(code).toBe(0);
      }
    });

    it('is not called valid offline without a status list', async () => {
      const { code, stdout } = await tester.offline(credential, []);
      expect(stdout).toMatch(/^signed and unaltered; status not checked: give the status list/);
      expect(code).toBe(1);
    });

    it('is altered when a single character differs', async () => {
      const forged = credential.replace('林晓舟', '王冒名');
      const [header, body, signature] = token.split('.') as [string, string, string];
      const payload = Buffer.from(body, 'base64url').toString().replace('林晓舟', '王冒名');
      const forgedToken = [header, Buffer.from(payload).toString('base64url'), signature].join('.');
      for (const shown of [forged, forgedToken]) {
        expect(await tester.verify(shown)).toMatchObject({ outcome: 'ALTERED', certificate: null });
        const { code, stdout } = await tester.offline(shown, await tester.lists());
        expect(stdout).toMatch(/^not as it was signed/);
        expect(code).toBe(1);
      }
    });

    it('is altered when the vocabulary was exchanged, although the words still match', async () => {
      const document = JSON.parse(credential) as { '@context': unknown[] };
      document['@context'].push({ name: 'https://example.com/other' });
      expect(await tester.verify(JSON.stringify(document))).toMatchObject({ outcome: 'ALTERED' });
    });

    it('is by an unknown key when somebody else signed it', async () => {
      const other = await TestApplication.start({ PUBLIC_URL: 'https://fake.example' });
      try {
        const { operatorId } = await givenOperator(other.sql, '王冒名');
        const { number } = await givenCertificate(other, operatorId, 'contest of nobody');
        for (const file of ['credential.json', 'credential.jwt']) {
          const foreign = await (await fetch(new URL(`/c/${number}/${file}`, other.url))).text();
          expect(await tester.verify(foreign)).toMatchObject({ outcome: 'UNKNOWN_KEY' });
          const { code, stdout } = await tester.offline(foreign, await tester.lists());
          expect(stdout).toMatch(/^signed with a key that is not among the keys given/);
          expect(code).toBe(1);
        }
        // Claiming our key doesn't help: then the signature is wrong.
        const foreign = JSON.parse(
          await (await fetch(new URL(`/c/${number}/credential.json`, other.url))).text(),
        ) as { issuer: { id: string }; proof: { verificationMethod: string } };
        const ours = JSON.parse(credential) as typeof foreign;
        foreign.proof.verificationMethod = ours.proof.verificationMethod;
        foreign.issuer.id = ours.issuer.id;
        expect(await tester.verify(JSON.stringify(foreign))).toMatchObject({ outcome: 'ALTERED' });
      } finally {
        await other.stop();
      }
    });

    it.each(['hello', '{"a":1}', '[]', 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(40_000)])(
      'is unreadable: case %#',
      async (shown) => expect((await tester.verify(shown)).outcome).toMatch('UNREADABLE'),
    );

    it('expires, online and offline', async () => {
      tester.now = new Date(tester.realNow.getTime() + 366 * DAY);
      expect(await tester.verify(certificate.number)).toMatchObject({ outcome: 'EXPIRED' });
      expect(await tester.verify(token)).toMatchObject({ outcome: 'EXPIRED' });
      const { code, stdout } = await tester.offline(credential, await tester.lists());
      expect(stdout).toMatch(/^signed and unaltered; EXPIRED on/);
      expect(code).toBe(1);
      expect(await tester.text(`/c/${certificate.number}?lang=en`)).toContain('⌛ Expired');
    });

    it('is suspended and restored, online and offline', async () => {
      const before = await tester.lists();
      expect(await tester.decide(SUSPEND, certificate)).toMatchObject({
        certificate: { state: 'SUSPENDED' },
      });
      expect(await tester.verify(token)).toMatchObject({ outcome: 'SUSPENDED' });
      expect((await tester.offline(token, await tester.lists())).stdout).toMatch(
        /^signed and unaltered; SUSPENDED, status as of/,
      );
      // What was true when the old list was signed: it says which day it speaks of.
      expect((await tester.offline(token, before)).stdout).toContain(
        'valid, status as of the list dated',
      );
      expect(await tester.text(`/c/${certificate.number}`)).toContain('Suspended');

      expect(await tester.decide(SUSPEND, certificate)).toMatchObject({
        certificate: null,
        userErrors: [{ code: 'ILLEGAL_TRANSITION' }],
      });
      expect(await tester.decide(LIFT, certificate)).toMatchObject({
        certificate: { state: 'VALID' },
      });
      expect(await tester.verify(token)).toMatchObject({ outcome: 'VALID' });
      expect((await tester.offline(token, await tester.lists())).code).toBe(0);
    });

    it('is not believed together with a forged status list', async () => {
      const [suspension] = await tester.lists();
      const forged = suspension!.replace('"validUntil":"2', '"validUntil":"3');
      const { code, stdout } = await tester.offline(token, [forged]);
      expect(stdout).toContain('status list can’t be trusted'.replace('’', "'"));
      expect(code).toBe(1);
    });
  });

  it('is revoked from its day on, for ever, online and offline', async () => {
    const { operatorId } = await givenOperator(tester.application.sql);
    const certificate = await givenCertificate(tester.application, operatorId, 'contest 2026/12');
    const token = await tester.text(`/c/${certificate.number}/credential.jwt`);
    const tomorrow = new Date(tester.realNow.getTime() + DAY);
    const effectiveOn = new Date(tomorrow.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(await tester.decide(REVOKE, certificate, { effectiveOn })).toMatchObject({
      certificate: { state: 'VALID', revokedOn: effectiveOn },
    });
    expect((await tester.offline(token, await tester.lists())).code).toBe(0);

    tester.now = tomorrow;
    expect(await tester.verify(token)).toMatchObject({
      outcome: 'REVOKED',
      message: 'This certificate was revoked: don’t rely on it.',
      certificate: { revokedOn: effectiveOn },
    });
    const [suspension, revocation] = await tester.lists();
    expect((await tester.offline(token, [suspension!, revocation!])).stdout).toMatch(
      /^signed and unaltered; REVOKED, status as of/,
    );
    // A verifier that knows the list named in the credential only is warned as well.
    expect((await tester.offline(token, [suspension!])).stdout).toMatch(/SUSPENDED or revoked/);
    const lifted = await tester.decide(LIFT, certificate);
    expect(lifted.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  });

  it('survives a change of keys', async () => {
    const { operatorId } = await givenOperator(tester.application.sql);
    const old = await givenCertificate(tester.application, operatorId, 'contest 2026/17');
    const oldToken = await tester.text(`/c/${old.number}/credential.jwt`);
    const oldCredential = await tester.text(`/c/${old.number}/credential.json`);
    const administrator = { role: 'ADMINISTRATOR' } as const;
    const rotate = `mutation ($input: RotateIssuerKeyInput!) {
      rotateIssuerKey(input: $input) { keyId retiredAt } }`;
    const input = { reason: 'yearly change of the signing key' };
    const { data } = await tester.application.graphql(administrator, rotate, { input });
    const keys = data.rotateIssuerKey as { keyId: string; retiredAt: string | null }[];
    expect(keys.filter(({ retiredAt }) => retiredAt === null)).toHaveLength(1);
    expect(keys.length).toBeGreaterThan(1);

    const fresh = await givenCertificate(tester.application, operatorId, 'contest 2026/18');
    const freshToken = await tester.text(`/c/${fresh.number}/credential.jwt`);
    const kid = (token: string) =>
      (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string })
        .kid;
    expect(kid(freshToken)).toBe(keys.find(({ retiredAt }) => retiredAt === null)!.keyId);
    expect(kid(oldToken)).not.toBe(kid(freshToken));
    for (const shown of [oldToken, oldCredential, freshToken]) {
      expect(await tester.verify(shown)).toMatchObject({ outcome: 'VALID' });
      expect((await tester.offline(shown, await tester.lists())).code).toBe(0);
      const jwks = await tester.text('/.well-known/jwks.json');
      expect((await tester.offline(shown, await tester.lists(), jwks)).code).toBe(0);
    }
    const officer = await tester.application.graphql(CERTIFICATION_OFFICER, rotate, { input });
    expect(officer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is verified offline by a program of its own, without settings', async () => {
    const { operatorId } = await givenOperator(tester.application.sql);
    const { number } = await givenCertificate(tester.application, operatorId, 'contest 2026/22');
    const badge = await (await tester.get(`/c/${number}/badge.png`)).arrayBuffer();
    await writeFile(join(tester.folder, 'badge.png'), new Uint8Array(badge));
    await writeFile(join(tester.folder, 'did.json'), await tester.text('/.well-known/did.json'));
    await writeFile(join(tester.folder, 'list'), (await tester.lists())[0]!);
    const program = join(import.meta.dirname, '../support/certificate-cli.mjs');
    const words = ['verify', 'badge.png', '--keys', 'did.json', '--status', 'list'];
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...words], {
      cwd: tester.folder,
      env: { PATH: process.env.PATH },
    });
    expect(stdout).toMatch(/^signed and unaltered; valid, status as of the list dated /);
    expect(stdout).toContain(number);
  }, 20_000);
});
