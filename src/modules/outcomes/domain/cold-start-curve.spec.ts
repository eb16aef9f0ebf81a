import { seededUniform } from '../../../../test/support/statistics.js';
import {
  compareColdStarts,
  hideSmallGroups,
  isTellable,
  spellsOf,
  type ColdStartLife,
} from './cold-start-curve.js';
import { isKnown } from './effect-estimate.js';

const life = (given: Partial<ColdStartLife>): ColdStartLife => ({
  state: 'OPEN',
  provisional: false,
  enteredOn: 0,
  endedOn: 100,
  anyServiceOn: null,
  serviceOn: null,
  cluster: 'm',
  stratum: 'apparel',
  ...given,
});
const setting = { minimumAtRisk: 10, horizonDays: 365, confidence: 0.95 };

/** Merchants with a constant hazard; hired on random days, never because of how they do. */
function market(hazard: number, timesServed: number, count = 600): ColdStartLife[] {
  const uniform = seededUniform(7);
  const draw = (rate: number) => -Math.log(1 - uniform()) / rate;
  return Array.from({ length: count }, (_, i) => {
    const hired = Math.ceil(draw(0.01));
    const success = draw(hazard);
    // Once served, what was left of the wait passes faster.
    const event = success <= hired ? success : hired + (success - hired) / timesServed;
    const [left, censored] = [draw(0.001), draw(0.002)];
    const end = Math.min(event, left, censored);
    const endedOn = Math.ceil(end);
    const service = hired < endedOn ? hired : null;
    return life({
      state: end === event ? 'SUCCESS' : end === left ? 'EXITED' : 'OPEN',
      endedOn,
      anyServiceOn: service,
      serviceOn: service,
      cluster: service === null ? `m${i}` : `p${i % 40}`,
      stratum: ['apparel', 'beauty'][i % 2]!,
    });
  });
}

describe('spells of waiting', () => {
  it('are unserved until the service begins, and served from then on', () => {
    const { unserved, served } = spellsOf([
      life({ state: 'SUCCESS', anyServiceOn: 40, serviceOn: 40 }),
    ]);
    expect(unserved).toEqual([expect.objectContaining({ time: 40, cause: null })]);
    expect(served).toEqual([expect.objectContaining({ entry: 40, time: 100, cause: 'SUCCESS' })]);
    expect(unserved[0]).not.toHaveProperty('entry');
  });

  it('begin where a merchant could first be seen to succeed', () => {
    const late = life({ enteredOn: 60, anyServiceOn: 30, serviceOn: 30, state: 'EXITED' });
    expect(spellsOf([late])).toEqual({
      unserved: [],
      served: [expect.objectContaining({ entry: 60, time: 100, cause: 'EXITED' })],
    });
    expect(spellsOf([life({ enteredOn: 60, endedOn: 50 })])).toEqual({ unserved: [], served: [] });
  });

  it('give a success on the day of hiring to nobody’s service', () => {
    const { unserved, served } = spellsOf([
      life({ state: 'SUCCESS', endedOn: 40, anyServiceOn: 40, serviceOn: 40 }),
    ]);
    expect(unserved[0]).toMatchObject({ time: 40, cause: 'SUCCESS' });
    expect(served).toEqual([]);
  });

  it('stop counting under another provider, and count again under one’s own', () => {
    const { unserved, served } = spellsOf([life({ anyServiceOn: 20, serviceOn: 70 })]);
    expect(unserved[0]).toMatchObject({ time: 20, cause: null });
    expect(served[0]).toMatchObject({ entry: 70, time: 100 });
  });

  it('keep a success on the very first day', () => {
    const first = life({ state: 'SUCCESS', endedOn: 0 });
    expect(spellsOf([first]).unserved).toEqual([expect.objectContaining({ time: 0 })]);
    expect(spellsOf([life({ anyServiceOn: 0, serviceOn: 0 })]).unserved).toEqual([]);
  });
});

