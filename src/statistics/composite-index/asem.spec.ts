import type { Estimate } from '../numeric/index.js';
import {
  applyTreatment,
  effectiveWeights,
  normalise,
  scoreIndex,
  treatByPercentiles,
  treatByShape,
  weightedMean,
  type Aggregation,
  type IndexNode,
  type NodeScore,
} from './index.js';

/*
 * The ASEM Sustainable Connectivity index: 49 indicators, 8 pillars, 2 sub-indices, one index.
 * Figures: COINr 1.1.14 (Becker et al. 2022, JOSS 7(78), 4567) on the JRC ASEM data set.
 */

type Pillars = Record<string, readonly number[]>;

interface Unit {
  normalised: Pillars;
  arithmetic: Record<string, number>;
  geometric: number;
  harmonic: number;
  weighted: number;
}

/** Min–max scores 0 … 100 in the order of each pillar's indicators, and what COINr makes of them. */
const UNITS: Record<string, Unit> = {
  CHE: {
    normalised: {
      Physical: [88.93743633, 51.3544211, 0, 100, 80.31480728, 18.5368084, 70.12987013, 98],
      ConEcFin: [33.04434793, 37.59030686, 10.37092115, 18.66303226, 64.69061218],
      Political: [75, 56.68016194, 92.66820467],
      Instit: [74.78991597, 100, 82.94352539, 100, 71.11111111, 86.81318681],
      P2P: [
        53.22095346, 64.32207579, 100, 13.96332828, 87.82605495, 23.78639545, 48.91301583,
        63.43258575,
      ],
      Environ: [38.94238182, 100, 81.60869525, 69.43397973, 96.07435951],
      Social: [
        100, 81.6091954, 98.15795839, 93.67088608, 71.26436782, 100, 94.11764706, 80.37385214,
        71.43536453,
      ],
      SusEcFin: [75.39194854, 45.70795872, 7.964118487, 69.54724267, 85.78313253],
    },
    arithmetic: {
      Physical: 63.40916791,
      ConEcFin: 32.87184408,
      Political: 74.78278887,
      Instit: 85.94295655,
      P2P: 56.93305119,
      Environ: 77.21188326,
      Social: 87.84769682,
      SusEcFin: 56.87888019,
      Conn: 62.78796172,
      Sust: 73.97948676,
      Index: 68.38372424,
    },
    geometric: 58.00631438,
    harmonic: 29.83863843,
    weighted: 66.63679505,
  },
  BGD: {
    normalised: {
      Physical: [
        27.63906087, 0.1243185483, 45.80661226, 10.85012634, 1.054920232, 0.4476603884, 32.1012321,
        65,
      ],
      ConEcFin: [8.830723469, 0.9281812836, 6.870161272, 49.07346998, 0.6358644167],
      Political: [33.33333333, 25.50607287, 38.36018877],
      Instit: [0, 0, 86.00969766, 0, 24.44444444, 48.35164835],
      P2P: [1.991117376, 10.11231211, 7.30842302, 0, 21.14294344, 0, 5.48731649, 0.7387913605],
      Environ: [53.509096, 84.69710529, 99.25808692, 100, 70.88509818],
      Social: [
        0, 78.16091954, 42.59588834, 31.64556962, 16.09195402, 0.2264408768, 10.29411765,
        28.71797567, 39.86954286,
      ],
      SusEcFin: [83.42617585, 94.73724325, 82.86798784, 26.49113069, 35.42168675],
    },
    arithmetic: {
      Physical: 22.87799134,
      ConEcFin: 13.26768008,
      Political: 32.39986499,
      Instit: 26.46763174,
      P2P: 5.847612974,
      Environ: 81.66987728,
      Social: 27.51137873,
      SusEcFin: 64.58884487,
      Conn: 20.17215623,
      Sust: 57.92336696,
      Index: 39.04776159,
    },
    geometric: 19.14469646,
    harmonic: 5.101225976,
    weighted: 33.2712903,
  },
  AUS: {
    normalised: {
      Physical: [79.96111572, 12.32232171, 66.1449717, 0, 0, 1.476367917, 24.24242424, 94],
      ConEcFin: [6.496083148, 6.150714101, 8.686462798, 14.15534225, 27.75621498],
      Political: [75, 46.15384615, 36.42819271],
      Instit: [38.82352941, 84.765625, 88.36280662, 0, 28.88888889, 73.62637363],
      P2P: [
        100, 50.44157223, 7.763492243, 12.28829385, 4.256687391, 7.390469557, 45.1566153,
        88.44789202,
      ],
      Environ: [14.12067725, 49.96736969, 30.94519927, 0, 64.57729772],
      Social: [
        96.38554217, 70.11494253, 78.02908374, 82.27848101, 71.26436782, 29.642869, 82.35294118,
        75.33264495, 61.52883987,
      ],
      SusEcFin: [79.99770287, 54.48815674, 12.42960663, 51.10196694, 80.48192771],
    },
    arithmetic: {
      Physical: 34.76840016,
      ConEcFin: 12.64896345,
      Political: 52.52734629,
      Instit: 52.41120392,
      P2P: 39.46812783,
      Environ: 31.92210879,
      Social: 71.88107914,
      SusEcFin: 55.69987218,
      Conn: 38.36480833,
      Sust: 53.1676867,
      Index: 45.76624752,
    },
    geometric: 28.97368423,
    harmonic: 8.775637259,
    weighted: 42.61407099,
  },
};

