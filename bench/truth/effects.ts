import { parseArgs } from 'node:util';
import policies from '../../seeds/reference/policies.json' with { type: 'json' };
import { compareColdStarts } from '../../src/modules/outcomes/domain/cold-start-curve.js';
import { isKnown, type EffectEstimate } from '../../src/modules/outcomes/domain/effect-estimate.js';
import { serviceEffectPolicySchema } from '../../src/modules/outcomes/domain/service-effect-policy.js';
import {
  estimateServiceEffect,
  merchantDifferences,
  providerEffect,
} from '../../src/modules/outcomes/domain/service-effect.js';
import {
  createRandomGeneratorFromInteger,
  uniformSource,
} from '../../src/statistics/seeded-random/index.js';
import { spellsOf } from '../../src/modules/outcomes/domain/cold-start-curve.js';
import {
  coldStartMarket,
  growthMarket,
  HAZARD_RATIO,
  LOG_EFFECT,
  trueMeans,
} from './effect-markets.js';

/**
 * Does served against unserved find the truth? Planted markets, the product's estimators beside the naive ways.
 *
 *   npm run bench:truth:effects -- [--markets 2000] [--seed 1]
 */
const { values } = parseArgs({
  options: {
    markets: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
});
const policy = serviceEffectPolicySchema.parse(
  policies.find(({ name }) => name === 'service-effect')!.body,
);
const setting = { ...policy.coldStart, confidence: policy.confidence };

interface Tally {
  intervals: number;
  covered: number;
  bias: number;
  squares: number;
  naiveSquares: number;
}
const tallies = new Map<string, Tally>();

/** On the log scale, where `transform` takes the figure there. */
function tally(
  name: string,
  truth: number,
  figure: EffectEstimate,
  naive: number | null,
  transform: (value: number) => number,
): void {
  if (!isKnown(figure) || figure.lower === null || figure.upper === null) return;
  const entry = tallies.get(name) ?? {
    intervals: 0,
    covered: 0,
    bias: 0,
    squares: 0,
    naiveSquares: 0,
  };
  tallies.set(name, entry);
  const error = transform(figure.value) - truth;
  entry.intervals += 1;
  if (transform(figure.lower) <= truth && truth <= transform(figure.upper)) entry.covered += 1;
  entry.bias += error;
  entry.squares += error ** 2;
  if (naive !== null) entry.naiveSquares += (naive - truth) ** 2;
}

let flagged = 0;
for (let number = 0; number < Number(values.markets); number += 1) {
  // What no interval can cover is only reported: fewer markets will do.
  for (const hidden of number % 5 === 0 ? [0, 0.15] : [0]) {
    const stream = 4 * (Number(values.seed) * 1_000_000 + number) + (hidden > 0 ? 1 : 0);
    const uniform = uniformSource(createRandomGeneratorFromInteger(stream));
    const kind = hidden > 0 ? ' (hidden confounding)' : '';

    const { units, beforeAfter } = growthMarket({ uniform, hidden });
    const { effect, result } = estimateServiceEffect(units, policy);
    tally(`growth${kind}`, LOG_EFFECT, effect.growth, beforeAfter, Math.log1p);
    if (hidden === 0 && effect.placeboExcludesZero) flagged += 1;
    if (hidden === 0) {
      const merchants = merchantDifferences(units, result, policy);
      for (const category of ['c0', 'c1', 'c2', 'c3']) {
        if (number * 4 > Number(values.markets)) break;
        const own = units.filter(({ merchant }) => merchant.category === category);
        tally(
          'growth, one category',
          LOG_EFFECT,
          estimateServiceEffect(own, policy).effect.growth,
          null,
          Math.log1p,
        );
      }
      const first = merchants.filter(({ providerId }) => providerId === 'p0');
      if (first.length >= 5) {
        tally(
          'growth, providers’ own interval against the mean provider',
          LOG_EFFECT,
          providerEffect(first, policy),
          null,
          Math.log1p,
        );
      }
    }

    const { lives, finishedShorter } = coldStartMarket({ uniform, hidden: hidden * 2 });
    const compared = compareColdStarts(lives, setting);
    tally(`hazard ratio${kind}`, Math.log(HAZARD_RATIO), compared.hazardRatio, null, Math.log);
    if (compared.fromDay !== null && compared.toDay !== null) {
      const window = { from: compared.fromDay, to: compared.toDay };
      let served = 0;
      let unserved = 0;
      for (const { stratum, time, entry = 0 } of spellsOf(lives).served) {
        if (!compared.strata.includes(stratum)) continue;
        if (time <= window.from || entry >= window.to) continue;
        const means = trueMeans(Number(stratum), window);
        served += means.served;
        unserved += means.unserved;
      }
      const truth = Math.log(served / unserved);
      tally(
        `shorter by${kind}`,
        truth,
        flipped(compared.shorterBy),
        Math.log(1 - finishedShorter),
        Math.log,
      );
    }
  }
}

/** "x % shorter" as the ratio that it is one minus. */
function flipped(figure: EffectEstimate): EffectEstimate {
  if (!isKnown(figure)) return figure;
  const { value, lower, upper } = figure;
  return {
    value: 1 - value,
    lower: upper === null ? null : 1 - upper,
    upper: lower === null ? null : 1 - lower,
  };
}

console.table(
  Object.fromEntries(
    [...tallies].sort().map(([name, { intervals, covered, bias, squares, naiveSquares }]) => [
      name,
      {
        intervals,
        coverage: `${((100 * covered) / intervals).toFixed(1)} %`,
        bias: (bias / intervals).toFixed(3),
        error: Math.sqrt(squares / intervals).toFixed(3),
        'naive error': naiveSquares > 0 ? Math.sqrt(naiveSquares / intervals).toFixed(3) : '–',
        'times ours': naiveSquares > 0 ? Math.sqrt(naiveSquares / squares).toFixed(1) : '–',
      },
    ]),
  ),
);
console.log(
  `${values.markets} markets of 500 merchants each; the dip before hiring is flagged in ` +
    `${((100 * flagged) / Number(values.markets)).toFixed(1)} % of them`,
);
