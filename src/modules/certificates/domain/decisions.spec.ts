import type { CertificatesPolicy } from './certificate-policy.js';
import { displayedName } from './consent.js';
import { decideIssue, decideRenewal } from './issue-certificate.js';
import { decideRuling } from './rule-certificate.js';

const text = { en: 'text', zh: '文字' };
const policy: CertificatesPolicy = {
  issuerName: text,
  levels: [{ code: 'SENIOR', name: text, description: text, criteria: text, validMonths: 12 }],
  renewalOpensDaysBefore: 60,
  renewalClosesDaysAfter: 90,
  latestRevocationDaysAhead: 92,
  statusListValidHours: 48,
  lookupUnitsPerHour: 600,
  lookupMissUnits: 20,
};
const certificate = {
  level: 'SENIOR',
  issuedOn: '2026-03-15',
  validUntil: '2027-03-14',
  suspendedAt: null,
  revokedOn: null,
};
const codes = (result: { ok: boolean; errors?: readonly { code: string }[] }) =>
  result.errors?.map(({ code }) => code);

describe('issuing', () => {
  it('dates a certificate by the policy', () => {
    const command = { level: 'SENIOR', entitlement: ' contest 2026/17 ' };
    expect(decideIssue(command, policy, '2026-03-15')).toEqual({
      ok: true,
      value: {
        entitlement: 'contest 2026/17',
        issuedOn: '2026-03-15',
        validUntil: '2027-03-14',
      },
    });
  });

  it('names the levels there are', () => {
    const refused = decideIssue({ level: 'MASTER', entitlement: 'abc' }, policy, '2026-03-15');
    expect(refused).toMatchObject({
      ok: false,
      errors: [{ code: 'UNKNOWN_LEVEL', message: { en: expect.stringContaining('SENIOR') } }],
    });
  });

  it('wants to know what entitles', () => {
    const refused = decideIssue({ level: 'SENIOR', entitlement: '  x ' }, policy, '2026-03-15');
    expect(codes(refused)).toEqual(['ENTITLEMENT_LENGTH']);
  });
});

describe('renewing', () => {
  it.each([
    ['continues without a gap', '2027-02-01', '2028-03-14'],
    ['counts from the day after on the last day', '2027-03-14', '2028-03-14'],
    ['begins anew when it had lapsed', '2027-04-01', '2028-03-31'],
  ])('%s', (_, today, validUntil) =>
    expect(decideRenewal(certificate, policy, today)).toEqual({ ok: true, value: { validUntil } }),
  );

  it.each(['2027-01-12', '2027-06-13'])('is refused on %s, outside the window', (today) =>
    expect(codes(decideRenewal(certificate, policy, today))).toEqual(['OUTSIDE_WINDOW']),
  );

  it('is refused while suspended or after a revocation', () => {
    const suspended = { ...certificate, suspendedAt: new Date() };
    const revoked = { ...certificate, revokedOn: '2027-02-01' };
    expect(codes(decideRenewal(suspended, policy, '2027-02-01'))).toEqual(['NOT_IN_GOOD_STANDING']);
    expect(codes(decideRenewal(revoked, policy, '2027-02-01'))).toEqual(['NOT_IN_GOOD_STANDING']);
  });

  it('is refused for a level that was withdrawn', () => {
    const odd = { ...certificate, level: 'MASTER' };
    expect(codes(decideRenewal(odd, policy, '2027-02-01'))).toEqual(['LEVEL_WITHDRAWN']);
  });
});

describe('ruling', () => {
  const reason = '被投诉冒名参赛，核查期间中止。';
  const suspended = { ...certificate, suspendedAt: new Date() };
  const revoked = { ...certificate, revokedOn: '2026-05-01' };

  it('allows what the table of standings allows', () => {
    const on = (facts: typeof certificate | typeof suspended | typeof revoked, kind: 'SUSPENDED') =>
      codes(decideRuling(facts, { kind, reason }, policy, '2026-06-01'));
    expect(on(certificate, 'SUSPENDED')).toBeUndefined();
    expect(on(suspended, 'SUSPENDED')).toEqual(['ILLEGAL_TRANSITION']);
    expect(on(revoked, 'SUSPENDED')).toEqual(['ILLEGAL_TRANSITION']);
  });

  it('lifts only a suspension', () => {
    const lift = { kind: 'LIFTED', reason } as const;
    expect(decideRuling(suspended, lift, policy, '2026-06-01').ok).toBe(true);
    expect(codes(decideRuling(certificate, lift, policy, '2026-06-01'))).toEqual([
      'ILLEGAL_TRANSITION',
    ]);
  });

  it.each([
    ['2026-03-15', true],
    ['2026-09-01', true],
    ['2026-03-14', false],
    ['2026-09-02', false],
  ])('revokes as of %s: %s', (effectiveOn, ok) => {
    const revoke = { kind: 'REVOKED', reason, effectiveOn } as const;
    expect(decideRuling(certificate, revoke, policy, '2026-06-01').ok).toBe(ok);
  });

  it('wants a reason', () => {
    const short = { kind: 'REVOKED', reason: '  because ' } as const;
    expect(codes(decideRuling(certificate, short, policy, '2026-06-01'))).toEqual([
      'REASON_LENGTH',
    ]);
  });
});

describe('the name that everybody may read', () => {
  it('is what the holder agreed to', () => {
    expect(displayedName('欧阳晓舟', 'FULL')).toBe('欧阳晓舟');
    expect(displayedName('欧阳晓舟', 'MASKED')).toBe('欧**');
    expect(displayedName('𠮷田', 'MASKED')).toBe('𠮷**');
    expect(displayedName('欧阳晓舟', 'HIDDEN')).toBeUndefined();
  });
});
