import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { EngagementWorld } from '../support/engagement-world.js';
import { identityNumber } from '../support/identity-numbers.js';
import { countStatements } from '../support/statement-counter.js';

const reviewer: TestCaller = { role: 'REVIEWER', accountId: newId() };

describe('related parties', () => {
  let application: TestApplication;
  let world: EngagementWorld;

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
  });
  afterAll(() => application.stop());

  async function record(caller: TestCaller, input: Record<string, unknown>) {
    const mutation = `mutation ($input: RecordPartyMarkInput!) { recordPartyMark(input: $input) {
      partyMark { id identifier ground endedAt } userErrors { code path } } }`;
    return (await application.graphql(caller, mutation, { input })).data.recordPartyMark as {
      partyMark: { id: string; identifier: string } | null;
      userErrors: { code: string; path: string[] }[];
    };
  }
  const ofProvider = (id: string) => ({ providerId: publicId('Provider', id) });
  const ofMerchant = (id: string) => ({ merchantId: publicId('Merchant', id) });
  async function grounds(providerId: string): Promise<string[][]> {
    const query = `query ($providerId: ID) { relatedParties(first: 50, providerId: $providerId) {
      totalCount nodes { merchantId grounds } } }`;
    const answer = await application.graphql(reviewer, query, ofProvider(providerId));
    return (answer.data.relatedParties.nodes as { grounds: string[] }[]).map(
      (node) => node.grounds,
    );
  }
  async function isRelated(caller: TestCaller, engagementId: string): Promise<boolean> {
    const query = `{ engagement(id: "${publicId('Engagement', engagementId)}") { isRelatedParty } }`;
    return (await application.graphql(caller, query)).data.engagement.isRelatedParty as boolean;
  }

  it('share an owner, a representative or an account, whatever it is to each side', async () => {
    const { providerId, merchantId, engagementId } = await world.pair();
    const provider: TestCaller = { role: 'PROVIDER_OWNER', accountId: newId(), providerId };
    const merchant: TestCaller = { role: 'MERCHANT_OWNER', accountId: newId(), merchantId };
    const person = identityNumber(101);
    const own = { ...ofProvider(providerId), ground: 'OWNER', identifier: person };
    const { partyMark } = await record(provider, own);
    expect(partyMark!.identifier).toBe(`***${person.slice(-4)}`);
    expect((await record(provider, own)).partyMark!.id).toBe(partyMark!.id);
    expect(await isRelated(provider, engagementId)).toBe(false);
    expect(await grounds(providerId)).toEqual([]);

    await record(merchant, { ...ofMerchant(merchantId), ground: 'LEGAL_REPRESENTATIVE', identifier: person }); // prettier-ignore
    for (const side of [provider, merchant, reviewer])
      expect(await isRelated(side, engagementId)).toBe(true);
    expect(await grounds(providerId)).toEqual([['LEGAL_REPRESENTATIVE', 'OWNER']]);

    const account = { ground: 'BANK_ACCOUNT', identifier: '6222 0200 1234 5678 901' };
    await record(reviewer, { ...ofProvider(providerId), ...account });
    await record(reviewer, { ...ofMerchant(merchantId), ...account });
    expect(await grounds(providerId)).toEqual([['BANK_ACCOUNT', 'LEGAL_REPRESENTATIVE', 'OWNER']]);
  });

  it('are so until staff end the mark; companies cannot take it back', async () => {
    const { providerId, merchantId, engagementId } = await world.pair();
    const provider: TestCaller = { role: 'PROVIDER_OWNER', accountId: newId(), providerId };
    const mark = { ground: 'OWNER', identifier: identityNumber(102) };
    const { partyMark } = await record(provider, { ...ofProvider(providerId), ...mark });
    await record(reviewer, { ...ofMerchant(merchantId), ...mark });
    const end = (caller: TestCaller) =>
      application.graphql(
        caller,
        `mutation ($input: EndPartyMarkInput!) { endPartyMark(input: $input) { partyMark { endReason } userErrors { code } } }`,
        { input: { markId: partyMark!.id, reason: 'sold its shares in May 2026' } },
      );
    expect((await end(provider)).errors![0]!.extensions.code).toBe('FORBIDDEN');
    expect(await isRelated(reviewer, engagementId)).toBe(true);
    expect((await end(reviewer)).data.endPartyMark).toEqual({ partyMark: { endReason: 'sold its shares in May 2026' }, userErrors: [] }); // prettier-ignore
    expect(await isRelated(reviewer, engagementId)).toBe(false);
    expect((await end(reviewer)).data.endPartyMark.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
  });

  it('are declared by companies of themselves only', async () => {
    const { providerId, merchantId } = await world.pair();
    const provider: TestCaller = { role: 'PROVIDER_OWNER', accountId: newId(), providerId };
    const mark = { ground: 'OWNER', identifier: identityNumber(103) };
    const refused = [{ code: 'PARTY', path: ['input'] }];
    const other = await world.provider();
    expect((await record(provider, { ...ofProvider(other), ...mark })).userErrors).toEqual(refused);
    expect((await record(provider, { ...ofMerchant(merchantId), ...mark })).userErrors).toEqual(refused); // prettier-ignore
    expect((await record(reviewer, mark)).userErrors).toEqual(refused);
    const both = { ...ofProvider(providerId), ...ofMerchant(merchantId), ...mark };
    expect((await record(reviewer, both)).userErrors).toEqual(refused);
    expect((await record(reviewer, { ...ofProvider(newId()), ...mark })).userErrors).toEqual(refused); // prettier-ignore
    const noOne = { ...ofProvider(providerId), ground: 'OWNER', identifier: '12345' };
    expect((await record(provider, noOne)).userErrors).toEqual([{ code: 'IDENTIFIER', path: ['input', 'identifier'] }]); // prettier-ignore
  });

  it('are read by their own company and staff, masked', async () => {
    const { providerId, merchantId } = await world.pair();
    const number = identityNumber(104);
    await record(reviewer, { ...ofProvider(providerId), ground: 'OWNER', identifier: number });
    const query = `query ($providerId: ID, $merchantId: ID) { partyMarks(first: 10, providerId: $providerId, merchantId: $merchantId) {
      totalCount nodes { ground identifier } } }`;
    const own: TestCaller = { role: 'PROVIDER_OWNER', providerId };
    for (const reader of [own, reviewer]) {
      const answer = await application.graphql(reader, query, ofProvider(providerId));
      expect(answer.data.partyMarks).toEqual({ totalCount: 1, nodes: [{ ground: 'OWNER', identifier: `***${number.slice(-4)}` }] }); // prettier-ignore
    }
    const stranger: TestCaller = { role: 'MERCHANT_OWNER', merchantId };
    const refused = await application.graphql(stranger, query, ofProvider(providerId));
    expect(refused.errors![0]!.extensions.code).toBe('NOT_FOUND');
    const hidden = await application.graphql(own, `{ relatedParties(first: 1) { totalCount } }`);
    expect(hidden.errors![0]!.extensions.code).toBe('FORBIDDEN');
  });

  it('are looked up once for a whole list', async () => {
    const { providerId } = await world.pair();
    const caller: TestCaller = { role: 'PROVIDER_OWNER', providerId };
    const list = `{ engagements(first: 50) { nodes { id isRelatedParty } } }`;
    const count = async () =>
      (await countStatements(() => application.graphql(caller, list))).statements.length;
    const one = await count();
    for (let i = 0; i < 5; i += 1) {
      const merchantId = await world.merchant();
      await world.engagement({ providerId, merchantId, operatorIds: [] });
    }
    expect(await count()).toBe(one);
  });
});