describe('served and unserved cold starts', () => {
  it('find no effect where hiring does nothing, which "ever served" would invent', () => {
    const lives = market(0.008, 1);
    const { hazardRatio, shorterBy, logRankP } = compareColdStarts(lives, setting);
    expect(isKnown(hazardRatio) && hazardRatio.lower! < 1 && hazardRatio.upper! > 1).toBe(true);
    expect(isKnown(shorterBy) && shorterBy.lower! < 0 && shorterBy.upper! > 0).toBe(true);
    expect(isKnown(logRankP) && logRankP.value).toBeGreaterThan(0.05);
    // Who succeeds early never gets to hire: averaging finished cold starts, service looks harmful.
    const meanDays = (served: boolean) => {
      const finished = lives.filter(
        ({ serviceOn, state }) => state === 'SUCCESS' && (serviceOn !== null) === served,
      );
      return finished.reduce((sum, { endedOn }) => sum + endedOn, 0) / finished.length;
    };
    expect(meanDays(true) / meanDays(false)).toBeGreaterThan(1.5);
  });

  it('find the planted effect', () => {
    const comparison = compareColdStarts(market(0.008, 2), setting);
    const { hazardRatio, shorterBy, proportionalHazardsP, providers } = comparison;
    expect(isKnown(hazardRatio) && hazardRatio.lower! < 2 && hazardRatio.upper! > 2).toBe(true);
    expect(isKnown(shorterBy) && shorterBy.lower!).toBeGreaterThan(0.1);
    expect(isKnown(proportionalHazardsP) && proportionalHazardsP.value).toBeGreaterThan(0.01);
    expect(providers).toBe(40);
    const { served, unserved, fromDay, toDay } = comparison;
    expect(isKnown(served.median) && isKnown(unserved.median)).toBe(true);
    for (const { curve } of [served, unserved]) {
      for (const [i, { day, success, left }] of curve.entries()) {
        expect(day).toBeGreaterThan(fromDay! - 1);
        expect(day).toBeLessThan(toDay! + 1);
        expect(success).toBeGreaterThanOrEqual(curve[i - 1]?.success ?? 0);
        expect(success + left).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  });

  it('compare only the categories in which enough wait on both sides', () => {
    const thin = market(0.008, 2).map((own, i) => ({
      ...own,
      stratum: i < 25 ? 'beauty' : 'apparel',
    }));
    const { strata, shorterBy, fromDay, toDay } = compareColdStarts(thin, setting);
    expect(strata).toEqual(['apparel']);
    const alone = compareColdStarts(
      thin.filter(({ stratum }) => stratum === 'apparel'),
      setting,
    );
    expect({ shorterBy, fromDay, toDay }).toEqual({
      shorterBy: alone.shorterBy,
      fromDay: alone.fromDay,
      toDay: alone.toDay,
    });
    const spread = market(0.008, 2, 200).map((own, i) => ({ ...own, stratum: `${i % 40}` }));
    const none = compareColdStarts(spread, setting);
    expect(none.strata).toEqual([]);
    expect(none.shorterBy).toMatchObject({ reason: 'TOO_FEW' });
    // Curves average over nothing: all together are enough for them.
    expect(none.fromDay).not.toBeNull();
  });

  it('say why there is no figure', () => {
    const { shorterBy, hazardRatio, fromDay, served } = compareColdStarts([life({})], setting);
    expect(fromDay).toBeNull();
    expect(shorterBy).toMatchObject({ reason: 'TOO_FEW' });
    expect(hazardRatio).toMatchObject({ reason: 'NO_EVENTS' });
    expect(served).toMatchObject({ merchants: 0, curve: [] });
    expect(compareColdStarts([], setting).logRankP).toMatchObject({ reason: 'NO_DATA' });
  });

  it('are told to others only of enough merchants and providers', () => {
    const comparison = compareColdStarts(market(0.008, 2), setting);
    expect(isTellable(comparison, 5)).toBe(true);
    expect(isTellable({ ...comparison, providers: 4 }, 5)).toBe(false);
    const hidden = hideSmallGroups(comparison, 100);
    expect(hidden.served.curve.length).toBeLessThan(comparison.served.curve.length);
    expect(hidden.served.curve.every(({ atRisk }) => atRisk >= 100)).toBe(true);
  });
});
