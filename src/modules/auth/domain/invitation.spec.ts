import { invitationState } from './invitation.js';

describe('the state of an invitation', () => {
  const now = new Date('2026-11-11T12:00:00Z');
  const open = { expiresAt: new Date('2026-11-12T00:00:00Z'), acceptedAt: null, revokedAt: null };

  it.each([
    ['PENDING', open],
    ['EXPIRED', { ...open, expiresAt: now }],
    ['ACCEPTED', { ...open, acceptedAt: now, expiresAt: now }],
    ['REVOKED', { ...open, revokedAt: now, expiresAt: now }],
  ])('is %s', (state, times) => {
    expect(invitationState(times, now)).toBe(state);
  });
});
