import type { Json, Network } from '@graftjs/core';
import { foldBatchNorm, initializeWeights, loadWeights, runNetwork, sliceNetwork, toTensor } from '@graftjs/network';
import '@graftjs/network/gradients';
import { readSafetensors } from '@graftjs/safetensors';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { difference, run } from '../../test/networks.js';
import { loadStockGraph, runStockGraph } from '../../test/stock.js';
import { readFixture } from '../fixtures/read-fixture.js';
import { readModelFiles } from '../fixtures/read-model-files.js';
import { refusal } from '../fixtures/refusal.js';
import { readTfjsArtifacts } from './read-artifacts.js';
import { readGraphModel } from './read-graph-model.js';

const TOLERANCE = 1e-5;

describe.each(['plain', 'shapes', 'gaps'])('the graph of the model "%s"', (name) => {
  const { tensors } = readSafetensors(readFixture(`tfjs/${name}.graph.safetensors`));
  const named = (letter: string) =>
    [...tensors]
      .filter(([key]) => key.startsWith(letter))
      .sort()
      .map(([, value]) => value);
  const files = readModelFiles(`${name}.graph`);

  it('answers as the model in Keras, and as stock TensorFlow.js', async () => {
    const { network, madeBy } = readGraphModel(await readTfjsArtifacts(files));
    expect(madeBy).toBe('TensorFlow.js Converter v4.22.0');
    const answer = await run(network, named('x'));
    expect(difference(answer, named('y'))).toBeLessThanOrEqual(TOLERANCE);
    const model = await loadStockGraph(files);
    expect(difference(answer, await runStockGraph(model, named('x')))).toBeLessThanOrEqual(TOLERANCE);
    model.dispose();
  });

  it('can be cut and folded', async () => {
    const { network } = readGraphModel(await readTfjsArtifacts(files));
    const at = network.layers[3]!.name;
    const trunk = sliceNetwork(network, { upTo: at });
    const tail = sliceNetwork(network, { after: at });
    const whole = await run(network, named('x'));
    expect(difference(await run(tail, await run(trunk, named('x'))), whole)).toBe(0);
    expect(difference(await run(foldBatchNorm(network), named('x')), whole)).toBeLessThanOrEqual(TOLERANCE);
  });
});

it('can be trained: every weight has a gradient', async () => {
  const { tensors } = readSafetensors(readFixture('tfjs/shapes.graph.safetensors'));
  const { network } = readGraphModel(await readTfjsArtifacts(readModelFiles('shapes.graph')));
  const weights = loadWeights(network);
  const input = toTensor(tensors.get('x0')!);
  const gradients = tf.grads((...values: tf.Tensor[]) => {
    const given = new Map([...weights.keys()].map((name, at) => [name, values[at]!]));
    const outputs = runNetwork(network, given, new Map([['picture', input]]));
    return outputs.reduce<tf.Tensor>((sum, output) => tf.add(sum, tf.sum(tf.square(output))), tf.scalar(0));
  })([...weights.values()]);
  const sizes = gradients.map((gradient) => tf.sum(tf.abs(gradient)).dataSync()[0]!);
  expect(sizes).toHaveLength(network.weights.size);
  expect(sizes.every((size) => size > 0 && Number.isFinite(size))).toBe(true);
});

it('names layers as the graph does, without what says nothing, and weights after the first that uses them', async () => {
  const { network } = readGraphModel(await readTfjsArtifacts(readModelFiles('plain.graph')));
  expect(network.layers.map(({ name, type }) => [name, type])).toEqual([
    ['rescaling/mul', 'Rescaling'],
    ['rescaling/add', 'Rescaling'],
    ['relu/Relu6', 'Conv2D'],
    ['depthwise/depthwise', 'DepthwiseConv2D'],
    ['pool/MaxPool', 'MaxPooling2D'],
    ['flatten/Reshape', 'Reshape'],
    ['scores/BiasAdd', 'Dense'],
    ['scores/Softmax', 'Activation'],
  ]);
  expect([...network.weights.keys()]).toEqual([
    'relu/Relu6/kernel',
    'relu/Relu6/bias',
    'depthwise/depthwise/kernel',
    'depthwise/depthwise/bias',
    'scores/BiasAdd/kernel',
    'scores/BiasAdd/bias',
  ]);
});

