import type { HostTensor, Network } from '@graftjs/core';
import { inputsOf, kerasCases, networkOf } from '@graftjs/network/fixtures/keras-cases';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { describe, expect, it } from 'vitest';
import { writeOnnx } from './write-onnx.js';

env.wasm.numThreads = 1;
env.logLevel = 'error';

/** Of the largest output. */
const TOLERANCE = 1e-4;

describe('gives what Keras gives, in ONNX Runtime', () => {
  it.each(kerasCases)('$name', async (example) => {
    const outputs = await run(networkOf(example), inputsOf(example));
    expect(outputs.map(({ dims }) => [...dims])).toEqual(example.outputs.map(({ shape }) => shape));
    outputs.forEach(({ data }, at) => {
      expectClose(data as Float32Array, example.outputs[at]!.data);
    });
  });
});

const layer = (name: string, type: string, from: string, options = {}, weights = {}) => ({
  name,
  type,
  inputs: [{ from }],
  options,
  weights,
});
const ones = (...shape: number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1),
});
const network: Network = {
  name: 'small',
  inputs: [{ name: 'picture', shape: [null, null, null, 2], dtype: 'float32' }],
  layers: [
    layer('conv', 'Conv2D', 'picture', { filters: 3, kernel_size: 3, strides: 2, padding: 'same' }, { kernel: 'k', bias: 'b' }), // prettier-ignore
    layer('relu', 'ReLU', 'conv'),
    layer('pool', 'GlobalAveragePooling2D', 'relu'),
  ],
  outputs: [{ from: 'pool' }, { from: 'relu' }, { from: 'picture' }],
  weights: new Map([
    ['k', ones(3, 3, 2, 3)],
    ['b', ones(3)],
  ]),
};

it('takes pictures of any size where the network does, and pads them as TensorFlow does', async () => {
  for (const [height, width] of [
    [4, 5],
    [7, 6],
  ] as const) {
    const [, relu] = await run(network, new Map([['picture', ones(1, height, width, 2)]]));
    const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
    expect([...relu!.dims]).toEqual([1, rows, columns, 3]);
    // An even side has its one zero at the end, so the first window sees three values of it.
    const seen = (side: number) => (side % 2 === 0 ? 3 : 2);
    expect(relu!.data[0]).toBe(1 + 2 * seen(height) * seen(width));
  }
});

it('names outputs for their layers, an input that is one too by another name, and says what it is told', async () => {
  const session = await InferenceSession.create(writeOnnx(network));
  expect(session.inputNames).toEqual(['picture']);
  expect(session.outputNames).toEqual(['pool', 'relu', 'picture_2']);
  const text = new TextDecoder('latin1').decode(writeOnnx(network, { metadata: new Map([['licence', 'CC0-1.0']]) }));
  expect(text).toMatch(/licence.*CC0-1\.0/s);
});

it('writes the same bytes twice', () => {
  expect(writeOnnx(network)).toEqual(writeOnnx(network));
});

it('writes a weight that two layers share once', () => {
  const twice: Network = {
    ...network,
    inputs: [{ name: 'picture', shape: [null, 8, 8, 2], dtype: 'float32' }],
    layers: [...network.layers, { ...network.layers[0]!, name: 'again' }],
    outputs: [{ from: 'pool' }, { from: 'again' }],
  };
  expect(writeOnnx(twice).length).toBeLessThan(writeOnnx(network).length + 800);
});

describe('refuses', () => {
  it('all layers at once that cannot be written, by name', () => {
    const free: Network = {
      ...network,
      layers: [
        layer('first', 'Reshape', 'picture', { target_shape: [-1, 2] }),
        layer('second', 'TimeDistributed', 'picture', { layer: { class_name: 'Softmax', config: {} } }),
        layer('third', 'Attention', 'first'),
      ].map((each) => (each.name === 'third' ? { ...each, inputs: [{ from: 'first' }, { from: 'first' }], options: { use_causal_mask: true } } : each)), // prettier-ignore
      outputs: [{ from: 'second' }, { from: 'third' }],
      weights: new Map(),
    };
    expect(() => writeOnnx(free)).toThrow(
      expect.objectContaining({
        code: 'cannot-write',
        message:
          'An ONNX file cannot hold 2 layer(s) of small. ' +
          '"second" (TimeDistributed): its steps have a free axis; give the network a fixed input size. ' +
          '"third" (Attention): it masks sequences of a free number of steps; give the network a fixed one. ' +
          'Cut the network before them, or export it as keras or safetensors.',
      }),
    );
  });

  it('a network without values, and one too large for such a file', () => {
    expect(() => writeOnnx({ ...network, weights: new Map() })).toThrow(
      expect.objectContaining({
        code: 'missing-weight',
        message: 'small has no values for 2 weights: k (3 x 3 x 2 x 3), b (3).',
      }),
    );
    const huge: Network = {
      ...network,
      inputs: [{ name: 'rows', shape: [null, 60_000], dtype: 'float32' }],
      layers: [layer('dense', 'Dense', 'rows', { units: 10_000, use_bias: false }, { kernel: 'k' })],
      outputs: [{ from: 'dense' }],
      weights: new Map([['k', { dtype: 'float32', shape: [60_000, 10_000], data: new Float32Array() }]]),
    };
    expect(() => writeOnnx(huge)).toThrow(
      expect.objectContaining({
        code: 'too-large',
        message: 'The weights of small take 2.4 GB, and an ONNX file may have 2.1. Export it as keras or safetensors.',
      }),
    );
  });
});

async function run(given: Network, inputs: ReadonlyMap<string, HostTensor>): Promise<Tensor[]> {
  const session = await InferenceSession.create(writeOnnx(given));
  const tensors = [...inputs].map(([name, { dtype, data, shape }]) => {
    const tensor =
      dtype === 'int32' ? new Tensor(dtype, data, shape) : new Tensor('float32', data as Float32Array, shape);
    return [name, tensor] as const;
  });
  const outputs = await session.run(Object.fromEntries(tensors));
  await session.release();
  return session.outputNames.map((name) => outputs[name] as Tensor);
}

function expectClose(found: Float32Array, wanted: readonly number[]): void {
  const largest = Math.max(...wanted.map(Math.abs));
  const difference = Math.max(...wanted.map((value, at) => Math.abs(value - found[at]!)));
  expect(difference).toBeLessThanOrEqual(TOLERANCE * largest);
}
