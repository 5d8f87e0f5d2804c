import '@tensorflow/tfjs-backend-cpu';
import type { HostTensor, Preprocess } from '@graftjs/core';
import { readTfjsArtifacts } from '@graftjs/formats';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { graphModelBackbone } from './graph-model-backbone.js';

const preprocess: Preprocess<number[]> = {
  kind: 'numbers',
  spec: null,
  runtime: 'numbers 1',
  fingerprint: (numbers) => Promise.resolve(numbers.join()),
  prepare: (numbers) => Promise.resolve(numbers),
  batch: (ready) => new Map([['x', tensor([ready.length, 2], (ready as number[][]).flat())]]),
};

function tensor(shape: number[], values: number[]): HostTensor {
  return { dtype: 'float32', shape, data: Float32Array.from(values) };
}

const float = { type: 'DT_FLOAT' };
const weights = new Float32Array([1, 2, 3, 4, 5, 6]);

/** x times a matrix of 2 x 3, then `op`. */
async function artifacts(op = 'Relu') {
  const node = [
    {
      name: 'x',
      op: 'Placeholder',
      attr: { dtype: float, shape: { shape: { dim: [{ size: '-1' }, { size: '2' }] } } },
    },
    { name: 'w', op: 'Const', attr: { dtype: float } },
    { name: 'product', op: 'MatMul', input: ['x', 'w'], attr: { T: float } },
    { name: 'out', op, input: ['product'], attr: { T: float } },
  ];
  const weightsManifest = [{ paths: ['w.bin'], weights: [{ name: 'w', shape: [2, 3], dtype: 'float32' }] }];
  const description = JSON.stringify({ format: 'graph-model', modelTopology: { node }, weightsManifest });
  return readTfjsArtifacts(
    new Map([
      ['model.json', new TextEncoder().encode(description)],
      ['w.bin', new Uint8Array(weights.buffer)],
    ]),
  );
}

const facts = { id: 'tiny', modality: 'tabular', license: 'MIT', preprocess, shape: [3] } as const;

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
  // The first kernel prints a banner of tfjs's own.
  await tf.tidy(() => tf.add(1, 1)).data();
});

describe('graphModelBackbone', () => {
  it('runs a graph, prints nothing and leaves nothing', async () => {
    const print = vi.spyOn(console, 'warn');
    const { features } = graphModelBackbone({ ...facts, artifacts: await artifacts() });
    const before = tf.memory().numTensors;
    const outputs = await features.run(preprocess.batch([[1, 0], [0, 1], [-1, 0]])); // prettier-ignore
    expect(outputs).toEqual([tensor([3, 3], [1, 2, 3, 4, 5, 6, 0, 0, 0])]);
    expect(await features.run(preprocess.batch([]))).toEqual([tensor([0, 3], [])]);
    features.dispose();
    await Promise.resolve();
    expect(tf.memory().numTensors).toBe(before);
    expect(print).not.toHaveBeenCalled();
  });

  it('feeds what the graph takes', async () => {
    const feed = (inputs: ReadonlyMap<string, HostTensor>) =>
      new Map([...inputs].map(([name, { data }]) => [name, tensor([1, 2], [...data].reverse())]));
    const { features } = graphModelBackbone({ ...facts, feed, artifacts: await artifacts() });
    expect(await features.run(preprocess.batch([[1, 0]]))).toEqual([tensor([1, 3], [4, 5, 6])]);
    features.dispose();
  });

  it('has a fingerprint of graph, weights and preprocessing', async () => {
    const made = [
      graphModelBackbone({ ...facts, artifacts: await artifacts() }),
      graphModelBackbone({ ...facts, artifacts: await artifacts('Tanh') }),
      graphModelBackbone({ ...facts, artifacts: await artifacts(), preprocess: { ...preprocess, spec: 1 } }),
    ];
    weights[0] = 7;
    made.push(graphModelBackbone({ ...facts, artifacts: await artifacts() }));
    weights[0] = 1;
    expect(new Set(made.map(({ fingerprint }) => fingerprint)).size).toBe(4);
    expect(graphModelBackbone({ ...facts, artifacts: await artifacts() }).fingerprint).toBe(made[0]!.fingerprint);
  });

  it('says what cannot run, and leaves nothing of the batch', async () => {
    const { features } = graphModelBackbone({ ...facts, artifacts: await artifacts('Teleport') });
    await expect(features.run(preprocess.batch([[1, 0]]))).rejects.toMatchObject({
      code: 'graph-failed',
      message: expect.stringMatching(/^The graph of tiny cannot run on cpu: .*Teleport/),
    });
    const wrong = graphModelBackbone({ ...facts, shape: [4], artifacts: await artifacts() });
    const before = tf.memory().numTensors;
    await expect(wrong.features.run(preprocess.batch([[1, 0]]))).rejects.toMatchObject({
      code: 'bad-feature-shape',
      message: 'The graph of tiny gave float32 [1, 3] for one example, and its features were said to be 4 numbers.',
    });
    wrong.features.dispose();
    await Promise.resolve();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a model of layers, which is better read as a network', async () => {
    const layers = { ...(await artifacts()), format: 'layers-model' as const };
    expect(() => graphModelBackbone({ ...facts, artifacts: layers })).toThrow(
      expect.objectContaining({
        code: 'not-graph-model',
        message: 'tiny is a model of layers, which can be seen: read it as a network, and make a backbone of that.',
      }) as Error,
    );
  });
});
