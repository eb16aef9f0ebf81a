import { parseArgs } from 'node:util';
import policies from '../../seeds/reference/policies.json' with { type: 'json' };
import { outcomesPolicy } from '../../src/modules/outcomes/domain/session-outcome-policy.js';
import { judgeMarket, truthfulMarket } from './generated-outcomes.js';
import { mean, operatorResults, type OperatorResult } from './operators.js';

/**
 * Does it find the truth? Generated markets with known operator effects, confounded service, cheats, small
 * samples; the product's estimators beside the naive way.
 *
 *   npm run bench:truth -- [--markets 24] [--merchants 800] [--days 270] [--seed 1]
 */
const { values } = parseArgs({
  options: {
    markets: { type: 'string', default: '24' },
    merchants: { type: 'string', default: '800' },
    days: { type: 'string', default: '270' },
    seed: { type: 'string', default: '1' },
  },
});
const policy = outcomesPolicy.parse(policies.find(({ name }) => name === 'outcomes')!.body);

interface Tally {
  count: number;
  covered: number;
  bias: number;
  squares: number;
}
const tallies = new Map<string, Tally>();
function tally(name: string, truth: number, estimate: number, lower: number, upper: number): void {
  const entry = tallies.get(name) ?? { count: 0, covered: 0, bias: 0, squares: 0 };
  entry.count += 1;
  if (lower <= truth && truth <= upper) entry.covered += 1;
  entry.bias += estimate - truth;
  entry.squares += (estimate - truth) ** 2;
  tallies.set(name, entry);
}

const rankings: Record<'shrunk' | 'raw' | 'naive', number[]> = { shrunk: [], raw: [], naive: [] };
const gamers: Record<'shrunk' | 'raw' | 'naive' | 'all', number[]> = {
  shrunk: [],
  raw: [],
  naive: [],
  all: [],
};
const errors: Record<'shrunk' | 'raw' | 'naive', number[]> = { shrunk: [], raw: [], naive: [] };
let honestSessions = 0;
let honestHeld = 0;
const signals = new Map<string, number>();
let cheated = 0;
let cheatedHeld = 0;

for (let number = 0; number < Number(values.markets); number += 1) {
  const merchants = Number(values.merchants);
  const market = truthfulMarket({
    merchants,
    days: Number(values.days),
    seed: Number(values.seed) * 1000 + number,
    providers: Math.round(merchants / 10),
    operators: Math.round(merchants * 0.4),
  });
  const judged = judgeMarket(market, policy);
  for (const { claim, outcome, session } of judged.outcomes) {
    const truth = market.merchants[claim.merchant]!.operated.get(session.id)!;
    const honest = truth.operated.engagement.provider.gaming === 'NONE';
    const held = outcome.holds.length > 0;
    if (honest) {
      honestSessions += 1;
      if (held) honestHeld += 1;
      for (const { signal } of outcome.holds) signals.set(signal, (signals.get(signal) ?? 0) + 1);
    } else if (truth.operated.gamingEffect > 0) {
      cheated += 1;
      if (held) cheatedHeld += 1;
    }
    if (!honest || !claim.inTime || held || !outcome.judged.estimable) continue;
    const { logUplift, interval } = outcome.judged.value.uplift;
    const [lower, upper] = [Math.log1p(interval.lower), Math.log1p(interval.upper)];
    tally('session', truth.effect, logUplift, lower, upper);
  }
  const results = operatorResults(market, judged, policy);
  const honest = results.filter(({ gamer }) => !gamer);
  const top = new Set(
    [...honest]
      .sort((a, b) => b.shrunk.logUplift - a.shrunk.logUplift)
      .slice(0, honest.length / 10),
  );
  for (const result of honest) {
    const { truth, record, shrunk } = result;
    const { mean: estimate, interval } = record.pool;
    const band =
      record.merchants < 3
        ? `${record.merchants} merchant(s)`
        : record.merchants < 5
          ? '3–4 merchants'
          : '5+ merchants';
    tally('pooled', truth, estimate, interval.lower, interval.upper);
    tally(`pooled, ${band}`, truth, estimate, interval.lower, interval.upper);
    const { lower, upper } = shrunk.interval;
    tally('shrunken', truth, shrunk.logUplift, lower, upper);
    tally(`shrunken, ${band}`, truth, shrunk.logUplift, lower, upper);
    if (top.has(result)) tally('shrunken, top decile', truth, shrunk.logUplift, lower, upper);
    errors.shrunk.push((shrunk.logUplift - truth) ** 2);
    errors.raw.push((estimate - truth) ** 2);
    if (Number.isFinite(result.naive)) errors.naive.push((result.naive - truth) ** 2);
  }
  const ranked = results.filter(({ naive }) => Number.isFinite(naive));
  const truths = ranked.map(({ truth }) => truth);
  const by: Record<'shrunk' | 'raw' | 'naive', (result: OperatorResult) => number> = {
    shrunk: ({ shrunk }) => shrunk.logUplift,
    raw: ({ record }) => record.pool.mean,
    naive: ({ naive }) => naive,
  };
  for (const way of ['shrunk', 'raw', 'naive'] as const) {
    rankings[way].push(spearman(ranked.map(by[way]), truths));
    const decile = [...ranked].sort((a, b) => by[way](b) - by[way](a)).slice(0, ranked.length / 10);
    gamers[way].push(mean(decile.map(({ gamer }) => (gamer ? 1 : 0))));
  }
  gamers.all.push(mean(ranked.map(({ gamer }) => (gamer ? 1 : 0))));
}

console.table(
  Object.fromEntries(
    [...tallies].sort().map(([name, { count, covered, bias, squares }]) => [
      name,
      {
        intervals: count,
        coverage: `${((100 * covered) / count).toFixed(1)} %`,
        bias: (bias / count).toFixed(3),
        'root mean square error': Math.sqrt(squares / count).toFixed(3),
      },
    ]),
  ),
);
const root = (squares: readonly number[]) => Math.sqrt(mean(squares));
console.table(
  Object.fromEntries(
    (['shrunk', 'raw', 'naive'] as const).map((way) => [
      { shrunk: 'shrunken uplift', raw: 'pooled uplift', naive: 'raw mean ratio' }[way],
      {
        'rank correlation with the truth': mean(rankings[way]).toFixed(3),
        'error, honest operators': root(errors[way]).toFixed(3),
        'times the shrunken error': (root(errors[way]) / root(errors.shrunk)).toFixed(2),
        'cheats in the top decile': `${(100 * mean(gamers[way])).toFixed(1)} %`,
      },
    ]),
  ),
);
console.log(
  `${values.markets} markets of ${values.merchants} merchants over ${values.days} days; ` +
    `${(100 * mean(gamers.all)).toFixed(1)} % of ranked operators work for cheats; held for review: ` +
    `${((100 * honestHeld) / honestSessions).toFixed(1)} % of honest sessions, ` +
    `${((100 * cheatedHeld) / cheated).toFixed(1)} % of sessions in which cheating took place; signals of honest ones: ` +
    [...signals].map(([signal, count]) => `${signal} ${count}`).join(', '),
);

function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const centre = (a.length - 1) / 2;
  const covariance = x.reduce((sum, rank, i) => sum + (rank - centre) * (y[i]! - centre), 0);
  return covariance / x.reduce((sum, rank) => sum + (rank - centre) ** 2, 0);
}

function ranks(values_: readonly number[]): number[] {
  const order = values_.map((_, i) => i).sort((a, b) => values_[a]! - values_[b]!);
  const result = new Array<number>(values_.length);
  order.forEach((index, rank) => (result[index] = rank));
  return result;
}
