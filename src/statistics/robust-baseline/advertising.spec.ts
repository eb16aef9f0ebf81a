import fc from 'fast-check';
import { valueOf } from '../../../test/support/statistics.js';
import { advertisingHabit, shareBoughtBeyondHabit, withoutExcessAdvertising } from './index.js';

const session = { liveHours: 2, paidGmv: 1000, netGmv: 900, adSpend: 100, adGmv: 400 };

describe('advertising beyond habit', () => {
  it('has a habit in yuan per live hour', () => {
    const own = [20, 40, 60, 80, 1000].map((adSpend) => ({ adSpend, liveHours: 2 }));
    expect(valueOf(advertisingHabit(own, 0.5))).toBe(30);
    expect(advertisingHabit([], 0.5)).toMatchObject({ reason: 'NO_DATA' });
    expect(advertisingHabit([{ adSpend: -1, liveHours: 1 }], 0.5)).toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });

  it('counts only the spend beyond habit, in proportion', () => {
    // Habit 2 h × 30 = 60 of 100 yuan: 40 % of the attributed 400, of 1000 paid.
    expect(shareBoughtBeyondHabit(session, 30)).toBeCloseTo(0.16, 12);
    expect(shareBoughtBeyondHabit(session, 50)).toBe(0);
    expect(shareBoughtBeyondHabit({ ...session, adGmv: 5000 }, 0)).toBe(1);
    expect(shareBoughtBeyondHabit({ ...session, paidGmv: 0 }, 0)).toBe(0);
    expect(withoutExcessAdvertising([session], 30)[0]!.netGmv).toBeCloseTo(756, 9);
  });

  it('leaves a better return on the habitual spend to the operator', () => {
    const skilled = { ...session, adSpend: 60, adGmv: 900 };
    expect(withoutExcessAdvertising([skilled], 30)[0]!.netGmv).toBe(900);
  });

  it('never takes more than everything', () => {
    const yuan = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(yuan, yuan, yuan, yuan, (paidGmv, adSpend, adGmv, habit) => {
        const share = shareBoughtBeyondHabit({ ...session, paidGmv, adSpend, adGmv }, habit);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});
