import { VerifiedTokens } from './verified-tokens.js';

const caller = {
  actor: { kind: 'USER', role: 'REVIEWER', accountId: 'a', membershipId: 'm' },
  scope: { kind: 'PLATFORM' },
} as const;

describe('tokens that were verified', () => {
  it('speak for their caller until they expire, and each for its own', () => {
    const tokens = new VerifiedTokens();
    tokens.remember('Bearer one', { caller, expiresAt: 2_000 });
    expect(tokens.find('Bearer one', new Date(1_999))).toBe(caller);
    expect(tokens.find('Bearer one', new Date(2_000))).toBeUndefined();
    expect(tokens.find('Bearer one ', new Date(1_999))).toBeUndefined();
    expect(tokens.find('Bearer two', new Date(1_999))).toBeUndefined();
  });

  it('leave nothing of the token in memory', () => {
    const tokens = new VerifiedTokens();
    tokens.remember('Bearer secret-of-the-caller', { caller, expiresAt: 2_000 });
    const { verified } = tokens as unknown as { verified: { entries: Map<string, unknown> } };
    expect([...verified.entries.keys()]).toEqual([expect.not.stringContaining('secret')]);
  });
});
