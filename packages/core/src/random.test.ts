import { describe, expect, it } from 'vitest';
import { philox4x32, randomStream } from './random.js';

describe('philox4x32', () => {
  // Known answers: Random123 1.14, tests/kat_vectors, philox4x32 10.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('gives the published answer for counter %j and key %j', (counter, key, answer) => {
    const words = Uint32Array.from(counter);
    philox4x32(words, key);
    expect([...words]).toEqual(answer);
  });
});

describe('randomStream', () => {
  it('gives the same numbers for the same seed and purpose, and others for another', () => {
    const draw = (seed: number, ...purpose: string[]) => {
      const stream = randomStream(seed, ...purpose);
      return Array.from({ length: 9 }, () => stream.uint32());
    };
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
    expect(draw(1, 'a', 'b')).not.toEqual(draw(1, 'ab'));
  });

  it('draws below a limit, each number about equally often', () => {
    const stream = randomStream(3, 'below');
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[stream.below(3)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('draws normal numbers of mean 0 and variance 1', () => {
    const stream = randomStream(3, 'normal');
    const drawn = Array.from({ length: 20_000 }, () => stream.normal());
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  it('shuffles a copy', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = randomStream(5, 'shuffle').shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  });

  it('refuses a seed that is not a whole number', () => {
    expect(() => randomStream(0.5)).toThrow('A seed is a whole number such as 7; got 0.5.');
    expect(() => randomStream(NaN)).toThrow(expect.objectContaining({ code: 'bad-seed' }));
  });
});
