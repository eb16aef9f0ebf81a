import fc from 'fast-check';
import { addDays } from '../../platform/kernel/business-date.js';
import {
  decideColdStart,
  successMonthOf,
  type ColdStartSetting,
  type MonthSales,
} from './merchant-growth-cold-start.js';
import { monthEndOf, monthsAfter } from './month.js';
import { stagesOf } from './growth-stage.js';

const setting: ColdStartSetting = {
  successAmount: '500000.00',
  refundWindowDays: 15,
  recordsGraceDays: 7,
  asOf: '2026-10-20',
};
const month = (monthEnd: string, paid: number, net = paid): MonthSales => ({
  monthEnd,
  paidGmv: paid.toFixed(2),
  netGmv: net.toFixed(2),
});
const life = { joinedOn: '2026-06-01', exitedOn: null, observedFrom: '2026-06-03' };

describe('cold start', () => {
  it('ends in the first month with the amount, a void month is passed over', () => {
    const success = successMonthOf(
      [
        month('2026-06-30', 499_999.99),
        month('2026-07-31', 510_000, 499_999.99),
        month('2026-08-31', 520_000, 500_000),
        month('2026-09-30', 900_000),
      ],
      setting,
    );
    expect(success).toEqual({ monthEnd: '2026-08-31', voidMonths: ['2026-07-31'] });
    expect(decideColdStart(life, success, '2026-08-25', setting)).toEqual({
      state: 'SUCCESS',
      eventOn: '2026-08-25',
      durationDays: 85,
      voidMonths: ['2026-07-31'],
      provisional: false,
    });
  });

  it('is provisional until the refunds of the month have settled', () => {
    const success = { monthEnd: '2026-09-30', voidMonths: [] };
    const on = (asOf: string) =>
      decideColdStart(life, success, '2026-09-28', { ...setting, asOf }).provisional;
    expect([on('2026-09-28'), on('2026-10-15'), on('2026-10-16')]).toEqual([true, true, false]);
  });

  it('counts a running month whose refunds are still under way', () => {
    const running = [month('2026-10-31', 500_000, 480_000)];
    expect(successMonthOf(running, setting).monthEnd).toBe('2026-10-31');
    expect(successMonthOf(running, { ...setting, asOf: '2026-10-31' }).voidMonths).toEqual([
      '2026-10-31',
    ]);
  });

  it('takes leaving as the end without success, and everybody else as so far', () => {
    const none = { monthEnd: null, voidMonths: [] };
    const left = decideColdStart({ ...life, exitedOn: '2026-09-01' }, none, null, setting);
    expect(left).toMatchObject({ state: 'EXITED', eventOn: '2026-09-01', durationDays: 92 });
    const leaves = decideColdStart({ ...life, exitedOn: '2026-12-01' }, none, null, setting);
    expect(leaves).toMatchObject({ state: 'OPEN', eventOn: null, durationDays: 141 });
  });

  it('does not call it a success of ours when the records begin with it', () => {
    const old = { joinedOn: '2024-01-01', exitedOn: null, observedFrom: '2026-05-05' };
    const of = (monthEnd: string) =>
      decideColdStart(old, { monthEnd, voidMonths: [] }, monthEnd, setting).state;
    expect(['2026-05-31', '2026-06-30', '2026-07-31'].map(of)).toEqual([
      'BEFORE_RECORDS',
      'BEFORE_RECORDS',
      'SUCCESS',
    ]);
  });

  it('does not depend on the order of the months, nor on months after the success', () => {
    const months = fc
      .uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1 })
      .chain((offsets) =>
        fc.tuple(
          ...offsets.map((offset) =>
            fc
              .tuple(fc.integer({ min: 4, max: 7 }), fc.integer({ min: 0, max: 3 }))
              .map(([paid, refunded]) =>
                month(monthsAfter('2026-01-31', offset), paid * 1e5, (paid - refunded) * 1e5),
              ),
          ),
        ),
      );
    fc.assert(
      fc.property(months, (given) => {
        const decided = successMonthOf(given, setting);
        expect(successMonthOf([...given].reverse(), setting)).toEqual(decided);
        const upTo = given.filter(({ monthEnd }) => monthEnd <= (decided.monthEnd ?? '9999'));
        expect(successMonthOf(upTo, setting)).toEqual(decided);
      }),
    );
  });
});

describe('growth stages', () => {
  it('follow each other without a gap', () => {
    const merchant = {
      joinedOn: '2026-01-10',
      exitedOn: null,
      state: 'SUCCESS',
      eventOn: '2026-03-20',
    } as const;
    expect(stagesOf(merchant, 3, '2026-10-20')).toEqual([
      { stage: 'COLD_START', from: '2026-01-10', until: '2026-03-20' },
      { stage: 'CLIMBING', from: '2026-03-20', until: '2026-06-01' },
      { stage: 'MATURE', from: '2026-06-01', until: null },
    ]);
    expect(stagesOf(merchant, 3, '2026-05-31').at(-1)).toEqual({
      stage: 'CLIMBING',
      from: '2026-03-20',
      until: null,
    });
    const left = { ...merchant, exitedOn: '2026-04-02' };
    expect(stagesOf(left, 3, '2026-10-20').at(-1)).toMatchObject({
      stage: 'CLIMBING',
      until: '2026-04-02',
    });
  });
});

describe('month ends', () => {
  it('agree with the calendar', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: -30, max: 30 }),
        (days, months) => {
          const date = addDays('2000-01-01', days);
          const end = monthEndOf(date);
          expect(end.slice(0, 7)).toBe(date.slice(0, 7));
          expect(addDays(end, 1).slice(8)).toBe('01');
          const later = monthsAfter(date, months);
          expect(monthsAfter(later, -months)).toBe(end);
          expect(addDays(later, 1).slice(8)).toBe('01');
        },
      ),
    );
  });
});
