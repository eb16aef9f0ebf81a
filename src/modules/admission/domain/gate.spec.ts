import policies from '../../../../seeds/reference/policies.json' with { type: 'json' };
import {
  ADMISSION_POLICY,
  admissionPolicyShape,
  documentsFor,
  type Gate,
} from './admission-policy.js';
import { blocksAdmission, judgeGates, nextBite, type GateFacts } from './gate.js';

const policy = admissionPolicyShape.parse(
  policies.find(({ name }) => name === ADMISSION_POLICY)!.body,
);
const today = '2026-06-01';
const facts: GateFacts = {
  focus: 'MCN',
  categoryCodes: ['apparel.womens'],
  creditCodeValid: true,
  documents: [],
  deposit: [],
  depositRequirements: [
    { focus: null, categoryCode: null, amount: '50000.00' },
    { focus: 'MCN', categoryCode: null, amount: '100000.00' },
    { focus: null, categoryCode: 'jewelry', amount: '200000.00' },
  ],
  certified: [],
  sessions: null,
  effects: [],
  answers: [],
};
const base = {
  code: 'THE_GATE',
  label: { en: 'The gate', zh: '门槛' },
  stages: ['STANDING'],
  warnDays: 30,
  focuses: null,
  categories: null,
} satisfies Partial<Gate>;

function judge(gate: Gate, given: Partial<GateFacts>) {
  return judgeGates({ ...policy, gates: [gate] }, { ...facts, ...given }, 'STANDING', today)[0];
}

