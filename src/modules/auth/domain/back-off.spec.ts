import fc from 'fast-check';
import { decideAttempt, waitSeconds, type AttemptCount, type BackOffPolicy } from './back-off.js';

const policy: BackOffPolicy = {
  freeAttempts: 5,
  firstWaitSeconds: 2,
  longestWaitSeconds: 900,
  forgetAfterMinutes: 1_440,
};
const start = new Date('2026-11-11T12:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000);

describe('back-off', () => {
  it('waits 0, 0, 0, 0, then 2, 4, 8 … and never longer than the longest', () => {
    expect([1, 4, 5, 6, 7, 13, 14, 1_000].map((n) => waitSeconds(policy, n))).toEqual([
      0, 0, 2, 4, 8, 512, 900, 900,
    ]);
  });

  it('does not count an attempt that it refuses', () => {
    const before = { attempts: 6, lastAttemptAt: start, blockedUntil: after(4) };
    expect(decideAttempt(policy, before, after(1))).toEqual({
      allowed: false,
      retryAfterSeconds: 3,
    });
    expect(decideAttempt(policy, before, after(4))).toMatchObject({
      allowed: true,
      count: { attempts: 7, blockedUntil: after(12) },
    });
  });

  it('forgets after a day of quiet', () => {
    const before = { attempts: 40, lastAttemptAt: start, blockedUntil: after(900) };
    expect(decideAttempt(policy, before, after(86_400))).toMatchObject({
      allowed: true,
      count: { attempts: 1, blockedUntil: null },
    });
  });

  it('lets nobody make more than 120 guesses a day, however they are spaced', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 400 }), (gaps) => {
        let count: AttemptCount | undefined;
        let made = 0;
        let seconds = 0;
        for (const gap of gaps) {
          seconds += gap;
          if (seconds > 86_400) break;
          const decision = decideAttempt(policy, count, after(seconds));
          if (decision.allowed) {
            count = decision.count;
            made += 1;
          }
        }
        expect(made).toBeLessThanOrEqual(120);
      }),
    );
  });
});
