import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { chacha20Block, keyFromBytes } from './chacha20.js';
import {
  beta,
  createRandomGenerator,
  createRandomGeneratorFromInteger,
  dirichlet,
  gamma,
  integerBelow,
  normal,
  normalQuantile,
  sampleWithoutReplacement,
  shuffle,
  studentT,
  uniform,
  uniformOpen,
  uniformSource,
  type RandomGenerator,
} from './index.js';

function meanAndVariance(draw: () => number, count = 20_000): [number, number] {
  const values = Array.from({ length: count }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [mean, squares / count];
}

describe('ChaCha20', () => {
  it('has the block of RFC 8439 §2.3.2', () => {
    const key = keyFromBytes(Uint8Array.from({ length: 32 }, (_, i) => i));
    const block = new Uint32Array(16);
    chacha20Block(key, 1, 0x09000000, 0x4a000000, 0, block);
    expect([...block].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(
      'e4e7f110 15593bd1 1fdd0f50 c47120a3 c7f4d1c7 0368c033 9aaa2204 4e6cd4c3 ' +
        '466482d2 09aa9f07 05d7c214 a2028bd9 d19c12b5 b94e16de e883d0cb 4e3c50a2',
    );
  });

  it('starts with the keystream of RFC 8439 A.1, test vectors 1 and 2', () => {
    const generator = createRandomGenerator(new Uint8Array(32));
    const words = Array.from({ length: 32 }, () => generator.nextUint32());
    expect(words.slice(0, 4)).toEqual([0xade0b876, 0x903df1a0, 0xe56a5d40, 0x28bd8653]);
    expect(words.slice(16, 20)).toEqual([0xbee7079f, 0x7a385155, 0x7c97ba98, 0x0d082d73]);
  });

  it('is the keystream of OpenSSL for any seed', () => {
    const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(seed, (bytes) => {
        const cipher = createCipheriv('chacha20', bytes, new Uint8Array(16));
        const stream = cipher.update(new Uint8Array(200));
        const generator = createRandomGenerator(bytes);
        for (let offset = 0; offset < 200; offset += 4) {
          expect(generator.nextUint32()).toBe(stream.readUInt32LE(offset));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('needs a whole seed', () => {
    expect(() => createRandomGenerator(new Uint8Array(16))).toThrow('32 bytes, not 16');
    expect(() => createRandomGeneratorFromInteger(-1)).toThrow(RangeError);
  });
});

describe('substreams', () => {
  const first = (generator: RandomGenerator) =>
    Array.from({ length: 8 }, () => generator.nextUint32());

  it('depend on seed and index only', () => {
    const fresh = createRandomGeneratorFromInteger(7);
    const used = createRandomGeneratorFromInteger(7);
    first(used);
    expect(first(used.substream(3))).toEqual(first(fresh.substream(3)));
    const streams = [fresh, ...[0, 1, 2, 2 ** 40].map((i) => fresh.substream(i))];
    streams.push(fresh.substream(1).substream(1));
    expect(new Set(streams.map((stream) => first(stream).join())).size).toBe(streams.length);
  });
});

describe('uniform numbers', () => {
  it('lie in their interval', () => {
    const generator = createRandomGeneratorFromInteger(1);
    const [mean, variance] = meanAndVariance(() => uniform(generator));
    expect(mean).toBeCloseTo(1 / 2, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    const ones: RandomGenerator = { nextUint32: () => 0xffffffff, substream: () => ones };
    const zeros: RandomGenerator = { nextUint32: () => 0, substream: () => zeros };
    expect(uniform(ones)).toBe(1 - 2 ** -53);
    expect(uniform(zeros)).toBe(0);
    expect(uniformOpen(ones)).toBeLessThan(1);
    expect(uniformOpen(zeros)).toBeGreaterThan(0);
    expect(uniformSource(ones)()).toBe(1 - 2 ** -53);
  });

  it('become whole numbers without modulo bias', () => {
    const words = [0xffffffff, 0xfffffffe, 5];
    const generator: RandomGenerator = {
      nextUint32: () => words.shift()!,
      substream: () => generator,
    };
    // 2³² = 3·1431655765 + 1: only 0xffffffff is redrawn.
    expect(integerBelow(generator, 3)).toBe(0xfffffffe % 3);
    expect(integerBelow(generator, 2 ** 32)).toBe(5);
    expect(() => integerBelow(generator, 0)).toThrow(RangeError);
  });
});

describe('samples', () => {
  it('are permutations, every one about as likely', () => {
    const generator = createRandomGeneratorFromInteger(11);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6_000; draw += 1) {
      const order = shuffle(generator, ['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // χ² with 5 degrees of freedom exceeds 20.5 once in a thousand.
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(20.5);
  });

  it('take different items and leave the pool alone', () => {
    const pool = [1, 2, 3, 4, 5];
    const taken = sampleWithoutReplacement(createRandomGeneratorFromInteger(2), pool, 3);
    expect(new Set(taken).size).toBe(3);
    expect(pool).toEqual([1, 2, 3, 4, 5]);
    expect(() => shuffle(createRandomGeneratorFromInteger(2), pool)).not.toThrow();
    const source = createRandomGeneratorFromInteger(2);
    expect(() => sampleWithoutReplacement(source, pool, 6)).toThrow('cannot take 6 of 5');
  });
});

describe('the normal quantile', () => {
  // The check values of AS 241 itself, and of its far tail.
  it.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798408],
    [0.975, 1.959963984540054],
  ])('at %d is %d', (probability, expected) => {
    expect(normalQuantile(probability)).toBeCloseTo(expected, 13);
  });

  it('rises, is odd, and has no value at 0 and 1', () => {
    const inside = fc.double({ min: 1e-12, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(inside, inside, (a, b) => {
        if (a < b) expect(normalQuantile(a)).toBeLessThanOrEqual(normalQuantile(b));
        expect(normalQuantile(0.5 + a / 2)).toBeCloseTo(-normalQuantile(0.5 - a / 2), 10);
      }),
    );
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});

describe('distributions', () => {
  const generator = createRandomGeneratorFromInteger(20_260_101);
  // mean, variance, and a tolerance of about four standard errors of each at 20,000 draws
  it.each([
    ['normal', () => normal(generator), 0, 1, 0.03, 0.04],
    ['gamma(0.3)', () => gamma(generator, 0.3), 0.3, 0.3, 0.02, 0.05],
    ['gamma(5)', () => gamma(generator, 5), 5, 5, 0.07, 0.25],
    ['beta(2, 3)', () => beta(generator, 2, 3), 0.4, 0.04, 0.006, 0.002],
    ['t(8)', () => studentT(generator, 8), 0, 8 / 6, 0.04, 0.1],
  ])('%s has its mean and variance', (_, draw, mean, variance, meanError, varianceError) => {
    const [sampleMean, sampleVariance] = meanAndVariance(draw);
    expect(Math.abs(sampleMean - mean)).toBeLessThan(meanError);
    expect(Math.abs(sampleVariance - variance)).toBeLessThan(varianceError);
  });

  it('gives Dirichlet shares that add up to one, also for tiny concentrations', () => {
    const shape = fc.array(fc.double({ min: 1e-300, max: 50, noNaN: true }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(shape, (concentrations) => {
        const shares = dirichlet(generator, concentrations);
        expect(shares.every((share) => share >= 0)).toBe(true);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('refuses impossible parameters', () => {
    expect(() => gamma(generator, 0)).toThrow(RangeError);
    expect(() => dirichlet(generator, [])).toThrow(RangeError);
    expect(() => studentT(generator, Number.NaN)).toThrow(RangeError);
  });
});
