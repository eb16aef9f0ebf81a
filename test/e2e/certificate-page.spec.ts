import { jest } from '@jest/globals';
import jsQR from 'jsqr';
import { certificateNumberFrom } from '../../src/modules/certificates/domain/certificate-number.js';
import {
  CertificateTester,
  givenCertificate,
  givenOperator,
  SUSPEND,
  type Employed,
  type GivenCertificate,
} from '../support/certificate-fixture.js';

/** What a camera sees of a QR code: its squares as pixels, four to a module. */
function scan(html: string): string | undefined {
  const [, side, d] = /viewBox="0 0 (\d+) \d+"[\s\S]*?<path d="([^"]+)"/.exec(html)!;
  const size = Number(side) * 4;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y] of d!.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let i = 0; i < 16; i += 1) {
      const at = ((Number(y) * 4 + (i >> 2)) * size + Number(x) * 4 + (i & 3)) * 4;
      pixels.fill(0, at, at + 3);
    }
  }
  return (jsQR as unknown as typeof jsQR.default)(pixels, size, size)?.data;
}

// Much signing and drawing; patience for a machine that others use too.
jest.setTimeout(60_000);

describe('the public page of a certificate', () => {
  let tester: CertificateTester;
  let employed: Employed;
  let certificate: GivenCertificate;

  beforeAll(async () => {
    tester = await CertificateTester.start();
    employed = await givenOperator(tester.application.sql, '<b>"林\'&晓舟</b>');
    certificate = await givenCertificate(tester.application, employed.operatorId, 'contest 2026/1');
    await tester.consent(employed, certificate);
  });
  afterAll(() => tester.stop());

  it('speaks the reader’s language', async () => {
    const path = `/c/${certificate.number}`;
    const chinese = await tester.get(path, { 'accept-language': 'zh-CN,zh;q=0.9' });
    expect(chinese.headers.get('content-language')).toBe('zh-CN');
    const text = await chinese.text();
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toContain('✓ 有效');
    expect(text).toContain('高级操盘手');
    const english = await tester.text(`${path}?lang=en`);
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('Senior Live-Commerce Operator');
    expect(english).toContain(`href="/c/${certificate.number}?lang=zh-CN"`);
  });

  it('may run and load nothing, and is kept nowhere', async () => {
    const { headers } = await tester.get(`/c/${certificate.number}`);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self';/);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    const html = await tester.text(`/c/${certificate.number}`);
    expect(html).not.toMatch(/<script|\son\w+=|\sstyle=/);
  });

  it('shows a name as text, whatever it is made of', async () => {
    const html = await tester.text(`/c/${certificate.number}`);
    expect(html).toContain('&lt;b&gt;&quot;林&#39;&amp;晓舟&lt;/b&gt;');
    expect(html).not.toContain('<b>');
  });

  it('carries its own address as a QR code that reads', async () => {
    const html = await tester.text(`/c/${certificate.number}`);
    expect(scan(html)).toBe(`http://localhost:4000/c/${certificate.number}`);
  });

  it('tells screen readers what is what', async () => {
    const html = await tester.text(`/c/${certificate.number}?lang=en`);
    expect(html).toMatch(/<title>Certificate CP-/);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toMatch(/role="status"/);
    expect(html).toMatch(/role="img"\s+aria-label="QR code with the address of this page"/);
    expect(html.match(/<dt>/g)).toHaveLength(html.match(/<dd>/g)!.length);
  });

  it.each([
    ['credential.json', 'application/vc', '{'],
    ['credential.jwt', 'application/vc+jwt', 'eyJ'],
    ['badge.svg', 'image/svg+xml; charset=utf-8', '<svg'],
    ['badge.png', 'image/png', '\u0089PNG'],
    ['certificate.pdf', 'application/pdf', '%PDF-1.7'],
  ])('offers %s', async (file, type, start) => {
    const answer = await tester.get(`/c/${certificate.number}/${file}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.toString('latin1', 0, start.length)).toBe(start);
    const extension = file.split('.')[1];
    expect(answer.headers.get('content-disposition')).toBe(
      `inline; filename="${certificate.number}.${extension}"`,
    );
  });

  it('prints a PDF whose text can be read out and searched', async () => {
    const answer = await tester.get(`/c/${certificate.number}/certificate.pdf?lang=zh-CN`);
    const pdf = Buffer.from(await answer.arrayBuffer());
    const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('latin1');
    expect(pdf.toString('latin1')).toContain(`/ActualText (\u00fe\u00ff${utf16('高级操盘手')})`);
    expect(pdf.toString('latin1')).toContain('/StructTreeRoot');
    expect(pdf.toString('latin1')).toContain('credential.json');
    expect(pdf.length).toBeLessThan(200_000);
  });

  it('tells the state of this moment', async () => {
    const { operatorId } = await givenOperator(tester.application.sql);
    const other = await givenCertificate(tester.application, operatorId, 'contest 2026/2');
    expect(await tester.text(`/c/${other.number}?lang=en`)).toContain('✓ Valid');
    await tester.decide(SUSPEND, other);
    expect(await tester.text(`/c/${other.number}?lang=en`)).toContain('‖ Suspended');
  });

  it('describes the levels that credentials name', async () => {
    const level = JSON.parse(await tester.text('/certificates/levels/SENIOR')) as { id: string };
    expect(level.id).toBe('http://localhost:4000/certificates/levels/SENIOR');
    const badge = await tester.text('/certificates/levels/SENIOR/badge.svg');
    expect(badge).toMatch(/^<svg [^>]*><title id="title">高级操盘手/);
    expect((await tester.get('/certificates/levels/MASTER')).status).toBe(404);
  });

  it.each(['0/suspension', '2/suspension', '1/other', 'x/suspension', '99999999999/revocation'])(
    'has no status list %s',
    async (path) => {
      expect((await tester.get(`/certificates/status/${path}`)).status).toBeGreaterThanOrEqual(400);
    },
  );

  it('gives a status list as a token to those who ask for one', async () => {
    const answer = await tester.get('/certificates/status/1/revocation', {
      accept: 'application/vc+jwt',
    });
    expect(answer.headers.get('content-type')).toBe('application/vc+jwt');
    const token = await tester.text(`/c/${certificate.number}/credential.jwt`);
    const suspension = await tester.get('/certificates/status/1/suspension', {
      accept: 'application/vc+jwt',
    });
    const lists = [await answer.text(), await suspension.text()];
    expect((await tester.offline(token, lists)).code).toBe(0);
  });

  describe('and those who guess', () => {
    const guess = () => certificateNumberFrom(crypto.getRandomValues(new Uint8Array(11)));

    it('get the same answer for what never was, and soon none', async () => {
      const answers: number[] = [];
      for (let i = 0; i < 40; i += 1) {
        const answer = await tester.get(`/c/${i % 2 ? guess() : 'CP-0000-0000-0001'}?lang=en`);
        answers.push(answer.status);
        if (answer.status === 404) expect(await answer.text()).toContain('No such certificate');
        if (answer.status === 429)
          expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      const misses = answers.filter((status) => status === 404).length;
      // 600 units in an hour, some spent above; a miss costs 1 + 20.
      expect(misses).toBeGreaterThan(20);
      expect(misses).toBeLessThanOrEqual(29);
      expect(answers.slice(misses)).toEqual(Array<number>(40 - misses).fill(429));

      // The query shares the purse with the page.
      const query = '{ verifyCertificate(numberOrToken: "CP-0000-0000-0000") { outcome } }';
      const { errors } = await tester.application.graphql(null, query);
      expect(errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
      expect((await tester.get(`/c/${certificate.number}`)).status).toBe(429);
      // What verifiers need is not a lookup.
      expect((await tester.get('/certificates/status/1/suspension')).status).toBe(200);

      tester.now = new Date(tester.realNow.getTime() + 3_600_000);
      expect((await tester.get(`/c/${certificate.number}`)).status).toBe(200);
    });

    it('are forgotten after a day', async () => {
      tester.now = new Date(tester.realNow.getTime() + 26 * 3_600_000);
      await tester.get(`/c/${certificate.number}`);
      const { rows } = await tester.application.sql.query('SELECT FROM certificate_lookup');
      expect(rows).toHaveLength(1);
    });
  });
});
