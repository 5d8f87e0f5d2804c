import type { HostTensor, Network } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { startBackend } from './backends.js';
import { openScoreGradient, type ScoreGradient, type ScoreQuestion } from './score-gradient.js';

const floats = (shape: readonly number[], data: readonly number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});

/** Doubles, then two scores: 3a - b and a + 4b of the doubled. */
const network: Network = {
  name: 'doubles',
  inputs: [{ name: 'x', shape: [null, 2], dtype: 'float32' }],
  layers: [
    {
      name: 'doubled',
      type: 'Rescaling',
      inputs: [{ from: 'x' }],
      options: { scale: 2, offset: 0 },
      weights: {},
    },
    {
      name: 'scores',
      type: 'Dense',
      inputs: [{ from: 'doubled' }],
      options: { units: 2, use_bias: false },
      weights: { kernel: 'scores/kernel' },
    },
  ],
  outputs: [{ from: 'scores' }],
  weights: new Map([['scores/kernel', floats([2, 2], [3, 1, -1, 4])]]),
};
const inputs = new Map([['x', floats([2, 2], [1, 0.5, -1, 2])]]);

async function scoreGradient(
  network: Network,
  { layer, ...question }: ScoreQuestion & { readonly layer: string },
): Promise<ScoreGradient> {
  const session = openScoreGradient(network, layer);
  try {
    return await session.ask(question);
  } finally {
    session.dispose();
  }
}

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  it('gives scores, what the layer gave, and the slope of the column that each example asks for', async () => {
    await startBackend(backend);
    const before = tf.memory().numTensors;
    const likeliest = (scores: Float32Array): readonly number[] =>
      [...scores].map((score) => (score === Math.max(...scores) ? 1 : 0));
    const { scores, values, gradient } = await scoreGradient(network, { layer: 'doubled', inputs, weigh: likeliest });
    expect([...values.data]).toEqual([2, 1, -2, 4]);
    expect([...scores.data]).toEqual([5, 6, -10, 14]);
    expect([...gradient.data]).toEqual([1, 4, 1, 4]);
    const atInput = await scoreGradient(network, { layer: 'x', inputs, weigh: () => [1, 0] });
    expect([...atInput.gradient.data]).toEqual([6, -2, 6, -2]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('refuses inputs and layers that the network has not, and outputs that are no scores', async () => {
  const weigh = (): readonly number[] => [1, 0];
  await expect(scoreGradient(network, { layer: 'tripled', inputs, weigh })).rejects.toMatchObject({
    code: 'unknown-layer',
  });
  await expect(scoreGradient(network, { layer: 'doubled', inputs: new Map(), weigh })).rejects.toMatchObject({
    code: 'missing-input',
  });
  const picture: Network = {
    ...network,
    inputs: [{ name: 'x', shape: [null, 2, 2], dtype: 'float32' }],
    layers: network.layers.slice(0, 1),
    outputs: [{ from: 'doubled' }],
    weights: new Map(),
  };
  const square = new Map([['x', floats([1, 2, 2], [1, 2, 3, 4])]]);
  const before = tf.memory().numTensors;
  await expect(scoreGradient(picture, { layer: 'x', inputs: square, weigh })).rejects.toMatchObject({
    code: 'bad-scores',
    message: 'Scores have the axes [batch, columns]; doubles gives [1, 2, 2].',
  });
  expect(tf.memory().numTensors).toBe(before);
});

it('answers question after question with the weights that it has, and keeps no more than those', async () => {
  await startBackend('cpu');
  const before = tf.memory().numTensors;
  const session = openScoreGradient(network, 'doubled');
  const open = tf.memory().numTensors;
  const weigh = (): readonly number[] => [1, 0];
  const answers = await Promise.all([session.ask({ inputs, weigh }), session.ask({ inputs, weigh })]);
  expect(answers[0]).toEqual(answers[1]);
  await expect(session.ask({ inputs: new Map(), weigh })).rejects.toMatchObject({ code: 'missing-input' });
  expect(tf.memory().numTensors).toBe(open);
  await startBackend('wasm');
  await expect(session.ask({ inputs, weigh })).rejects.toMatchObject({
    code: 'backend-changed',
    message:
      'Network "doubles" was loaded on cpu, and the current tfjs backend is another (wasm). Set cpu again, or make a new engine.',
  });
  await startBackend('cpu');
  session.dispose();
  session.dispose();
  await expect(session.ask({ inputs, weigh })).rejects.toMatchObject({ code: 'session-disposed' });
  expect(tf.memory().numTensors).toBe(before);
});
