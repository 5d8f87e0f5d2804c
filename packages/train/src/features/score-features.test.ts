import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { linear } from '@graftjs/heads/linear';
import { describe, expect, it } from 'vitest';
import { scoreFeatures } from './score-features.js';

const head = linear().bind([5], { kind: 'classification', labels: ['a', 'b', 'c'] }, 7).network;
const kernel = head.weights.get('scores/kernel')!.data;

describe.each(['cpu', 'wasm'])('scoreFeatures on %s', (backend) => {
  it.each([1, 256, 600])('gives %i rows their scores, in order', async (count) => {
    await startBackend(backend);
    const data = Float32Array.from({ length: count * 5 }, (_, i) => Math.sin(i));
    const scores = await scoreFeatures(tfjsEngine(), head, { dtype: 'float32', shape: [count, 5], data });
    expect(scores.shape).toEqual([count, 3]);
    expect(scores.data.length).toBe(count * 3);
    scores.data.forEach((score, at) => {
      const [row, column] = [Math.floor(at / 3), at % 3];
      let expected = 0;
      for (let i = 0; i < 5; i++) expected += data[row * 5 + i]! * kernel[i * 3 + column]!;
      expect(score).toBeCloseTo(expected, 5);
    });
  });
});