const SUB_INDICES: Record<string, readonly string[]> = {
  Conn: ['Physical', 'ConEcFin', 'Political', 'Instit', 'P2P'],
  Sust: ['Environ', 'Social', 'SusEcFin'],
};

function tree(aggregation: Aggregation, weights: Record<string, number> = {}): IndexNode {
  const node = (code: string, children: IndexNode['children']): IndexNode => ({
    code,
    weight: weights[code] ?? 1,
    aggregation,
    minimumCoverage: 1,
    children,
  });
  const pillars: Pillars = UNITS.CHE!.normalised;
  const subIndices = Object.entries(SUB_INDICES).map(([code, members]) =>
    node(
      code,
      members.map((pillar) =>
        node(
          pillar,
          pillars[pillar]!.map((_, i) => ({ code: `${pillar}.${i}`, weight: 1 })),
        ),
      ),
    ),
  );
  return node('Index', subIndices);
}

function scoresOf(node: NodeScore): Record<string, number> {
  const own = node.score.estimable ? { [node.code]: node.score.value } : {};
  return Object.assign(own, ...node.children.map(scoresOf)) as Record<string, number>;
}

function leafOf(pillars: Pillars, rescale = (value: number) => value) {
  return (code: string): number => {
    const [pillar, index] = code.split('.') as [string, string];
    return rescale(pillars[pillar]![Number(index)]!);
  };
}

function valueOf<T>(estimate: Estimate<T>): T {
  if (!estimate.estimable) throw new Error(estimate.detail);
  return estimate.value;
}

describe.each(Object.entries(UNITS))('the ASEM index of %s', (_, unit) => {
  const indexOf = (root: IndexNode, rescale?: (value: number) => number): number =>
    valueOf(scoreIndex(root, leafOf(unit.normalised, rescale)).score);
  const from1 = (value: number): number => 1 + 0.99 * value;

  it('has every arithmetic score of all levels', () => {
    const scores = scoresOf(scoreIndex(tree({ kind: 'ARITHMETIC' }), leafOf(unit.normalised)));
    for (const [code, expected] of Object.entries(unit.arithmetic)) {
      expect(scores[code]).toBeCloseTo(expected, 6);
    }
  });

  it('has the geometric and the harmonic index on a scale from 1 to 100', () => {
    const geometric = tree({ kind: 'GEOMETRIC', floor: null });
    expect(indexOf(geometric, from1)).toBeCloseTo(unit.geometric, 6);
    const harmonic = tree({ kind: 'HARMONIC', floor: null });
    expect(indexOf(harmonic, from1)).toBeCloseTo(unit.harmonic, 6);
  });

  it('has the index with other weights', () => {
    const weighted = tree({ kind: 'ARITHMETIC' }, { Conn: 2, Physical: 3 });
    expect(indexOf(weighted)).toBeCloseTo(unit.weighted, 6);
  });
});

