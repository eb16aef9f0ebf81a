import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import type { OperatedSessionPolicy } from './engagement-policy.js';
import { compareSession, type SessionComparison } from './session-comparison.js';
import { decidePlan, GMV_FACTORS, plannedFactors, type PlanOfSession } from './session-plan.js';
import { decideReview } from './session-review.js';

const policy = { reviewWithinHours: 72, maximumPlanVersions: 3 } as OperatedSessionPolicy;
const start = new Date('2026-11-11T12:00:00Z');
const end = new Date('2026-11-11T14:00:00Z');
const before = new Date(+start - 1);
const coming = { state: 'CLAIMED', plannedStart: start, startedAt: null } as const;
const nothing = {
  exposures: null,
  clickThroughRate: null,
  watchMinutesPerEntry: null,
  gmvPerWatchMinute: null,
};
const plan: PlanOfSession = {
  targets: { netGmv: '50000.00', ...nothing },
  productMix: { gift: '10', traffic: '20', profit: '30', volume: '40' },
  promotionBudget: { before: '3000.00', burst: '7000.00' },
  warmUpDays: 15,
  note: ' 预热短视频三条 ',
};

function codesOf(result: ReturnType<typeof decidePlan | typeof decideReview>): string[] {
  return result.ok ? [] : result.errors.map(({ code, path }) => [code, ...path.slice(1)].join(' '));
}

const decide = (change: Partial<PlanOfSession>) =>
  codesOf(decidePlan(coming, { ...plan, ...change }, 0, policy, before));

describe('a plan', () => {
  it('is taken until the session is to begin', () => {
    expect(decidePlan(coming, plan, 2, policy, before)).toEqual({
      ok: true,
      value: { ...plan, note: '预热短视频三条' },
    });
    expect(codesOf(decidePlan(coming, plan, 0, policy, start))).toEqual(['STARTED']);
    expect(codesOf(decidePlan(coming, plan, 3, policy, before))).toEqual(['TOO_MANY_VERSIONS']);
    const withdrawn = { ...coming, state: 'WITHDRAWN' } as const;
    expect(codesOf(decidePlan(withdrawn, plan, 0, policy, before))).toEqual(['NOT_OPEN']);
    // The feed told that it began earlier than planned.
    const early = { ...coming, state: 'VERIFIED', startedAt: new Date(+start - 60_000) } as const;
    expect(codesOf(decidePlan(early, plan, 0, policy, before))).toEqual(['STARTED']);
  });

  it.each<[string, Partial<PlanOfSession>, string]>([
    [
      'no target',
      { targets: { ...plan.targets, netGmv: '0.00' } },
      'TARGET_NOT_POSITIVE targets netGmv',
    ],
    [
      'nobody to see it',
      { targets: { ...plan.targets, exposures: '0' } },
      'TARGET_NOT_POSITIVE targets exposures',
    ],
    [
      'more than can be kept',
      { targets: { ...plan.targets, exposures: '1000000000000000' } },
      'TARGET_NOT_POSITIVE targets exposures',
    ],
    [
      'half an exposure',
      { targets: { ...plan.targets, exposures: '1.5' } },
      'TOO_MANY_DECIMALS targets exposures',
    ],
    [
      'more entries than exposures',
      { targets: { ...plan.targets, clickThroughRate: '1.00000001' } },
      'RATE_ABOVE_ONE targets clickThroughRate',
    ],
    [
      'the same, by what follows',
      {
        targets: {
          netGmv: '50000.00',
          exposures: '1000',
          clickThroughRate: null,
          watchMinutesPerEntry: '2',
          gmvPerWatchMinute: '5',
        },
      },
      'RATE_ABOVE_ONE targets clickThroughRate',
    ],
    [
      'a fourth factor',
      {
        targets: {
          netGmv: '50000.00',
          exposures: '100000',
          clickThroughRate: '0.1',
          watchMinutesPerEntry: '2',
          gmvPerWatchMinute: '2.5',
        },
      },
      'OVERDETERMINED targets',
    ],
    [
      'a mix of 99 %',
      { productMix: { ...plan.productMix, volume: '39' } },
      'MIX_NOT_WHOLE productMix',
    ],
    [
      'a negative share',
      { productMix: { ...plan.productMix, gift: '-10', volume: '60' } },
      'MIX_NOT_WHOLE productMix',
    ],
    [
      'a negative budget',
      { promotionBudget: { before: '-1.00', burst: '0.00' } },
      'BUDGET_NEGATIVE promotionBudget before',
    ],
    ['a warm-up of years', { warmUpDays: 366 }, 'WARM_UP_OUT_OF_BOUNDS warmUpDays'],
    ['a book', { note: '长'.repeat(4_001) }, 'NOTE_TOO_LONG note'],
  ])('is refused with %s', (_, change, code) => {
    expect(decide(change)).toEqual([code]);
  });

  it('says the fourth factor with three, and nothing of it with two', () => {
    const targets = {
      netGmv: '50000.00',
      exposures: '100000',
      clickThroughRate: '0.1',
      watchMinutesPerEntry: '2',
    };
    const complete = plannedFactors({ ...targets, gmvPerWatchMinute: null });
    expect(complete.gmvPerWatchMinute?.toString()).toBe('2.5');
    const two = plannedFactors({ ...targets, clickThroughRate: null, gmvPerWatchMinute: null });
    expect(two.clickThroughRate).toBeNull();
    expect(two.gmvPerWatchMinute).toBeNull();
  });
});

