import { publicId } from '../../src/modules/platform/kernel/ids.js';
import { addAccount, addMembership } from '../support/accounts.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication } from '../support/application.js';
import {
  addCompany,
  addOfficers,
  ConductCalls,
  type Company,
  type Officers,
} from '../support/conduct-world.js';

describe('a provider that disagrees', () => {
  let application: TestApplication;
  let calls: ConductCalls;
  let officers: Officers;
  let company: Company;

  beforeAll(async () => {
    application = await TestApplication.start();
    calls = new ConductCalls(application);
    officers = await addOfficers(application);
    company = await addCompany(application, '杭州云帆电商服务');
  });
  afterAll(() => application.stop());

  const codes = ({ userErrors }: { userErrors: { code: string }[] }) =>
    userErrors.map(({ code }) => code);
  const ledgerOf = async (of: Company) => {
    const { data } = await application.graphql(
      of.owner,
      `query ($id: ID!) {
         depositAccount(providerId: $id) { balance required shortfall topUpDueBy }
         depositEntries(first: 10, orderBy: OLDEST, filter: { providerId: $id }) {
           totalCount totals { deposited deducted corrected balance }
           nodes { number kind amount balanceAfter compensatesId violationId appealId } } }`,
      { id: of.publicId },
    );
    return data;
  };

  it('appeals a violation; another reviewer reverses it; the ledger shows both entries', async () => {
    const { first, second, third } = officers;
    const transfer = { providerId: company.publicId, amount: '100000.00', reference: 'ICBC-0001' };
    expect(await calls.recordDeposit(first, transfer)).toMatchObject({
      entry: { amount: '100000.00', number: 1, balanceAfter: '100000.00' },
      userErrors: [],
    });

    const { violation } = await calls.record(first, {
      providerId: company.publicId,
      kind: 'OFF_PLATFORM_FEES',
    });
    expect(violation).toMatchObject({
      state: 'RECORDED',
      preview: { points: 6, deduction: '10000.00', heavy: true, offence: 1 },
    });
    // While it is looked into it is not the provider's to see.
    const see = 'query ($id: ID!) { violation(id: $id) { state canAppeal evidence { id } } }';
    const before = await application.graphql(company.owner, see, { id: violation.id });
    expect(before.data.violation).toBeNull();

    expect(codes(await calls.decide(first, violation.id))).toEqual(['SAME_OFFICER']);
    const decided = await calls.decide(second, violation.id);
    expect(decided.violation).toMatchObject({
      state: 'IN_FORCE',
      points: 6,
      deduction: '10000.00',
      canAppeal: true,
      restrictions: [{ kind: 'RECRUITING_BAN', inForce: true }],
      depositEntries: [{ kind: 'DEDUCTION', amount: '-10000.00' }],
    });
    expect(codes(await calls.decide(third, violation.id))).toEqual(['ALREADY_DECIDED']);

    const record = await application.graphql(
      company.owner,
      'query ($id: ID!) { violationRecord(providerId: $id) { points restrictions { kind inForce endsAt } } }',
      { id: company.publicId },
    );
    expect(record.data.violationRecord).toMatchObject({
      points: 6,
      restrictions: [{ kind: 'RECRUITING_BAN', inForce: true }],
    });

    const { appeal } = await calls.appeal(company.owner, violation.id);
    expect(appeal).toMatchObject({ state: 'FILED', statements: [{ side: 'PROVIDER' }] });
    expect(codes(await calls.appeal(company.owner, violation.id))).toEqual(['ALREADY_APPEALED']);
    for (const participant of [first, second]) {
      const refused = await calls.decideAppeal(participant, appeal.id, 'REVERSED');
      expect(codes(refused)).toEqual(['SAME_OFFICER']);
    }
    const reversed = await calls.decideAppeal(third, appeal.id, 'REVERSED');
    expect(reversed.appeal).toMatchObject({
      state: 'REVERSED',
      violation: {
        state: 'REVERSED',
        points: 0,
        deduction: '0.00',
        restrictions: [{ kind: 'RECRUITING_BAN', inForce: false }],
      },
    });
    expect(codes(await calls.decideAppeal(third, appeal.id, 'UPHELD'))).toEqual([
      'ALREADY_DECIDED',
    ]);

    const ledger = await ledgerOf(company);
    expect(ledger.depositAccount).toEqual({
      balance: '100000.00',
      required: '100000.00',
      shortfall: '0.00',
      topUpDueBy: null,
    });
    const [, deduction, correction] = ledger.depositEntries.nodes;
    expect(deduction).toMatchObject({
      kind: 'DEDUCTION',
      amount: '-10000.00',
      balanceAfter: '90000.00',
      violationId: violation.id,
    });
    expect(correction).toMatchObject({
      kind: 'CORRECTION',
      amount: '10000.00',
      balanceAfter: '100000.00',
      violationId: violation.id,
      appealId: appeal.id,
    });
    expect(ledger.depositEntries).toMatchObject({
      totalCount: 3,
      totals: {
        deposited: '100000.00',
        deducted: '-10000.00',
        corrected: '10000.00',
        balance: '100000.00',
      },
    });

    const told = await application.graphql(
      company.owner,
      '{ notifications(first: 20) { nodes { kind } } }',
    );
    const kinds = told.data.notifications.nodes.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'conduct.deposit_booked',
        'conduct.violation_decided',
        'conduct.appeal_decided',
      ]),
    );
  });

  it('gets part of a deduction back when the appeal reduces it', async () => {
    const reduced = await addCompany(application, '宁波海纳服务');
    const deposit = { providerId: reduced.publicId, amount: '100000.00', reference: 'ICBC-0002' };
    await calls.recordDeposit(officers.first, deposit);
    const id = await calls.confirmed(officers, reduced.publicId, 'OFF_PLATFORM_FEES');
    const { appeal } = await calls.appeal(reduced.owner, id);
    const harder = { points: 6, deduction: '20000.00', measures: [] };
    const refused = await calls.decideAppeal(officers.third, appeal.id, 'REDUCED', harder);
    expect(codes(refused)).toEqual(['NOT_MILDER']);
    const milder = { points: 3, deduction: '4000.00', measures: [] };
    const decided = await calls.decideAppeal(officers.third, appeal.id, 'REDUCED', milder);
    expect(decided.appeal.violation).toMatchObject({
      state: 'REDUCED',
      points: 3,
      deduction: '4000.00',
      restrictions: [{ inForce: false }],
      depositEntries: [
        { kind: 'DEDUCTION', amount: '-10000.00' },
        { kind: 'CORRECTION', amount: '6000.00' },
      ],
    });
  });

  it('pays less for a second offence that turns out to have been the first', async () => {
    const twice = await addCompany(application, '温州顺达服务');
    const deposit = { providerId: twice.publicId, amount: '100000.00', reference: 'ICBC-0003' };
    await calls.recordDeposit(officers.first, deposit);
    const earlier = await calls.confirmed(officers, twice.publicId, 'MISLEADING_PROMISE');
    const later = await calls.confirmed(officers, twice.publicId, 'MISLEADING_PROMISE');
    const { appeal } = await calls.appeal(twice.owner, earlier);
    await calls.decideAppeal(officers.third, appeal.id, 'REVERSED');
    const { data } = await application.graphql(
      twice.owner,
      `query ($id: ID!) { violation(id: $id) { state points deduction offence restrictions { kind inForce }
         depositEntries { kind amount } } }`,
      { id: later },
    );
    expect(data.violation).toEqual({
      state: 'IN_FORCE',
      points: 3,
      deduction: '2000.00',
      offence: 2,
      restrictions: [{ kind: 'RECRUITING_BAN', inForce: false }],
      depositEntries: [
        { kind: 'DEDUCTION', amount: '-5000.00' },
        { kind: 'CORRECTION', amount: '3000.00' },
      ],
    });
    expect((await ledgerOf(twice)).depositAccount.balance).toBe('98000.00');
  });

  it('goes into debt no further than the policy lets it, and is told until when to pay in', async () => {
    const poor = await addCompany(application, '金华小本服务');
    const deposit = { providerId: poor.publicId, amount: '10000.00', reference: 'ICBC-0004' };
    await calls.recordDeposit(officers.first, deposit);
    await calls.confirmed(officers, poor.publicId, 'FAKE_TRANSACTIONS');
    await calls.confirmed(officers, poor.publicId, 'OFF_PLATFORM_FEES');
    const { depositAccount, depositEntries } = await ledgerOf(poor);
    expect(depositEntries.nodes.map(({ amount }: { amount: string }) => amount)).toEqual([
      '10000.00',
      '-50000.00',
      '-10000.00',
    ]);
    expect(depositAccount).toMatchObject({ balance: '-50000.00', shortfall: '150000.00' });
    const again = await calls.confirmed(officers, poor.publicId, 'OFF_PLATFORM_FEES');
    const { appeal } = await calls.appeal(poor.owner, again);
    await calls.decideAppeal(officers.third, appeal.id, 'REVERSED');
    // Of the last deduction nothing could be collected, so nothing is given back.
    expect((await ledgerOf(poor)).depositAccount.balance).toBe('-50000.00');
  });

  it('cannot be judged by somebody who belonged to it', async () => {
    const { accountId } = await addAccount(application, 'REVIEWER');
    await addMembership(application, {
      membershipId: newId(),
      accountId,
      role: 'PROVIDER_MEMBER',
      providerId: company.id,
    });
    await application.sql.query(
      'UPDATE membership SET ended_at = now() WHERE account_id = $1 AND role = $2',
      [accountId, 'PROVIDER_MEMBER'],
    );
    const former = { role: 'REVIEWER', accountId } as const;
    const providerId = company.publicId;
    const attempts = [
      await calls.record(former, { providerId, kind: 'LATE_SERVICE' }),
      await calls.recordDeposit(former, { providerId, amount: '1.00', reference: 'ICBC-0005' }),
    ];
    const { violation } = await calls.record(officers.first, { providerId, kind: 'LATE_SERVICE' });
    attempts.push(await calls.decide(former, violation.id));
    expect(attempts.map(codes)).toEqual([['OWN_PROVIDER'], ['OWN_PROVIDER'], ['OWN_PROVIDER']]);
  });

  it('finds nothing of others', async () => {
    const other = await addCompany(application, '台州别家服务');
    const id = await calls.confirmed(officers, company.publicId, 'LATE_SERVICE');
    const { data } = await application.graphql(
      other.owner,
      `query ($id: ID!, $of: ID!) { violation(id: $id) { id }
         violations(first: 5, filter: { providerId: $of }) { totalCount nodes { id } }
         depositEntries(first: 5, filter: { providerId: $of }) { totalCount totals { balance } nodes { id } } }`,
      { id, of: company.publicId },
    );
    expect(data).toEqual({
      violation: null,
      violations: { totalCount: 0, nodes: [] },
      depositEntries: { totalCount: 0, totals: { balance: '0.00' }, nodes: [] },
    });
    const account = await application.graphql(
      other.owner,
      'query ($id: ID!) { depositAccount(providerId: $id) { balance } }',
      { id: company.publicId },
    );
    expect(account.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(codes(await calls.appeal(other.owner, id))).toEqual(['NOT_FOUND']);
  });

  it('exports its ledger, safe to open in a spreadsheet', async () => {
    const exporter = await addCompany(application, '嘉兴账房服务');
    const providerId = exporter.publicId;
    const reason = '=HYPERLINK("http://evil.example")';
    await calls.recordDeposit(officers.first, {
      providerId,
      amount: '500.00',
      reference: 'ICBC-0006',
      reason,
    });
    await calls.confirmed(officers, providerId, 'FALSE_EVIDENCE');
    const get = async (caller: typeof exporter.owner) =>
      fetch(`${application.url}/deposits/${publicId('Provider', exporter.id)}/ledger.csv`, {
        headers: { authorization: `Bearer ${await application.tokenFor(caller)}` },
      });
    const response = await get(exporter.owner);
    expect(response.headers.get('content-type')).toContain('text/csv');
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(`,DEPOSIT,500.00,500.00,"'=HYPERLINK(""http://evil.example"")"`);
    expect(lines[2]).toContain(',DEDUCTION,-30000.00,-29500.00,');
    expect((await get(company.owner)).status).toBe(404);
  });
});
