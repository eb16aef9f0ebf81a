import fc from 'fast-check';
import { TokenBuckets } from './token-buckets.js';

describe('token buckets', () => {
  it('let through until empty, and again when refilled', () => {
    const buckets = new TokenBuckets(60);
    expect(buckets.take('a', 60, 0)).toEqual({ ok: true });
    expect(buckets.take('a', 1, 0)).toEqual({ ok: false, retryAfterSeconds: 1 });
    expect(buckets.take('b', 1, 0)).toEqual({ ok: true });
    expect(buckets.take('a', 1, 1_000)).toEqual({ ok: true });
  });

  it('let an expensive operation through once, and then wait for it', () => {
    const buckets = new TokenBuckets(60);
    expect(buckets.take('a', 180, 0)).toEqual({ ok: true });
    expect(buckets.take('a', 1, 0)).toEqual({ ok: false, retryAfterSeconds: 121 });
    expect(buckets.take('a', 1, 121_000)).toEqual({ ok: true });
  });

  it('know no limit at 0', () => {
    expect(new TokenBuckets(0).take('a', 1e9, 0)).toEqual({ ok: true });
  });

  it('never let through more than a full bucket, its refill and one operation; and keep their word', () => {
    const calls = fc.array(
      fc.record({
        wait: fc.integer({ min: 0, max: 5_000 }),
        cost: fc.integer({ min: 1, max: 50 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(calls, (list) => {
        const buckets = new TokenBuckets(120);
        let now = 0;
        let spent = 0;
        for (const { wait, cost } of list) {
          now += wait;
          const allowance = buckets.take('a', cost, now);
          if (allowance.ok) spent += cost;
          else {
            now += allowance.retryAfterSeconds * 1_000;
            expect(buckets.take('a', cost, now)).toEqual({ ok: true });
            spent += cost;
          }
          expect(spent).toBeLessThanOrEqual(120 + (now * 120) / 60_000 + 50);
        }
      }),
    );
  });
});