interface Node {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Record<string, Json>;
}

const text = (value: string): Json => ({ s: btoa(value) });
const whole = (...values: number[]): Json => ({ list: { i: values.map(String) } });
const placeholder = (...lengths: number[]): Node => ({
  name: 'x',
  op: 'Placeholder',
  attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: lengths.map((size) => ({ size: String(size) })) } } },
});

/** A graph of those nodes, with values for its constants. */
async function graph(
  nodes: readonly Node[],
  values: Record<string, readonly [shape: number[], ...data: number[]]> = {},
) {
  const weights = Object.entries(values).map(([name, [shape]]) => ({
    name,
    shape,
    dtype: /axes|shape|pads|perm/.test(name) ? 'int32' : 'float32',
  }));
  const bytes = Object.entries(values).map(([name, [, ...data]]) =>
    /axes|shape|pads|perm/.test(name) ? Int32Array.from(data) : Float32Array.from(data),
  );
  const constants = Object.keys(values).map((name): Node => ({ name, op: 'Const' }));
  const model = {
    modelTopology: { node: [...constants, ...nodes].map((node) => ({ input: [], attr: {}, ...node })) },
    weightsManifest: [{ paths: ['w.bin'], weights }],
  };
  const files = new Map<string, Uint8Array | Blob>([
    ['model.json', new TextEncoder().encode(JSON.stringify(model))],
    ['w.bin', new Blob(bytes)],
  ]);
  return readGraphModel(await readTfjsArtifacts(files)).network;
}

const typesOf = ({ layers }: Network): string[] =>
  layers.map(({ type, options }) => `${type} ${JSON.stringify(options)}`);

