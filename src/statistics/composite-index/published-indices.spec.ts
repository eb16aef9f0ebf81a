import type { Estimate } from '../numeric/index.js';
import { normalise, normaliseToGoalposts, weightedMean, type Normalisation } from './index.js';

function valueOf<T>(estimate: Estimate<T>): T {
  if (!estimate.estimable) throw new Error(estimate.detail);
  return estimate.value;
}

describe('the Human Development Index 2022 (UNDP, Human Development Report 2023/24, tables 1 and 3)', () => {
  type Row = [string, number, number, number, number, number, [number, number, number], number];
  /** Life expectancy, expected and mean schooling, income; HDI; inequality in percent; IHDI. */
  const COUNTRIES: Row[] = [
    [
      'AFG',
      62.879,
      10.70538475,
      2.514790058,
      1335.205733,
      0.462,
      [24.582642, 48.81007, 29.2251],
      0.3,
    ],
    [
      'ALB',
      76.833,
      14.48746967,
      10.12114431,
      15293.32651,
      0.789,
      [6.3571758, 12.33344, 19.73435],
      0.687,
    ],
    [
      'AGO',
      61.929,
      12.1676,
      5.844291601,
      5327.788251,
      0.591,
      [28.326736, 34.17144, 58.06592],
      0.344,
    ],
    [
      'ARG',
      76.064,
      18.97950935,
      11.14408016,
      22047.97131,
      0.849,
      [7.2976141, 5.34544, 22.59534],
      0.747,
    ],
    [
      'AUT',
      82.412,
      16.36746025,
      12.30571367,
      56529.66329,
      0.926,
      [2.9445238, 2.59239, 15.60702],
      0.859,
    ],
    [
      'BRA',
      73.425,
      15.5788002,
      8.278307638,
      14615.89235,
      0.76,
      [9.5668726, 13.88125, 43.72531],
      0.577,
    ],
    [
      'CHN',
      78.587,
      15.21793605,
      8.106910446,
      18024.88747,
      0.788,
      [5.4146132, 10.2931, 30.28756],
      0.662,
    ],
    [
      'HKG',
      84.315,
      17.8495903,
      12.34776974,
      62485.50516,
      0.956,
      [2.2119029, 8.6808, 24.08448],
      0.84,
    ],
    [
      'IND',
      67.744,
      12.58370972,
      6.570700169,
      6950.526798,
      0.644,
      [17.34017, 36.87573, 37.36087],
      0.444,
    ],
    [
      'KOR',
      84.024,
      16.50964928,
      12.61409234,
      46026.4542,
      0.929,
      [2.6272616, 8.8308, 16.42162],
      0.841,
    ],
    [
      'NER',
      62.08,
      7.186131428,
      1.341352433,
      1283.309235,
      0.394,
      [27.768312, 34.96483, 37.40003],
      0.262,
    ],
    [
      'NOR',
      83.393,
      18.63846016,
      13.06234279,
      69189.76165,
      0.966,
      [2.4463964, 2.3289, 14.27021],
      0.903,
    ],
    [
      'SGP',
      84.133,
      16.90273094,
      11.92488003,
      88761.14559,
      0.949,
      [2.3018563, 9.4059, 25.93509],
      0.825,
    ],
    [
      'CHE',
      84.255,
      16.5837307,
      13.90406622,
      69432.78669,
      0.967,
      [3.029099, 2.00997, 17.66895],
      0.891,
    ],
    [
      'USA',
      78.203,
      16.41274071,
      13.57549953,
      65564.93798,
      0.927,
      [5.6083689, 2.57387, 23.9285],
      0.823,
    ],
  ];

  const scale = (value: number, low: number, high: number, kind: 'LINEAR' | 'LOG'): number =>
    valueOf(
      normaliseToGoalposts(
        value,
        { low, high, range: [0, 1], scale: kind, beyond: 'CLAMP' },
        'HIGHER_IS_BETTER',
      ),
    );
  const geometricMean = (values: number[]): number =>
    valueOf(weightedMean({ kind: 'GEOMETRIC', floor: null }, values, [1, 1, 1]));

  it.each(COUNTRIES)('%s', (_, life, expected, mean, income, hdi, inequality, ihdi) => {
    const dimensions = [
      scale(life, 20, 85, 'LINEAR'),
      (scale(expected, 0, 18, 'LINEAR') + scale(mean, 0, 15, 'LINEAR')) / 2,
      scale(income, 100, 75_000, 'LOG'),
    ];
    expect(Math.abs(geometricMean(dimensions) - hdi)).toBeLessThanOrEqual(0.00051);
    const adjusted = dimensions.map((value, i) => value * (1 - inequality[i]! / 100));
    expect(Math.abs(geometricMean(adjusted) - ihdi)).toBeLessThanOrEqual(0.00051);
  });
});