it('has the effective weights of COINr', () => {
  const weights = effectiveWeights(tree({ kind: 'ARITHMETIC' }));
  expect(weights.get('ConEcFin.0')).toBeCloseTo(0.02, 10);
  expect(weights.get('Environ.0')).toBeCloseTo(0.03333333333, 10);
  expect(weights.get('Instit.5')).toBeCloseTo(0.01666666667, 10);
  expect(weights.get('Social.8')).toBeCloseTo(0.01851851852, 10);
  expect(weights.get('Physical')).toBeCloseTo(0.1, 10);
  expect(weights.get('Index')).toBe(1);
});

describe('outlier treatment', () => {
  const limits = { skewness: 2, kurtosis: 3.5 };
  // Border crossings and female-to-male labour force participation, 51 countries.
  const BORDERS = [
    0, 0.0004173075318, 0.001572327044, 0.0001077731375, 0.0001623391264, 0.0003469210755,
    0.000993289241, 3.334389223e-6, 0, 0.0004437851066, 0.0002940995233, 6.961525966e-5,
    5.144745434e-5, 0.0001326611833, 5.323160183e-5, 0.0001164956252, 5.336398342e-5,
    9.093871488e-5, 0.0007244584232, 0.0003009846498, 1.05010635e-6, 1.06471554e-5, 0.0001707625973,
    7.964425566e-5, 0, 1.688135344e-5, 7.180931864e-5, 1.002807862e-5, 8.445945946e-5,
    0.000336906585, 0.00464037123, 0.0002632027125, 0, 1.182420948e-5, 5.754048932e-6,
    2.728537777e-5, 0.0007702862095, 5.867783398e-5, 0, 5.401365415e-5, 0, 0.0001982826167,
    0.0001194483657, 0.0001006749416, 7.135236476e-6, 0.002869440459, 0.0005098399103,
    0.0009865338134, 3.997379496e-5, 3.31306517e-5, 7.548081278e-5,
  ];
  const FEMALE_LABOUR = [
    0.8592660595, 0.8872137795, 0.8699723902, 0.5414028897, 0.892763099, 0.748885777, 0.893641807,
    0.8359555272, 0.8633333654, 0.8119482815, 0.8844909796, 0.9269999581, 0.8631486941,
    0.9000751493, 0.9651909956, 0.8953485769, 0.8697419342, 0.7784910034, 0.8664952485, 0.82490066,
    0.6149828609, 0.3455764059, 0.807835784, 0.7364463962, 0.7796105408, 0.9010362742, 0.8788125346,
    0.7311271213, 1.027471558, 0.9398145487, 0.8341092948, 0.9234106034, 0.6323962768, 0.748885777,
    0.8351939873, 0.6499863596, 0.8748585285, 0.9480040805, 0.8854173507, 0.2970085529,
    0.6490328096, 0.8201792015, 0.9104053326, 0.7703540891, 0.8649159366, 0.7977098159,
    0.8132671391, 0.9055213916, 0.9490853193, 0.8148829654, 0.919440214,
  ];

  it('winsorises the high end as COINr does', () => {
    const treated = valueOf(treatByShape(BORDERS, limits, 5));
    expect(treated.before.skewness).toBeCloseTo(4.211399472, 8);
    expect(treated.before.kurtosis).toBeCloseTo(19.90463408, 7);
    expect(treated.winsorisedPoints).toBe(3);
    expect(treated.treatment).toEqual({ kind: 'CLAMP', low: 0, high: 0.000993289241 });
    expect(treated.after.skewness).toBeCloseTo(1.659554136, 8);
    expect(treated.after.kurtosis).toBeCloseTo(1.539207676, 8);
    expect(treated.after.passes).toBe(true);
  });

  it('winsorises the low end as COINr does, and min–max follows', () => {
    const treated = valueOf(treatByShape(FEMALE_LABOUR, limits, 5));
    expect(treated.winsorisedPoints).toBe(1);
    expect(treated.treatment).toEqual({ kind: 'CLAMP', low: 0.3455764059, high: 1.027471558 });
    expect(treated.after.skewness).toBeCloseTo(-1.892404113, 8);
    const column = applyTreatment(FEMALE_LABOUR, treated.treatment);
    const scores = valueOf(
      normalise(column, { kind: 'MIN_MAX', range: [0, 100] }, 'HIGHER_IS_BETTER'),
    );
    expect(scores[0]).toBeCloseTo(75.33264495, 7);
    expect(scores[1]).toBeCloseTo(79.43118119, 7);
  });

  it('moves one point of 1 … 10, 100', () => {
    const treated = valueOf(treatByShape([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100], limits, 5));
    expect(treated.before.skewness).toBeCloseTo(3.255638184061, 10);
    expect(treated.before.kurtosis).toBeCloseTo(10.706673906422, 10);
    expect(treated.treatment).toEqual({ kind: 'CLAMP', low: 1, high: 10 });
    expect(treated.after.skewness).toBeCloseTo(-0.1276216596761, 10);
    expect(treated.after.kurtosis).toBeCloseTo(-1.336677217758, 10);
  });

  it('takes the logarithm where too many points would have to move', () => {
    const column = [
      ...Array.from({ length: 40 }, (_, i) => i),
      1e3,
      2e3,
      4e3,
      8e3,
      16e3,
      32e3,
      64e3,
    ];
    const treated = valueOf(treatByShape(column, limits, 3));
    expect(treated.treatment).toEqual({ kind: 'LOG', minimum: 0, offset: 640 });
    expect(applyTreatment([0, null, 64e3], treated.treatment)).toEqual([
      Math.log(640),
      null,
      Math.log(64640),
    ]);
  });

  it('winsorises at percentiles, and later values at the same bounds', () => {
    const column = [null, ...Array.from({ length: 41 }, (_, i) => i)];
    const treatment = valueOf(treatByPercentiles(column, 0.025, 0.975));
    expect(treatment).toEqual({ kind: 'CLAMP', low: 1, high: 39 });
    expect(applyTreatment([-5, null, 20, 100], treatment)).toEqual([1, null, 20, 39]);
    expect(treatByPercentiles([null], 0.1, 0.9)).toMatchObject({ reason: 'NO_DATA' });
    expect(treatByPercentiles([1], 0.9, 0.1)).toMatchObject({ reason: 'INVALID_INPUT' });
  });

  it('says why a column has no shape', () => {
    expect(treatByShape([1, 2, null, 3], limits, 5)).toMatchObject({ reason: 'TOO_FEW' });
    expect(treatByShape([5, 5, 5, 5], limits, 5)).toMatchObject({ reason: 'ZERO_VARIANCE' });
  });
});

