import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import type { Layer, Network } from '@graftjs/core';
import { initializeWeights, runNetwork } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { registerGradients } from './register-gradients.js';

type Run = (...inputs: tf.Tensor[]) => tf.Tensor;

beforeAll(async () => {
  tf.env().set('PROD', true);
  // Makes tfjs look for data that a kernel leaves behind.
  tf.env().set('IS_TEST', true);
  await tf.setBackend('wasm');
  registerGradients();
});

const windows = [
  { strides: [1, 1], dilations: [1, 1] },
  { strides: [2, 2], dilations: [1, 1] },
  { strides: [3, 3], dilations: [1, 1] },
  { strides: [2, 1], dilations: [1, 1] },
  { strides: [1, 1], dilations: [2, 2] },
  { strides: [1, 1], dilations: [1, 3] },
] as const;

const cases = windows.flatMap(({ strides, dilations }) =>
  (['same', 'valid'] as const).flatMap((pad) =>
    [
      [1, 1],
      [3, 3],
      [4, 2],
    ].flatMap((kernel) => [8, 11].map((size) => ({ size, kernel, strides, dilations, pad }))),
  ),
);

describe.each(cases)('convolution of $size pixels, kernel $kernel, strides $strides, $dilations, $pad', (each) => {
  const strides: [number, number] = [...each.strides];
  const dilations: [number, number] = [...each.dilations];

  it('Conv2D', () =>
    agree(
      [
        [3, each.size, each.size - 1, 4],
        [...each.kernel, 4, 5],
      ],
      (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, each.pad, 'NHWC', dilations),
    ));

  it.each([1, 3])('DepthwiseConv2D, multiplier %i', async (multiplier) => {
    await agree(
      [
        [3, each.size, each.size - 1, 17],
        [...each.kernel, 17, multiplier],
      ],
      (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, each.pad, 'NHWC', dilations),
    );
  });
});

it.each([
  ['groups', { groups: 2, padding: 'same' }],
  ['groups and strides', { groups: 4, strides: 2, padding: 'valid' }],
  ['groups and dilation', { groups: 2, dilation_rate: 2, padding: 'same' }],
] as const)('a Conv2D layer with %s', (_, options) => {
  const layer: Layer = {
    name: 'conv',
    type: 'Conv2D',
    inputs: [{ from: 'image' }],
    options: { filters: 8, kernel_size: 3, use_bias: false, ...options },
    weights: { kernel: 'kernel' },
  };
  const network: Network = {
    name: 'grouped',
    inputs: [{ name: 'image', shape: [null, 7, 6, 4], dtype: 'float32' }],
    layers: [layer],
    outputs: [{ from: 'conv' }],
    weights: new Map(),
  };
  return agree(
    [
      [2, 7, 6, 4],
      [3, 3, 4 / options.groups, 8],
    ],
    (image, kernel) => runNetwork(network, new Map([['kernel', kernel]]), new Map([['image', image]]))[0]!,
  );
});

it('explicit padding, more than the filter reaches', () =>
  agree(
    [
      [2, 6, 6, 3],
      [2, 2, 3, 4],
    ],
    (x, filter) =>
      tf.conv2d(
        x as tf.Tensor4D,
        filter as tf.Tensor4D,
        [2, 2],
        [
          [0, 0],
          [3, 1],
          [2, 2],
          [0, 0],
        ],
      ),
  ));

describe('ReLU6', () => {
  it.each(['wasm', 'cpu'])(
    'lets a gradient through between 0 and 6 only, as TensorFlow does, on %s',
    async (backend) => {
      await tf.setBackend(backend);
      const x = tf.tensor1d([-1, 0, 0.5, 5.5, 6, 7]);
      const slope = tf.grad((given: tf.Tensor) => tf.mul(tf.relu6(given), 3))(x);
      expect([...slope.dataSync()]).toEqual([0, 0, 3, 3, 0, 0]);
      tf.dispose([x, slope]);
    },
  );
});

it('can be called again, and warns of nothing', () => {
  const warn = vi.spyOn(console, 'warn');
  const kernel = tf.getKernel('Conv2DBackpropFilter', 'wasm');
  const gradient = tf.getGradient('Conv2D');
  registerGradients();
  expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBe(kernel);
  expect(tf.getGradient('Conv2D')).toBe(gradient);
  expect(warn).not.toHaveBeenCalled();
});

