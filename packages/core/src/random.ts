import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { GraftError } from './graft-error.js';

/** Random numbers decided by a seed and a purpose alone, so that drawing more for one purpose moves no other. */
export interface RandomStream {
  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number;
  /** A number from 0 (included) to 1 (excluded), with 53 random bits. */
  uniform(): number;
  /** A whole number from 0 (included) to `limit` (excluded), every one equally likely. `limit`: 1 to 2^32. */
  below(limit: number): number;
  /** A number from the standard normal distribution (Box-Muller). */
  normal(): number;
  /** A copy in random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[];
}

/**
 * A stream of Philox4x32-10: a counter-based generator, so a stream has no state but its position.
 *
 * @param seed a safe integer
 * @param purpose what the numbers are for; streams of different purposes are independent
 * @throws GraftError 'bad-seed'
 * @see Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011
 * @example
 * const order = randomStream(7, 'order', 'epoch', 0).shuffled(['a', 'b', 'c']);
 */
export function randomStream(seed: number, ...purpose: readonly (string | number)[]): RandomStream {
  if (!Number.isSafeInteger(seed)) {
    throw new GraftError('bad-seed', `A seed is a whole number such as 7; got ${String(seed)}.`);
  }
  const digest = new DataView(sha256(utf8ToBytes(JSON.stringify([seed, ...purpose]))).buffer);
  const key: PhiloxKey = [digest.getUint32(0, true), digest.getUint32(4, true)];
  const words = new Uint32Array(4);
  let used = words.length;
  let block = 0;

  // Large networks are drawn with this, a hundred million numbers at a time: it allocates nothing.
  const uint32 = (): number => {
    if (used === words.length) {
      words.set([block >>> 0, Math.floor(block / 2 ** 32), 0, 0]);
      philox4x32(words, key);
      block++;
      used = 0;
    }
    return words[used++] ?? 0;
  };
  const uniform = (): number => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53;
  const below = (limit: number): number => {
    // Numbers past the last whole multiple of the limit are drawn again: a remainder alone would favour small ones.
    const end = 2 ** 32 - (2 ** 32 % limit);
    let drawn = uint32();
    while (drawn >= end) drawn = uint32();
    return drawn % limit;
  };
  return {
    uint32,
    uniform,
    below,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffled: (items) => {
      const copy = [...items];
      for (let last = copy.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [copy[last], copy[other]] = [copy[other] as (typeof copy)[number], copy[last] as (typeof copy)[number]];
      }
      return copy;
    },
  };
}

type PhiloxKey = readonly [number, number];

/**
 * One block of Philox4x32-10. Exported for the known-answer test; use `randomStream`.
 *
 * @param words the counter, 4 words; replaced by the answer
 */
export function philox4x32(words: Uint32Array, key: PhiloxKey): void {
  let c0 = words[0] ?? 0;
  let c1 = words[1] ?? 0;
  let c2 = words[2] ?? 0;
  let c3 = words[3] ?? 0;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

/** The high 32 bits of a 64-bit product, from 16-bit halves: no partial sum reaches 2^32. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const carry = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) >>> 0) + (middle >>> 16) + (carry >>> 16);
}
