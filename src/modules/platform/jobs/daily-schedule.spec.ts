import { dailySchedule } from './daily-schedule.js';

describe('daily jobs', () => {
  it.each([
    ['00:05', [16], [5]],
    ['08:00', [0], [0]],
    ['23:59', [15], [59]],
  ] as const)('start at %s in Shanghai', (at, hours, minutes) => {
    const [item] = dailySchedule([{ kind: 'sweep', at }]);
    const fires = (hour: number, min: number) =>
      (item!.match as (time: object) => boolean)({ min, hour, date: 3, month: 7, dow: 2 });
    const times = Array.from({ length: 24 * 60 }, (_, i) => [Math.floor(i / 60), i % 60] as const);
    expect(times.filter(([hour, minute]) => fires(hour, minute))).toEqual([[hours[0], minutes[0]]]);
  });

  it('carry their kind, and are made up for when no worker was there', () => {
    const [item] = dailySchedule([{ kind: 'sweep', at: '00:05' }]);
    expect(item).toMatchObject({
      identifier: 'sweep',
      payload: { kind: 'sweep' },
      options: { backfillPeriod: 86_400_000 },
    });
  });

  it('refuse a time that no day has', () => {
    expect(() => dailySchedule([{ kind: 'sweep', at: '25:00' }])).toThrow('25:00');
  });
});
