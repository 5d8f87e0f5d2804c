import { expect, it } from 'vitest';
import { checkNetwork } from './check-network.js';
import { refusal } from './fixtures/refusal.js';
import { tinyNetwork, tinyResidual } from './fixtures/tiny-networks.js';
import { inferShapes } from './infer-shapes.js';
import { listWeights } from './list-weights.js';

const network = tinyResidual();
const change = (name: string, changes: object) => ({
  ...network,
  layers: network.layers.map((layer) => (layer.name === name ? { ...layer, ...changes } : layer)),
});

it('infers the shape of every input and layer', () => {
  const shapes = inferShapes(network);
  expect(shapes.get('x')).toEqual([[null, 8, 8, 3]]);
  expect(shapes.get('add')).toEqual([[null, 4, 4, 4]]);
  expect(shapes.get('scores')).toEqual([[null, 3]]);
  expect(shapes.size).toBe(12);
});

it('lists weights with shapes, statistics as not trainable', () => {
  const weights = listWeights(network);
  expect(weights.get('stem_conv/kernel')).toMatchObject({ shape: [3, 3, 3, 4], trainable: true });
  expect(weights.get('stem_bn/moving_mean')).toMatchObject({ shape: [4], trainable: false });
  expect(weights.has('project_bn/gamma')).toBe(false);
});

it('accepts a network that hangs together, with and without values', () => {
  checkNetwork(network);
  checkNetwork({ ...network, weights: new Map() });
});

it.each<[string, () => unknown, string]>([
  [
    'two of one name',
    () => change('scores', { name: 'pool' }),
    'duplicate-name: Two layers or inputs of tiny are called "pool".',
  ],
  [
    'a source that is not there',
    () => change('pool', { inputs: [{ from: 'ad' }] }),
    'unknown-source: Layer "pool" takes its input from "ad", but no layer before it has that name. Nearest: add, ',
  ],
  [
    'a source that comes later',
    () => change('stem_bn', { inputs: [{ from: 'scores' }] }),
    'unknown-source: Layer "stem_bn" takes its input from "scores", but no layer before it has that name.',
  ],
  [
    'an output that is not there',
    () => change('pool', { inputs: [{ from: 'add', output: 1 }] }),
    'unknown-source: Layer "pool" takes its input from output 1 of "add", which has 1, counted from 0.',
  ],
  [
    'a network output that is not there',
    () => ({ ...network, outputs: [{ from: 'score' }] }),
    'unknown-source: An output of tiny is "score", but no layer before it has that name. Nearest: scores, ',
  ],
  ['no outputs', () => ({ ...network, outputs: [] }), 'no-outputs: tiny has no outputs.'],
  [
    'an unknown type',
    () => change('pool', { type: 'Pool' }),
    'unknown-layer-type: Layer "pool": No layer type "Pool".',
  ],
  [
    'an unknown option',
    () => change('pool', { options: { keepdim: true } }),
    'unknown-option: Layer "pool": GlobalAveragePooling2D has no option "keepdim". It takes: keepdims, data_format.',
  ],
  [
    'an input that does not fit',
    () => change('scores', { type: 'Flatten', options: {}, inputs: [{ from: 'add' }, { from: 'pool' }] }),
    'bad-input-count: Layer "scores" (Flatten) takes 1 input; got 2.',
  ],
  [
    'a weight without a role',
    () => change('project_bn', { weights: { ...network.layers[7]!.weights, gamma: 'project_bn/gamma' } }),
    'unknown-role: Layer "project_bn" (BatchNormalization) names a weight for "gamma"; with its options it has: beta, moving_mean, moving_variance.',
  ],
  [
    'a role without a weight',
    () => change('scores', { weights: {} }),
    'missing-role: Layer "scores" (Dense) names no weight for "kernel".',
  ],
  [
    'a shared weight of two shapes',
    () => change('scores', { weights: { kernel: 'stem_conv/kernel', bias: 'scores/bias' } }),
    'weight-conflict: Layer "scores" (Dense) shares the weight "stem_conv/kernel", but the two differ: [3, 3, 3, 4] and [4, 3].',
  ],
  [
    'a value of the wrong shape',
    () => ({
      ...network,
      weights: new Map([['scores/bias', { dtype: 'float32', shape: [4], data: new Float32Array(4) }]]),
    }),
    'bad-weight-shape: Weight "scores/bias" of tiny has the shape [4]; its layer needs [3]. ' +
      'Give it weights of that shape, or change the options of the layer.',
  ],
])('refuses %s', (_, build, message) => {
  expect(
    refusal(() => {
      checkNetwork(build() as typeof network);
    }).slice(0, message.length),
  ).toBe(message);
});

it('shares a weight that two layers name', () => {
  const twice = tinyNetwork(
    [null, 4],
    [
      ['a', 'Dense', { units: 4 }],
      ['b', 'Dense', { units: 4 }],
    ],
  );
  const [a, b] = twice.layers;
  const shared = { ...twice, layers: [a!, { ...b!, weights: a!.weights }] };
  expect([...listWeights(shared).keys()]).toEqual(['a/kernel', 'a/bias']);
});
