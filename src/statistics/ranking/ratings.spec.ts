import fc from 'fast-check';
import { fitBradleyTerry, updateGlicko, type GlickoRating, type PairedResult } from './index.js';

/** American League 1987: home team, away team, home wins, away wins (Agresti 2002, p. 437–438). */
const TEAMS = ['Baltimore', 'Boston', 'Cleveland', 'Detroit', 'Milwaukee', 'New York', 'Toronto'];
const GAMES: [number, number, number, number][] = [
  [4, 3, 4, 3],
  [4, 6, 4, 2],
  [4, 5, 4, 3],
  [4, 1, 6, 1],
  [4, 2, 4, 2],
  [4, 0, 6, 0],
  [3, 4, 3, 3],
  [3, 6, 4, 2],
  [3, 5, 4, 3],
  [3, 1, 6, 0],
  [3, 2, 6, 1],
  [3, 0, 4, 3],
  [6, 4, 2, 5],
  [6, 3, 4, 3],
  [6, 5, 2, 4],
  [6, 1, 4, 3],
  [6, 2, 4, 2],
  [6, 0, 6, 0],
  [5, 4, 3, 3],
  [5, 3, 5, 1],
  [5, 6, 2, 5],
  [5, 1, 4, 3],
  [5, 2, 4, 2],
  [5, 0, 6, 1],
  [1, 4, 5, 1],
  [1, 3, 2, 5],
  [1, 6, 3, 3],
  [1, 5, 4, 2],
  [1, 2, 5, 2],
  [1, 0, 6, 0],
  [2, 4, 2, 5],
  [2, 3, 3, 3],
  [2, 6, 3, 4],
  [2, 5, 4, 3],
  [2, 1, 4, 2],
  [2, 0, 2, 4],
  [0, 4, 2, 5],
  [0, 3, 1, 5],
  [0, 6, 1, 6],
  [0, 5, 2, 4],
  [0, 1, 1, 6],
  [0, 2, 3, 4],
];

function results(games: readonly [number, number, number, number][]): PairedResult[] {
  return games.map(([first, second, firstWins, secondWins]) => ({
    first,
    second,
    firstWins,
    secondWins,
  }));
}

/** Home and away together, as Agresti fits the model without a home advantage. */
function pooled(): PairedResult[] {
  return results(
    GAMES.filter(([home, away]) => home < away).map(([home, away, won, lost]) => {
      const back = GAMES.find(([h, a]) => h === away && a === home)!;
      return [home, away, won + back[3], lost + back[2]];
    }),
  );
}

