import { standingOf, stateOn } from './certificate-state.js';
import { endOfBusinessDate, lastDayOfTerm } from './certificate-term.js';

describe('the state of a certificate', () => {
  const good = { validUntil: '2027-03-14', suspendedAt: null, revokedOn: null };
  const suspendedAt = new Date('2026-05-01T00:00:00Z');

  it.each([
    ['valid through its last day', good, '2027-03-14', 'VALID'],
    ['expired from the day after', good, '2027-03-15', 'EXPIRED'],
    ['suspended', { ...good, suspendedAt }, '2026-06-01', 'SUSPENDED'],
    ['expired rather than suspended', { ...good, suspendedAt }, '2027-03-15', 'EXPIRED'],
    ['valid until a revocation bites', { ...good, revokedOn: '2026-07-01' }, '2026-06-30', 'VALID'],
    ['revoked from that day', { ...good, revokedOn: '2026-07-01' }, '2026-07-01', 'REVOKED'],
    [
      'still suspended before a revocation',
      { ...good, suspendedAt, revokedOn: '2026-07-01' },
      '2026-06-30',
      'SUSPENDED',
    ],
    ['revoked for ever', { ...good, revokedOn: '2026-07-01' }, '2028-01-01', 'REVOKED'],
  ])('is %s', (_, facts, today, state) => expect(stateOn(facts, today)).toBe(state));

  it('stands as ruled, whatever the day', () => {
    expect(standingOf(good)).toBe('GOOD');
    expect(standingOf({ ...good, suspendedAt })).toBe('SUSPENDED');
    expect(standingOf({ suspendedAt, revokedOn: '2099-01-01' })).toBe('REVOKED');
  });
});

describe('a term', () => {
  it.each([
    ['2026-03-15', 12, '2027-03-14'],
    ['2026-01-01', 12, '2026-12-31'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2023-02-28', 12, '2024-02-27'],
    ['2026-12-01', 1, '2026-12-31'],
  ])('from %s for %i months ends on %s', (first, months, last) =>
    expect(lastDayOfTerm(first, months)).toBe(last),
  );

  it('ends with the last second of its last day in Shanghai', () => {
    expect(endOfBusinessDate('2027-03-14').toISOString()).toBe('2027-03-14T15:59:59.000Z');
  });
});