describe('nodes', () => {
  it('of arithmetic with constants become numbers of Rescaling, or a bias where there is room for one', async () => {
    const network = await graph(
      [
        placeholder(-1, 3),
        { name: 'sub', op: 'Sub', input: ['one', 'x'] },
        { name: 'div', op: 'RealDiv', input: ['sub', 'two'] },
        { name: 'product', op: 'MatMul', input: ['div', 'kernel'], attr: { transpose_b: { b: true } } },
        { name: 'bias', op: 'AddV2', input: ['row', 'product'] },
        { name: 'more', op: 'BiasAdd', input: ['bias', 'row'] },
      ],
      { one: [[], 1], two: [[1], 2], kernel: [[2, 3], 1, 2, 3, 4, 5, 6], row: [[2], 5, 6] },
    );
    expect(typesOf(network)).toEqual([
      'Rescaling {"scale":-1,"offset":1}',
      'Rescaling {"scale":0.5,"offset":0}',
      'Dense {"units":2,"use_bias":true,"activation":"linear"}',
      'Rescaling {"scale":1,"offset":[5,6]}',
    ]);
    const [answer] = await run(network, [{ dtype: 'float32', shape: [1, 3], data: Float32Array.of(1, 1, -1) }]);
    expect([...answer!.data]).toEqual([0 + 0 + 3 + 5 + 5, 0 + 0 + 6 + 6 + 6]);
  });

  it('that share a product do not share a bias', async () => {
    const network = await graph(
      [
        placeholder(-1, 3),
        { name: 'product', op: 'MatMul', input: ['x', 'kernel'] },
        { name: 'same', op: 'Identity', input: ['product'] },
        { name: 'biased', op: 'BiasAdd', input: ['same', 'row'] },
        { name: 'plain', op: 'Relu', input: ['product'] },
      ],
      { kernel: [[3, 2], 1, 2, 3, 4, 5, 6], row: [[2], 5, 6] },
    );
    expect(network.layers.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'product Dense',
      'biased Rescaling',
      'plain Activation',
    ]);
  });

  it('that take a picture apart without a convolution after them are refused', async () => {
    const values = { shape: [[2], 2, 2], pads: [[2, 2], 0, 0, 0, 0] } as const;
    const nodes = [
      placeholder(-1, 4, 4, 2),
      { name: 'apart', op: 'SpaceToBatchND', input: ['x', 'shape', 'pads'] },
      { name: 'relu', op: 'Relu', input: ['apart'] },
    ];
    expect(await refusal(() => graph(nodes, values as never))).toContain(
      'relu (Relu) works on a picture that is taken apart, as no layer does.',
    );
  });

  it('of shapes: Squeeze, ExpandDims, a Reshape by the length of the batch, explicit margins', async () => {
    const network = await graph(
      [
        placeholder(-1, 1, 4, 2),
        {
          name: 'pool',
          op: 'MaxPool',
          input: ['x'],
          attr: {
            ksize: whole(1, 1, 2, 1),
            strides: whole(1, 1, 2, 1),
            padding: text('EXPLICIT'),
            explicit_paddings: whole(0, 0, 0, 0, 1, 1, 0, 0),
          },
        },
        { name: 'flat', op: 'Squeeze', input: ['pool'], attr: { squeeze_dims: whole(1) } },
        { name: 'more', op: 'ExpandDims', input: ['flat', 'axes'] },
        { name: 'shape_of', op: 'Shape', input: ['more'] },
        { name: 'slice', op: 'StridedSlice', input: ['shape_of'] },
        { name: 'pack', op: 'Pack', input: ['slice', 'shape0', 'shape1'] },
        { name: 'again', op: 'Reshape', input: ['more', 'pack'] },
      ],
      { axes: [[], -1], shape0: [[], 2], shape1: [[], 3] },
    );
    expect(typesOf(network)).toEqual([
      'ZeroPadding2D {"padding":[[0,0],[1,1]]}',
      'MaxPooling2D {"pool_size":[1,2],"strides":[1,2],"padding":"valid"}',
      'Reshape {"target_shape":[3,2]}',
      'Reshape {"target_shape":[3,2,1]}',
      'Reshape {"target_shape":[2,3]}',
    ]);
  });

  it('of limits are a ReLU: of zero, and of any number after one', async () => {
    const nodes = [
      placeholder(-1, 4),
      { name: 'relu', op: 'Relu', input: ['x'] },
      { name: 'below', op: 'Minimum', input: ['relu', 'six'] },
      { name: 'above', op: 'Maximum', input: ['zero', 'below'] },
    ];
    const network = await graph(nodes, { six: [[], 6], zero: [[], 0] });
    const kinds = network.layers.map(({ type, options }) => `${type} ${JSON.stringify(options)}`);
    expect(kinds).toEqual(['Activation {"activation":"relu"}', 'ReLU {"max_value":6}', 'ReLU {}']);
    const input = { dtype: 'float32', shape: [1, 4], data: Float32Array.of(-1, 0.5, 6, 7) } as const;
    expect((await run(network, [input]))[0]!.data).toEqual(Float32Array.of(0, 0.5, 6, 6));
    const bare = [placeholder(-1, 4), { name: 'below', op: 'Minimum', input: ['x', 'six'] }];
    expect(await refusal(() => graph(bare, { six: [[], 6] }))).toContain('below (Minimum) compares with a constant');
  });

  it('without a counterpart are all named, and what follows from them is not', async () => {
    const nodes = [
      placeholder(-1, 4, 4, 2),
      { name: 'fourier', op: 'FFT', input: ['x'] },
      { name: 'after', op: 'Relu', input: ['fourier'] },
      { name: 'mean', op: 'Mean', input: ['x', 'axes'] },
      { name: 'compare', op: 'Maximum', input: ['x', 'one'] },
      { name: 'wide', op: 'Add', input: ['x', 'whole'] },
      {
        name: 'first',
        op: 'MaxPool',
        input: ['x'],
        attr: {
          ksize: whole(1, 2, 2, 1),
          strides: whole(1, 2, 2, 1),
          padding: text('SAME'),
          data_format: text('NCHW'),
        },
      },
      { name: 'turned', op: 'Transpose', input: ['x', 'perm'] },
    ];
    const values = { axes: [[1], 3], one: [[], 1], whole: [[4, 1], 1, 2, 3, 4], perm: [[4], 1, 0, 2, 3] } as const;
    const refused = await refusal(() => graph(nodes, values as never));
    expect(refused).toBe(
      'graph-unsupported: This graph-model cannot be read as a network, for 6 of its nodes: fourier (FFT) has no counterpart; mean (Mean) goes over the axes [3] of 4; known are all places; compare (Maximum) compares with a constant; wide (Add) takes a constant of 4 x 1; known are one number, or one for each channel; first (MaxPool) has the axes NCHW; known is NHWC; turned (Transpose) moves the axis of the batch. It can be opened as a closed backbone, whose features are used as they come: graphModelBackbone of @graftjs/backbones.',
    );
  });
});

