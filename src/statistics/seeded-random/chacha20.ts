/** A 256-bit key as eight little-endian 32-bit words. */
export type ChaChaKey = Uint32Array;

export function keyFromBytes(bytes: Uint8Array): ChaChaKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: 8 }, (_, word) => view.getUint32(word * 4, true));
}

/**
 * The ChaCha20 block function: 20 rounds over the key and the last four state words, added to the
 * state. The last four words are block counter and nonce; how they are divided (Bernstein: 64 + 64
 * bits, RFC 8439: 32 + 96 bits) doesn't matter to the function.
 *
 * Source: RFC 8439 §2.3.
 */
export function chacha20Block(
  key: ChaChaKey,
  word12: number,
  word13: number,
  word14: number,
  word15: number,
  output: Uint32Array,
): void {
  const state = new Uint32Array(16);
  state.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]); // "expand 32-byte k"
  state.set(key, 4);
  state.set([word12, word13, word14, word15], 12);
  output.set(state);
  for (let doubleRound = 0; doubleRound < 10; doubleRound += 1) {
    quarterRound(output, 0, 4, 8, 12);
    quarterRound(output, 1, 5, 9, 13);
    quarterRound(output, 2, 6, 10, 14);
    quarterRound(output, 3, 7, 11, 15);
    quarterRound(output, 0, 5, 10, 15);
    quarterRound(output, 1, 6, 11, 12);
    quarterRound(output, 2, 7, 8, 13);
    quarterRound(output, 3, 4, 9, 14);
  }
  for (let word = 0; word < 16; word += 1) output[word]! += state[word]!;
}

function quarterRound(x: Uint32Array, a: number, b: number, c: number, d: number): void {
  x[a]! += x[b]!;
  x[d] = rotateLeft(x[d]! ^ x[a]!, 16);
  x[c]! += x[d]!;
  x[b] = rotateLeft(x[b]! ^ x[c]!, 12);
  x[a]! += x[b]!;
  x[d] = rotateLeft(x[d]! ^ x[a]!, 8);
  x[c]! += x[d]!;
  x[b] = rotateLeft(x[b]! ^ x[c]!, 7);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
