import fc from 'fast-check';
import { addMoney, compareMoney, negateMoney } from '../../platform/kernel/money.js';
import { decideCorrection, decideDeposit, deductible, type BookedEntry } from './deposit-ledger.js';
import { topUpDueBy, type DepositPolicy } from './deposit-policy.js';
import { decideRefundPayment, decideRefundPreparation } from './deposit-refund.js';

const policy: DepositPolicy = {
  requirements: [{ focus: null, categoryCode: null, amount: '50000.00' }],
  topUpDays: 15,
  maximumDebt: '50000.00',
  refundHoldingDays: 90,
  backdatingDays: 30,
};
const TODAY = '2026-11-20';
const REASON = '银行流水核对无误，据实入账。';
const officer = { key: 'account:second', belonged: false };
const money = fc.integer({ min: 0, max: 20_000_000 }).map((cents) => (cents / 100).toFixed(2));
const signed = fc
  .tuple(money, fc.boolean())
  .map(([amount, debt]) => (debt ? negateMoney(amount) : amount));
const codesOf = (result: { ok: boolean; errors?: readonly { code: string }[] }) =>
  result.errors?.map(({ code }) => code);

describe('deductions', () => {
  it('never take more than wanted, nor a balance below the debt that is allowed', () => {
    fc.assert(
      fc.property(signed, money, money, (balance, wanted, maximumDebt) => {
        const taken = deductible(balance, wanted, maximumDebt);
        expect(compareMoney(taken, '0.00')).toBeGreaterThanOrEqual(0);
        expect(compareMoney(taken, wanted)).toBeLessThanOrEqual(0);
        const after = addMoney(balance, negateMoney(taken));
        if (compareMoney(taken, '0.00') > 0)
          expect(compareMoney(after, negateMoney(maximumDebt))).toBeGreaterThanOrEqual(0);
        // What is not taken would have gone beyond it.
        if (compareMoney(taken, wanted) < 0)
          expect(compareMoney(after, negateMoney(maximumDebt))).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('a transfer', () => {
  const command = { amount: '100.00', reference: 'ICBC-1', reason: REASON, bookedOn: TODAY };

  it('is booked as it arrived', () => {
    expect(decideDeposit(command, officer, TODAY, policy)).toEqual({ ok: true, value: command });
  });

  it('is refused with everything that is wrong with it at once', () => {
    const wrong = { amount: '0.00', reference: ' x ', reason: '短', bookedOn: '2026-11-21' };
    expect(codesOf(decideDeposit(wrong, officer, TODAY, policy))).toEqual([
      'NOT_POSITIVE',
      'REASON_LENGTH',
      'REFERENCE_LENGTH',
      'DATE_OUT_OF_RANGE',
    ]);
    expect(codesOf(decideDeposit(command, { ...officer, belonged: true }, TODAY, policy))).toEqual([
      'OWN_PROVIDER',
    ]);
  });
});

describe('a correction', () => {
  const entry: BookedEntry = {
    kind: 'DEPOSIT',
    amount: '100.00',
    recordedBy: 'account:first',
    violationId: null,
    compensated: '-30.00',
  };

  it('takes back what is left, by an amount of the other sign', () => {
    expect(decideCorrection(entry, { reason: REASON }, officer)).toMatchObject({
      value: { amount: '-70.00' },
    });
    const refund = { ...entry, kind: 'REFUND', amount: '-100.00', compensated: '0.00' } as const;
    expect(decideCorrection(refund, { amount: '20.00', reason: REASON }, officer)).toMatchObject({
      value: { amount: '20.00' },
    });
  });

  it('is refused for more than is left, for a violation’s entry, and to who made the entry', () => {
    const more = { amount: '70.01', reason: REASON };
    expect(codesOf(decideCorrection(entry, more, officer))).toEqual(['MORE_THAN_BOOKED']);
    const gone = { ...entry, compensated: '-100.00' };
    expect(codesOf(decideCorrection(gone, { reason: REASON }, officer))).toEqual([
      'MORE_THAN_BOOKED',
    ]);
    const zero = { amount: '0.00', reason: REASON };
    expect(codesOf(decideCorrection(entry, zero, officer))).toEqual(['NOT_POSITIVE']);
    const deduction = { ...entry, violationId: 'v' };
    expect(codesOf(decideCorrection(deduction, { reason: REASON }, officer))).toEqual([
      'DECIDED_BY_APPEAL',
    ]);
    const self = { key: 'account:first', belonged: false };
    expect(codesOf(decideCorrection(entry, { reason: REASON }, self))).toEqual(['SAME_OFFICER']);
  });
});

describe('a shortfall', () => {
  it('is due so many days after it began, or after the rule that made it one', () => {
    const rule = { effectiveFrom: '2026-06-01', body: policy };
    expect(topUpDueBy('2026-11-01', rule)).toBe('2026-11-16');
    expect(topUpDueBy('2026-01-01', rule)).toBe('2026-06-16');
  });
});

describe('a refund', () => {
  const situation = {
    providerState: 'EXITED',
    exitedOn: '2026-08-22',
    balance: '90.00',
    openMatters: 0,
  };
  const prepare = (change: Partial<typeof situation> | { exitedOn: null }, amount?: string) =>
    decideRefundPreparation(
      { ...situation, ...change },
      { amount, reason: REASON },
      officer,
      TODAY,
      policy,
    );

  it('goes back after the holding period, when nothing is open and the balance covers it', () => {
    expect(prepare({})).toMatchObject({ value: { amount: '90.00' } });
    expect(codesOf(prepare({ exitedOn: null }))).toEqual(['NOT_EXITED']);
    expect(codesOf(prepare({ exitedOn: '2026-08-23' }))).toEqual(['HOLDING_PERIOD']);
    expect(codesOf(prepare({ openMatters: 1 }))).toEqual(['MATTERS_OPEN']);
    expect(codesOf(prepare({}, '90.01'))).toEqual(['NOT_COVERED']);
    expect(codesOf(prepare({ balance: '-5.00' }))).toEqual(['NOT_COVERED']);
  });

  it('is paid once, by another officer than the one who prepared it, if it still can be', () => {
    const refund = { state: 'PREPARED', amount: '90.00', preparedBy: 'account:first' } as const;
    const pay = { pay: true, reason: REASON };
    const decide = (change: object, by = officer, balance = '90.00') =>
      decideRefundPayment(
        { ...refund, ...change },
        { ...situation, balance },
        pay,
        by,
        TODAY,
        policy,
      );
    expect(decide({})).toMatchObject({ value: { to: 'PAID' } });
    expect(codesOf(decide({}, { ...officer, key: 'account:first' }))).toEqual(['SAME_OFFICER']);
    expect(codesOf(decide({ state: 'DECLINED' }))).toEqual(['ALREADY_DECIDED']);
    expect(codesOf(decide({}, officer, '89.99'))).toEqual(['NOT_COVERED']);
  });
});
