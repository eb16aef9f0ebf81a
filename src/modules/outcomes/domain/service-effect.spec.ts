import { normalDraw, seededUniform, valueOf } from '../../../../test/support/statistics.js';
import policies from '../../../../seeds/reference/policies.json' with { type: 'json' };
import { isKnown } from './effect-estimate.js';
import { halfYearGrowth } from './half-year-growth.js';
import { restate } from './restated-claim.js';
import { effectBalance } from './service-effect-balance.js';
import {
  baseTraitsOf,
  panelUnitOf,
  stratumOf,
  type PanelMerchant,
  type ServicePanelUnit,
} from './service-effect-panel.js';
import { serviceEffectPolicySchema } from './service-effect-policy.js';
import { estimateServiceEffect, merchantDifferences, providerEffect } from './service-effect.js';

const policy = serviceEffectPolicySchema.parse(
  policies.find(({ name }) => name === 'service-effect')!.body,
);
const START = 2025 * 12;

/** Large merchants hire more and grow more; a dip comes before hiring; service adds `effect`. */
function panel(effect: number, seed = 3, count = 400): ServicePanelUnit[] {
  const uniform = seededUniform(seed);
  return Array.from({ length: count }, (_, i) => {
    const large = i % 2 === 0;
    const hires = uniform() < (large ? 0.6 : 0.25);
    const servedMonth = hires ? START + 8 + Math.floor(6 * uniform()) : null;
    const level = (large ? 14 : 11.5) + 0.1 * normalDraw(uniform);
    const months = Array.from({ length: 18 }, (_m, t): PanelMerchant['months'][number] => {
      const e = servedMonth === null ? -99 : START + t - servedMonth;
      const own = (large ? 0.05 : 0) * t + 0.2 * normalDraw(uniform);
      const dip = e === -1 ? -0.4 : 0;
      const log = level + own + dip + (e >= 0 ? effect : 0);
      return [START + t, Math.exp(log), large ? 'TAIL' : 'COLD_START'];
    });
    return panelUnitOf({
      merchantId: `m${i}`,
      category: 'apparel',
      region: 'zj',
      joinedMonth: START - 30,
      servedMonth,
      providerId: servedMonth === null ? null : `p${i % 23}`,
      months,
    });
  });
}

describe('growth of served merchants over comparable ones', () => {
  const units = panel(0.3);
  const { effect, result } = estimateServiceEffect(units, policy);

  it('finds what service added, not who hired nor what they recovered from', () => {
    expect(isKnown(effect.growth) && effect.growth.lower! < Math.expm1(0.3)).toBe(true);
    expect(isKnown(effect.growth) && effect.growth.upper! > Math.expm1(0.3)).toBe(true);
    expect(effect.providers).toBe(23);
    // Before/after gives the recovery and the market's growth as well.
    const naive = units.flatMap(({ firstServed, outcomes }) =>
      firstServed === null ? [] : [outcomes.get(firstServed + 1)! - outcomes.get(firstServed - 1)!],
    );
    expect(naive.reduce((a, b) => a + b) / naive.length).toBeGreaterThan(0.6);
  });

  it('flags the dip before hiring', () => {
    expect(effect.placeboExcludesZero).toBe(true);
    expect(isKnown(effect.placebo) && effect.placebo.value).toBeLessThan(-0.1);
    expect(effect.preTrendP).toBeLessThan(0.01);
    expect(effect.byMonth.map(({ month }) => month)).toContain(-1);
  });

  it('is equal on both sides after matching', () => {
    const { rows, served, unmatched } = effectBalance(units, policy);
    const gmv = rows.find(({ covariate }) => covariate === 'logBaseGmv')!;
    expect(gmv.before.standardisedDifference).toBeGreaterThan(0.3);
    expect(Math.abs(gmv.after.standardisedDifference!)).toBeLessThan(0.1);
    const tier = rows.find(({ covariate }) => covariate === 'tier')!;
    expect(tier.after.standardisedDifference).toBeCloseTo(0, 10);
    expect(unmatched).toBeLessThan(served / 10);
  });

  it('opens down to merchants, whose mean it is', () => {
    const merchants = merchantDifferences(units, result, policy);
    expect(merchants).toHaveLength(effect.merchants);
    const months = merchants.reduce((sum, row) => sum + row.months, 0);
    const mean = merchants.reduce((sum, row) => sum + row.difference * row.months, 0) / months;
    expect(isKnown(effect.growth) && Math.log1p(effect.growth.value)).toBeCloseTo(mean, 10);
    const own = providerEffect(
      merchants.filter(({ providerId }) => providerId === 'p1'),
      policy,
    );
    expect(isKnown(own) && own.lower! < own.value && own.value < own.upper!).toBe(true);
  });

  it('compares only equals, and needs a base', () => {
    const unit = units.find(({ firstServed }) => firstServed !== null)!;
    expect(stratumOf(unit, unit.firstServed!, policy.growth)).toMatch(/^\w+\|apparel\|4\|\d+$/);
    expect(baseTraitsOf(unit, START, policy.growth)).toBeNull();
    const short = units.map((u) =>
      panelUnitOf({ ...u.merchant, months: u.merchant.months.slice(8) }),
    );
    expect(estimateServiceEffect(short.slice(0, 3), policy).effect).toMatchObject({
      growth: { reason: 'NO_DATA' },
      merchants: 0,
      preTrendP: null,
    });
  });

  it('has no logarithm for months without sales, and counts them', () => {
    const silent = panelUnitOf({
      ...units[0]!.merchant,
      months: [
        [START, 0, 'TAIL'],
        [START + 1, -5, 'TAIL'],
        [START + 2, 100, 'TAIL'],
      ],
    });
    expect(silent.silentMonths).toBe(2);
    expect([...silent.outcomes.keys()]).toEqual([START + 2]);
  });
});

