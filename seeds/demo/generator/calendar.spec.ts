import fc from 'fast-check';
import { civilDate, dayNumber, formatDate, parseDate, weekday, weekNumber } from './calendar.js';

describe('calendar', () => {
  it('agrees with the Gregorian calendar of the runtime', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (number) => {
        const date = new Date(number * 86_400_000);
        expect(civilDate(number)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        const { year, month, day } = civilDate(number);
        expect(dayNumber(year, month, day)).toBe(number);
        expect(weekday(number)).toBe((date.getUTCDay() + 6) % 7);
      }),
    );
  });

  it('starts weeks on Monday', () => {
    const monday = dayNumber(2026, 11, 2);
    expect(weekday(monday)).toBe(0);
    expect(weekNumber(monday)).toBe(weekNumber(monday - 1) + 1);
    expect(weekNumber(monday + 6)).toBe(weekNumber(monday));
  });

  it('reads only days that exist', () => {
    expect(formatDate(parseDate('2028-02-29')!)).toBe('2028-02-29');
    expect(parseDate('2026-02-29')).toBeNull();
    expect(parseDate('2026-2-9')).toBeNull();
  });
});
