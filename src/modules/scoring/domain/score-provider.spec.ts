import fc from 'fast-check';
import elevenModule from '../../../../seeds/reference/capability-models/eleven-module@1.json' with { type: 'json' };
import { capabilityModelSchema } from './capability-model.js';
import type { Finding } from './findings.js';
import { growthStageOf, modalTier, tierOf } from './merchant-standing.js';
import { assignPeerGroups } from './peer-groups.js';
import { peerIndicator, type PeerIndicator } from './peer-statistics.js';
import { marketModel } from './score-market.js';
import { scoreProvider } from './score-provider.js';
import { whatMoved } from './what-moved.js';

const model = marketModel('eleven-module', 1, capabilityModelSchema.parse(elevenModule.definition));
const sample = { sessions: 50, merchants: 5, observations: 50 };
const noPeers: PeerIndicator = { distribution: null, percentiles: new Map(), baseline: null };
const millionths = (value: number): number => Math.round(value * 1e6);

function score(
  findings: ReadonlyMap<string, Finding>,
  peers: (code: string) => PeerIndicator = () => noPeers,
) {
  return scoreProvider(model, {
    providerId: 'p',
    peerGroupKey: 'MCN',
    findings,
    peers: new Map(model.indicators.map(({ code }) => [code, peers(code)])),
    sessions: 50,
    merchants: 5,
  });
}

/** Each indicator at a share of the way between its goalposts, or missing. */
function findingsAt(shares: readonly (number | null)[]): Map<string, Finding> {
  return new Map(
    model.indicators.map(({ code, normalisation: { standard }, kind }, i): [string, Finding] => {
      const share = shares[i % shares.length]!;
      if (share === null) return [code, { kind: 'NO_DATA', sample }];
      const raw = standard.low + share * (standard.high - standard.low);
      return kind === 'CHANGE'
        ? [code, { kind, sample, changes: [{ now: raw, baseline: 0, baselineObservations: 9 }] }]
        : [code, { kind: 'LEVEL', sample, raw }];
    }),
  );
}

const someShares = fc.array(
  fc.option(fc.double({ min: -0.2, max: 1.2, noNaN: true }), { freq: 6 }),
  {
    minLength: 26,
    maxLength: 26,
  },
);