it('gives the gradients of a network with frozen and with affine BatchNorm alike on wasm and cpu', async () => {
  const layers: Layer[] = [
    { name: 'c', type: 'DepthwiseConv2D', inputs: [{ from: 'x' }], options: { kernel_size: 3 }, weights: named('c') },
    { name: 'b', type: 'BatchNormalization', inputs: [{ from: 'c' }], options: {}, weights: named('b') },
    { name: 'r', type: 'ReLU', inputs: [{ from: 'b' }], options: { max_value: 6 }, weights: {} },
    {
      name: 'd',
      type: 'Conv2D',
      inputs: [{ from: 'r' }],
      options: { filters: 5, kernel_size: 1 },
      weights: named('d'),
    },
  ];
  const network = initializeWeights(
    {
      name: 'n',
      inputs: [{ name: 'x', shape: [null, 6, 6, 4], dtype: 'float32' }],
      layers,
      outputs: [{ from: 'd' }],
      weights: new Map(),
    },
    3,
  );
  for (const batchNorm of ['frozen', 'affine'] as const) {
    const values = [...network.weights].map(([name, { shape, data }]) => ({
      name,
      shape,
      values: data as Float32Array,
    }));
    await agree(
      [
        [2, 6, 6, 4],
        [3, 3, 4, 1],
      ],
      (x, kernel) => {
        const weights = new Map(values.map((weight) => [weight.name, toTensor(weight)]));
        weights.set('c/kernel', kernel);
        return runNetwork(network, weights, new Map([['x', x]]), { batchNorm })[0]!;
      },
      { linear: false },
    );
  }
});

/**
 * Gradients on wasm are those on cpu and those of central differences; nothing is left behind. A convolution is linear in each
 * input, so that differences are exact however far apart.
 */
async function agree(shapes: readonly (readonly number[])[], run: Run, { linear = true } = {}): Promise<void> {
  const inputs = shapes.map(noise);
  const results: Float32Array[][] = [];
  for (const backend of ['wasm', 'cpu']) {
    await tf.setBackend(backend);
    const before = tf.memory();
    results.push(
      tf.tidy(() =>
        tf
          .grads(lossOf(run))(inputs.map(toTensor))
          .map((grad) => grad.dataSync<'float32'>()),
      ),
    );
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  }
  const [wasm = [], cpu = []] = results;
  wasm.forEach((slopes, at) => expect(distance(slopes, cpu[at]!)).toBeLessThan(1e-5));
  if (linear) inputs.forEach((_, at) => expectSlope(run, inputs, at, wasm[at]!));
}

/** Along a direction that touches every element, so that no single one can be wrong. */
function expectSlope(run: Run, inputs: readonly Input[], at: number, slopes: Float32Array): void {
  const direction = noise(inputs[at]!.shape, 5).values;
  const [ahead, behind] = [1, -1].map((step) =>
    tf.tidy(() => {
      const moved = inputs.map((input, index) =>
        index === at ? { ...input, values: input.values.map((value, i) => value + step * direction[i]!) } : input,
      );
      return lossOf(run)(...moved.map(toTensor)).dataSync()[0]!;
    }),
  );
  const along = slopes.reduce((sum, slope, i) => sum + slope * direction[i]!, 0);
  const scale = norm(slopes) * norm(direction);
  expect(Math.abs((ahead! - behind!) / 2 - along) / scale).toBeLessThan(1e-5);
}

function lossOf(run: Run): Run {
  return (...inputs) => {
    const output = run(...inputs);
    return tf.sum(tf.mul(output, toTensor(noise(output.shape, 9))));
  };
}

interface Input {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function noise(shape: readonly number[], seed: number): Input {
  const length = shape.reduce((product, axis) => product * axis, 1);
  const values = Float32Array.from(
    { length },
    (_, i) => ((Math.sin(i * 12.9898 + seed * 78.233) * 43758.5453) % 1) + 0.1,
  );
  return { shape, values };
}

function toTensor({ values, shape }: Input): tf.Tensor {
  return tf.tensor(values, [...shape]);
}

function distance(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function named(layer: string): Record<string, string> {
  const roles = layer === 'b' ? ['gamma', 'beta', 'moving_mean', 'moving_variance'] : ['kernel', 'bias'];
  return Object.fromEntries(roles.map((role) => [role, `${layer}/${role}`]));
}