describe('Bradley–Terry on baseball (Agresti 2002; standard errors: BradleyTerry2 1.1.2)', () => {
  it('has the abilities, errors and deviance without home advantage', () => {
    const fit = fitBradleyTerry(TEAMS.length, results(GAMES), false);
    if (!fit.estimable) throw new Error(fit.detail);
    const abilities = [0, 1.1077, 0.6839, 1.4364, 1.5814, 1.2476, 1.2945];
    fit.value.abilities.forEach((value, i) => expect(value).toBeCloseTo(abilities[i]!, 3.9));
    const errors = [0, 0.33387790816, 0.33187639914, 0.33956818748, 0.34325566403, 0.33586061579];
    errors.forEach((error, i) => expect(fit.value.standardErrors[i]).toBeCloseTo(error, 6));
    expect(fit.value.deviance).toBeCloseTo(44.05, 2);
    expect(fit.value.advantage).toBeNull();
  });

  it('has the home advantage and its deviance', () => {
    const fit = fitBradleyTerry(TEAMS.length, results(GAMES), true);
    if (!fit.estimable) throw new Error(fit.detail);
    expect(fit.value.advantage!.value).toBeCloseTo(0.3023, 4);
    expect(fit.value.abilities[1]).toBeCloseTo(1.1438026533, 8);
    expect(fit.value.deviance).toBeCloseTo(38.64, 2);
  });

  it('has the same abilities from pooled games', () => {
    const [apart, together] = [results(GAMES), pooled()].map((games) =>
      fitBradleyTerry(TEAMS.length, games, false),
    );
    if (!apart!.estimable || !together!.estimable) throw new Error('both have a maximum');
    together!.value.abilities.forEach((value, i) => {
      expect(value).toBeCloseTo(apart!.value.abilities[i]!, 9);
    });
  });

  it('does not depend on who is competitor 0', () => {
    const turned = GAMES.map(([h, a, won, lost]): [number, number, number, number] => [
      6 - h,
      6 - a,
      won,
      lost,
    ]);
    const [plain, mirrored] = [GAMES, turned].map((games) =>
      fitBradleyTerry(TEAMS.length, results(games), false),
    );
    if (!plain!.estimable || !mirrored!.estimable) throw new Error('both have a maximum');
    const top = plain!.value.abilities[6]!;
    plain!.value.abilities.forEach((value, i) => {
      expect(mirrored!.value.abilities[6 - i]).toBeCloseTo(value - top, 9);
    });
  });

  it('converges for lopsided records too', () => {
    const fit = fitBradleyTerry(2, results([[0, 1, 1, 10_000]]), false);
    expect(fit.estimable && fit.value.abilities[1]).toBeCloseTo(Math.log(10_000), 8);
  });

  it('says why there is no maximum', () => {
    const onlyWins = results([[0, 1, 3, 0]]);
    expect(fitBradleyTerry(2, onlyWins, false)).toMatchObject({ reason: 'NOT_CONVERGED' });
    const strangers = results([[0, 1, 1, 1]]);
    expect(fitBradleyTerry(3, strangers, false)).toMatchObject({ reason: 'NOT_CONVERGED' });
    expect(fitBradleyTerry(2, results([[0, 1, 2, 3]]), true)).toMatchObject({ reason: 'SINGULAR' });
    expect(fitBradleyTerry(2, results([[0, 0, 1, 1]]), false)).toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });
});

describe('Glicko-2', () => {
  const rating = (value: number, deviation: number): GlickoRating => ({
    rating: value,
    deviation,
    volatility: 0.06,
  });

  it("has the figures of Glickman's example", () => {
    const games = [
      { opponent: rating(1400, 30), score: 1 },
      { opponent: rating(1550, 100), score: 0 },
      { opponent: rating(1700, 300), score: 0 },
    ];
    const updated = updateGlicko(rating(1500, 200), games, 0.5);
    expect(Math.abs(updated.rating - 1464.06)).toBeLessThanOrEqual(0.02);
    expect(Math.abs(updated.deviation - 151.52)).toBeLessThanOrEqual(0.01);
    expect(Math.abs(updated.volatility - 0.05999)).toBeLessThanOrEqual(1e-5);
  });

  it('loses certainty without games', () => {
    const idle = updateGlicko(rating(1500, 200), [], 0.5);
    expect(idle.rating).toBe(1500);
    expect(idle.deviation).toBeCloseTo(Math.hypot(200, 0.06 * 173.7178), 9);
  });

  it('never rises after a loss nor falls after a win, and is finite', () => {
    const any = fc.tuple(
      fc.double({ min: 0, max: 3000, noNaN: true }),
      fc.double({ min: 10, max: 350, noNaN: true }),
    );
    fc.assert(
      fc.property(any, any, fc.boolean(), ([r, d], [or, od], won) => {
        const updated = updateGlicko(
          rating(r, d),
          [{ opponent: rating(or, od), score: Number(won) }],
          0.5,
        );
        expect(Number.isFinite(updated.volatility)).toBe(true);
        if (won) expect(updated.rating).toBeGreaterThanOrEqual(r);
        else expect(updated.rating).toBeLessThanOrEqual(r);
      }),
    );
  });

  it('refuses impossible numbers', () => {
    expect(() => updateGlicko(rating(1500, 0), [], 0.5)).toThrow(RangeError);
    const game = { opponent: rating(1500, 50), score: 2 };
    expect(() => updateGlicko(rating(1500, 50), [game], 0.5)).toThrow('a score lies in [0, 1]');
  });
});