describe('a review', () => {
  const text = '开场十分钟留人好，福利款节奏准。';
  const review = { wentWell: text, toImprove: text, nextSteps: text };
  const claim = { state: 'CLAIMED', plannedEnd: end, endedAt: null, reviewedAt: null } as const;

  it('is filed once, when the session is over', () => {
    expect(decideReview(claim, review, end).ok).toBe(true);
    expect(codesOf(decideReview(claim, review, new Date(+end - 1)))).toEqual(['NOT_OVER']);
    const overran = { ...claim, endedAt: new Date(+end + 60_000) };
    expect(codesOf(decideReview(overran, review, end))).toEqual(['NOT_OVER']);
    expect(codesOf(decideReview({ ...claim, reviewedAt: end }, review, end))).toEqual(['REVIEWED']);
    expect(codesOf(decideReview({ ...claim, state: 'WITHDRAWN' }, review, end))).toEqual([
      'WITHDRAWN',
    ]);
  });

  it('says each thing that it leaves out', () => {
    const empty = { wentWell: text, toImprove: '好', nextSteps: 'x'.repeat(2_001) };
    expect(codesOf(decideReview(claim, empty, end))).toEqual([
      'TEXT_MISSING toImprove',
      'TEXT_MISSING nextSteps',
    ]);
  });
});

