import { dailyAt, timetable } from './timetable.js';

const schedule = (pattern: string) => ({ name: 'sweep', pattern, run: () => Promise.resolve() });

describe('scheduled work', () => {
  it.each([
    ['00:05', 16, 5],
    ['08:00', 0, 0],
    ['23:59', 15, 59],
  ])('of every day at %s in Shanghai is due at %i:%i UTC', (at, hour, minute) => {
    const [item] = timetable([schedule(dailyAt(at))]);
    const due = (hours: number, min: number) =>
      (item!.match as (time: object) => boolean)({ min, hour: hours, date: 3, month: 7, dow: 2 });
    const times = Array.from({ length: 24 * 60 }, (_, i) => [Math.floor(i / 60), i % 60] as const);
    expect(times.filter(([hours, min]) => due(hours, min))).toEqual([[hour, minute]]);
  });

  it('is known by its name, and made up for when no worker was there', () => {
    const [item] = timetable([schedule('17 * * * *')]);
    expect(item).toMatchObject({
      identifier: 'sweep',
      payload: { name: 'sweep' },
      options: { backfillPeriod: 86_400_000 },
    });
  });

  it('refuses a time that no day has', () => {
    expect(() => dailyAt('25:00')).toThrow('25:00');
  });
});
