import type { HostTensor, Network } from '@graftjs/core';
import { loadWeights, runNetwork } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type fixture from '../fixtures/keras-applications.json';
import { inceptionV3Network } from '../src/networks/inception-v3-network.js';
import { mobileNetV2Network } from '../src/networks/mobilenet-v2-network.js';
import { resNetNetwork } from '../src/networks/resnet-network.js';
import { vggNetwork } from '../src/networks/vgg-network.js';
import { fillByFormula, spread } from './formula-weights.js';

/** What Keras says of one of its applications: `tools/reference/keras_applications.py`. */
export type KerasCase = Pick<(typeof fixture.cases)[number], 'architecture' | 'height' | 'width' | 'top' | 'classes' | 'alpha' | 'outputs' | 'classifierScale'>; // prettier-ignore

/**
 * Runs a case on the current backend with weights by the formula.
 *
 * @returns for each output the largest difference from Keras over the largest value of Keras
 */
export function compareWithKeras(
  example: KerasCase,
  batch: number,
): { readonly layer: string; readonly error: number }[] {
  const network = scaleClassifier(fillByFormula(buildCase(example)), example.classifierScale ?? 1);
  const wanted = example.outputs!;
  const found = run({ ...network, outputs: wanted.map(({ layer }) => ({ from: layer })) }, example, batch);
  return wanted.map(({ layer, shape, largest, values }, index) => {
    expect(found[index]!.shape, layer).toEqual(shape);
    const differences = sampleOf(found[index]!).map((value, at) => Math.abs(value - values[at]!));
    return { layer, error: Math.max(...differences) / largest };
  });
}

/** The network of a case, without values. */
export function buildCase({ architecture, height, width, top, classes, alpha }: KerasCase): Network {
  const options = { top, inputSize: [height, width], ...(classes === undefined ? {} : { classes }) } as const;
  if (architecture === 'resnet50') return resNetNetwork(architecture, options);
  if (architecture === 'vgg16' || architecture === 'vgg19') return vggNetwork(architecture, options);
  return architecture === 'inception-v3' ? inceptionV3Network(options) : mobileNetV2Network({ ...options, alpha });
}

function run(network: Network, { height, width }: KerasCase, batch: number): HostTensor[] {
  const shape = [batch, height!, width!, 3];
  const image = tf.tensor(Float32Array.from(spread('image', batch * height! * width! * 3)), shape);
  const weights = loadWeights(network);
  const outputs = runNetwork(network, weights, new Map([['image', image]]));
  const values = outputs.map((output) => ({
    dtype: 'float32' as const,
    shape: output.shape,
    data: output.dataSync<'float32'>() as Float32Array<ArrayBuffer>,
  }));
  tf.dispose([image, ...outputs, ...weights.values()]);
  expect(tf.memory().numTensors).toBe(0);
  return values;
}

function scaleClassifier(network: Network, scale: number): Network {
  const kernel = network.weights.get('predictions/kernel');
  if (kernel === undefined) return network;
  const data = Float32Array.from(kernel.data, (value) => value * scale);
  return {
    ...network,
    weights: new Map([...network.weights, ['predictions/kernel', { dtype: 'float32', shape: kernel.shape, data }]]),
  };
}

/** 40 values evenly spaced, or all where there are fewer. */
function sampleOf({ data }: HostTensor): number[] {
  if (data.length <= 40) return [...data];
  return Array.from({ length: 40 }, (_, place) => data[Math.floor((place * (data.length - 1)) / 39)]!);
}

export function titleOf({ architecture, height, width, top, alpha }: KerasCase): string {
  const size = `${height ?? 'any'} x ${width ?? 'any'}`;
  return `${architecture}${alpha === undefined ? '' : ` alpha ${alpha}`}, ${size}${top ? '' : ', without top'}`;
}
