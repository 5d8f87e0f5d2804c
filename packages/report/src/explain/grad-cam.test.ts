import { readFileSync } from 'node:fs';
import type { HostTensor, Layer, Model, Network, Preprocess } from '@graftjs/core';
import { startBackend } from '@graftjs/engines/backends';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradCam } from './grad-cam.js';

interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Fixture {
  readonly picture: Tensor;
  readonly scores: readonly number[];
  readonly weights: readonly (Tensor & { readonly name: string })[];
  readonly cases: readonly { readonly layer: string; readonly column: number; readonly map: Tensor }[];
}

const keras = JSON.parse(readFileSync(new URL('fixtures/keras-grad-cam.json', import.meta.url), 'utf8')) as Fixture;
const host = ({ shape, data }: Tensor): HostTensor => ({ dtype: 'float32', shape, data: Float32Array.from(data) });
const picture = host(keras.picture);

/** An input is what the network takes. */
const preprocess: Preprocess<HostTensor> = {
  kind: 'none',
  spec: {},
  runtime: '',
  fingerprint: () => Promise.resolve(''),
  prepare: (input) => Promise.resolve(input),
  batch: ([input]) => new Map([['image', input as HostTensor]]),
};

const weights = new Map(keras.weights.map((weight) => [weight.name, host(weight)]));
const network: Network = {
  name: 'small',
  inputs: [{ name: 'image', shape: [null, 12, 10, 3], dtype: 'float32' }],
  layers: [
    layer('stem', 'Conv2D', 'image', { filters: 6, kernel_size: 3, strides: 2, padding: 'same', use_bias: false }),
    layer('stem_bn', 'BatchNormalization', 'stem'),
    layer('stem_relu', 'ReLU', 'stem_bn'),
    layer('branch', 'Conv2D', 'stem_relu', { filters: 6, kernel_size: 3, padding: 'same', activation: 'tanh' }),
    { ...layer('add', 'Add', 'stem_relu'), inputs: [{ from: 'stem_relu' }, { from: 'branch' }] },
    layer('last', 'Conv2D', 'add', { filters: 8, kernel_size: 3, padding: 'same', activation: 'elu' }),
    layer('flatten', 'Flatten', 'last'),
    layer('hidden', 'Dense', 'flatten', { units: 5, activation: 'relu' }),
    layer('scores', 'Dense', 'hidden', { units: 3 }),
  ],
  outputs: [{ from: 'scores' }],
  weights,
};
const labels = ['a', 'b', 'c'];
const model: Model<HostTensor> = {
  id: 'small',
  network,
  cut: 'last',
  activation: 'softmax',
  task: { kind: 'classification', labels },
  preprocess,
  license: 'CC0-1.0',
};

function layer(name: string, type: string, from: string, options: Layer['options'] = {}): Layer {
  const own = [...weights.keys()].filter((weight) => weight.startsWith(`${name}/`));
  return {
    name,
    type,
    inputs: [{ from }],
    options,
    weights: Object.fromEntries(own.map((weight) => [weight.slice(name.length + 1), weight])),
  };
}

/** With other layers at its end. */
function ending(...layers: readonly Layer[]): Network {
  const kept = network.layers.filter(({ name }) => !layers.some((other) => other.name === name));
  return { ...network, layers: [...kept, ...layers], outputs: [{ from: layers.at(-1)!.name }] };
}

beforeAll(async () => {
  await startBackend('cpu');
});

