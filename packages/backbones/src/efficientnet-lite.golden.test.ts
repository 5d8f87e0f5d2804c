import { readFile } from 'node:fs/promises';
import '@tensorflow/tfjs-backend-wasm';
import { randomStream, type Network, type OpenBackbone, type ImageInput } from '@graftjs/core';
import { cutNetwork, listCuts } from '@graftjs/cut';
import { folder } from '@graftjs/demo-chest-xray';
import { foldBatchNorm, loadWeights, runNetwork, toTensor } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import golden from '../fixtures/lite0-keras.json';
import { efficientNetLite0 } from './efficientnet-lite.js';

// Network weights stay on the backend from test to test, as an engine keeps them.
const loaded = new Map<Network, Map<string, tf.Tensor>>();

beforeAll(async () => {
  expect(await tf.setBackend('wasm')).toBe(true);
});

describe('EfficientNet-Lite0 against Keras, from file to probabilities', () => {
  it.each([
    ['unfolded', (network: Network) => network],
    ['folded', (network: Network) => foldBatchNorm(network)],
  ])('agrees within 1e-4 on real pictures, %s', async (_, change) => {
    const backbone = await efficientNetLite0();
    const network = change(backbone.network);
    let largest = 0;
    for (const { file, top, probabilities } of golden.pictures) {
      const picture = new Blob([await readFile(new URL(`test/${file}`, folder))]);
      const found = await classify(backbone, network, picture);
      const wanted = probabilities?.map((value, index) => [index, value]) ?? top;
      for (const [index, value] of wanted) largest = Math.max(largest, Math.abs(found[index!]! - value!));
    }
    expect(largest).toBeLessThan(1e-4);
  });
});

describe('cuts of EfficientNet-Lite0 on wasm', () => {
  it('give exactly what the whole gives, at every cut', async () => {
    const { network } = await efficientNetLite0({ inputSize: 64 });
    const image = drawImage(64);
    const whole = run(network, 'image', image);
    const weights = load(network);
    for (const { layer } of listCuts(network)) {
      const { trunk, tail } = cutNetwork(network, layer);
      loaded.set(trunk, weights);
      loaded.set(tail, weights);
      const features = run(trunk, 'image', image);
      const halves = run(tail, layer, features);
      expect(halves.dataSync(), layer).toEqual(whole.dataSync());
      tf.dispose([features, halves]);
    }
    tf.dispose([image, whole]);
  });

  it('give exactly what the whole gives where each half is folded and the whole is folded up to the cut', async () => {
    const { network } = await efficientNetLite0({ inputSize: 64 });
    const image = drawImage(64);
    const plain = run(network, 'image', image);
    // A convolution and its BatchNorm and activation, a merge, the bottleneck, and the output.
    for (const cut of ['stem_conv', 'stem_bn', 'stem_activation', 'block5c_add', 'head_activation', 'predictions']) {
      const whole = run(foldBatchNorm(network, { boundaries: [cut] }), 'image', image);
      const { trunk, tail } = cutNetwork(network, cut);
      const features = run(foldBatchNorm(trunk), 'image', image);
      const halves = run(foldBatchNorm(tail), cut, features);
      expect(halves.dataSync(), cut).toEqual(whole.dataSync());
      const differences = plain.dataSync().map((value, index) => Math.abs(value - whole.dataSync()[index]!));
      expect(Math.max(...differences), cut).toBeLessThan(1e-5);
      tf.dispose([whole, features, halves]);
    }
    tf.dispose([image, plain]);
  });

  it('leave no tensors behind', () => {
    for (const weights of new Set(loaded.values())) tf.dispose([...weights.values()]);
    expect(tf.memory().numTensors).toBe(0);
  });
});

async function classify(backbone: OpenBackbone<ImageInput>, network: Network, picture: Blob): Promise<Float32Array> {
  const { preprocess } = backbone;
  const [entry] = preprocess.batch([await preprocess.prepare(picture)]);
  const input = toTensor(entry![1]);
  const output = run(network, entry![0], input);
  const probabilities = output.dataSync() as Float32Array;
  tf.dispose([input, output]);
  return probabilities;
}

function drawImage(size: number): tf.Tensor {
  const stream = randomStream(1, 'image');
  return tf.tensor(
    Float32Array.from({ length: 2 * size * size * 3 }, () => stream.uniform() * 2 - 1),
    [2, size, size, 3],
  );
}

function load(network: Network): Map<string, tf.Tensor> {
  const weights = loaded.get(network) ?? loadWeights(network);
  loaded.set(network, weights);
  return weights;
}

function run(network: Network, input: string, value: tf.Tensor): tf.Tensor {
  return runNetwork(network, load(network), new Map([[input, value]]))[0]!;
}
