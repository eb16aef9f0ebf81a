import fc from 'fast-check';
import { addDays } from '../../platform/kernel/business-date.js';
import { readTimeline } from './timeline.js';

const start = '2026-01-01';
const points = fc
  .uniqueArray(fc.record({ day: fc.nat(60), holds: fc.boolean() }), { selector: ({ day }) => day })
  .map((list) =>
    [...list]
      .sort((a, b) => a.day - b.day)
      .map(({ day, holds }) => ({ on: addDays(start, day), holds })),
  );

describe('a condition in time', () => {
  it('is what the last point says, since the first of the points that say so without a break', () => {
    const list = [
      { on: '2026-01-10', holds: true },
      { on: '2026-01-20', holds: false },
      { on: '2026-02-01', holds: true },
      { on: '2026-02-05', holds: true },
      { on: '2026-03-01', holds: false },
    ];
    expect(readTimeline(list, '2026-01-09')).toEqual({ holds: false, since: null, endsOn: null });
    expect(readTimeline(list, '2026-01-10')).toEqual({
      holds: true,
      since: '2026-01-10',
      endsOn: '2026-01-20',
    });
    expect(readTimeline(list, '2026-01-31')).toMatchObject({ holds: false, since: '2026-01-20' });
    expect(readTimeline(list, '2026-02-20')).toEqual({
      holds: true,
      since: '2026-02-01',
      endsOn: '2026-03-01',
    });
    expect(readTimeline(list, '2026-09-01')).toMatchObject({ holds: false, since: '2026-03-01' });
  });

  it('reads on every day as it reads when nothing of the future is known, but for its end', () => {
    fc.assert(
      fc.property(points, fc.nat(70), fc.boolean(), (list, day, before) => {
        const today = addDays(start, day);
        const known = list.filter(({ on }) => on <= today);
        const { holds, since } = readTimeline(list, today, before);
        expect({ holds, since, endsOn: null }).toEqual(readTimeline(known, today, before));
      }),
    );
  });

  it('fails on the day that it said it would, and holds on each day before', () => {
    fc.assert(
      fc.property(points, fc.nat(70), (list, day) => {
        const today = addDays(start, day);
        const { endsOn } = readTimeline(list, today);
        if (endsOn === null) return;
        expect(readTimeline(list, endsOn).holds).toBe(false);
        for (let on = today; on < endsOn; on = addDays(on, 1)) {
          expect(readTimeline(list, on).holds).toBe(true);
        }
      }),
    );
  });
});
