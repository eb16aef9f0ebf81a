import { decideRefresh, tokenExpiry, type PresentedToken } from './session.js';

const now = new Date('2026-11-11T12:00:00Z');
const later = new Date('2026-11-12T12:00:00Z');
const good: PresentedToken = {
  usedAt: null,
  tokenExpiresAt: later,
  sessionExpiresAt: later,
  sessionEndedAt: null,
  accountState: 'ACTIVE',
  membershipEndedAt: null,
};

describe('a refresh token that is presented', () => {
  it.each<[string, Partial<PresentedToken>, object]>([
    ['is exchanged', {}, { kind: 'ROTATE' }],
    [
      'ends its family when used before',
      { usedAt: now },
      { kind: 'END_SESSION', reason: 'TOKEN_REUSED' },
    ],
    [
      'ends its family when used before, even when it has expired since',
      { usedAt: now, tokenExpiresAt: now },
      { kind: 'END_SESSION', reason: 'TOKEN_REUSED' },
    ],
    ['is refused when it expires now', { tokenExpiresAt: now }, { kind: 'REFUSE' }],
    [
      'is refused when its session is past its longest life',
      { sessionExpiresAt: now },
      { kind: 'REFUSE' },
    ],
    [
      'is refused when its session is over, used before or not',
      { sessionEndedAt: now, usedAt: now },
      { kind: 'REFUSE' },
    ],
    [
      'ends the session of a disabled account',
      { accountState: 'DISABLED' },
      { kind: 'END_SESSION', reason: 'ACCOUNT_DISABLED' },
    ],
    [
      'ends the session of an ended membership',
      { membershipEndedAt: now },
      { kind: 'END_SESSION', reason: 'MEMBERSHIP_ENDED' },
    ],
  ])('%s', (_, change, decision) => {
    expect(decideRefresh({ ...good, ...change }, now)).toEqual(decision);
  });

  it('never outlives its session', () => {
    expect(tokenExpiry(now, 30, later)).toEqual(later);
    expect(tokenExpiry(now, 30, new Date('2027-01-01T00:00:00Z'))).toEqual(
      new Date('2026-12-11T12:00:00Z'),
    );
  });
});
