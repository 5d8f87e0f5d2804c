import { createHash } from 'node:crypto';
import '@tensorflow/tfjs-backend-wasm';
import type { BatchShape, HostTensor, Network } from '@graftjs/core';
import { loadWeights, runNetwork, summarize } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import fixture from '../../fixtures/keras-applications.json';
import { fillByFormula, spread } from '../../test/formula-weights.js';
import { inceptionV3Network } from './inception-v3-network.js';
import { mobileNetV2Network } from './mobilenet-v2-network.js';
import { resNetNetwork } from './resnet-network.js';
import { vggNetwork } from './vgg-network.js';

type Case = (typeof fixture.cases)[number];

const cases = fixture.cases.map((example) => ({ ...example, title: titleOf(example) }));

beforeAll(async () => {
  expect(await tf.setBackend('wasm')).toBe(true);
});

describe('has the layers, shapes and parameters that Keras has', () => {
  it.each(cases)('$title', (example) => {
    const network = build(example);
    const summary = summarize(network);
    const lines = summary.rows
      .filter(({ type }) => type !== 'InputLayer')
      .map(({ name, type, outputs, parameters }) => `${name}|${type}|${formatShape(outputs[0]!)}|${parameters}`);
    if (example.layers !== undefined) expect(lines).toEqual(example.layers);
    else expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(example.layersSha256);
    expect([summary.total, summary.trainable]).toEqual([example.parameters, example.trainable]);
  });
});

describe('gives what Keras gives, within 1e-4 of the largest value', () => {
  it.each(cases.filter(({ outputs }) => outputs !== undefined))('$title', (example) => {
    const network = scaleClassifier(fillByFormula(build(example)), example.classifierScale ?? 1);
    const wanted = example.outputs!;
    run({ ...network, outputs: wanted.map(({ layer }) => ({ from: layer })) }, example).forEach((found, index) => {
      const { layer, shape, largest, values } = wanted[index]!;
      expect(found.shape, layer).toEqual(shape);
      const difference = Math.max(...sampleOf(found).map((value, at) => Math.abs(value - values[at]!)));
      expect(difference / largest, layer).toBeLessThan(1e-4);
    });
  });
});

function build({ architecture, height, width, top, classes, alpha }: Case): Network {
  const options = { top, inputSize: [height, width], ...(classes === undefined ? {} : { classes }) } as const;
  if (architecture === 'resnet50') return resNetNetwork(architecture, options);
  if (architecture === 'vgg16' || architecture === 'vgg19') return vggNetwork(architecture, options);
  return architecture === 'inception-v3' ? inceptionV3Network(options) : mobileNetV2Network({ ...options, alpha });
}

function run(network: Network, { height, width }: Case): HostTensor[] {
  const shape = [fixture.batch, height!, width!, 3];
  const image = tf.tensor(Float32Array.from(spread('image', fixture.batch * height! * width! * 3)), shape);
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

function formatShape(shape: BatchShape): string {
  return shape
    .slice(1)
    .map((length) => length ?? '?')
    .join(',');
}

function titleOf({ architecture, height, width, top, alpha }: Case): string {
  const size = `${height ?? 'any'} x ${width ?? 'any'}`;
  return `${architecture}${alpha === undefined ? '' : ` alpha ${alpha}`}, ${size}${top ? '' : ', without top'}`;
}