describe('gates', () => {
  it('of a document hold through the day on which the last of its kind expires', () => {
    const gate: Gate = { ...base, check: 'DOCUMENT', document: 'BUSINESS_LICENCE' };
    const licence = (expiresOn: string | null) => ({ kind: 'BUSINESS_LICENCE', expiresOn });
    expect(judge(gate, {})).toMatchObject({ status: 'FAILED', since: null });
    expect(judge(gate, { documents: [licence(today)] })).toMatchObject({
      status: 'PASSED',
      bitesOn: '2026-06-02',
    });
    expect(judge(gate, { documents: [licence('2026-05-20')] })).toMatchObject({
      status: 'FAILED',
      since: '2026-05-21',
    });
    const renewed = [licence('2026-05-20'), licence('2027-05-20')];
    expect(judge(gate, { documents: renewed })).toMatchObject({ bitesOn: '2027-05-21' });
    expect(judge(gate, { documents: [licence(null)] })).toMatchObject({
      status: 'PASSED',
      bitesOn: null,
    });
  });

  it('of the deposit hold while the balance is what is asked, to the fen', () => {
    const gate: Gate = { ...base, check: 'DEPOSIT', minimum: '50000.00' };
    const deposit = [
      { on: '2026-01-01', balance: '50000.00' },
      { on: '2026-03-01', balance: '49999.99' },
    ];
    expect(judge(gate, { deposit })).toMatchObject({ status: 'FAILED', since: '2026-03-01' });
    expect(judge(gate, { deposit: deposit.slice(0, 1) })).toMatchObject({ status: 'PASSED' });
    expect(judge(gate, {})).toMatchObject({ status: 'FAILED', since: null });
  });

  it('of the deposit ask what the deposit policy asks when they name no amount', () => {
    const gate: Gate = { ...base, check: 'DEPOSIT', minimum: null };
    const deposit = [{ on: '2026-01-01', balance: '100000.00' }];
    expect(judge(gate, { deposit })?.status).toBe('PASSED');
    expect(judge(gate, { deposit, categoryCodes: ['jewelry.jade'] })?.status).toBe('FAILED');
    expect(
      judge(gate, { deposit: [{ on: '2026-01-01', balance: '60000.00' }], focus: 'BRAND' })?.status,
    ).toBe('PASSED');
  });

  it('of operators know when the last certificate will end', () => {
    const gate: Gate = { ...base, check: 'CERTIFIED_OPERATORS', minimum: 1 };
    const certified = [
      { on: '2026-01-01', count: 1 },
      { on: '2026-02-01', count: 2 },
      { on: '2026-06-20', count: 1 },
      { on: '2026-07-01', count: 0 },
    ];
    expect(judge(gate, { certified })).toEqual({
      code: 'THE_GATE',
      status: 'PASSED',
      since: '2026-01-01',
      bitesOn: '2026-07-01',
    });
  });

  it('of disputes are silent below their sample, and hold at the limit itself', () => {
    const gate: Gate = {
      ...base,
      check: 'DISPUTED_SHARE',
      maximum: '0.10',
      minimumSessions: 20,
    };
    const status = (total: number, disputed: number) =>
      judge(gate, { sessions: { total, disputed } })?.status;
    expect(status(19, 19)).toBe('NOT_ENOUGH_EVIDENCE');
    expect(status(30, 3)).toBe('PASSED');
    expect(status(29, 3)).toBe('FAILED');
    expect(judge(gate, { sessions: null })?.status).toBe('SOURCE_NOT_AVAILABLE');
  });

  it('of violations fail from the first day of an effect until it is over', () => {
    const gate: Gate = { ...base, check: 'NO_VIOLATION_EFFECT', effects: ['EXPULSION'] };
    const effect = { kind: 'EXPULSION', from: '2026-05-01', until: '2026-06-01' };
    expect(judge(gate, { effects: [effect] })).toMatchObject({ status: 'PASSED' });
    expect(judge(gate, { effects: [{ ...effect, until: null }] })).toMatchObject({
      status: 'FAILED',
      since: '2026-05-01',
    });
    expect(
      judge(gate, { effects: [{ ...effect, from: '2026-07-01', until: null }] }),
    ).toMatchObject({ status: 'PASSED', bitesOn: '2026-07-01' });
    expect(judge(gate, { effects: [{ ...effect, kind: 'DELISTING', until: null }] })?.status).toBe(
      'PASSED',
    );
  });

  it('of reviewers wait for an answer, and grow old', () => {
    const gate: Gate = { ...base, check: 'REVIEWER', validDays: 30 };
    expect(judge(gate, {})?.status).toBe('WAITING');
    const answers = [{ gate: 'THE_GATE', passed: true, on: '2026-05-10' }];
    expect(judge(gate, { answers })).toMatchObject({ status: 'PASSED', bitesOn: '2026-06-09' });
    const old = [{ gate: 'THE_GATE', passed: true, on: '2026-04-01' }];
    expect(judge(gate, { answers: old })).toMatchObject({ status: 'FAILED', since: '2026-05-01' });
  });

  it('block an admission when they fail or wait, and not for want of a source', () => {
    const verdict = { code: 'G', since: null, bitesOn: null };
    expect(blocksAdmission({ ...verdict, status: 'FAILED' })).toBe(true);
    expect(blocksAdmission({ ...verdict, status: 'WAITING' })).toBe(true);
    expect(blocksAdmission({ ...verdict, status: 'NOT_ENOUGH_EVIDENCE' })).toBe(false);
  });

  it('tell the first that will bite', () => {
    const verdict = (code: string, bitesOn: string | null) => ({
      code,
      status: 'PASSED' as const,
      since: null,
      bitesOn,
    });
    const list = [verdict('A', '2026-08-01'), verdict('B', '2026-07-01'), verdict('C', null)];
    expect(nextBite(list)?.code).toBe('B');
  });
});

describe('the policy', () => {
  it('asks documents by focus, and by category with all below it', () => {
    const kinds = (focus: 'MCN' | 'BRAND', category: string) =>
      documentsFor(policy, { focus, categoryCodes: [category] }).map(({ kind }) => kind);
    expect(kinds('MCN', 'apparel.womens')).toContain('BROKERAGE_LICENCE');
    expect(kinds('BRAND', 'apparel.womens')).not.toContain('BROKERAGE_LICENCE');
    expect(kinds('BRAND', 'food.snacks')).toContain('FOOD_LICENCE');
    expect(kinds('BRAND', 'foodstuff')).not.toContain('FOOD_LICENCE');
  });

  it('is refused when a code stands twice, or a gate asks for a document that nobody hands over', () => {
    const twice = { ...policy, gates: [...policy.gates, policy.gates[0]!] };
    expect(admissionPolicyShape.safeParse(twice).success).toBe(false);
    const lost = { ...policy, documents: [] };
    expect(admissionPolicyShape.safeParse(lost).error?.issues[0]?.message).toContain('no kind');
    expect(admissionPolicyShape.safeParse({ ...policy, surprise: 1 }).success).toBe(false);
  });
});