describe('years of schooling in the Technology Achievement Index (OECD/JRC Handbook 2008, table 15)', () => {
  /**
   * Raw value, then: rank, z-score, min–max, ratio to mean, best and worst, relative difference to mean
   * and worst, above or below the mean by 20 %, percentile rank, categorical scale.
   */
  const TABLE_15 = [
    [10, 15, 0.26, 0.59, 1.04, 0.83, 1.41, 0.04, 0.41, 0, 65.2, 60], // Finland
    [12, 23, 1.52, 1.0, 1.25, 1.0, 1.69, 0.25, 0.69, 1, 100, 100], // United States
    [11.4, 19, 1.14, 0.88, 1.19, 0.95, 1.61, 0.19, 0.61, 0, 82.6, 60], // Sweden
    [9.5, 12, -0.06, 0.49, 0.99, 0.79, 1.34, -0.01, 0.34, 0, 52.2, 50], // Japan
    [10.8, 17, 0.76, 0.76, 1.13, 0.9, 1.52, 0.13, 0.52, 0, 73.9, 60], // Korea
    [9.4, 9, -0.12, 0.47, 0.98, 0.78, 1.32, -0.02, 0.32, 0, 39.1, 50], // Netherlands
    [9.4, 9, -0.12, 0.47, 0.98, 0.78, 1.32, -0.02, 0.32, 0, 39.1, 50], // United Kingdom
    [11.6, 20, 1.27, 0.92, 1.21, 0.97, 1.63, 0.21, 0.63, 1, 87.0, 80], // Canada
    [10.9, 18, 0.83, 0.78, 1.14, 0.91, 1.54, 0.14, 0.54, 0, 78.3, 60], // Australia
    [7.1, 1, -1.58, 0.0, 0.74, 0.59, 1.0, -0.26, 0.0, -1, 4.3, 0], // Singapore
    [10.2, 16, 0.38, 0.63, 1.06, 0.85, 1.44, 0.06, 0.44, 0, 69.6, 60], // Germany
    [11.9, 22, 1.46, 0.98, 1.24, 0.99, 1.68, 0.24, 0.68, 1, 95.7, 100], // Norway
    [9.4, 9, -0.12, 0.47, 0.98, 0.78, 1.32, -0.02, 0.32, 0, 39.1, 50], // Ireland
    [9.3, 8, -0.19, 0.45, 0.97, 0.78, 1.31, -0.03, 0.31, 0, 34.8, 40], // Belgium
    [11.7, 21, 1.33, 0.94, 1.22, 0.98, 1.65, 0.22, 0.65, 1, 91.3, 80], // New Zealand
    [8.4, 6, -0.76, 0.27, 0.88, 0.7, 1.18, -0.12, 0.18, 0, 26.1, 40], // Austria
    [7.9, 5, -1.08, 0.16, 0.82, 0.66, 1.11, -0.18, 0.11, 0, 21.7, 40], // France
    [9.6, 14, 0.0, 0.51, 1.0, 0.8, 1.35, 0.0, 0.35, 0, 60.9, 50], // Israel
    [7.3, 4, -1.46, 0.04, 0.76, 0.61, 1.03, -0.24, 0.03, -1, 17.4, 40], // Spain
    [7.2, 3, -1.52, 0.02, 0.75, 0.6, 1.01, -0.25, 0.01, -1, 13.0, 20], // Italy
    [9.5, 12, -0.06, 0.49, 0.99, 0.79, 1.34, -0.01, 0.34, 0, 52.2, 50], // Czech Republic
    [9.1, 7, -0.31, 0.41, 0.95, 0.76, 1.28, -0.05, 0.28, 0, 30.4, 40], // Hungary
    [7.1, 1, -1.58, 0.0, 0.74, 0.59, 1.0, -0.26, 0.0, -1, 4.3, 0], // Slovenia
  ];

  const columns: [number, Normalisation, number][] = [
    [1, { kind: 'RANK', ties: 'STANDARD' }, 1],
    [2, { kind: 'Z_SCORE', mean: 0, standardDeviation: 1 }, 1],
    [3, { kind: 'MIN_MAX', range: [0, 1] }, 1],
    [4, { kind: 'RATIO', reference: 'MEAN' }, 1],
    [5, { kind: 'RATIO', reference: 'BEST' }, 1],
    [6, { kind: 'RATIO', reference: 'WORST' }, 1],
    [7, { kind: 'RELATIVE_DIFFERENCE', reference: 'MEAN' }, 1],
    [8, { kind: 'RELATIVE_DIFFERENCE', reference: 'WORST' }, 1],
    [9, { kind: 'ABOVE_BELOW_MEAN', threshold: 0.2 }, 1],
    [10, { kind: 'PERCENTILE_RANK', ties: 'STANDARD', definition: 'INCLUSIVE' }, 100],
    [
      11,
      {
        kind: 'CATEGORICAL',
        steps: [
          { above: 0, score: 0 },
          { above: 0.05, score: 20 },
          { above: 0.15, score: 40 },
          { above: 0.35, score: 50 },
          { above: 0.65, score: 60 },
          { above: 0.85, score: 80 },
          { above: 0.95, score: 100 },
        ],
      },
      1,
    ],
  ];

  it.each(columns)('column %i: %j', (column, method, unit) => {
    const raw = TABLE_15.map((row) => row[0]!);
    const scores = valueOf(normalise(raw, method, 'HIGHER_IS_BETTER'));
    scores.forEach((score, i) => {
      const tolerance = unit === 100 ? 0.051 : 0.0051;
      expect(Math.abs(score! * unit - TABLE_15[i]![column]!)).toBeLessThanOrEqual(tolerance);
    });
  });
});
