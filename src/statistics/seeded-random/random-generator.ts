import { chacha20Block, keyFromBytes, type ChaChaKey } from './chacha20.js';

/** A source of uniform random bits. All distributions of this folder draw from one. */
export interface RandomGenerator {
  /** The next whole number from 0 to 2³² − 1. */
  nextUint32(): number;
  /**
   * An independent generator. It depends on the seed and the index alone, not on what was already
   * drawn, so that for example every provider or every replicate can own a stream.
   *
   * @param index whole number from 0 to 2⁵³ − 1
   */
  substream(index: number): RandomGenerator;
}

const WORDS_PER_BLOCK = 16;
const SUBSTREAM_FLAG = 0x80000000;
const TWO_TO_32 = 0x100000000;

/**
 * The ChaCha20 keystream as a random generator: 32-bit little-endian words, block counter from 0,
 * nonce 0 (Bernstein 2008, "ChaCha, a variant of Salsa20"; block function as in RFC 8439 §2.3).
 * Anybody with a ChaCha20 implementation, in any language, can repeat a draw from its seed.
 *
 * Substream i is keyed with the first 32 bytes of the block of counter 0 whose 64-bit nonce is
 * i + 2⁶³.
 *
 * @param seed exactly 32 bytes, for example a SHA-256 digest that the caller made
 * @throws RangeError if the seed has another length.
 */
export function createRandomGenerator(seed: Uint8Array): RandomGenerator {
  if (seed.length !== 32) {
    throw new RangeError(
      `a seed has 32 bytes, not ${seed.length}: pass a SHA-256 digest of what should decide`,
    );
  }
  return new ChaCha20Generator(keyFromBytes(seed));
}

/**
 * A generator from a whole number (0 … 2⁵³ − 1), for simulations: the seed is the number in
 * little-endian order, filled up with zero bytes.
 */
export function createRandomGeneratorFromInteger(seed: number): RandomGenerator {
  const key = new Uint32Array(8);
  key.set(splitInteger(seed, 'a seed'));
  return new ChaCha20Generator(key);
}

class ChaCha20Generator implements RandomGenerator {
  private readonly block = new Uint32Array(WORDS_PER_BLOCK);
  private blocksDrawn = 0;
  private position = WORDS_PER_BLOCK;

  constructor(private readonly key: ChaChaKey) {}

  nextUint32(): number {
    if (this.position === WORDS_PER_BLOCK) {
      const low = this.blocksDrawn % TWO_TO_32;
      chacha20Block(this.key, low, (this.blocksDrawn - low) / TWO_TO_32, 0, 0, this.block);
      this.blocksDrawn += 1;
      this.position = 0;
    }
    return this.block[this.position++]!;
  }

  substream(index: number): RandomGenerator {
    const [low, high] = splitInteger(index, 'the index of a substream');
    const block = new Uint32Array(WORDS_PER_BLOCK);
    chacha20Block(this.key, 0, 0, low, high + SUBSTREAM_FLAG, block);
    return new ChaCha20Generator(block.slice(0, 8));
  }
}

function splitInteger(value: number, name: string): [low: number, high: number] {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} is a whole number from 0 to 2^53 − 1, not ${value}`);
  }
  const low = value % TWO_TO_32;
  return [low, (value - low) / TWO_TO_32];
}
