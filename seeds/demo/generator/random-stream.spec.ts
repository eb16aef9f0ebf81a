import { RandomStream } from './random-stream.js';

const DRAWS = 60_000;

function moments(draw: () => number) {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < DRAWS; index += 1) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  const mean = sum / DRAWS;
  return { mean, variance: squares / DRAWS - mean * mean };
}

describe('RandomStream', () => {
  it('gives the same numbers everywhere', () => {
    const random = new RandomStream(20261101, 'merchant', 7);
    expect([random.bits(), random.bits(), random.bits()]).toEqual([
      307424394, 1290955287, 305509300,
    ]);
    expect(random.normal()).toBe(-0.6103506195796806);
  });

  it.each([
    ['seed', new RandomStream(2, 'merchant', 1)],
    ['high bits of the seed', new RandomStream(1 + 2 ** 32, 'merchant', 1)],
    ['purpose', new RandomStream(1, 'session', 1)],
    ['index', new RandomStream(1, 'merchant', 2)],
  ])('differs by %s and is uncorrelated', (_, other) => {
    const random = new RandomStream(1, 'merchant', 1);
    const { mean } = moments(() => (random.uniform() - 0.5) * (other.uniform() - 0.5) * 12);
    expect(Math.abs(mean)).toBeLessThan(0.02);
  });

  it('is uniform, normal, heavy-tailed and Poisson where it says so', () => {
    const random = new RandomStream(5, 'session', 3);
    const uniform = moments(() => random.uniform());
    expect(uniform.mean).toBeCloseTo(0.5, 2);
    expect(uniform.variance).toBeCloseTo(1 / 12, 2);
    const normal = moments(() => random.normal());
    expect(normal.mean).toBeCloseTo(0, 1);
    expect(normal.variance).toBeCloseTo(1, 1);
    for (const rate of [0.4, 7, 80]) {
      const poisson = moments(() => random.poisson(rate));
      expect(poisson.mean / rate).toBeCloseTo(1, 1);
      expect(poisson.variance / rate).toBeCloseTo(1, 1);
    }
    // Student's t with 3 degrees of freedom: P(|t| > 3.182) = 0.05, P(|t| > 5.841) = 0.01 (printed tables).
    let beyondFive = 0;
    let beyondOne = 0;
    for (let index = 0; index < DRAWS; index += 1) {
      const t = Math.abs(random.heavyTailed());
      if (t > 3.182) beyondFive += 1;
      if (t > 5.841) beyondOne += 1;
    }
    expect(beyondFive / DRAWS).toBeCloseTo(0.05, 2);
    expect(beyondOne / DRAWS).toBeCloseTo(0.01, 2);
  });

  it('draws indices in proportion to the weights', () => {
    const random = new RandomStream(9, 'merchant', 0);
    const counts = [0, 0, 0];
    for (let index = 0; index < DRAWS; index += 1) {
      const drawn = random.weighted([1, 0, 3]);
      counts[drawn] = counts[drawn]! + 1;
    }
    expect(counts[1]).toBe(0);
    expect(counts[2]! / DRAWS).toBeCloseTo(0.75, 2);
  });
});
