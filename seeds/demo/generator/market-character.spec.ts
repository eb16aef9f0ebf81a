import { merchantHistory, type MerchantTruth, type OperatedSession } from './history.js';
import { buildMarket } from './market.js';
import type { MerchantDayRecord } from './merchant-days.js';
import { resolveOptions } from './options.js';
import type { ForceStrengths, Gaming, Provider } from './providers.js';
import type { SessionRecord } from './sessions.js';

/** What the market is meant to hold, looked for in a middling market with crude means. */
interface Studied {
  truth: MerchantTruth;
  days: MerchantDayRecord[];
}

const market = buildMarket(
  resolveOptions({ merchants: 800, days: 180, seed: 42, providers: 40, operators: 320 }),
);
const studied: Studied[] = [];
const operated: OperatedSession[] = [];
const unassisted: SessionRecord[] = [];

beforeAll(() => {
  for (let index = 0; index < market.options.merchants; index += 1) {
    const days: MerchantDayRecord[] = [];
    const run = new Set<SessionRecord>();
    merchantHistory(market, index, {
      merchant: (truth) => void studied.push({ truth, days }),
      session: () => undefined,
      operated: (session) => {
        operated.push(session);
        run.add(session.session);
      },
      minutesCandidate: () => undefined,
      day: (_, record) => void days.push(record),
    });
    unassisted.push(...days.flatMap((day) => day.sessions).filter((session) => !run.has(session)));
  }
});

function mean(values: readonly number[]): number {
  expect(values.length).toBeGreaterThan(10);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const x = mean(pairs.map(([first]) => first));
  const y = mean(pairs.map(([, second]) => second));
  const sum = (of: (dx: number, dy: number) => number) =>
    pairs.reduce((total, [first, second]) => total + of(first - x, second - y), 0);
  return sum((dx, dy) => dx * dy) / Math.sqrt(sum((dx) => dx * dx) * sum((_, dy) => dy * dy));
}

function sumOver<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

describe('operators', () => {
  it('have true effects of mean 0.15 and standard deviation 0.12', () => {
    const effects = market.operators.map((operator) => operator.logEffect);
    const average = mean(effects);
    expect(Math.abs(average - 0.15)).toBeLessThan(0.02);
    const deviation = Math.sqrt(mean(effects.map((effect) => (effect - average) ** 2)));
    expect(Math.abs(deviation - 0.12)).toBeLessThan(0.015);
  });

  it('beat the target that the host would have set alone by about their effect', () => {
    const honest = operated.filter(({ gamingEffect }) => gamingEffect === 0);
    const attainment = (session: SessionRecord) =>
      session.paidGmv === 0 ? [] : [Math.log(session.paidGmv / session.targetGmv)];
    const large = (session: SessionRecord) => session.orders > 50;
    const gain =
      mean(
        honest
          .map(({ session }) => session)
          .filter(large)
          .flatMap(attainment),
      ) - mean(unassisted.filter(large).flatMap(attainment));
    expect(gain).toBeGreaterThan(0.1);
    expect(gain).toBeLessThan(0.2);
  });

  it('include newcomers with few sessions and people who change jobs', () => {
    const sessions = new Map<string, number>();
    for (const { engaged } of operated) {
      const { code } = engaged.operator;
      sessions.set(code, (sessions.get(code) ?? 0) + 1);
    }
    const counts = [...sessions.values()];
    expect(counts.filter((count) => count < 10).length).toBeGreaterThan(30);
    expect(counts.filter((count) => count >= 30).length).toBeGreaterThan(30);
    const moved = market.operators.filter(({ employments }) => employments.length > 1);
    expect(moved.length / market.operators.length).toBeGreaterThan(0.05);
  });
});

describe('selection into service', () => {
  it('favours better merchants', () => {
    const quality = (served: boolean) =>
      mean(
        studied
          .filter(({ truth }) => truth.engagements.length > 0 === served)
          .map(({ truth }) => truth.merchant.quality),
      );
    expect(quality(true) - quality(false)).toBeGreaterThan(0.3);
  });

  it('follows a dip', () => {
    const changes = studied.flatMap(({ truth, days }) => {
      const start = truth.engagements[0]?.startedOn;
      if (start === undefined) return [];
      // Before the first history day or the joining there is nothing to compare with.
      if (start - 59 < days[0]!.day) return [];
      const sales = (from: number, to: number) => {
        const window = days.filter(({ day }) => day >= start + from && day <= start + to);
        return sumOver(window, ({ paidGmv }) => paidGmv) / (to - from + 1);
      };
      const before = sales(-59, -30);
      const late = sales(-12, -1);
      return before > 0 && late > 0 ? [Math.log(late / before)] : [];
    });
    expect(mean(changes)).toBeLessThan(-0.1);
  });
});

