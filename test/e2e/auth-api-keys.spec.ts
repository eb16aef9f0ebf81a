import request from 'supertest';
import { DatasetRegistry } from '../../src/modules/platform/datasets/dataset-registry.js';
import { addAccount, type TestAccount } from '../support/accounts.js';
import { TestApplication, type GraphqlAnswer } from '../support/application.js';

const KEY = 'id name datasets lastUsedAt revokedAt';
const CREATE = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { issued { secret key { ${KEY} } } userErrors { code message } } }`;
const ROTATE = `mutation ($input: ChangeApiKeyInput!) { rotateApiKey(input: $input) { issued { secret } userErrors { code } } }`;
const REVOKE = `mutation ($input: ChangeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { revokedAt } userErrors { code } } }`;

describe('API keys', () => {
  let application: TestApplication;
  let administrator: TestAccount;

  beforeAll(async () => {
    application = await TestApplication.start();
    administrator = await addAccount(application, 'ADMINISTRATOR');
    const dataset = {
      columns: [],
      naturalKey: [],
      after: [],
      checks: [],
      merge: () => Promise.reject(new Error('not loaded here')),
    };
    const registry = application.nest.get(DatasetRegistry);
    registry.register({ ...dataset, name: 'auth-test-present', past: false });
    registry.register({ ...dataset, name: 'auth-test-past', past: true });
  });
  afterAll(() => application.stop());

  const asAdministrator = () => ({ role: 'ADMINISTRATOR', ...administrator }) as const;
  const create = async (input: object = {}) =>
    (
      await application.graphql(asAdministrator(), CREATE, {
        input: { name: '数据同步', datasets: ['auth-test-present'], ...input },
      })
    ).data.createApiKey;
  const change = async (query: string, apiKeyId: string) =>
    Object.values(
      (await application.graphql(asAdministrator(), query, { input: { apiKeyId } })).data,
    )[0];
  /** What a call with the key is answered: FORBIDDEN says that it was recognised (a key may not ask this). */
  const standing = async (secret: string) => {
    const { body } = await request(application.url)
      .post('/graphql')
      .set('authorization', `ApiKey ${secret}`)
      .send({ query: '{ viewer { totpEnabled } }' });
    return (body as GraphqlAnswer).errors?.[0]?.extensions.code;
  };

  it('come once for one idempotency key, with the secret again and kept readable nowhere', async () => {
    const input = { idempotencyKey: 'a-key-for-the-nightly-feed' };
    const first = await create(input);
    expect(await create(input)).toEqual(first);
    const { rows } = await application.sql.query(
      `SELECT (SELECT count(*)::int FROM api_key_secret WHERE api_key_id = k.id) AS secrets,
              encode(i.sealed_response, 'escape') AS kept
         FROM api_key k, idempotency_key i
        WHERE i.key = $1 AND k.created_at = (SELECT max(created_at) FROM api_key)`,
      [input.idempotencyKey],
    );
    expect(rows[0].secrets).toBe(1);
    expect(rows[0].kept).not.toContain(first.issued.secret);
    expect((await create({ ...input, name: '另一个' })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED' },
    ]);
  });

  it('open the door to a machine as FEED_SERVICE, and remember when', async () => {
    const { issued } = await create();
    expect(issued.secret).toMatch(/^caopan_feed_[\w-]{43}$/);
    expect(issued.key).toMatchObject({
      name: '数据同步',
      datasets: ['auth-test-present'],
      lastUsedAt: null,
    });
    expect(await standing(issued.secret)).toBe('FORBIDDEN');
    const { data } = await application.graphql(
      asAdministrator(),
      `{ apiKeys(first: 1) { totalCount nodes { id lastUsedAt } } }`,
    );
    expect(data.apiKeys.nodes[0]).toEqual({
      id: issued.key.id,
      lastUsedAt: expect.stringMatching(/^20/),
    });
  });

  it('are kept as hashes only', async () => {
    const { issued } = await create();
    const { rows } = await application.sql.query<{ text: string }>(
      `SELECT s::text AS text FROM api_key_secret s UNION ALL SELECT k::text FROM api_key k UNION ALL SELECT a::text FROM audit_entry a`,
    );
    expect(rows.map(({ text }) => text).join('\n')).not.toContain(
      issued.secret.slice('caopan_feed_'.length),
    );
  });

  it('rotate with an overlap, in which both secrets work', async () => {
    const { issued } = await create();
    const rotated = (await change(ROTATE, issued.key.id)).issued;
    expect(await standing(issued.secret)).toBe('FORBIDDEN');
    expect(await standing(rotated.secret)).toBe('FORBIDDEN');
    const { rows } = await application.sql.query(
      `SELECT round(extract(epoch FROM expires_at - now()) / 3600)::int AS hours FROM api_key_secret
        WHERE expires_at IS NOT NULL`,
    );
    expect(rows).toEqual([{ hours: 24 }]);
    await application.sql.query(
      'UPDATE api_key_secret SET expires_at = now() WHERE expires_at IS NOT NULL',
    );
    expect(await standing(issued.secret)).toBe('UNAUTHENTICATED');
    expect(await standing(rotated.secret)).toBe('FORBIDDEN');
  });

  it('end at once when revoked, for good', async () => {
    const { issued } = await create();
    const rotated = (await change(ROTATE, issued.key.id)).issued;
    expect((await change(REVOKE, issued.key.id)).apiKey.revokedAt).not.toBeNull();
    expect(await standing(issued.secret)).toBe('UNAUTHENTICATED');
    expect(await standing(rotated.secret)).toBe('UNAUTHENTICATED');
    expect((await change(ROTATE, issued.key.id)).userErrors[0].code).toBe('REVOKED');
    expect((await change(REVOKE, issued.key.id)).userErrors[0].code).toBe('REVOKED');
  });

  it.each([
    ['nothing', { datasets: [] }, 'DATASETS_MISSING'],
    ['what does not exist', { datasets: ['auth-test-present', 'everything'] }, 'DATASET_UNKNOWN'],
    ['an adopted past', { datasets: ['auth-test-past'] }, 'DATASET_UNKNOWN'],
    ['without a name', { name: ' ' }, 'NAME_INVALID'],
  ])('are not issued for %s', async (_, input, code) => {
    expect((await create(input)).userErrors[0]).toMatchObject({ code });
  });

  it.each(['caopan_feed_' + 'x'.repeat(43), 'x', `caopan_feed_`])('are not %s', async (secret) => {
    expect(await standing(secret)).toBe('UNAUTHENTICATED');
  });
});