describe('heat maps are those of Keras', () => {
  it.each(keras.cases)('$layer, column $column', async ({ layer, column, map }) => {
    const before = tf.memory().numTensors;
    const { values, height, width, ...rest } = await gradCam(model, picture, { label: labels[column]!, layer });
    expect(rest).toEqual({ label: labels[column], layer });
    expect([height, width]).toEqual(map.shape);
    const most = Math.max(...map.data);
    values.forEach((value, at) => expect(value).toBeCloseTo(map.data[at]! / most, 5));
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('asks for the likeliest label at the last layer with rows and columns, if nothing is said', async () => {
  expect(await gradCam(model, picture)).toEqual(await gradCam(model, picture, { label: 'a', layer: 'last' }));
});

it.each([
  ['in the last Dense', ending(layer('scores', 'Dense', 'hidden', { units: 3, activation: 'softmax' }))],
  ['as a Softmax', ending(layer('out', 'Softmax', 'scores'))],
  ['as an Activation', ending(layer('out', 'Activation', 'scores', { activation: 'softmax' }))],
])('looks behind probabilities: softmax %s', async (_, network) => {
  const probable = { ...model, network, activation: 'linear' as const };
  expect((await gradCam(probable, picture, { label: 'b' })).values).toEqual(
    (await gradCam(model, picture, { label: 'b' })).values,
  );
});

it('one column of a sigmoid speaks for the second label, and against the first', async () => {
  const single = new Map(weights);
  const { data } = weights.get('scores/kernel')! as { data: Float32Array<ArrayBuffer> };
  single.set('scores/kernel', { dtype: 'float32', shape: [5, 1], data: data.filter((_, at) => at % 3 === 0) });
  single.set('scores/bias', { dtype: 'float32', shape: [1], data: Float32Array.of(0) });
  const binary: Model<HostTensor> = {
    ...model,
    network: { ...ending(layer('scores', 'Dense', 'hidden', { units: 1 })), weights: single },
    activation: 'sigmoid',
    task: { kind: 'classification', labels: ['normal', 'ill'] },
  };
  const ill = await gradCam(binary, picture, { label: 'ill' });
  expect(ill.values).toEqual((await gradCam(model, picture, { label: 'a' })).values);
  expect((await gradCam(binary, picture, { label: 'normal' })).values).not.toEqual(ill.values);
  expect((await gradCam(binary, picture)).label).toBe('ill');
});

it.each([
  [{ label: 'd' }, 'unknown-label', 'small knows no label "d". Nearest: a, b, c.'],
  [{ layer: 'lots' }, 'unknown-layer', 'small has no cut "lots". Nearest with rows and columns: last, '],
  [{ layer: 'branch' }, 'unknown-layer', 'small has no cut "branch". Nearest with rows and columns: '],
  [{ layer: 'hidden' }, 'not-spatial', '"hidden" gives 5, without rows and columns. Choose one of: '],
])('refuses %o', async (options, code, message) => {
  await expect(gradCam(model, picture, options)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message) as string,
  });
});

it('refuses a network without a place to look at, and other tasks', async () => {
  const flat: Network = {
    ...network,
    inputs: [{ name: 'image', shape: [null, 5], dtype: 'float32' }],
    layers: [layer('scores', 'Dense', 'image', { units: 3 })],
  };
  await expect(gradCam({ ...model, network: flat }, picture)).rejects.toMatchObject({
    code: 'not-spatial',
    message: 'No cut of small has rows and columns, so no place in a picture can be told.',
  });
  const regression = { ...model, task: { kind: 'regression', names: ['age'] } as const };
  await expect(gradCam(regression, picture)).rejects.toMatchObject({
    code: 'unsupported-task',
    message: 'small solves a regression task. Reasons can be shown for classification only.',
  });
});

it('has no reasons where there is no answer', async () => {
  const holed = {
    ...network,
    weights: new Map([...weights, ['scores/bias', host({ shape: [3], data: [0, NaN, 0] })]]),
  };
  await expect(gradCam({ ...model, network: holed }, picture)).rejects.toMatchObject({ code: 'scores-not-finite' });
});

it('leaves nothing behind when a layer after the cut fails', async () => {
  const before = tf.memory().numTensors;
  const misshapen = host({ shape: [2, 2], data: [1, 2, 3, 4] });
  const broken = { ...network, weights: new Map([...weights, ['hidden/kernel', misshapen]]) };
  await expect(gradCam({ ...model, network: broken }, picture)).rejects.toMatchObject({ code: 'layer-failed' });
  expect(tf.memory().numTensors).toBe(before);
});