describe('cold start', () => {
  it('ends more often for the served, and for some of the unserved', () => {
    const cold = studied.filter(({ truth }) => truth.merchant.tier.tier === 'COLD_START');
    const successShare = (served: boolean) => {
      const group = cold.filter(({ truth }) => truth.engagements.length > 0 === served);
      const successful = group.filter(({ days }) => {
        const byMonth = new Map<string, number>();
        for (const { day, paidGmv } of days) {
          const month = market.dateText(day).slice(0, 7);
          byMonth.set(month, (byMonth.get(month) ?? 0) + paidGmv);
        }
        return [...byMonth.values()].some((paid) => paid >= 50_000_000);
      });
      return successful.length / group.length;
    };
    expect(successShare(false)).toBeGreaterThan(0.03);
    expect(successShare(true)).toBeGreaterThan(successShare(false) + 0.05);
  });

  it('has days without sales and days with a handful of orders', () => {
    const days = studied.flatMap((merchant) => merchant.days);
    expect(days.filter(({ paidGmv }) => paidGmv === 0).length / days.length).toBeGreaterThan(0.05);
    const few = days.filter(({ orders }) => orders > 0 && orders < 5);
    expect(few.length / days.length).toBeGreaterThan(0.03);
  });
});

describe('providers', () => {
  /** Correlation of a provider's strength with the change of a merchant's ratio once it serves. */
  function shows(
    force: keyof ForceStrengths,
    ratio: (days: readonly MerchantDayRecord[]) => number,
  ): number {
    const pairs = studied.flatMap(({ truth, days }) => {
      const engagement = truth.engagements[0];
      if (!engagement) return [];
      const { startedOn, endedOn, provider } = engagement;
      const before = ratio(days.filter(({ day }) => day < startedOn));
      const during = ratio(days.filter(({ day }) => day >= startedOn && day <= endedOn));
      const change = Math.log(during / before);
      return Number.isFinite(change) ? [[provider.forces[force], change] as const] : [];
    });
    return correlation(pairs);
  }

  it.each<[keyof ForceStrengths, string, (days: readonly MerchantDayRecord[]) => number]>([
    [
      'traffic',
      'ad return',
      (days) => sumOver(days, ({ adGmv }) => adGmv) / sumOver(days, ({ adSpend }) => adSpend),
    ],
    [
      'liveOperation',
      'watch minutes per entry',
      (days) =>
        sumOver(days, ({ watchMinutes }) => watchMinutes) / sumOver(days, ({ entries }) => entries),
    ],
    [
      'hostIncubation',
      'fans per entry',
      (days) =>
        sumOver(days, ({ fansGained }) => fansGained) / sumOver(days, ({ entries }) => entries),
    ],
    [
      'supplyChain',
      'kept share of sales',
      (days) =>
        sumOver(days, ({ paidGmv }) => paidGmv) /
        sumOver(days, ({ sessions }) => sumOver(sessions, ({ refunded }) => refunded)),
    ],
    [
      'fulfilment',
      'on-time dispatch',
      (days) =>
        sumOver(days, ({ shippedOnTime }) => shippedOnTime) /
        sumOver(days, ({ shippedTotal }) => shippedTotal),
    ],
  ])('differ in %s, which shows in %s', (force, _, ratio) => {
    expect(shows(force, ratio)).toBeGreaterThan(0.25);
  });
});

describe('cheats', () => {
  const sessionsOf = (gaming: Gaming, cheated: boolean) =>
    operated
      .filter(
        ({ engagement, gamingEffect, session }) =>
          engagement.provider.gaming === gaming &&
          gamingEffect > 0 === cheated &&
          session.orders > 30,
      )
      .map(({ session }) => session);

  it('brush orders: concentrated buyers, fast refunds', () => {
    const brushed = sessionsOf('BRUSHED_ORDERS', true);
    const clean = sessionsOf('NONE', false);
    const concentration = (session: SessionRecord) => session.topTenBuyersGmv / session.paidGmv;
    const fastRefunds = (session: SessionRecord) => session.refundedWithinDay / session.paidGmv;
    expect(mean(brushed.map(concentration))).toBeGreaterThan(mean(clean.map(concentration)) + 0.15);
    expect(mean(brushed.map(fastRefunds))).toBeGreaterThan(mean(clean.map(fastRefunds)) + 0.15);
  });

  it('buy sales with advertising', () => {
    const adShare = (session: SessionRecord) => session.adSpend / session.paidGmv;
    const bought = mean(sessionsOf('BOUGHT_GMV', true).map(adShare));
    expect(bought).toBeGreaterThan(3 * mean(sessionsOf('NONE', false).map(adShare)));
  });

  it('lower the baseline on purpose', () => {
    const troughs = (matches: (provider: Provider) => boolean) =>
      studied.flatMap(({ truth }) => {
        const first = truth.engagements[0];
        return first && matches(first.provider) ? [truth.deepestDip] : [];
      });
    const deliberate = troughs(({ gaming }) => gaming === 'SANDBAGGING');
    expect(Math.min(...deliberate)).toBeGreaterThanOrEqual(0.5);
    expect(mean(deliberate)).toBeGreaterThan(
      mean(troughs(({ gaming }) => gaming === 'NONE')) + 0.2,
    );
  });

  it('claim only winners', () => {
    const attainment = (claimed: boolean) =>
      mean(
        operated
          .filter(
            ({ engagement, timing, session }) =>
              engagement.provider.claimStyle === 'SELECTIVE' &&
              timing === (claimed ? 'LATE_WINNER' : 'NONE') &&
              session.orders > 30,
          )
          .map(({ session }) => Math.log(session.paidGmv / session.targetGmv)),
      );
    expect(attainment(true)).toBeGreaterThan(attainment(false) + 0.2);
  });
});