describe('plan against session', () => {
  const targets = {
    netGmv: '50000.00',
    exposures: '100000',
    clickThroughRate: '0.1',
    watchMinutesPerEntry: '2',
    gmvPerWatchMinute: null,
  };
  const figures = {
    netGmv: '100000.00',
    exposures: '200000',
    entries: '20000',
    watchMinutes: '40000.00',
  };

  it('gives the whole difference to the only factor that changed', () => {
    const compared = compareSession(targets, figures);
    expect(compared).toMatchObject({ difference: '50000.00', gap: null });
    expect(compared.factors[0]).toEqual({
      factor: 'exposures',
      planned: '100000',
      actual: '200000',
      contribution: '50000.00',
      share: '100.00',
    });
    expect(compared.factors[3]).toMatchObject({ planned: '2.5', actual: '2.5', share: '0.00' });
  });

  it('gives two factors that doubled the same part', () => {
    const both = { ...figures, netGmv: '200000.00', entries: '40000', watchMinutes: '80000.00' };
    const { factors } = compareSession(targets, both);
    expect(factors.map(({ contribution }) => contribution)).toEqual([
      '75000.00',
      '75000.00',
      '0.00',
      '0.00',
    ]);
  });

  it.each([
    ['without a plan', null, figures, 'NO_TARGET'],
    [
      'with a target only',
      { ...targets, exposures: null, clickThroughRate: null },
      figures,
      'PLAN_INCOMPLETE',
    ],
    [
      'of which nobody saw anything',
      targets,
      { netGmv: '0.00', exposures: '0', entries: '0', watchMinutes: '0' },
      'NOT_ENOUGH_EVIDENCE',
    ],
    [
      'of which more was refunded than paid',
      targets,
      { ...figures, netGmv: '-1.00' },
      'NOT_ENOUGH_EVIDENCE',
    ],
  ] as const)('splits nothing of a session %s', (_, planned, actual, gap) => {
    const compared = compareSession(planned, actual);
    expect(compared.gap).toBe(gap);
    expect(compared.factors.map(({ contribution }) => contribution)).toEqual(
      GMV_FACTORS.map(() => null),
    );
  });

  it('lays everything on what nobody paid', () => {
    const { factors } = compareSession(targets, { ...figures, netGmv: '0.00' });
    expect(factors.map(({ contribution }) => contribution)).toEqual([
      '0.00',
      '0.00',
      '0.00',
      '-50000.00',
    ]);
  });

  it('adds up exactly, whatever was planned and sold', () => {
    const money = fc
      .integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
      .map((cents) => new Decimal(cents).div(100).toFixed(2));
    const count = fc.integer({ min: 1, max: 2_000_000_000 }).map(String);
    const rate = fc.integer({ min: 1, max: 100_000_000 }).map((unit) => `${unit / 1e8}`);
    const minutes = fc
      .integer({ min: 1, max: 60_000_000 })
      .map((unit) => new Decimal(unit).div(1e6).toFixed());
    fc.assert(
      fc.property(
        fc.record({
          netGmv: money,
          exposures: count,
          clickThroughRate: rate.map((text) => new Decimal(text).toFixed()),
          watchMinutesPerEntry: minutes,
          gmvPerWatchMinute: fc.constant(null),
        }),
        fc.record({ netGmv: money, exposures: count, entries: count, watchMinutes: count }),
        (planned, actual) => {
          const compared = compareSession(planned, actual);
          expect(compared.gap).toBeNull();
          expect(sumOf(compared, 'contribution')).toBe(compared.difference);
          const shares = compared.factors.some(({ share }) => share !== null);
          expect(shares).toBe(compared.difference !== '0.00');
          if (shares) expect(sumOf(compared, 'share')).toBe('100.00');
        },
      ),
    );
  });

  it('says the opposite of the comparison the other way round, to the cent that rounding moves', () => {
    const amount = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.tuple(amount, amount, amount), fc.tuple(amount, amount, amount), (a, b) => {
        const [there, back] = [compared(a, b), compared(b, a)];
        there.factors.forEach(({ contribution }, index) => {
          const sum = new Decimal(contribution!).plus(back.factors[index]!.contribution!);
          expect(sum.abs().lte('0.02')).toBe(true);
        });
      }),
    );
  });
});

function sumOf({ factors }: SessionComparison, part: 'contribution' | 'share'): string {
  const hundredths = factors.map((factor) => BigInt(factor[part]!.replace('.', '')));
  const sum = hundredths.reduce((total, value) => total + value, 0n);
  const digits = String(sum < 0n ? -sum : sum).padStart(3, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

type Totals = readonly [number, number, number];

/** A session of so many exposures, watch minutes and yuan, with one entry for each exposure, against another. */
function compared(from: Totals, to: Totals): SessionComparison {
  const [exposures, watchMinutes, netGmv] = to.map(String) as [string, string, string];
  const planned = {
    netGmv: `${from[2]}.00`,
    exposures: String(from[0]),
    clickThroughRate: '1',
    watchMinutesPerEntry: new Decimal(from[1]).div(from[0]).toString(),
    gmvPerWatchMinute: null,
  };
  return compareSession(planned, {
    netGmv: `${netGmv}.00`,
    exposures,
    entries: exposures,
    watchMinutes,
  });
}
