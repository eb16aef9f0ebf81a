import fc from 'fast-check';
import { TRADING_TIERS, type TradingTier } from '../../platform/kernel/vocabulary.js';
import { displayedShares, shareCredit, type CreditCandidate } from './leap-credit.js';
import { leapsOf, rankOf, type LeapSetting, type TierReading } from './leap-decision.js';
import { shrinkLeapRates } from './leap-rate.js';
import { monthsAfter } from './month.js';

const setting: LeapSetting = {
  confirmationMonths: 3,
  monthsToConfirm: 2,
  refundWindowDays: 15,
  asOf: '2026-10-20',
};
/** One letter for each month from January 2026 on: C, T, W, S, H; a dot for a month without a reading. */
const readings = (letters: string): TierReading[] =>
  [...letters].flatMap((letter, offset) => {
    const tier = TRADING_TIERS.find((name) => name.startsWith(letter) && name !== 'COLD_START');
    const found: TradingTier | undefined = letter === 'C' ? 'COLD_START' : tier;
    return found
      ? [{ monthEnd: monthsAfter('2026-01-31', offset), tier: found, netGmv: '1.00' }]
      : [];
  });
const states = (letters: string, asOf = setting.asOf, known = true) =>
  leapsOf(readings(letters), known, { ...setting, asOf }).map(
    ({ toTier, state }) => `${toTier} ${state}`,
  );

describe('leaps', () => {
  it('are held in two of the three months after', () => {
    expect(states('CTTT')).toEqual(['TAIL CONFIRMED']);
    expect(states('CTCTT')).toEqual(['TAIL CONFIRMED']);
    expect(states('CTCCT')).toEqual(['TAIL NOT_HELD']);
    expect(states('CT.T.')).toEqual(['TAIL NOT_HELD']);
  });

  it('wait for months that are not settled', () => {
    expect(states('CTTT', '2026-05-15')).toEqual(['TAIL PENDING']);
    expect(states('CTTT', '2026-05-16')).toEqual(['TAIL CONFIRMED']);
    const [leap] = leapsOf(readings('CTTT'), true, setting);
    expect(leap).toMatchObject({
      reachedOn: '2026-02-28',
      decidedOn: '2026-05-16',
      metMonths: 2,
      missedMonths: 1,
    });
  });

  it('come once for a tier, and may pass over one', () => {
    expect(states('CWTTWWWW')).toEqual(['WAIST NOT_HELD']);
    expect(states('CTTTWWWW')).toEqual(['TAIL CONFIRMED', 'WAIST CONFIRMED']);
  });

  it('do not begin where the records found the merchant', () => {
    expect(states('WWWSSSS', setting.asOf, false)).toEqual(['SHOULDER CONFIRMED']);
    expect(states('WWWSSSS')).toEqual(['WAIST CONFIRMED', 'SHOULDER CONFIRMED']);
  });

  it('do not depend on order, rise strictly, and stay decided', () => {
    const letters = fc.stringMatching(/^[CTWSH.]{1,9}$/);
    fc.assert(
      fc.property(letters, fc.boolean(), fc.integer({ min: 0, max: 8 }), (text, known, later) => {
        const given = readings(text);
        const decided = leapsOf(given, known, setting);
        expect(leapsOf([...given].reverse(), known, setting)).toEqual(decided);
        const ranks = decided.map(({ toTier }) => rankOf(toTier));
        expect(ranks).toEqual([...new Set(ranks)].sort());
        // The same facts seen later: what was decided stays so, on the same day.
        const asOf = monthsAfter(setting.asOf, later);
        const afterwards = leapsOf(given, known, { ...setting, asOf });
        for (const [i, leap] of decided.entries()) {
          if (leap.state === 'PENDING') continue;
          const { state, decidedOn } = afterwards[i]!;
          expect({ state, decidedOn }).toEqual({ state: leap.state, decidedOn: leap.decidedOn });
        }
      }),
    );
  });
});

const candidate = fc
  .record<CreditCandidate>({
    engagementId: fc.uuid(),
    providerId: fc.constantFrom('a', 'b', 'c'),
    providerCode: fc.constant(''),
    startedOn: fc.constantFrom('2026-01-01', '2026-02-01'),
    activeDays: fc.integer({ min: 14, max: 90 }),
    sessions: fc.integer({ min: 0, max: 12 }),
  })
  .map((given) => ({ ...given, providerCode: given.providerId.toUpperCase() }));
const candidates = fc.uniqueArray(candidate, {
  selector: ({ engagementId }) => engagementId,
  maxLength: 6,
});
const ties = ['ACTIVE_DAYS', 'EARLIER_START'] as const;

describe('credit of a leap', () => {
  it('adds up to one exactly, or is nobody’s', () => {
    fc.assert(
      fc.property(candidates, (given) => {
        const { total, credits, providerId } = shareCredit(given, ties);
        expect(credits.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(total);
        expect(credits.every(({ sessions }) => sessions > 0)).toBe(true);
        expect(providerId === null).toBe(total === 0);
        const shown = displayedShares(credits.map(({ sessions }) => sessions));
        if (total > 0)
          expect(shown.reduce((sum, share) => sum + Math.round(share * 100), 0)).toBe(10_000);
      }),
    );
  });

  it('goes to the provider with most sessions, in whatever order they come', () => {
    fc.assert(
      fc.property(candidates, (given) => {
        const decided = shareCredit(given, ties);
        expect(shareCredit([...given].reverse(), ties)).toEqual(decided);
        const of = (id: string | null) =>
          given.filter((c) => c.providerId === id).reduce((sum, c) => sum + c.sessions, 0);
        for (const id of ['a', 'b', 'c'])
          expect(of(decided.providerId)).toBeGreaterThanOrEqual(decided.total === 0 ? 0 : of(id));
      }),
    );
  });

  it('breaks ties as the policy says, then by code', () => {
    const of = (providerId: string, activeDays: number, startedOn: string): CreditCandidate => ({
      engagementId: providerId,
      providerId,
      providerCode: providerId,
      sessions: 4,
      activeDays,
      startedOn,
    });
    const pair = [of('a', 20, '2026-02-01'), of('b', 30, '2026-03-01')];
    expect(shareCredit(pair, ['ACTIVE_DAYS']).providerId).toBe('b');
    expect(shareCredit(pair, ['EARLIER_START']).providerId).toBe('a');
    expect(
      shareCredit([of('b', 20, '2026-02-01'), of('a', 20, '2026-02-01')], ties).providerId,
    ).toBe('a');
  });
});

describe('leap rates', () => {
  it('shrink toward the rate of all, and stand alone where chance explains the rest', () => {
    const unit = (key: string, leaped: number, merchants: number) => ({
      key,
      leaped,
      merchants,
      pending: 0,
    });
    const spread = [
      unit('a', 0, 40),
      unit('b', 30, 40),
      unit('c', 10, 40),
      unit('d', 1, 1),
      unit('none', 0, 0),
    ];
    const shrunk = new Map(shrinkLeapRates(spread).map((rate) => [rate.key, rate]));
    expect(shrunk.has('none')).toBe(false);
    expect(shrunk.get('d')!.rate).toBeLessThan(shrunk.get('b')!.rate);
    expect(shrunk.get('a')!.rate).toBeGreaterThan(0);
    const [alone] = shrinkLeapRates([unit('a', 3, 10)]);
    expect(alone).toMatchObject({ rate: 0.3, prior: null, unshrunkReason: 'TOO_FEW' });
  });
});
