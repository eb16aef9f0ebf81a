/** A Glicko-2 rating on Glicko's scale: 1500 is average, the deviation is a standard error. */
export interface GlickoRating {
  rating: number;
  deviation: number;
  volatility: number;
}

export interface GlickoGame {
  opponent: GlickoRating;
  /** 1 won, 0.5 drawn, 0 lost. */
  score: number;
}

const SCALE = 173.7178;
const CONVERGENCE = 1e-9;

/**
 * A rating after one period, from the ratings that all had before it. Without games the deviation
 * grows by the volatility.
 *
 * Source: Glickman (2013), "Example of the Glicko-2 system", steps 1–8.
 *
 * @param tau how freely volatility may change, about 0.3 to 1.2
 * @throws RangeError if tau, a deviation or a volatility is not positive or a score not in [0, 1].
 */
export function updateGlicko(
  player: GlickoRating,
  games: readonly GlickoGame[],
  tau: number,
): GlickoRating {
  const everyone = [player, ...games.map(({ opponent }) => opponent)];
  if (!(tau > 0) || everyone.some((one) => !(one.deviation > 0 && one.volatility > 0))) {
    throw new RangeError('tau, deviations and volatilities are positive numbers');
  }
  const phi = player.deviation / SCALE;
  if (games.length === 0) {
    return { ...player, deviation: SCALE * Math.hypot(phi, player.volatility) };
  }
  let information = 0;
  let surprise = 0;
  for (const { opponent, score } of games) {
    if (!(score >= 0 && score <= 1))
      throw new RangeError(`a score lies in [0, 1], not at ${score}`);
    const opponentPhi = opponent.deviation / SCALE;
    const g = 1 / Math.sqrt(1 + (3 * opponentPhi * opponentPhi) / (Math.PI * Math.PI));
    const expected = 1 / (1 + Math.exp((-g * (player.rating - opponent.rating)) / SCALE));
    information += g * g * expected * (1 - expected);
    surprise += g * (score - expected);
  }
  const volatility = newVolatility(player.volatility, phi, 1 / information, surprise, tau);
  const before = phi * phi + volatility * volatility;
  const newPhi = 1 / Math.sqrt(1 / before + information);
  return {
    rating: player.rating + SCALE * newPhi * newPhi * surprise,
    deviation: SCALE * newPhi,
    volatility,
  };
}

/** Step 5: the root of f by the Illinois variant of regula falsi. */
function newVolatility(
  sigma: number,
  phi: number,
  variance: number,
  surprise: number,
  tau: number,
): number {
  const improvement = variance * surprise;
  const start = Math.log(sigma * sigma);
  const f = (x: number): number => {
    const ex = Math.exp(x);
    const total = phi * phi + variance + ex;
    const excess = improvement * improvement - total;
    return (ex * excess) / (2 * total * total) - (x - start) / (tau * tau);
  };
  let a = start;
  let b: number;
  const spread = improvement * improvement - phi * phi - variance;
  if (spread > 0) {
    b = Math.log(spread);
  } else {
    let k = 1;
    while (f(start - k * tau) < 0) k += 1;
    b = start - k * tau;
  }
  let fa = f(a);
  let fb = f(b);
  while (Math.abs(b - a) > CONVERGENCE) {
    const c = a + ((a - b) * fa) / (fb - fa);
    const fc = f(c);
    if (fc * fb <= 0) {
      a = b;
      fa = fb;
    } else {
      fa /= 2;
    }
    b = c;
    fb = fc;
  }
  return Math.exp(a / 2);
}
