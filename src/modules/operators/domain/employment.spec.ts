import { addDays } from '../../platform/kernel/business-date.js';
import { decideEnd, decideStart } from './employment.js';

const today = '2026-11-21';
const policy = { daysBack: 31, daysAhead: 92 };
const codes = (result: ReturnType<typeof decideStart>) =>
  result.ok ? [] : result.errors.map(({ code }) => code);

describe('the first day of an employment', () => {
  it.each([
    [-32, false],
    [-31, true],
    [0, true],
    [92, true],
    [93, false],
  ])('%i days from today: %s', (days, ok) => {
    expect(decideStart(addDays(today, days), today, policy).ok).toBe(ok);
  });

  it('says the days that would do', () => {
    const result = decideStart('2020-01-01', today, policy);
    expect(result.ok ? '' : result.errors[0]!.message.en).toBe(
      'Employment can start from 2026-10-21 to 2027-02-21; 2020-01-01 is outside.',
    );
  });
});

describe('the last day of an employment', () => {
  const since = (employedFrom: string) => ({ employedFrom });

  it('may be the first, and not the day before it', () => {
    const employedFrom = addDays(today, -3);
    expect(codes(decideEnd(since(employedFrom), employedFrom, today, policy))).toEqual([]);
    const before = addDays(employedFrom, -1);
    expect(codes(decideEnd(since(employedFrom), before, today, policy))).toEqual([
      'DATE_OUT_OF_RANGE',
    ]);
  });

  it.each([
    [-32, false],
    [-31, true],
    [92, true],
    [93, false],
  ])('%i days from today, of a long employment: %s', (days, ok) => {
    expect(decideEnd(since('2020-01-01'), addDays(today, days), today, policy).ok).toBe(ok);
  });
});
