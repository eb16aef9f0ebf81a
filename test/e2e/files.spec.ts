import { createHash, randomBytes } from 'node:crypto';
import { FileService } from '../../src/modules/files/index.js';
import type { RequestContext } from '../../src/modules/platform/context/request-context.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { newId, parseIdOf } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';

const pdf = (body: Buffer | string = 'one page') =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from(body), Buffer.from('\n%%EOF\n')]);

describe('stored files', () => {
  let application: TestApplication;
  const owner: TestCaller = { role: 'PROVIDER_OWNER', accountId: newId(), providerId: newId() };
  const merchant: TestCaller = { role: 'MERCHANT_OWNER', accountId: newId(), merchantId: newId() };

  beforeAll(async () => {
    application = await TestApplication.start();
  });
  afterAll(() => application.stop());

  async function upload(caller: TestCaller, body: Buffer | ReadableStream, name = 'licence.pdf', headers = {}) {
    const response = await fetch(`${application.url}/files?fileName=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await application.tokenFor(caller)}`,
        'content-type': 'application/octet-stream',
        ...headers,
      },
      body,
    });
    return { status: response.status, body: (await response.json()) as Record<string, any> }; // eslint-disable-line @typescript-eslint/no-explicit-any
  }

  async function download(caller: TestCaller, id: string): Promise<Response> {
    const authorization = `Bearer ${await application.tokenFor(caller)}`;
    return fetch(`${application.url}/files/${id}`, { headers: { authorization } });
  }

  it('come back byte by byte, as an attachment', async () => {
    const content = pdf(randomBytes(1_500_000));
    const { status, body } = await upload(owner, content, '../../营业执照.PDF');
    expect({ status, name: body.name, mediaType: body.mediaType }).toEqual({
      status: 201,
      name: '营业执照.pdf',
      mediaType: 'application/pdf',
    });
    const answer = await download(owner, body.id);
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(content.length),
      'content-disposition': `attachment; filename="____.pdf"; filename*=UTF-8''${encodeURIComponent('营业执照.pdf')}`,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      etag: `"${sha256}"`,
    });
  });

  it('are attached by their owner and read by those named then', async () => {
    const { body } = await upload(owner, pdf());
    expect((await download(merchant, body.id)).status).toBe(404);
    const result = await application.nest.get(UnitOfWork).run(contextOf(owner), (transaction) =>
      application.nest.get(FileService).attach(contextOf(owner), transaction, {
        fileIds: [parseUuid(body.id)],
        purpose: 'evidence',
        subject: { type: 'Engagement', id: newId() },
        readers: [{ merchantId: merchant.merchantId! }],
      }),
    );
    expect(result.ok).toBe(true);
    expect((await download(merchant, body.id)).status).toBe(200);
    const stranger: TestCaller = { role: 'MERCHANT_OWNER', merchantId: newId() };
    expect((await download(stranger, body.id)).status).toBe(404);
  });
});

function contextOf({ role, accountId, providerId }: TestCaller): RequestContext {
  return {
    actor: { kind: 'USER', role, accountId: accountId!, membershipId: newId() },
    scope: { kind: 'PROVIDER', providerId: providerId! },
    requestId: newId(),
    now: new Date(),
    locale: 'en',
  };
}

function parseUuid(id: string): string {
  const parsed = parseIdOf('StoredFile', id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.uuid;
}
