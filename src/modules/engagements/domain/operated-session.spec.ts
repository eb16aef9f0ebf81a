import fc from 'fast-check';
import { newId } from '../../platform/kernel/ids.js';
import {
  decideClaim,
  saysTheSame,
  type ClaimableEngagement,
  type ClaimFacts,
  type ClaimOperatedSession,
} from './claim-session.js';
import type { OperatedSessionPolicy } from './engagement-policy.js';
import { clockText, isInTime, plusMinutes } from './operated-session.js';
import { decideWithdrawClaim } from './withdraw-session.js';

const POLICY: OperatedSessionPolicy = {
  claimGraceMinutes: 15,
  startToleranceMinutes: 60,
  withdrawalNoticeMinutes: 60,
  overrunAllowanceMinutes: 30,
  maximumPlannedHours: 24,
  silenceConfirmsAfterDays: 7,
  disputeWithinDays: 30,
  disputeAnswerDays: 5,
  reviewWithinHours: 72,
  maximumPlanVersions: 50,
};
const START = new Date('2026-03-10T12:00:00Z');
const operatorId = newId();
const engagement: ClaimableEngagement = {
  id: newId(),
  engagementCode: 'E000001',
  providerId: newId(),
  merchantId: newId(),
  state: 'ACCEPTED',
  startedOn: '2026-03-01',
  endedOn: '2026-03-31',
  terminatedOn: null,
  operatorIds: [operatorId],
};
const command: ClaimOperatedSession = {
  engagementId: engagement.id,
  operatorId,
  clientReference: 'r',
  plannedStart: START,
  plannedEnd: plusMinutes(START, 120),
};

function decide(change: Partial<ClaimOperatedSession>, facts: Partial<ClaimFacts> = {}) {
  return decideClaim(
    { ...command, ...change },
    {
      engagement,
      session: undefined,
      isEmployedOn: () => true,
      policy: POLICY,
      now: plusMinutes(START, -600),
      ...facts,
    },
  );
}

function code(change: Partial<ClaimOperatedSession>, facts: Partial<ClaimFacts> = {}) {
  const result = decide(change, facts);
  return result.ok ? 'ok' : result.errors[0]!.code;
}

const minutes = fc.integer({ min: -5_000, max: 5_000 });

describe('a claim', () => {
  it('is in time exactly until the grace after the start is over, and stays late once it is', () => {
    fc.assert(
      fc.property(minutes, fc.nat(500), fc.nat(120), (offset, later, grace) => {
        const claimedAt = plusMinutes(START, offset);
        expect(isInTime(claimedAt, START, grace)).toBe(offset <= grace);
        if (!isInTime(claimedAt, START, grace)) {
          expect(isInTime(plusMinutes(claimedAt, later), START, grace)).toBe(false);
        }
      }),
    );
  });

  it('is kept however late it is, but not as one in time', () => {
    fc.assert(
      fc.property(minutes, (offset) => {
        const result = decide({}, { now: plusMinutes(START, offset) });
        expect(result.ok && result.value.inTime).toBe(offset <= 15);
        expect(result.ok).toBe(true);
      }),
    );
  });

  it('is judged by the real start where the feed knows it', () => {
    const session = {
      merchantId: engagement.merchantId,
      startedAt: plusMinutes(START, -50),
      endedAt: plusMinutes(START, 50),
      held: false,
    };
    const result = decide({ sessionCode: 'S' }, { session, now: plusMinutes(START, -10) });
    expect(result).toMatchObject({ ok: true, value: { plannedStart: START, inTime: false } });
  });

  it('can be withdrawn until any session that would verify it may have begun', () => {
    fc.assert(
      fc.property(minutes, minutes, (offset, real) => {
        const now = plusMinutes(START, offset);
        const startedAt = plusMinutes(START, real);
        const withdrawn = decideWithdrawClaim(
          { state: 'CLAIMED', plannedStart: START },
          now,
          POLICY,
        ).ok;
        expect(withdrawn).toBe(offset < -60);
        const couldVerify = Math.abs(real) <= POLICY.startToleranceMinutes;
        if (withdrawn && couldVerify) expect(startedAt > now).toBe(true);
      }),
    );
    for (const state of ['VERIFIED', 'MISMATCHED', 'WITHDRAWN'] as const) {
      const early = plusMinutes(START, -1_000);
      expect(decideWithdrawClaim({ state, plannedStart: START }, early, POLICY).ok).toBe(false);
    }
  });

  it.each([
    ['2026-03-01T00:00:00+08:00', 'ok'],
    ['2026-02-28T23:59:59+08:00', 'OUTSIDE_TERM'],
    ['2026-03-31T23:59:59+08:00', 'ok'],
    ['2026-04-01T00:00:00+08:00', 'OUTSIDE_TERM'],
  ])('planned for %s in a term of March: %s', (start, expected) => {
    const plannedStart = new Date(start);
    expect(code({ plannedStart, plannedEnd: plusMinutes(plannedStart, 60) })).toBe(expected);
  });

  it('under a terminated engagement covers its days up to the last', () => {
    const ended = { ...engagement, state: 'TERMINATED', terminatedOn: '2026-03-10' } as const;
    expect(code({}, { engagement: ended })).toBe('ok');
    const next = plusMinutes(START, 24 * 60);
    expect(
      code({ plannedStart: next, plannedEnd: plusMinutes(next, 60) }, { engagement: ended }),
    ).toBe('OUTSIDE_TERM');
    for (const state of ['PROPOSED', 'DECLINED', 'WITHDRAWN'] as const) {
      expect(code({}, { engagement: { ...engagement, state } })).toBe('NOT_IN_FORCE');
    }
  });

  it('says the dates of the term and what to do', () => {
    const plannedStart = new Date('2026-05-01T12:00:00Z');
    const result = decide({ plannedStart, plannedEnd: plusMinutes(plannedStart, 60) });
    expect(result).toMatchObject({
      ok: false,
      errors: [
        {
          message: {
            en: expect.stringContaining('from 2026-03-01 to 2026-03-31. Choose'),
            zh: expect.stringContaining('请选择'),
          },
        },
      ],
    });
  });

  it('says the same as one kept of it, and nothing else does', () => {
    const kept = {
      engagementId: engagement.id,
      operatorId,
      sessionCode: null,
      plannedStart: START,
      plannedEnd: plusMinutes(START, 120),
      planTargetGmv: '8000.50',
      planNote: '',
    };
    const said = { ...command, targetGmv: '8000.5' };
    expect(saysTheSame(said, kept)).toBe(true);
    expect(saysTheSame({ ...said, note: null, sessionCode: undefined }, kept)).toBe(true);
    const others: Partial<ClaimOperatedSession>[] = [
      { engagementId: newId() },
      { operatorId: newId() },
      { sessionCode: 'S' },
      { plannedStart: plusMinutes(START, 1) },
      { plannedEnd: plusMinutes(START, 121) },
      { targetGmv: '8000.51' },
      { targetGmv: null },
      { note: 'x' },
    ];
    for (const other of others) expect(saysTheSame({ ...said, ...other }, kept)).toBe(false);
  });
});

it('writes times on the clock of Shanghai', () => {
  expect(clockText(new Date('2026-12-31T16:05:00Z'))).toBe('2027-01-01 00:05');
});
