import type { HostTensor } from '@graftjs/core';
import { readSafetensors } from '@graftjs/safetensors';
import { expect, it } from 'vitest';
import { difference, expectedOf, run } from '../../test/networks.js';
import { readFixture } from '../fixtures/read-fixture.js';
import { readModelFiles } from '../fixtures/read-model-files.js';
import { refusal } from '../fixtures/refusal.js';
import type { JsonObject } from '../keras/parse-json.js';
import { readKeras } from '../keras/read-keras.js';
import { byteSource } from '../source/byte-source.js';
import { readText } from '../source/read-text.js';
import { openArchive } from '../zip/open-archive.js';
import type { TfjsArtifacts } from './read-artifacts.js';
import { readTfjsArtifacts } from './read-artifacts.js';
import { readLayersModel } from './read-layers-model.js';

const TOLERANCE = 1e-5;

const read = async (model: string) => readLayersModel(await readTfjsArtifacts(readModelFiles(model)));

it.each(['plain', 'branches', 'sequences', 'words'])('answers as in Keras: %s', async (model) => {
  const { inputs, outputs } = expectedOf(model);
  const { network, madeBy } = await read(model);
  expect(madeBy).toBe('2.21.0');
  expect(difference(await run(network, inputs), outputs)).toBeLessThanOrEqual(TOLERANCE);
});

it.each(['uint8', 'uint16', 'float16'])('answers as in Keras with weights as %s', async (dtype) => {
  const { inputs } = expectedOf('plain');
  const { tensors } = readSafetensors(readFixture(`tfjs/plain.${dtype}.safetensors`));
  const { network } = await read(`plain.${dtype}`);
  expect(difference(await run(network, inputs), [tensors.get('y0')!])).toBeLessThanOrEqual(TOLERANCE);
});

it('finds the weights of layers of equal names by the models around them, and those of paths of Keras 3', async () => {
  const { network } = await readKeras(readFixture('keras/deep.k3.keras'));
  const config = JSON.parse(await configOf('keras/deep.k3.keras')) as JsonObject;
  const artifacts: TfjsArtifacts = {
    format: 'layers-model',
    topology: { keras_version: '3.15.1', model_config: config },
    tensors: network.weights,
    bools: new Set(),
    signature: undefined,
    generatedBy: undefined,
    convertedBy: undefined,
    metadata: undefined,
  };
  expect((await readLayersModel(artifacts)).network).toEqual(network);
  const paths = new Map([
    ['layers/functional/layers/sequential/layers/batch_normalization/vars/0', 'middle/inner/norm/gamma'],
    ['layers/functional/layers/sequential/layers/batch_normalization/vars/1', 'middle/inner/norm/beta'],
    ['layers/functional/layers/sequential/layers/batch_normalization/vars/2', 'middle/inner/norm/moving_mean'],
    ['layers/functional/layers/sequential/layers/batch_normalization/vars/3', 'middle/inner/norm/moving_variance'],
    ['layers/functional/layers/sequential/layers/dense/vars/0', 'middle/inner/dense/kernel'],
    ['layers/functional/layers/sequential/layers/dense/vars/1', 'middle/inner/dense/bias'],
    ['layers/dense/vars/0', 'dense/kernel'],
    ['layers/dense/vars/1', 'dense/bias'],
  ]);
  const tensors = new Map([...paths].map(([path, name]) => [path, network.weights.get(name)!]));
  expect((await readLayersModel({ ...artifacts, tensors })).network).toEqual(network);
});

it('lists all weights that do not fit at once', async () => {
  const artifacts = await readTfjsArtifacts(readModelFiles('plain'));
  const tensors = new Map(artifacts.tensors);
  const kernel = tensors.get('conv/kernel')!;
  tensors.delete('norm/beta');
  tensors.set('other/kernel', kernel);
  tensors.set('conv/kernel', { dtype: 'float32', shape: [1], data: new Float32Array(1) });
  expect(await refusal(() => readLayersModel({ ...artifacts, tensors }))).toBe(
    'weights-mismatch: The weights of this file do not fit plain. 1 missing: norm/beta (4). 1 not part of it: other/kernel (3 x 3 x 3 x 4). 1 misshapen: conv/kernel (1 in "conv/kernel" instead of 3 x 3 x 3 x 4).',
  );
});

it('refuses NaN', async () => {
  const artifacts = await readTfjsArtifacts(readModelFiles('plain'));
  const bias: HostTensor = { dtype: 'float32', shape: [3], data: Float32Array.of(0, NaN, 0) };
  const tensors = new Map([...artifacts.tensors, ['scores/bias', bias] as const]);
  expect(await refusal(() => readLayersModel({ ...artifacts, tensors }))).toContain(
    'bad-weight-values: The weight "scores/bias" holds NaN or infinity, first at element 1.',
  );
});

it('refuses a graph by name, and what TensorFlow.js does otherwise than Keras', async () => {
  const artifacts = await readTfjsArtifacts(readModelFiles('plain'));
  expect(await refusal(() => readLayersModel({ ...artifacts, format: 'graph-model' }))).toBe(
    'not-layers-model: This is a graph-model: a graph of operations and not a list of layers. Read it with readGraphModel.',
  );
  const larger = { name: 'larger', interpolation: 'bilinear', batch_input_shape: [null, 2, 2, 1] };
  const topology = {
    class_name: 'Sequential',
    config: { name: 'own', layers: [{ class_name: 'UpSampling2D', config: larger }] },
  };
  const written = { ...artifacts, tensors: new Map(), topology: { ...topology, keras_version: 'tfjs-layers 4.22.0' } };
  expect(await refusal(() => readLayersModel(written))).toBe(
    'keras-unsupported: This TensorFlow.js model cannot be read: layer "larger" (UpSampling2D) enlarges as TensorFlow.js does, from the corners of pixels, where Keras and Graft do it from their centres. Use the interpolation "nearest", or cut the model before it.',
  );
  expect((await readLayersModel({ ...written, topology })).network.layers).toHaveLength(1);
});

async function configOf(fixture: string): Promise<string> {
  const archive = await openArchive(byteSource(readFixture(fixture)));
  return readText((await archive.open('config.json'))!, fixture, 'keras-json');
}
