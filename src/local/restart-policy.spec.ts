import fc from 'fast-check';
import { nextRestart, RESTART_POLICY } from './restart-policy.js';

describe('nextRestart', () => {
  it('doubles the wait and then gives up', () => {
    const waits = [1, 2, 3, 4, 5].map((count) =>
      nextRestart(Array.from({ length: count }, (_, index) => index * 1000)),
    );
    expect(waits).toEqual([250, 500, 1000, 2000, 'give-up']);
  });

  it('forgets ends that are a window old', () => {
    expect(nextRestart([0, 1, 2, 3, RESTART_POLICY.window + 10])).toBe(250);
  });

  it('never gives up on a program that ends more rarely than the policy says', () => {
    const rare = RESTART_POLICY.window / (RESTART_POLICY.mostEnds - 1);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: rare, max: 10 * rare })), (pauses) => {
        let now = 0;
        const ends = pauses.map((pause) => (now += pause));
        expect(nextRestart([0, ...ends])).not.toBe('give-up');
      }),
    );
  });
});
