import '@tensorflow/tfjs-backend-wasm';
import type { Network } from '@graftjs/core';
import { cutNetwork, listCuts, splitBlocks, tapLayers } from '@graftjs/cut';
import { loadWeights, runNetwork } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { deepFreeze } from '../../test/deep-freeze.js';
import { fillByFormula, spread } from '../../test/formula-weights.js';
import { inceptionV3Network, listInceptionV3BlockEnds } from './inception-v3-network.js';
import { listMobileNetV2BlockEnds, mobileNetV2Network } from './mobilenet-v2-network.js';
import { listResNetBlockEnds, resNetNetwork } from './resnet-network.js';
import { listVggBlockEnds, vggNetwork } from './vgg-network.js';

beforeAll(async () => {
  expect(await tf.setBackend('wasm')).toBe(true);
});

// With top where that costs little: the classifier of a VGG has five times the weights of the rest.
describe.each<[string, () => Network, (network: Network) => string[], number]>([
  ['VGG16', () => vggNetwork('vgg16', { top: false, inputSize: 32 }), listVggBlockEnds, 18],
  ['VGG19', () => vggNetwork('vgg19', { top: false, inputSize: 32 }), listVggBlockEnds, 21],
  ['ResNet50', () => resNetNetwork('resnet50', { inputSize: 32, classes: 4 }), listResNetBlockEnds, 40],
  ['MobileNetV2', () => mobileNetV2Network({ alpha: 0.35, inputSize: 32, classes: 4 }), listMobileNetV2BlockEnds, 75],
  ['InceptionV3', () => inceptionV3Network({ inputSize: 75, classes: 4 }), listInceptionV3BlockEnds, 30],
])('%s, frozen in all its parts', (_, build, listBlockEnds, count) => {
  it('gives at every cut, trunk then tail, exactly what the whole gives, and can be cut again', () => {
    const network = deepFreeze(fillByFormula(build()));
    const image = drawImage(network);
    const weights = loadWeights(network);
    const run = (part: Network, input: tf.Tensor): tf.Tensor[] =>
      runNetwork(part, weights, new Map([[part.inputs[0]!.name, input]]));
    const cuts = listCuts(network);
    expect(cuts).toHaveLength(count);

    const names = cuts.map(({ layer }) => layer);
    const tapped = run(tapLayers(network, names), image);
    const whole = tapped.at(-1)!.dataSync();
    names.forEach((layer, index) => {
      const { trunk, tail } = cutNetwork(network, layer);
      const [features] = run(trunk, image);
      const [result] = run(tail, features!);
      expect(features!.dataSync(), layer).toEqual(tapped[index]!.dataSync());
      expect(result!.dataSync(), layer).toEqual(whole);
      tf.dispose([features!, result!]);
    });

    let [rest, last] = [network, tf.clone(image)];
    for (const { name } of splitBlocks(network, listBlockEnds(network))) {
      const { trunk, tail } = cutNetwork(deepFreeze(rest), name);
      const [next] = run(trunk, last);
      last.dispose();
      [rest, last] = [tail, next!];
    }
    expect(last.dataSync()).toEqual(whole);
    tf.dispose([image, last, ...tapped, ...weights.values()]);
    expect(tf.memory().numTensors).toBe(0);
  });
});

function drawImage({ inputs }: Network): tf.Tensor {
  const shape = [1, ...inputs[0]!.shape.slice(1)] as number[];
  return tf.tensor(
    Float32Array.from(
      spread(
        'image',
        shape.reduce((a, b) => a * b, 1),
      ),
    ),
    shape,
  );
}
