import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { FileService } from '../../src/modules/files/index.js';
import { FileHousekeeping } from '../../src/modules/files/jobs/file-housekeeping.js';
import type { Audience } from '../../src/modules/platform/access/audience.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { UnitOfWork } from '../../src/modules/platform/database/unit-of-work.js';
import { newId, parseIdOf, publicId } from '../../src/modules/platform/kernel/ids.js';
import type { Result } from '../../src/modules/platform/kernel/result.js';
import { contextOf } from '../support/acting.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { eventually } from '../support/eventually.js';
import { samplePdf, samplePng, sampleWorkbook } from '../support/sample-files.js';

const provider = (): TestCaller => ({
  role: 'PROVIDER_OWNER',
  accountId: newId(),
  providerId: newId(),
});
const staff: TestCaller = { role: 'REVIEWER', accountId: newId() };

interface Answer {
  readonly status: number;
  readonly body: { id: string; error?: { code: string; message: string } } & Record<
    string,
    unknown
  >;
}

describe('stored files', () => {
  let application: TestApplication;
  const owner = provider();
  const merchant: TestCaller = { role: 'MERCHANT_OWNER', accountId: newId(), merchantId: newId() };

  beforeAll(async () => {
    application = await TestApplication.start();
    await application.sql.query(
      `INSERT INTO policy_version (name, version, effective_from, body, note)
       SELECT name, version + 1, effective_from + 1,
              body || '{"maximumBytes": 2000000, "maximumUnattached": 5, "maximumOnOneObject": 3, "idleSeconds": 0.5}', note
         FROM policy_version WHERE name = 'files'`,
    );
  });
  afterAll(() => application.stop());

  async function upload(
    caller: TestCaller,
    body: Buffer | ReadableStream,
    name = 'licence.pdf',
    headers = {},
  ): Promise<Answer> {
    const response = await fetch(`${application.url}/files?fileName=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await application.tokenFor(caller)}`,
        'content-type': 'application/octet-stream',
        ...headers,
      },
      body,
      duplex: 'half',
    } as RequestInit);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  async function download(caller: TestCaller, id: string): Promise<Response> {
    const authorization = `Bearer ${await application.tokenFor(caller)}`;
    return fetch(`${application.url}/files/${id}`, { headers: { authorization } });
  }

  function attach(
    caller: TestCaller,
    fileIds: readonly string[],
    readers: readonly Audience[] = [],
    subjectId = newId(),
  ): Promise<Result<unknown>> {
    const context = contextOf(caller);
    return application.nest.get(UnitOfWork).run(context, (transaction) =>
      application.nest.get(FileService).attach(context, transaction, {
        fileIds: fileIds.map(uuid),
        purpose: 'evidence',
        subject: { type: 'Engagement', id: subjectId },
        readers,
      }),
    );
  }

  async function rowsKept(caller: TestCaller): Promise<number> {
    const { rows } = await application.sql.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM stored_file WHERE uploaded_by = $1',
      [caller.accountId],
    );
    return rows[0]!.count;
  }

  it('come back byte by byte, as an attachment', async () => {
    const content = samplePdf(randomBytes(1_500_000));
    const { status, body } = await upload(owner, content, '../../营业执照.PDF');
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        id: body.id,
        name: '营业执照.pdf',
        mediaType: 'application/pdf',
        size: content.length,
        sha256,
        downloadPath: `/files/${body.id}`,
      },
    });
    const answer = await download(owner, body.id);
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    const utf8 = encodeURIComponent('营业执照.pdf');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(content.length),
      'content-disposition': `attachment; filename="____.pdf"; filename*=UTF-8''${utf8}`,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      etag: `"${sha256}"`,
    });
  });

  it('are read by their owner and those named when attached, by nobody else', async () => {
    const { body } = await upload(owner, samplePdf());
    const colleague: TestCaller = { ...owner, role: 'PROVIDER_MEMBER', accountId: newId() };
    const operatorId = newId();
    const operator: TestCaller = { ...owner, role: 'OPERATOR', accountId: newId(), operatorId };
    const stranger = provider();
    const juror: TestCaller = { role: 'JUROR', accountId: newId() };
    const officer: TestCaller = { role: 'CERTIFICATION_OFFICER', accountId: newId() };
    const may = async (caller: TestCaller) => (await download(caller, body.id)).status;
    const seen = async (caller: TestCaller) =>
      (await application.graphql(caller, `{ storedFile(id: "${body.id}") { id } }`)).data
        .storedFile;

    expect([await may(colleague), await may(operator), await may(merchant)]).toEqual([
      200, 404, 404,
    ]);
    expect((await attach(owner, [body.id], [{ merchantId: merchant.merchantId! }, { operatorId }])).ok).toBe(true); // prettier-ignore
    expect([await may(colleague), await may(operator), await may(merchant)]).toEqual([
      200, 200, 200,
    ]);
    for (const other of [stranger, juror, officer]) {
      expect(await may(other)).toBe(404);
      expect(await seen(other)).toBeNull();
    }
    expect(await seen(merchant)).toEqual({ id: body.id });
    const anonymous = await fetch(`${application.url}/files/${body.id}`);
    expect(anonymous.status).toBe(401);
  });

  it('tell when staff read them by permission alone', async () => {
    const { body } = await upload(owner, samplePng(), 'shop.png');
    expect((await download(staff, body.id)).status).toBe(200);
    const { rows } = await application.sql.query(
      `SELECT actor FROM audit_entry WHERE action = 'file.read_by_staff' AND object_id = $1`,
      [uuid(body.id)],
    );
    expect(rows).toEqual([{ actor: `account:${staff.accountId}` }]);
  });

  it('are attached only by their owner, whole, and not too many', async () => {
    const caller = provider();
    const ids: string[] = [];
    for (let i = 0; i < 4; i += 1) ids.push((await upload(caller, samplePdf(String(i)))).body.id);
    const unknown = publicId('StoredFile', newId());
    const codes = async (result: Promise<Result<unknown>>) => {
      const answer = await result;
      return answer.ok ? [] : answer.errors.map(({ code, path }) => `${code} ${path.join('.')}`);
    };
    expect(await codes(attach(provider(), [ids[0]!]))).toEqual(['FILE_UNKNOWN input.fileIds.0']);
    expect(await codes(attach(caller, [ids[0]!, unknown]))).toEqual(['FILE_UNKNOWN input.fileIds.1']); // prettier-ignore
    const subject = newId();
    expect(await codes(attach(caller, ids, [], subject))).toEqual(['FILES_TOO_MANY input.fileIds']);
    expect(await application.nest.get(FileService).attachedTo([subject])).toEqual(
      new Map([[subject, []]]),
    );
    const apart = await Promise.all(ids.map((id) => codes(attach(caller, [id], [], subject))));
    expect(apart.flat()).toEqual(['FILES_TOO_MANY input.fileIds']);
    expect(await codes(attach(caller, [ids[0]!, ids[0]!, ids[1]!]))).toEqual([]);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 400, 'EMPTY'],
    ['HTML that calls itself a PDF', Buffer.from('<html><script>1</script>'), 415, 'UNKNOWN_TYPE'],
    ['a PNG with a page behind it', samplePng(Buffer.from('<script>1</script>')), 400, 'DAMAGED'],
    ['a PDF without its end', samplePdf().subarray(0, 12), 400, 'DAMAGED'],
    ['a file over the limit', samplePdf(Buffer.alloc(2_000_001)), 413, 'TOO_LARGE'],
    ['a bomb', sampleWorkbook({ 'xl/a.xml': Buffer.alloc(5_000_000) }), 413, 'UNPACKS_TOO_LARGE'],
  ])('are refused, and leave nothing behind: %s', async (_, content, status, code) => {
    const caller = provider();
    const answer = await upload(caller, content, 'a.pdf');
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    expect(await rowsKept(caller)).toBe(0);
  });

  it.each(['application/json', 'text/plain', 'application/pdf'])(
    'are taken by what they are, not by the type %s that their sender claims',
    async (type) => {
      const json = type === 'application/json';
      const answer = await upload(provider(), json ? Buffer.from('{}') : samplePdf(), 'a', { 'content-type': type }); // prettier-ignore
      const readBefore = type !== 'application/pdf';
      expect(answer.status).toBe(readBefore ? 415 : 201);
    },
  );

  it('are given up when their sender falls silent or goes away', async () => {
    const silent = provider();
    const stalls = new ReadableStream({
      start: (stream) => stream.enqueue(Buffer.from('%PDF-1.7')),
    });
    const answer = await upload(silent, stalls);
    expect([answer.status, answer.body.error?.code]).toEqual([408, 'IDLE']);
    expect(await rowsKept(silent)).toBe(0);

    const gone = provider();
    const { hostname, port } = new URL(application.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await application.tokenFor(gone)}\r\n` +
        'content-type: application/octet-stream\r\ncontent-length: 100000\r\n\r\n%PDF-1.7 and then',
    );
    await eventually(async () => (await rowsKept(gone)) === 1 || undefined);
    socket.destroy();
    await eventually(async () => (await rowsKept(gone)) === 0 || undefined);
  });

  it('cannot exceed the count together', async () => {
    const caller = provider();
    const uploads = Array.from({ length: 12 }, (_, i) => upload(caller, samplePdf(`${i}`)));
    const statuses = (await Promise.all(uploads)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(5).fill(201), ...Array<number>(7).fill(409)]);
    expect(await rowsKept(caller)).toBe(5);
  });

  it('are deleted by their owner until they are attached; the record stays', async () => {
    const caller = provider();
    const remove = async (by: TestCaller, fileId: string) => {
      const mutation = `mutation ($fileId: ID!) { deleteStoredFile(input: { fileId: $fileId }) {
        storedFile { id downloadPath } userErrors { code } } }`;
      return (await application.graphql(by, mutation, { fileId })).data.deleteStoredFile;
    };
    const { id } = (await upload(caller, samplePdf())).body;
    const foreign = await remove(provider(), id);
    expect(foreign).toEqual({ storedFile: null, userErrors: [{ code: 'FILE_UNKNOWN' }] });
    expect(await remove(caller, id)).toEqual({ storedFile: { id, downloadPath: null }, userErrors: [] }); // prettier-ignore
    expect((await download(caller, id)).status).toBe(410);
    expect((await remove(caller, id)).userErrors).toEqual([{ code: 'FILE_UNKNOWN' }]);

    const attached = (await upload(caller, samplePdf())).body.id;
    await attach(caller, [attached]);
    expect((await remove(caller, attached)).userErrors).toEqual([{ code: 'FILE_ATTACHED' }]);
    expect((await download(caller, attached)).status).toBe(200);
  });

  it('expire when nobody attaches them in time', async () => {
    const caller = provider();
    const [waiting, attached] = [
      (await upload(caller, samplePdf('a'))).body.id,
      (await upload(caller, samplePdf('b'))).body.id,
    ];
    await attach(caller, [attached]);
    await application.sql.query(
      `INSERT INTO stored_file (id, owner, uploaded_by, state, name, uploaded_at)
       VALUES ($1, $2, $3, 'RECEIVING', '', now() - interval '1 day')`,
      [newId(), `provider:${caller.providerId}`, caller.accountId],
    );
    const housekeeping = application.nest.get(FileHousekeeping);
    const now = new Date();
    expect(await housekeeping.expire(systemContext('test', now))).toEqual({ expired: 0, unfinished: 1 }); // prettier-ignore
    const later = new Date(now.getTime() + 49 * 3_600_000);
    const both = await Promise.all(
      [1, 2].map(() => housekeeping.expire(systemContext('test', later))),
    );
    expect(both.reduce((sum, { expired }) => sum + expired, 0)).toBeGreaterThanOrEqual(1);
    expect((await download(caller, waiting)).status).toBe(410);
    expect((await download(caller, attached)).status).toBe(200);
    const { rows } = await application.sql.query(
      `SELECT count(*)::int AS times FROM audit_entry WHERE action = 'file.content_deleted' AND object_id = $1`,
      [uuid(waiting)],
    );
    expect(rows).toEqual([{ times: 1 }]);
  });
});

function uuid(id: string): string {
  const parsed = parseIdOf('StoredFile', id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.uuid;
}