describe('half-year on half-year', () => {
  /** Sales of 100 a month, then of 100 × growth. */
  const merchant = (id: string, growth: number, servedMonth: number | null): ServicePanelUnit =>
    panelUnitOf({
      merchantId: id,
      category: 'food',
      region: 'zj',
      joinedMonth: START - 10,
      servedMonth,
      providerId: servedMonth === null ? null : `p${id}`,
      months: Array.from({ length: 12 }, (_, t) => [START + t, t < 6 ? 100 : 100 * growth, 'TAIL']),
    });

  it('is the ratio of the growths of comparable merchants', () => {
    const growths = [1.5, 1.6, 1.7, 1.6];
    const units = [
      ...growths.map((growth, i) => merchant(`s${i}`, growth, START + 2)),
      ...growths.map((growth, i) => merchant(`u${i}`, 1 + (growth - 1) / 1.5, null)),
    ];
    const { ratio, half, servedMerchants } = valueOf(halfYearGrowth(units, START + 11, policy));
    expect(half).toBe(START + 6);
    expect(servedMerchants).toBe(4);
    expect(isKnown(ratio) && ratio.value).toBeCloseTo(1.5, 10);
    expect(isKnown(ratio) && ratio.lower! < 1.5 && ratio.upper! > 1.5).toBe(true);
  });

  it('is unbounded where the unserved hardly grew, and needs a whole year', () => {
    const units = [
      merchant('s', 1.5, START + 2),
      merchant('t', 1.6, START + 3),
      merchant('u', 1.4, null),
      merchant('v', 0.7, null),
    ];
    const { ratio } = valueOf(halfYearGrowth(units, START + 11, policy));
    expect(ratio).toMatchObject({ reason: 'ZERO_DENOMINATOR' });
    expect(halfYearGrowth(units, START + 20, policy)).toMatchObject({ reason: 'NO_DATA' });
  });
});

describe('published claims', () => {
  const [claim] = policy.claims;
  const ours = { merchants: 10, sessions: null, flagged: false };

  it.each([
    [{ value: 0.3, lower: 0.1, upper: 0.4 }, 'CONSISTENT'],
    [{ value: 0.1, lower: 0, upper: 0.15 }, 'OURS_LOWER'],
    [{ value: 0.5, lower: 0.3, upper: 0.6 }, 'OURS_HIGHER'],
    [{ value: 0.5, lower: null, upper: null }, 'CONSISTENT'],
    [{ reason: 'TOO_FEW' as const, detail: '' }, 'NOT_ESTIMABLE'],
  ])('%j is %s with 20 %% shorter', (figure, verdict) => {
    expect(restate(claim!, { ...ours, figure })).toMatchObject({ published: 0.2, verdict });
  });
});
