import { addDays, businessDateOf } from '../../src/modules/platform/kernel/business-date.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { claimInput, CLAIM, EngagementWorld } from '../support/engagement-world.js';

const FIELDS = `id status version targetGmv endedOn operatorIds requestId
  feeModel { kind fixedFee commissionShare } openVersion { number kind madeBy } agreedVersion { number kind }`;

/** `counterEngagement` gives that mutation. */
function mutation(name: string): string {
  const Name = name[0]!.toUpperCase() + name.slice(1);
  return `mutation ($input: ${Name}Input!) { result: ${name}(input: $input) {
    engagement { ${FIELDS} } userErrors { code message path } } }`;
}

const REQUEST = `mutation ($input: RequestEngagementsInput!) { requestEngagements(input: $input) {
  requestId results { providerId engagement { ${FIELDS} } userErrors { code } } userErrors { code } } }`;

describe('negotiating an engagement', () => {
  let application: TestApplication;
  let world: EngagementWorld;
  const today = businessDateOf(new Date());
  const reason = '原操盘手休产假，由同事接手。';

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
  }, 30_000);
  afterAll(() => application.stop());

  async function send(name: string, caller: TestCaller, input: object) {
    const { data, errors } = await application.graphql(caller, mutation(name), { input });
    expect(errors).toBeUndefined();
    return data.result;
  }

  async function ok(name: string, caller: TestCaller, input: object) {
    const { engagement, userErrors } = await send(name, caller, input);
    expect(userErrors).toEqual([]);
    return engagement;
  }

  async function codes(name: string, caller: TestCaller, input: object): Promise<string[]> {
    const { userErrors } = await send(name, caller, input);
    return userErrors.map(({ code }: { code: string }) => code);
  }

  async function company() {
    const providerId = await world.provider();
    const operatorId = await world.operator(providerId);
    return { providerId, operatorId, caller: { role: 'PROVIDER_OWNER', providerId } as const };
  }

  async function merchant() {
    const merchantId = await world.merchant();
    return { merchantId, caller: { role: 'MERCHANT_OWNER', merchantId } as const };
  }

  function terms(operatorIds: readonly string[], more: object = {}) {
    return {
      scopeModules: ['ASSORTMENT', 'PAID_TRAFFIC'],
      targetGmv: '300000.00',
      fee: '20000.00',
      startedOn: today,
      endedOn: addDays(today, 89),
      operatorIds: operatorIds.map((id) => publicId('Operator', id)),
      ...more,
    };
  }

  async function notices(audience: string): Promise<string[]> {
    const { rows } = await application.sql.query<{ kind: string }>(
      'SELECT kind FROM notification WHERE recipient = $1 ORDER BY id',
      [audience],
    );
    return rows.map(({ kind }) => kind);
  }

  /** A running engagement of these two. */
  async function agreed(
    provider: Awaited<ReturnType<typeof company>>,
    client: Awaited<ReturnType<typeof merchant>>,
    more: object = {},
  ) {
    const proposed = await ok('proposeEngagement', provider.caller, {
      ...terms([provider.operatorId], more),
      merchantId: publicId('Merchant', client.merchantId),
    });
    return ok('acceptEngagement', client.caller, {
      engagementId: proposed.id,
      expectedVersion: proposed.version,
    });
  }

  it('goes back and forth in versions until both sides accept the same one', async () => {
    const provider = await company();
    const client = await merchant();
    const first = await ok('proposeEngagement', client.caller, {
      ...terms([]),
      providerId: publicId('Provider', provider.providerId),
    });
    expect(first).toMatchObject({ openVersion: { number: 1, madeBy: 'MERCHANT' } });
    const milestones = [
      { title: '首月', dueOn: addDays(today, 29), targetGmv: '80000.00', targetSessions: 12 },
      { title: '收官', dueOn: addDays(today, 89), targetGmv: '280000.00' },
    ];
    const offer = {
      ...terms([provider.operatorId], { fee: '0.00', commissionShare: '0.08', milestones }),
      engagementId: first.id,
      expectedVersion: 1,
      note: '纯佣金合作',
    };
    const second = await ok('counterEngagement', provider.caller, offer);
    expect(second).toMatchObject({
      status: 'PROPOSED',
      version: 2,
      openVersion: { number: 2, kind: 'TERMS', madeBy: 'PROVIDER' },
      feeModel: { kind: 'COMMISSION', fixedFee: '0.00', commissionShare: '0.0800' },
    });
    // Nobody agrees to what was not read, or to one's own words.
    const input = { engagementId: first.id, expectedVersion: 2 };
    const stale = { ...input, expectedVersion: 1 };
    expect(await codes('acceptEngagement', client.caller, stale)).toEqual(['CHANGED_MEANWHILE']);
    expect(await codes('acceptEngagement', provider.caller, input)).toEqual([
      'NOT_YOURS_TO_ANSWER',
    ]);
    const accepted = await ok('acceptEngagement', client.caller, input);
    expect(accepted).toMatchObject({
      status: 'ACTIVE',
      version: 3,
      openVersion: null,
      agreedVersion: { number: 2 },
      operatorIds: [publicId('Operator', provider.operatorId)],
    });
    const { data } = await application.graphql(
      client.caller,
      `query ($id: ID!) { engagement(id: $id) { versions { number madeBy answer answeredBy
         milestones { title dueOn targetGmv targetSessions } } } }`,
      { id: first.id },
    );
    expect(data.engagement.versions).toMatchObject([
      { number: 1, madeBy: 'MERCHANT', answer: 'SUPERSEDED', milestones: [] },
      { number: 2, answer: 'ACCEPTED', answeredBy: 'MERCHANT', milestones },
    ]);
    expect(
      await codes('counterEngagement', client.caller, { ...offer, expectedVersion: 3 }),
    ).toEqual(['NOT_NEGOTIABLE']);
    expect(await notices(`merchant:${client.merchantId}`)).toEqual(['engagements.countered']);
    expect(await notices(`provider:${provider.providerId}`)).toEqual([
      'engagements.proposed',
      'engagements.accepted',
    ]);
    const { rows } = await application.sql.query(
      `SELECT count(*)::int AS due FROM notification WHERE subject_id = (SELECT id FROM engagement
         WHERE merchant_id = $1) AND act_by IS NOT NULL AND done_at IS NULL`,
      [client.merchantId],
    );
    expect(rows).toEqual([{ due: 0 }]);
  });

  it('checks what a version offers, and says what is wrong', async () => {
    const provider = await company();
    const client = await merchant();
    const merchantId = publicId('Merchant', client.merchantId);
    const propose = (more: object) =>
      codes('proposeEngagement', provider.caller, {
        ...terms([provider.operatorId], more),
        merchantId,
      });
    for (const commissionShare of ['0', '1.0001', '-0.1', '0.00001', '12']) {
      expect(await propose({ commissionShare })).toEqual(['COMMISSION_OUT_OF_BOUNDS']);
    }
    const due = { title: '里程碑', dueOn: addDays(today, 3) };
    const bad = [
      { ...due },
      { ...due, targetGmv: '0.00' },
      { ...due, targetSessions: 0 },
      { ...due, title: ' ', targetSessions: 1 },
      { ...due, dueOn: addDays(today, 90), targetSessions: 1 },
    ];
    for (const milestone of bad) {
      expect(await propose({ milestones: [milestone] })).toEqual(['MILESTONE_INVALID']);
    }
    const good = { ...due, targetSessions: 1 };
    const earlier = { ...good, dueOn: today };
    expect(await propose({ milestones: [good, earlier] })).toEqual(['MILESTONE_INVALID']);
    expect(await propose({ milestones: Array(13).fill(good) })).toEqual(['TOO_MANY_MILESTONES']);
  });

  it('repeats a call with the same key without making another version', async () => {
    const provider = await company();
    const client = await merchant();
    const input = {
      ...terms([provider.operatorId]),
      merchantId: publicId('Merchant', client.merchantId),
      idempotencyKey: newId(),
    };
    const first = await ok('proposeEngagement', provider.caller, input);
    // The key belongs to its caller, so the same account repeats.
    const accountId = newId();
    const caller = { ...provider.caller, accountId };
    const counter = {
      ...terms([provider.operatorId], { fee: '1.00' }),
      engagementId: first.id,
      expectedVersion: 1,
      idempotencyKey: newId(),
    };
    const once = await ok('counterEngagement', caller, counter);
    const twice = await ok('counterEngagement', caller, counter);
    expect(twice).toEqual(once);
    expect(once.openVersion.number).toBe(2);
  });

  it('asks three providers at once, and takes the other requests back when one is chosen', async () => {
    const client = await merchant();
    const providers = [await company(), await company(), await company()];
    const input = {
      ...terms([]),
      providerIds: providers.map(({ providerId }) => publicId('Provider', providerId)),
    };
    const { data } = await application.graphql(client.caller, REQUEST, { input });
    const { requestId, results, userErrors } = data.requestEngagements;
    expect(userErrors).toEqual([]);
    const ids = results.map((result: { engagement: { id: string } }) => result.engagement.id);
    for (const [index, provider] of providers.entries()) {
      await ok('counterEngagement', provider.caller, {
        ...terms([provider.operatorId], { fee: `${10_000 + index}.00` }),
        engagementId: ids[index],
        expectedVersion: 1,
      });
    }
    const compare = await application.graphql(
      client.caller,
      `query ($requestId: ID!) { engagements(first: 10, filter: { requestId: $requestId }) {
         nodes { id version openVersion { feeModel { fixedFee } } } totalCount } }`,
      { requestId },
    );
    expect(compare.data.engagements.totalCount).toBe(3);
    const foreign = await application.graphql(
      (await merchant()).caller,
      'query ($requestId: ID!) { engagements(first: 9, filter: { requestId: $requestId }) { totalCount } }',
      { requestId },
    );
    expect(foreign.data.engagements.totalCount).toBe(0);

    await ok('acceptEngagement', client.caller, { engagementId: ids[1], expectedVersion: 2 });
    const { rows } = await application.sql.query(
      `SELECT state FROM engagement WHERE merchant_id = $1 ORDER BY fee`,
      [client.merchantId],
    );
    expect(rows.map(({ state }) => state)).toEqual(['WITHDRAWN', 'ACCEPTED', 'WITHDRAWN']);
    const late = { engagementId: ids[0], expectedVersion: 2 };
    expect(await codes('acceptEngagement', client.caller, late)).toEqual(['CHANGED_MEANWHILE']);
    expect(await notices(`provider:${providers[2]!.providerId}`)).toEqual([
      'engagements.proposed',
      'engagements.withdrawn',
    ]);
  });

  it('has one winner when all the asked providers accept at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const client = await merchant();
      const providers = [await company(), await company(), await company(), await company()];
      const input = {
        ...terms([]),
        providerIds: providers.map(({ providerId }) => publicId('Provider', providerId)),
      };
      const { data } = await application.graphql(client.caller, REQUEST, { input });
      const answers = await Promise.all(
        providers.map(({ caller, operatorId }, index) =>
          send('acceptEngagement', caller, {
            engagementId: data.requestEngagements.results[index].engagement.id,
            expectedVersion: 1,
            operatorIds: [publicId('Operator', operatorId)],
          }),
        ),
      );
      const won = answers.filter(({ userErrors }) => userErrors.length === 0);
      expect(won).toHaveLength(1);
      const { rows } = await application.sql.query(
        `SELECT state, count(*)::int FROM engagement WHERE merchant_id = $1 GROUP BY 1 ORDER BY 1`,
        [client.merchantId],
      );
      expect(rows).toEqual([
        { state: 'ACCEPTED', count: 1 },
        { state: 'WITHDRAWN', count: 3 },
      ]);
    }
  });

  it('never binds an operator to more engagements at once than the policy allows', async () => {
    const body = `(SELECT body FROM policy_version WHERE name = 'engagements' ORDER BY version DESC LIMIT 1)`;
    await application.sql.query(
      `INSERT INTO policy_version (name, version, effective_from, body, note)
       SELECT 'engagements', 2, '2020-01-02', ${body} || '{"maximumSimultaneousEngagements": 3}', 'test'`,
    );
    const providerId = await world.provider();
    const operators = [await world.operator(providerId), await world.operator(providerId)];
    const caller = { role: 'PROVIDER_OWNER', providerId } as const;
    const open: { client: TestCaller; input: object }[] = [];
    for (let index = 0; index < 10; index += 1) {
      const client = await merchant();
      // Both orders, so that two acceptances lock the same pair from either end.
      const named = index % 2 === 0 ? operators : [...operators].reverse();
      const engagement = await ok('proposeEngagement', caller, {
        ...terms(named, { startedOn: addDays(today, index), endedOn: addDays(today, index + 30) }),
        merchantId: publicId('Merchant', client.merchantId),
      });
      open.push({
        client: client.caller,
        input: { engagementId: engagement.id, expectedVersion: 1 },
      });
    }
    const answers = await Promise.all(
      open.map(({ client, input }) => send('acceptEngagement', client, input)),
    );
    const refused = answers.filter(({ userErrors }) => userErrors.length > 0);
    expect(refused).toHaveLength(7);
    for (const { userErrors } of refused)
      expect(userErrors).toMatchObject([{ code: 'OPERATOR_AT_CAPACITY' }]);

    // Days apart are no load: the same three may follow each other for ever.
    const later = await merchant();
    const after = await ok('proposeEngagement', caller, {
      ...terms(operators, { startedOn: addDays(today, 100), endedOn: addDays(today, 120) }),
      merchantId: publicId('Merchant', later.merchantId),
    });
    await ok('acceptEngagement', later.caller, { engagementId: after.id, expectedVersion: 1 });
  });

  it('is extended when both agree on a later end, and stays as it is when not', async () => {
    const provider = await company();
    const client = await merchant();
    const { id, endedOn } = await agreed(provider, client);
    const extension = { engagementId: id, expectedVersion: 2, endedOn: addDays(endedOn, 30) };
    expect(
      await codes('proposeEngagementExtension', provider.caller, { ...extension, endedOn }),
    ).toEqual(['NOT_LATER']);
    const asked = await ok('proposeEngagementExtension', provider.caller, extension);
    expect(asked).toMatchObject({
      status: 'ACTIVE',
      endedOn,
      openVersion: { number: 2, kind: 'EXTENSION' },
      agreedVersion: { number: 1 },
    });
    const no = { engagementId: id, expectedVersion: 3, reason: '先看看下个月的效果再说。' };
    const declined = await ok('declineEngagement', client.caller, no);
    expect(declined).toMatchObject({ status: 'ACTIVE', endedOn, openVersion: null });
    const again = await ok('proposeEngagementExtension', client.caller, {
      ...extension,
      expectedVersion: 4,
      targetGmv: '500000.00',
    });
    const extended = await ok('acceptEngagement', provider.caller, {
      engagementId: id,
      expectedVersion: again.version,
    });
    expect(extended).toMatchObject({
      endedOn: extension.endedOn,
      targetGmv: '500000.00',
      agreedVersion: { number: 3, kind: 'EXTENSION' },
    });
  });

  it('does not extend into days that another engagement of the pair holds', async () => {
    const provider = await company();
    const client = await merchant();
    const { id, endedOn } = await agreed(provider, client);
    await ok('proposeEngagement', provider.caller, {
      ...terms([provider.operatorId], {
        startedOn: addDays(endedOn, 10),
        endedOn: addDays(endedOn, 20),
      }),
      merchantId: publicId('Merchant', client.merchantId),
    });
    const input = { engagementId: id, expectedVersion: 2, endedOn: addDays(endedOn, 10) };
    expect(await codes('proposeEngagementExtension', provider.caller, input)).toEqual([
      'ALREADY_ENGAGED',
    ]);
  });

  it('changes operators only with the merchant’s consent; later claims of the leaving one fall', async () => {
    const provider = await company();
    const client = await merchant();
    const successor = await world.operator(provider.providerId);
    const { id } = await agreed(provider, client);
    const start = new Date(Date.now() + 2 * 86_400_000);
    const { data } = await application.graphql(provider.caller, CLAIM, {
      input: {
        ...claimInput({
          engagementId: newId(),
          operatorId: provider.operatorId,
          reference: 'h-1',
          start,
        }),
        engagementId: id,
      },
    });
    const claimId = data.claimOperatedSession.operatedSession.id;
    const handover = {
      engagementId: id,
      expectedVersion: 2,
      fromOperatorId: publicId('Operator', provider.operatorId),
      toOperatorId: publicId('Operator', successor),
      reason,
    };
    const forbidden = await application.graphql(
      client.caller,
      mutation('proposeEngagementHandover'),
      {
        input: handover,
      },
    );
    expect(forbidden.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const stranger = await world.operator(await world.provider());
    const foreign = { ...handover, toOperatorId: publicId('Operator', stranger) };
    expect(await codes('proposeEngagementHandover', provider.caller, foreign)).toEqual([
      'OPERATOR_NOT_EMPLOYED',
    ]);
    const asked = await ok('proposeEngagementHandover', provider.caller, handover);
    expect(asked.operatorIds).toEqual([handover.fromOperatorId]);
    const answer = { engagementId: id, expectedVersion: 3 };
    expect(await codes('acceptEngagement', provider.caller, answer)).toEqual([
      'NOT_YOURS_TO_ANSWER',
    ]);
    const handedOver = await ok('acceptEngagement', client.caller, answer);
    expect(handedOver.operatorIds).toEqual([handover.toOperatorId]);
    const fallen = await application.graphql(
      provider.caller,
      'query ($id: ID!) { operatedSession(id: $id) { state } }',
      { id: claimId },
    );
    expect(fallen.data.operatedSession).toEqual({ state: 'WITHDRAWN' });
  });

  it('hides the fee of every version from operators, and all of it from strangers', async () => {
    const provider = await company();
    const client = await merchant();
    const { id } = await agreed(provider, client, { commissionShare: '0.05' });
    const read = async (caller: TestCaller) =>
      (
        await application.graphql(
          caller,
          'query ($id: ID!) { engagement(id: $id) { fee feeModel { kind } versions { feeModel { kind } } } }',
          { id },
        )
      ).data.engagement;
    const { providerId, operatorId } = provider;
    expect(await read({ role: 'OPERATOR', providerId, operatorId })).toEqual({
      fee: null,
      feeModel: null,
      versions: [{ feeModel: null }],
    });
    expect((await read(client.caller)).versions).toEqual([{ feeModel: { kind: 'HYBRID' } }]);
    expect(await read((await company()).caller)).toBeNull();
  });
});