describe('a score', () => {
  it('explains itself: contributions add up to score minus reference at every node', () => {
    fc.assert(
      fc.property(someShares, (shares) => {
        const result = score(findingsAt(shares));
        if (result.score === null) {
          expect(result.indicators.every(({ contribution }) => contribution === null)).toBe(true);
          return;
        }
        const points = new Map(
          [...result.indicators, ...result.nodes].map(({ code, contribution }) => [
            code,
            millionths(contribution ?? 0),
          ]),
        );
        for (const force of model.definition.forces) {
          if (!('modules' in force)) throw new Error('unexpected');
          for (const module of force.modules) {
            const below = module.indicators.reduce((sum, { code }) => sum + points.get(code)!, 0);
            expect(points.get(module.code)).toBe(below);
          }
          const below = force.modules.reduce((sum, { code }) => sum + points.get(code)!, 0);
          expect(points.get(force.code)).toBe(below);
        }
        expect(points.get('SCORE')).toBe(millionths(result.score) - millionths(result.reference!));
        const weights = result.indicators.reduce(
          (sum, { weight }) => sum + Math.round(weight * 100),
          0,
        );
        expect(weights).toBe(10_000);
        expect(result.score).toBeGreaterThanOrEqual(1);
        expect(result.score).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('never falls when an indicator gets better', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 26,
      maxLength: 26,
    });
    fc.assert(
      fc.property(
        shares,
        fc.nat(25),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (base, at, other) => {
          const changed = base.with(at, other);
          const better = model.indicators[at]!.direction === 'HIGHER_IS_BETTER' ? 1 : -1;
          const difference = score(findingsAt(changed)).score! - score(findingsAt(base)).score!;
          expect(difference * better * Math.sign(other - base[at]!)).toBeGreaterThanOrEqual(-1e-6);
        },
      ),
    );
  });

  it('is 100 at the better goalposts and 1 at the worse, where the floor holds', () => {
    const best = new Map(findingsAt([1]));
    const worst = new Map(findingsAt([0]));
    for (const { code, direction } of model.indicators) {
      if (direction === 'HIGHER_IS_BETTER') continue;
      const [low, high] = [findingsAt([0]).get(code)!, findingsAt([1]).get(code)!];
      best.set(code, low);
      worst.set(code, high);
    }
    expect(score(best).score).toBe(100);
    expect(score(worst).score).toBe(1);
  });

  it('is withheld below two thirds of the evidence, with the reasons', () => {
    const findings = findingsAt([0.5]);
    for (const force of model.definition.forces.slice(0, 2)) {
      if (!('modules' in force)) throw new Error('unexpected');
      for (const { code } of force.modules.flatMap(({ indicators }) => indicators)) {
        findings.set(code, { kind: 'NO_SOURCE' });
      }
    }
    const result = score(findings);
    expect(result).toMatchObject({
      status: 'UNSCORED',
      score: null,
      coverage: 0.6,
      reference: null,
    });
    expect(result.reasons).toEqual([
      { code: 'COVERAGE', has: 0.6, needs: 0.666667 },
      { code: 'FORCE_COVERAGE', force: 'TRAFFIC', has: 0, needs: 0.666667 },
      { code: 'FORCE_COVERAGE', force: 'LIVE_OPERATION', has: 0, needs: 0.666667 },
    ]);
    expect(result.forces[2]!.score).toBe(50);
  });

  it('draws a small sample toward the peers’ mean', () => {
    const conversion = model.indicators.find(({ code }) => code === 'conversion')!;
    const peers = [0.02, 0.03, 0.04, 0.05, 0.06].map((raw, i) => ({
      providerId: String(i),
      finding: { kind: 'LEVEL', raw, sample } as Finding,
    }));
    const peer = peerIndicator(conversion, peers, 5);
    expect(peer.distribution).toMatchObject({ n: 5, median: 0.04, p25: 0.03 });
    expect(peer.distribution!.mean).toBeCloseTo(0.04, 12);
    expect([...peer.percentiles.values()]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(peerIndicator(conversion, peers.slice(1), 5).distribution).toBeNull();

    const findings = findingsAt([0.5]);
    findings.set('conversion', { kind: 'LEVEL', raw: 0.08, sample: { ...sample, sessions: 10 } });
    const result = score(findings, (code) => (code === 'conversion' ? peer : noPeers));
    const found = result.indicators.find(({ code }) => code === 'conversion')!;
    expect(found).toMatchObject({ raw: 0.08, reliability: 0.5, shrunken: 0.06 });
  });
});

describe('what moved', () => {
  const asRun = (result: ReturnType<typeof score>, modelVersion = 1) => ({
    modelVersion,
    score: result.score,
    rank: 1,
    indicators: result.indicators,
  });

  it('adds up to the change, also when evidence came or went', () => {
    fc.assert(
      fc.property(someShares, someShares, (before, after) => {
        const [previous, current] = [before, after].map((shares) => score(findingsAt(shares)));
        const moved = whatMoved(model.tree, asRun(previous!), asRun(current!));
        if (previous!.score === null || current!.score === null) {
          expect(moved.change).toBeNull();
          return;
        }
        const parts = [...moved.indicators.map(({ points }) => points), moved.evidencePoints!];
        const sum = parts.reduce((total, value) => total + millionths(value), 0);
        expect(sum).toBe(millionths(moved.change!));
      }),
    );
  });

  it('does not blame the provider for a new method', () => {
    const result = score(findingsAt([0.5]));
    expect(whatMoved(model.tree, asRun(result, 1), asRun(result, 2))).toMatchObject({
      change: 0,
      methodChanged: true,
      indicators: [],
    });
  });
});

describe('peer groups', () => {
  const policy = {
    levels: [['FOCUS', 'CATEGORY', 'TIER'], ['FOCUS', 'CATEGORY'], ['FOCUS']] as never,
    minimumProviders: 20,
    minimumShown: 5,
  };
  const providers = (count: number, focus: string, categoryCode: string, tier: string | null) =>
    Array.from({ length: count }, (_, i) => ({
      providerId: `${focus}${categoryCode}${tier}${i}`,
      focus,
      categoryCode,
      tier: tier as never,
    }));

  it('drop the tier, then the category, when there are under 20', () => {
    const groups = assignPeerGroups(
      [
        ...providers(20, 'MCN', 'food', 'WAIST'),
        ...providers(3, 'MCN', 'food', 'HEAD'),
        ...providers(2, 'MCN', 'pets', 'HEAD'),
        ...providers(4, 'BRAND', 'pets', 'HEAD'),
      ],
      policy,
    );
    const of = (id: string) => [groups.get(id)!.key, groups.get(id)!.memberIds.length];
    expect(of('MCNfoodWAIST0')).toEqual(['MCN/food/WAIST', 20]);
    expect(of('MCNfoodHEAD0')).toEqual(['MCN/food', 23]);
    expect(of('MCNpetsHEAD0')).toEqual(['MCN', 25]);
    expect(of('BRANDpetsHEAD0')).toEqual(['BRAND', 4]);
  });

  it('do not count providers that served nobody', () => {
    const groups = assignPeerGroups(
      [...providers(19, 'MCN', 'food', 'WAIST'), ...providers(5, 'MCN', 'food', null)],
      policy,
    );
    expect(groups.get('MCNfoodWAIST0')).toMatchObject({ key: 'MCN', attributes: ['FOCUS'] });
    expect(groups.get('MCNfoodnull0')!.memberIds).toHaveLength(19);
  });
});

describe('a merchant’s standing', () => {
  const cutOffs = {
    tailFrom: '500000.00',
    waistFrom: '2000000.00',
    shoulderFrom: '10000000.00',
    headFrom: '50000000.00',
  };

  it.each([
    ['499999.99', 'COLD_START'],
    ['500000.00', 'TAIL'],
    ['2000000.00', 'WAIST'],
    ['9999999.99', 'WAIST'],
    ['10000000.00', 'SHOULDER'],
    ['50000000.00', 'HEAD'],
  ])('%s yuan in 30 days is %s', (net, tier) => {
    expect(tierOf(net, cutOffs)).toBe(tier);
  });

  it('has a modal tier: the commonest, of equals the highest', () => {
    expect(modalTier(['TAIL', 'WAIST', 'TAIL'])).toBe('TAIL');
    expect(modalTier(['HEAD', 'TAIL'])).toBe('HEAD');
    expect(modalTier([])).toBeNull();
  });

  it('matures months after its first success', () => {
    const stage = (successMonth: string | null) => growthStageOf({ successMonth }, '2026-10-31', 3);
    expect(stage(null)).toBe('COLD_START');
    expect(stage('2026-10-01')).toBe('CLIMBING');
    expect(stage('2026-08-01')).toBe('CLIMBING');
    expect(stage('2026-07-01')).toBe('MATURE');
  });
});
