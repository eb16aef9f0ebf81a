import fc from 'fast-check';
import {
  addDays,
  BUSINESS_ZONE,
  businessDateOf,
  daysBetween,
  isBusinessDate,
  startOfBusinessDate,
} from './business-date.js';
import { errorCatalogue } from './error-catalogue.js';
import { newId, parseIdOf, parsePublicId, publicId } from './ids.js';
import { addMoney, compareMoney, isNegative, parseMoney } from './money.js';
import { stateMachine } from './state-machine.js';

describe('ids', () => {
  it('come back as they were, and say what they are', () => {
    const uuid = newId();
    const id = publicId('Provider', uuid);
    expect(id).toMatch(/^prov_[0-9a-z]{26}$/);
    expect(parsePublicId(id)).toEqual({ ok: true, kind: 'Provider', uuid });
  });

  it('tell the wrong kind from the right one', () => {
    const parsed = parseIdOf('Merchant', publicId('Provider', newId()));
    expect(parsed).toEqual({
      ok: false,
      problem: expect.stringContaining('is the id of a Provider; a Merchant id (merc_…) is needed'),
    });
  });

  it('are made in order of time', () => {
    const ids = Array.from({ length: 200 }, newId);
    expect([...ids].sort()).toEqual(ids);
  });

  it('never throw, whatever is put in', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(parsePublicId(text).ok).toBe(false)));
    expect(parsePublicId('prov_zzzzzzzzzzzzzzzzzzzzzzzzzz').ok).toBe(false);
  });
});

describe('money', () => {
  it.each([
    ['1', '1.00'],
    ['1.5', '1.50'],
    ['-0.01', '-0.01'],
    ['99999999999999.99', '99999999999999.99'],
  ])('reads %s', (text, money) => expect(parseMoney(text)).toBe(money));

  it.each(['', '1.234', '1e5', 'NaN', ' 1', '1,000', '100000000000000', '٣'])(
    'refuses %j',
    (text) => expect(parseMoney(text)).toBeUndefined(),
  );

  it('adds exactly, in any order', () => {
    const cents = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1 }), (values) => {
        const amounts = values.map((value) => (value / 100).toFixed(2));
        const expected = (values.reduce((sum, value) => sum + value, 0) / 100).toFixed(2);
        expect(compareMoney(addMoney(...amounts), expected)).toBe(0);
        expect(addMoney(...amounts)).toBe(addMoney(...amounts.reverse()));
      }),
    );
    expect(addMoney('0.10', '0.20')).toBe('0.30');
  });

  it('knows below zero from zero', () => {
    expect([isNegative('-0.01'), isNegative('-0.00'), isNegative('0.00')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('business dates', () => {
  it('are those of the clocks in Shanghai, in all centuries of the books', () => {
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: BUSINESS_ZONE });
    const instant = fc.date({
      min: new Date('1999-12-31T16:00:00Z'),
      max: new Date('2999-12-31T15:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(instant, (at) => expect(businessDateOf(at)).toBe(clock.format(at))));
  });

  it('are days in Shanghai', () => {
    expect(businessDateOf(new Date('2026-11-10T15:59:59.999Z'))).toBe('2026-11-10');
    expect(businessDateOf(new Date('2026-11-10T16:00:00Z'))).toBe('2026-11-11');
    expect(startOfBusinessDate('2026-11-11').toISOString()).toBe('2026-11-10T16:00:00.000Z');
  });

  it('count whole days over leap days and clock changes elsewhere', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    fc.assert(
      fc.property(fc.integer({ min: -5_000, max: 5_000 }), (days) => {
        expect(daysBetween('2026-03-29', addDays('2026-03-29', days))).toBe(days);
      }),
    );
  });

  it.each([
    ['2026-02-29', false],
    ['2028-02-29', true],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['1999-12-31', false],
  ])('%s is one: %s', (text, valid) => expect(isBusinessDate(text)).toBe(valid));

  it('are the days of the calendar and no others', () => {
    const two = (number: number) => String(number).padStart(2, '0');
    const part = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2999 }), part, part, (year, month, day) => {
        const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
        const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
        expect(isBusinessDate(`${year}-${two(month)}-${two(day)}`)).toBe(day >= 1 && day <= days);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('state machines', () => {
  it('are refused when they lead nowhere known, or a state can’t be reached', () => {
    expect(() => stateMachine<'A'>('m', 'A', { A: ['C' as 'A'] })).toThrow('unknown state C');
    expect(() => stateMachine<'A' | 'B'>('m', 'A', { A: [], B: [] })).toThrow(
      'no path from A to B',
    );
  });
});

describe('error catalogues', () => {
  const errors = errorCatalogue({ LATE: { en: 'Late by {days} days.', zh: '迟了 {days} 天。' } });

  it('fill in what they are about, in each language', () => {
    expect(errors.error('LATE', ['input'], { days: 3 })).toEqual({
      code: 'LATE',
      path: ['input'],
      message: { en: 'Late by 3 days.', zh: '迟了 3 天。' },
    });
  });

  it('refuse to be half filled', () => {
    expect(() => errors.error('LATE')).toThrow('lacks a value for {days}');
  });
});
