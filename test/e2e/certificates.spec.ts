import { jest } from '@jest/globals';
import { publicId } from '../../src/modules/platform/kernel/ids.js';
import type { TestApplication } from '../support/application.js';
import {
  CERTIFICATION_OFFICER,
  CertificateTester,
  CONSENT,
  DAY,
  givenCertificate,
  givenOperator,
  holder,
  REASON,
  SUSPEND,
} from '../support/certificate-fixture.js';

// Much signing and drawing; patience for a machine that others use too.
jest.setTimeout(60_000);

describe('certificates', () => {
  let tester: CertificateTester;

  beforeAll(async () => {
    tester = await CertificateTester.start();
  });
  afterEach(() => {
    tester.now = tester.realNow;
  });
  afterAll(() => tester.stop());

  it('shows what its holder agreed to, and nothing else', async () => {
    const employed = await givenOperator(tester.application.sql, '欧阳清秋');
    const certificate = await givenCertificate(
      tester.application,
      employed.operatorId,
      'contest 2026/13',
    );
    const { number } = certificate;
    const page = () => tester.text(`/c/${number}?lang=zh-CN`);
    const all = async () => {
      const files = ['credential.json', 'credential.jwt', 'badge.svg', 'certificate.pdf'];
      const bodies = await Promise.all(files.map((file) => tester.text(`/c/${number}/${file}`)));
      const tokenClaims = Buffer.from(bodies[1]!.split('.')[1]!, 'base64url').toString();
      return [await page(), bodies[0], tokenClaims, bodies[2]].join();
    };
    const masked = await all();
    expect(masked).toContain('欧**');
    expect(masked).not.toMatch(/欧阳清秋|试验服务商/);

    await tester.consent(employed, certificate);
    const shown = await page();
    expect(shown).toContain('欧阳清秋');
    expect(shown).toContain(employed.providerName);
    expect(JSON.parse(await tester.text(`/c/${number}/credential.json`))).toMatchObject({
      credentialSubject: { identifier: [{ identityType: 'name', identityHash: '欧阳清秋' }] },
    });

    await tester.consent(employed, certificate, 'HIDDEN');
    const hidden = await all();
    expect(hidden).toContain('应持证人要求不予展示');
    expect(hidden).not.toMatch(/欧/);
    // No internal id, code or other person's data leaks.
    expect(hidden).not.toMatch(/oper_|cert_|prov_|P9\d{5}|O9\d{6}|contest 2026/);
  });

  it('lets nobody but the holder decide what is shown', async () => {
    const employed = await givenOperator(tester.application.sql);
    const certificate = await givenCertificate(
      tester.application,
      employed.operatorId,
      'contest 2026/14',
    );
    const { operatorId: other } = await givenOperator(tester.application.sql);
    const input = { certificateId: certificate.id, nameDisplay: 'FULL', showEmployer: true };
    const colleague = { ...holder(employed), operatorId: other };
    const refused = await tester.application.graphql(colleague, CONSENT, { input });
    expect(refused.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    for (const role of ['PROVIDER_OWNER', 'ADMINISTRATOR'] as const) {
      const caller = {
        role,
        ...(role === 'PROVIDER_OWNER' && { providerId: employed.providerId }),
      };
      const { errors } = await tester.application.graphql(caller, CONSENT, { input });
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const [row] = (
      await tester.application.sql.query('SELECT name_display FROM certificate WHERE number = $1', [
        certificate.number,
      ])
    ).rows as { name_display: string }[];
    expect(row).toEqual({ name_display: 'MASKED' });
  });

  it('keeps its number when the holder changes employer, and tells the new one', async () => {
    const employed = await givenOperator(tester.application.sql);
    const next = await givenOperator(tester.application.sql);
    const certificate = await givenCertificate(
      tester.application,
      employed.operatorId,
      'contest 2026/15',
    );
    await tester.consent(employed, certificate);
    const moved = `UPDATE employment SET provider_id = $2 WHERE operator_id = $1`;
    await tester.application.sql.query(moved, [employed.operatorId, next.providerId]);
    const verification = await tester.verify(certificate.number);
    expect(verification).toMatchObject({
      outcome: 'VALID',
      certificate: { employer: next.providerName },
    });
    await tester.application.sql.query('DELETE FROM employment WHERE operator_id = $1', [
      employed.operatorId,
    ]);
    expect(await tester.text(`/c/${certificate.number}`)).toContain('No employer at present');
  });

  it('is renewed without a gap and keeps its number', async () => {
    const { operatorId } = await givenOperator(tester.application.sql);
    const certificate = await givenCertificate(tester.application, operatorId, 'contest 2026/16');
    const renew = `mutation ($input: RenewCertificateInput!) { renewCertificate(input: $input) {
      certificate { number validUntil } userErrors { code message } } }`;
    const renewed = async (entitlement: string) => {
      const input = { certificateId: certificate.id, entitlement };
      const { data } = await tester.application.graphql(CERTIFICATION_OFFICER, renew, { input });
      return data.renewCertificate;
    };
    expect(await renewed('renewal 2027/16')).toMatchObject({
      userErrors: [{ code: 'OUTSIDE_WINDOW' }],
    });
    tester.now = new Date(tester.realNow.getTime() + 350 * DAY);
    const first = await renewed('renewal 2027/16');
    expect(first.certificate.number).toBe(certificate.number);
    expect(first.certificate.validUntil.slice(5)).toBe(certificate.validUntil.slice(5));
    expect(first.certificate.validUntil > certificate.validUntil).toBe(true);
    expect(await renewed('renewal 2027/16')).toEqual(first);

    tester.now = new Date(tester.realNow.getTime() + 400 * DAY);
    const token = await tester.text(`/c/${certificate.number}/credential.jwt`);
    expect(await tester.verify(token)).toMatchObject({ outcome: 'VALID' });
    expect((await tester.offline(token, await tester.lists())).code).toBe(0);
  });

  it('tells staff how often it was looked at, and nobody by whom', async () => {
    const { operatorId } = await givenOperator(tester.application.sql);
    const { id, number } = await givenCertificate(
      tester.application,
      operatorId,
      'contest 2026/19',
    );
    await tester.text(`/c/${number}`);
    await tester.text(`/c/${number}`);
    await tester.text(`/c/${number}/badge.svg`);
    await tester.verify(number);
    const query = `query ($id: ID!) { certificateVerifications(first: 5, certificateId: $id) {
      totalCount nodes { channel count } } }`;
    const { data } = await tester.application.graphql(CERTIFICATION_OFFICER, query, { id });
    expect(data.certificateVerifications).toEqual({
      totalCount: 3,
      nodes: [
        { channel: 'QUERY', count: 1 },
        { channel: 'PAGE', count: 2 },
        { channel: 'DOWNLOAD', count: 1 },
      ],
    });
    const { rows } = await tester.application.sql.query<{ client: Buffer }>(
      'SELECT client FROM certificate_lookup',
    );
    expect(rows.every(({ client }) => client.length === 32)).toBe(true);
  });

  it('shows each the certificates that are theirs', async () => {
    const employed = await givenOperator(tester.application.sql);
    const certificate = await givenCertificate(
      tester.application,
      employed.operatorId,
      'contest 2026/20',
    );
    const stranger = await givenOperator(tester.application.sql);
    await tester.decide(SUSPEND, certificate);
    const query = `query ($filter: CertificateFilterInput) { certificates(first: 5, filter: $filter) {
      totalCount nodes { number state entitlement rulings { kind reason } } } }`;
    const filter = { number: certificate.number };
    const seen = async (caller: Parameters<TestApplication['graphql']>[0]) =>
      (await tester.application.graphql(caller, query, { filter })).data?.certificates?.totalCount;
    expect(await seen(CERTIFICATION_OFFICER)).toBe(1);
    expect(await seen(holder(employed))).toBe(1);
    expect(await seen({ role: 'PROVIDER_OWNER', providerId: employed.providerId })).toBe(1);
    expect(await seen({ role: 'PROVIDER_OWNER', providerId: stranger.providerId })).toBe(0);
    expect(await seen({ ...holder(employed), operatorId: stranger.operatorId })).toBe(0);
    expect(await seen({ role: 'MERCHANT_OWNER', merchantId: stranger.providerId })).toBeUndefined();
    expect(await seen(null)).toBeUndefined();

    const own = await tester.application.graphql(holder(employed), query, {
      filter: { states: ['SUSPENDED'] },
    });
    expect(own.data.certificates.nodes).toEqual([
      {
        number: certificate.number,
        state: 'SUSPENDED',
        entitlement: 'contest 2026/20',
        rulings: [{ kind: 'SUSPENDED', reason: REASON }],
      },
    ]);
  });

  it('refuses what makes no sense, and says how to repair it', async () => {
    const { operatorId } = await givenOperator(tester.application.sql);
    const issue = `mutation ($input: IssueCertificateInput!) { issueCertificate(input: $input) {
      certificate { id } userErrors { code path message } } }`;
    const send = async (input: object) =>
      (
        await tester.application.graphql(
          CERTIFICATION_OFFICER,
          issue,
          {
            input: {
              operatorId: publicId('Operator', operatorId),
              level: 'SENIOR',
              entitlement: 'contest 2026/21',
              ...input,
            },
          },
          { 'accept-language': 'zh-CN' },
        )
      ).data.issueCertificate;
    expect(await send({ level: 'MASTER' })).toEqual({
      certificate: null,
      userErrors: [
        {
          code: 'UNKNOWN_LEVEL',
          path: ['input', 'level'],
          message: '没有 MASTER 这一等级。现行政策中的等级为：JUNIOR, INTERMEDIATE, SENIOR。',
        },
      ],
    });
    expect((await send({})).userErrors).toEqual([]);
    expect(await send({ level: 'JUNIOR' })).toMatchObject({
      userErrors: [{ code: 'ENTITLEMENT_USED' }],
    });
    const unknown = { operatorId: publicId('Operator', '01999999-9999-7999-8999-999999999999') };
    expect(await send({ ...unknown, entitlement: 'x 1' })).toMatchObject({
      userErrors: [{ code: 'UNKNOWN_OPERATOR' }],
    });
  });

  it('is journalled without a word of what is secret', async () => {
    const { rows } = await tester.application.sql.query<{ action: string; text: string }>(
      `SELECT DISTINCT action, string_agg(coalesce(before::text, '') || coalesce(after::text, ''), ',') AS text
         FROM audit_entry WHERE action ~ '^(certificate|issuer_key)' GROUP BY action ORDER BY action`,
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'certificate.consent_changed',
      'certificate.issued',
      'certificate.renewed',
      'certificate.suspended',
    ]);
    const stored = await tester.application.sql.query<{ private_key: Buffer }>(
      'SELECT private_key FROM issuer_key',
    );
    // 12 bytes nonce, 16 tag, 43 characters of base64url: nothing in the clear.
    expect(stored.rows.every(({ private_key }) => private_key.length === 71)).toBe(true);
    expect(rows.map(({ text }) => text).join()).not.toMatch(/林晓舟|欧阳/);
  });
});