describe('means and the missing-data rule of COINr', () => {
  it.each([
    [{ kind: 'GEOMETRIC', floor: null }, [1, 1, 2], 2.059767143907],
    [{ kind: 'HARMONIC', floor: null }, [2, 1, 1], 1.411764705882],
  ] as const)('has the %j of 1, 2, 3 with weights %j', (aggregation, weights, expected) => {
    expect(valueOf(weightedMean(aggregation, [1, 2, 3], weights))).toBeCloseTo(expected, 11);
  });

  it.each([
    [[null, null, 3, 4], 3.571428571429, 3.536020860974],
    [[1, 2, 3, null], 2.333333333333, 2.182247271943],
    [[2, 4, 6, 8], 6, 5.561556681264],
  ])(
    'renormalises the weights 1, 2, 3, 4 over what is present of %j',
    (values, mean, geometric) => {
      const score = (aggregation: Aggregation): number =>
        valueOf(
          scoreIndex(
            {
              code: 'root',
              weight: 1,
              aggregation,
              minimumCoverage: 0.5,
              children: ['a', 'b', 'c', 'd'].map((code, i) => ({ code, weight: i + 1 })),
            },
            (code) => values['abcd'.indexOf(code)]!,
          ).score,
        );
      expect(score({ kind: 'ARITHMETIC' })).toBeCloseTo(mean, 11);
      expect(score({ kind: 'GEOMETRIC', floor: null })).toBeCloseTo(geometric, 11);
    },
  );
});