// prettier-ignore
const bad: readonly (readonly [what: string, nodes: readonly Node[], message: string])[] = [
  ['a node twice', [placeholder(-1, 2), placeholder(-1, 2)], 'graph-invalid: This graph cannot be read: two nodes are called "x".'],
  ['a node that feeds itself', [{ name: 'a', op: 'Relu', input: ['b'] }, { name: 'b', op: 'Relu', input: ['a'] }, { name: 'c', op: 'Relu', input: ['b'] }], 'graph-invalid: This graph cannot be read: "'],
  ['a loop', [placeholder(-1, 2), { name: 'merge', op: 'Merge', input: ['x', 'next'] }, { name: 'next', op: 'NextIteration', input: ['merge'] }, { name: 'a', op: 'Relu', input: ['merge'] }], 'graph-unsupported: This graph-model cannot be read as a network, for 1 of its nodes: next (NextIteration) closes a loop. It can be opened as a closed backbone'],
  ['a node that is not there', [{ name: 'a', op: 'Relu', input: ['nothing'] }], 'it has no node "nothing", which something takes'],
  ['a name that is a path', [{ name: '../../x', op: 'Relu', input: [] }], 'a node has the name "../../x"'],
  ['an input that is none', [{ name: 'a', op: 'Relu', input: [7 as unknown as string] }], '"a" takes 7, which is no node'],
  ['no answer', [placeholder(-1, 2)], 'none of its nodes gives an answer'],
  ['values that are not there', [placeholder(-1, 2), { name: 'w', op: 'Const' }, { name: 'a', op: 'Relu', input: ['x'] }], 'weights-mismatch: The weights of this file do not fit the graph. 1 missing: w.'],
  ['an input of text', [{ ...placeholder(-1, 2), attr: { dtype: { type: 'DT_STRING' }, shape: { shape: { dim: [{ size: '-1' }] } } } }, { name: 'a', op: 'Relu', input: ['x'] }], 'x (Placeholder) takes DT_STRING; known are float32 and int32'],
  ['an input of unknown rank', [{ ...placeholder(), attr: { shape: { shape: { unknownRank: true } } } }, { name: 'a', op: 'Relu', input: ['x'] }], 'x (Placeholder) does not say how many axes it has'],
  ['a second output', [placeholder(-1, 2), { name: 'a', op: 'Relu', input: ['x:1'] }], 'a (Relu) takes output 1 of "x"; known are first ones'],
];

it.each(bad)('refuses %s', async (_, nodes, message) => {
  expect(await refusal(() => graph(nodes))).toContain(message);
});

it('refuses values that nothing uses, NaN, and layers, by name', async () => {
  const relu = [placeholder(-1, 2), { name: 'a', op: 'MatMul', input: ['x', 'kernel'] }];
  expect(await refusal(() => graph(relu, { kernel: [[2, 1], 1, NaN] }))).toContain(
    'bad-weight-values: The weight "a/kernel" holds NaN',
  );
  const artifacts = await readTfjsArtifacts(readModelFiles('plain.graph'));
  const [first] = artifacts.tensors.values();
  const tensors = new Map([...artifacts.tensors, ['more', first!] as const]);
  expect(await refusal(() => readGraphModel({ ...artifacts, tensors }))).toContain('1 not part of it: more (');
  expect(await refusal(() => readGraphModel({ ...artifacts, format: 'layers-model' }))).toBe(
    'not-graph-model: This is a layers-model: a list of layers. Read it with readLayersModel.',
  );
});

it('can be given new weights, as any network', async () => {
  const { network } = readGraphModel(await readTfjsArtifacts(readModelFiles('shapes.graph')));
  const fresh = initializeWeights({ ...network, weights: new Map() }, 7);
  expect([...fresh.weights.keys()].sort()).toEqual([...network.weights.keys()].sort());
});
