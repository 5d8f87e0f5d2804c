import { randomStream, sizeOf, type HostTensor } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import * as stock from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, it } from 'vitest';
import { difference, run } from '../../test/networks.js';
import { runStock, saveStock } from '../../test/stock.js';
import { refusal } from '../fixtures/refusal.js';
import { fromLayersModel } from './from-layers-model.js';
import { readTfjsArtifacts } from './read-artifacts.js';
import { readLayersModel } from './read-layers-model.js';

const TOLERANCE = 1e-5;
const { layers } = stock;

beforeEach(async () => {
  await tf.setBackend('cpu');
});

function values(shape: readonly number[], seed: number): HostTensor {
  const stream = randomStream(seed, 'test');
  return { dtype: 'float32', shape, data: Float32Array.from({ length: sizeOf(shape) }, () => stream.normal()) };
}

/** Weights that differ everywhere: fresh ones are zeros and ones in places. */
function drawn(model: stock.LayersModel): stock.LayersModel {
  const tensors = model.getWeights().map(({ shape, dtype }, at) => {
    const { data } = values(shape, at);
    return tf.tensor(
      data.map((value) => Math.abs(value / 2) + 0.1),
      shape,
      dtype,
    );
  });
  model.setWeights(tensors);
  tf.dispose(tensors);
  return model;
}

function pictures(): stock.LayersModel {
  const inner = stock.sequential({
    name: 'inner',
    layers: [
      layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [10, 10, 3], activation: 'relu6', name: 'conv' }),
      layers.batchNormalization({ name: 'norm' }),
      layers.leakyReLU({ alpha: 0.2 }),
    ],
  });
  const [left, right] = [stock.input({ shape: [10, 10, 3] }), stock.input({ shape: [10, 10, 3] })];
  const join = layers.multiply();
  let x = join.apply([inner.apply(left), inner.apply(right)] as stock.SymbolicTensor[]) as stock.SymbolicTensor;
  const chain = [
    layers.separableConv2d({ filters: 4, kernelSize: 3, padding: 'same' }),
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, activation: 'swish' }),
    layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'selu' }),
    layers.prelu({ sharedAxes: [1, 2] }),
    layers.zeroPadding2d({
      padding: [
        [1, 0],
        [0, 1],
      ],
    }),
    layers.upSampling2d({ size: [2, 1] }),
    layers.cropping2D({
      cropping: [
        [1, 1],
        [2, 0],
      ],
    }),
    layers.averagePooling2d({ poolSize: 2, padding: 'same' }),
    layers.layerNormalization(),
    layers.reLU({ maxValue: 1 }),
    layers.permute({ dims: [3, 1, 2] }),
    layers.flatten(),
    layers.activation({ activation: 'hardSigmoid' }),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 3, activation: 'softmax', name: 'conv' }),
  ];
  for (const layer of chain) x = layer.apply(x) as stock.SymbolicTensor;
  return stock.model({ inputs: [left, right], outputs: x });
}

function sequences(): stock.LayersModel {
  const recurrent = { units: 3, returnSequences: true, recurrentInitializer: 'glorotUniform' as const };
  return stock.sequential({
    layers: [
      layers.conv1d({ filters: 4, kernelSize: 2, padding: 'same', inputShape: [6, 3] }),
      layers.bidirectional({ layer: layers.lstm(recurrent) as stock.RNN, mergeMode: 'concat' }),
      layers.timeDistributed({ layer: layers.dense({ units: 4, activation: 'tanh' }) }),
      layers.gru({ ...recurrent, recurrentActivation: 'sigmoid' }),
      layers.maxPooling1d({ poolSize: 2 }),
      layers.simpleRNN({ units: 3, recurrentInitializer: 'glorotUniform' }),
      layers.batchNormalization({ scale: false }),
      layers.repeatVector({ n: 2 }),
      layers.globalAveragePooling1d(),
    ],
  });
}

describe.each([
  [
    'pictures',
    pictures,
    [
      [2, 10, 10, 3],
      [2, 10, 10, 3],
    ],
  ],
  ['sequences', sequences, [[2, 6, 3]]],
] as const)('a live model of %s', (_, build, shapes) => {
  it('answers the same as a network, is not changed, and may be trained on', async () => {
    const model = drawn(build());
    const inputs = shapes.map((shape, at) => values(shape, 100 + at));
    const answer = await runStock(model, inputs);
    const before = tf.memory().numTensors;
    const { network, madeBy } = await fromLayersModel(model);
    expect(tf.memory().numTensors).toBe(before);
    expect(madeBy).toBe('tfjs-layers 4.22.0');
    expect(difference(await run(network, inputs), answer)).toBeLessThanOrEqual(TOLERANCE);
    expect(await runStock(model, inputs)).toEqual(answer);
    const first = network.weights.values().next().value!;
    const [kept, zeros] = [first.data.slice(), model.getWeights().map((weight) => tf.zerosLike(weight))];
    model.setWeights(zeros);
    expect(first.data).toEqual(kept);
    tf.dispose(zeros);
    model.dispose();
  });
});

it('is the network that its files are', async () => {
  const model = drawn(sequences());
  const saved = await readLayersModel(await readTfjsArtifacts(await saveStock(model)));
  expect(saved).toEqual(await fromLayersModel(model));
  model.dispose();
});

it('refuses layers that Graft does not know, and a layer of two models within', async () => {
  const [one, two] = ['one', 'two'].map((name) => stock.sequential({ name }));
  const shared = layers.dense({ units: 3, inputShape: [3], name: 'shared' });
  one!.add(shared);
  two!.add(shared);
  const input = stock.input({ shape: [3] });
  const model = stock.model({ inputs: input, outputs: two!.apply(one!.apply(input)) as stock.SymbolicTensor });
  expect(await refusal(() => fromLayersModel(model))).toContain(
    'shared-layer: The layer "one/shared" is also "two/shared". TensorFlow.js does not say',
  );
  const other = stock.sequential({ layers: [layers.maxPooling3d({ inputShape: [2, 2, 2, 1] } as never)] });
  expect(await refusal(() => fromLayersModel(other))).toContain(
    '(MaxPooling3D) is of a type that Graft does not know.',
  );
});
