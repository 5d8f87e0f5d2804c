import { fingerprint, GraftError, randomStream, splits } from '@graftjs/core';
import type { Dataset, Engine, Network, OpenBackbone, Preprocess, Recipe, Split } from '@graftjs/core';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { linear } from '@graftjs/heads/linear';
import { initializeWeights } from '@graftjs/network';

/** A picture of 8 x 8 pixels; `broken` ones cannot be prepared. */
export interface ToyPicture {
  readonly pixels: Float32Array<ArrayBuffer>;
  readonly broken?: boolean;
}

const SIDE = 8;
const PIXELS = SIDE * SIDE * 3;

export const toyPreprocess: Preprocess<ToyPicture> = {
  kind: 'toy',
  spec: { side: SIDE },
  runtime: 'toy 1',
  fingerprint: async ({ pixels }) => fingerprint().bytes(new Uint8Array(pixels.buffer)).hex(),
  async prepare({ pixels, broken }) {
    if (broken) throw new GraftError('no-picture', 'This is no picture.');
    return pixels;
  },
  batch: (ready) => {
    const data = new Float32Array(ready.length * PIXELS);
    ready.forEach((pixels, i) => data.set(pixels as Float32Array, i * PIXELS));
    return new Map([['image', { dtype: 'float32', shape: [ready.length, SIDE, SIDE, 3], data }]]);
  },
};

/** Two convolutions with BatchNorm, pooling, and a classifier of four labels. */
const bareNetwork: Network = {
  name: 'toy-net',
  inputs: [{ name: 'image', shape: [null, SIDE, SIDE, 3], dtype: 'float32' }],
  layers: [
    conv('conv1', 'image', 6),
    batchNorm('bn1', 'conv1'),
    layer('relu1', 'ReLU', 'bn1'),
    conv('conv2', 'relu1', 10),
    batchNorm('bn2', 'conv2'),
    layer('relu2', 'ReLU', 'bn2'),
    layer('pool', 'GlobalAveragePooling2D', 'relu2'),
    {
      ...layer('top', 'Dense', 'pool', { units: 4 }),
      weights: { kernel: 'top/kernel', bias: 'top/bias' },
    },
  ],
  outputs: [{ from: 'top' }],
  weights: new Map(),
};

export function toyBackbone(seed = 3): OpenBackbone<ToyPicture> {
  const network = withStatistics(initializeWeights(bareNetwork, seed), seed);
  return {
    id: 'toy/random',
    modality: 'image',
    license: 'Apache-2.0',
    classifier: { layer: 'top', labels: ['a', 'b', 'c', 'd'] },
    fingerprint: fingerprint().tensors(network.weights).hex(),
    preprocess: toyPreprocess,
    network,
    blockEnds: ['relu1', 'relu2'],
  };
}

export interface ToyDataOptions {
  readonly labels?: readonly string[];
  readonly sizes?: Readonly<Record<Split, number>>;
  /** Broken pictures, by id: 'train-3'. */
  readonly broken?: readonly string[];
  /** Pictures with a pixel that is NaN, by id. */
  readonly notFinite?: readonly string[];
}

/** Classes differ in brightness and in which side is bright; they overlap a little. */
export function toyData({
  labels = ['cat', 'dog', 'eel'],
  sizes = { train: 60, validation: 24, test: 30 },
  broken = [],
  notFinite = [],
}: ToyDataOptions = {}): Dataset<ToyPicture> {
  return {
    name: 'toys',
    modality: 'image',
    task: { kind: 'classification', labels },
    fingerprint: fingerprint().json([labels, sizes, broken, notFinite]).hex(),
    notes: [],
    size: (split) => sizes[split],
    async *examples(split) {
      for (let i = 0; i < sizes[split]; i++) {
        const id = `${split}-${i}`;
        const target = i % labels.length;
        const random = randomStream(11, 'toys', splits.indexOf(split), i);
        const pixels = Float32Array.from({ length: PIXELS }, (_, at) => {
          const right = (at / 3) % SIDE >= SIDE / 2;
          return 0.8 * random.normal() + target * 0.4 + (right ? target - 1 : 0);
        });
        if (notFinite.includes(id)) pixels[0] = NaN;
        yield { id, input: broken.includes(id) ? { pixels, broken: true } : { pixels }, target };
      }
    },
  };
}

export function toyRecipe(changes: Partial<Recipe<ToyPicture>> = {}): Recipe<ToyPicture> {
  const usual = { data: toyData(), backbone: toyBackbone(), head: linear(), freeze: featureExtraction(), seed: 7 };
  return { ...usual, ...changes };
}

/** An engine of plain arithmetic: features are sums over the pixels of each channel. Counts and can be slowed down. */
export function sumEngine({ parallel = 1, delay = 0, name = 'sums' } = {}) {
  const seen = { loads: 0, disposals: 0, batches: [] as number[], running: 0, mostRunning: 0 };
  const engine: Engine = {
    name,
    parallel,
    unsupported: () => [],
    async load() {
      seen.loads++;
      return {
        async run(inputs) {
          const { data = [], shape: [count = 0] = [] } = inputs.get('image') ?? {};
          seen.batches.push(count);
          seen.mostRunning = Math.max(seen.mostRunning, ++seen.running);
          // Later batches end sooner, so that order has to be kept and does not just happen.
          await new Promise((resume) => setTimeout(resume, delay / seen.batches.length));
          seen.running--;
          const sums = new Float32Array(count * 3);
          data.forEach((value, at) => (sums[Math.floor(at / PIXELS) * 3 + (at % 3)]! += value));
          return [{ dtype: 'float32', shape: [count, 3], data: sums }];
        },
        dispose: () => void seen.disposals++,
      };
    },
    dispose: async () => undefined,
  };
  return { engine, seen };
}

/** What `sumEngine` gives for a picture. */
export function sumsOf({ pixels }: ToyPicture): number[] {
  const sums = new Float32Array(3);
  pixels.forEach((value, at) => (sums[at % 3]! += value));
  return [...sums];
}

/** Statistics as training leaves them: neither 0 nor 1. */
function withStatistics(network: Network, seed: number): Network {
  const weights = new Map(network.weights);
  for (const [name, { shape }] of network.weights) {
    if (!name.startsWith('bn')) continue;
    const random = randomStream(seed, name);
    const data = Float32Array.from({ length: shape[0] ?? 0 }, () => 0.5 + random.uniform());
    weights.set(name, { dtype: 'float32', shape, data });
  }
  return { ...network, weights };
}

function layer(name: string, type: string, from: string, options: Network['layers'][number]['options'] = {}) {
  return { name, type, inputs: [{ from }], options, weights: {} };
}

function conv(name: string, from: string, filters: number) {
  const options = { filters, kernel_size: [3, 3], padding: 'same', use_bias: false };
  return { ...layer(name, 'Conv2D', from, options), weights: { kernel: `${name}/kernel` } };
}

function batchNorm(name: string, from: string) {
  const roles = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
  const weights = Object.fromEntries(roles.map((role) => [role, `${name}/${role}`]));
  return { ...layer(name, 'BatchNormalization', from), weights };
}
