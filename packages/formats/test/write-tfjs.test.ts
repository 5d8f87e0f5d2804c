import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostTensor, Network } from '@graftjs/core';
import { initializeWeights } from '@graftjs/network';
import { inputsOf, kerasCases, networkOf } from '@graftjs/network/fixtures/keras-cases';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTfjsFile, writeLayersModelFolder } from '../src/files.js';
import { readFixture } from '../src/fixtures/read-fixture.js';
import { refusal } from '../src/fixtures/refusal.js';
import { readKeras } from '../src/keras.js';
import { readLayersModel, readTfjsArtifacts, writeLayersModel } from '../src/tfjs.js';
import { difference, expectedOf } from './networks.js';
import { loadStock, runStock } from './stock.js';

/** Of the largest output. */
const TOLERANCE = 1e-4;

const again = async (network: Network) =>
  (await readLayersModel(await readTfjsArtifacts(writeLayersModel(network)))).network;

describe('what is written', () => {
  it.each(['plain', 'branches'])('is answered alike by TensorFlow.js: %s', async (name) => {
    const { inputs, outputs } = expectedOf(name);
    const { network } = await readKeras(readFixture(`keras/${name}.k3.keras`));
    const model = await loadStock(writeLayersModel(network));
    expect(difference(await runStock(model, inputs), outputs)).toBeLessThanOrEqual(TOLERANCE);
    model.dispose();
  });

  it('is the same network when it is read again', async () => {
    const { network } = await readKeras(readFixture('keras/plain.k3.keras'));
    const { layers, weights, ...rest } = await again(network);
    expect(weights).toEqual(network.weights);
    expect(layers.map(({ name, type, inputs }) => ({ name, type, inputs }))).toEqual(
      network.layers.map(({ name, type, inputs }) => ({ name, type, inputs })),
    );
    expect(rest).toMatchObject({ name: network.name, inputs: network.inputs, outputs: network.outputs });
  });

  it('gives the same bytes every time, keeps float16, and is cut into shards of 4 MB', async () => {
    const wide: Network = {
      name: 'wide',
      inputs: [{ name: 'rows', shape: [null, 1200], dtype: 'float32' }],
      layers: [
        {
          name: 'dense',
          type: 'Dense',
          inputs: [{ from: 'rows' }],
          options: { units: 1000 },
          weights: { kernel: 'dense/kernel', bias: 'dense/bias' },
        },
      ],
      outputs: [{ from: 'dense' }],
      weights: new Map(),
    };
    const drawn = initializeWeights(wide, 7);
    const half: HostTensor = { dtype: 'float16', shape: [1000], data: new Uint16Array(1000).fill(0x3c01) };
    const network = { ...drawn, weights: new Map([...drawn.weights, ['dense/bias', half] as const]) };
    const files = writeLayersModel(network);
    expect([...files].map(([name, { length }]) => [name, name === 'model.json' ? 0 : length])).toEqual([
      ['model.json', 0],
      ['group1-shard1of2.bin', 4_194_304],
      ['group1-shard2of2.bin', 4 * 1200 * 1000 + 2 * 1000 - 4_194_304],
    ]);
    expect(writeLayersModel(network)).toEqual(files);
    expect((await again(network)).weights).toEqual(network.weights);
    const model = await loadStock(files);
    expect(model.weights[1]!.read().dataSync()[0]).toBe(1 + 2 ** -10);
    model.dispose();
  });
});

describe('every fixture of the layer table', () => {
  it.each(kerasCases)('is answered by TensorFlow.js as by Keras, or refused by name: $name', async (example) => {
    let files: ReadonlyMap<string, Uint8Array>;
    try {
      files = writeLayersModel(networkOf(example));
    } catch (error) {
      expect(String(error)).toMatch(
        /^GraftError: TensorFlow\.js cannot honour one-layer: (layer "layer" \(|input "input0")/,
      );
      return;
    }
    const before = tf.memory().numTensors;
    const model = await loadStock(files);
    const outputs = await runStock(model, [...inputsOf(example).values()]);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(outputs.map(({ shape }) => shape)).toEqual(example.outputs.map(({ shape }) => shape));
    outputs.forEach(({ data }, at) => {
      const expected = example.outputs[at]!.data;
      const largest = Math.max(...expected.map(Math.abs));
      const differences = [...data].map((value, i) => Math.abs(value - expected[i]!));
      expect(Math.max(...differences)).toBeLessThanOrEqual(TOLERANCE * largest);
    });
  });
});

describe('what TensorFlow.js cannot honour', () => {
  it('is listed all at once', async () => {
    const { network } = await readKeras(readFixture('keras/pictures.k3.keras'));
    const refused = await refusal(() => writeLayersModel(network));
    expect(refused).toContain(
      'cannot-write: TensorFlow.js cannot honour pictures: layer "adapted" (Normalization) is of a type that TensorFlow.js does not have; ',
    );
    expect(refused).toContain(
      'layer "dilated" (Conv2D) has the option "groups" 2, where TensorFlow.js knows 1 alone; ',
    );
    expect(refused).toContain('. Write a .keras or ONNX file, or leave these out.');
  });

  it('is a mask', async () => {
    const { network } = await readKeras(readFixture('keras/words.k3.keras'));
    const refused = await refusal(() => writeLayersModel(network));
    expect(refused).toContain(
      'layer "embedding" (Embedding) has the option "mask_zero" true, where TensorFlow.js knows false',
    );
    expect(refused).toContain(
      'layer "both_ways" (Bidirectional) has the option "mask", which TensorFlow.js does not have',
    );
  });

  const plan = (type: string, options: Network['layers'][number]['options'], outputs = ['layer']): Network => {
    const roles = type === 'LayerNormalization' ? ['gamma', 'beta'] : type === 'PReLU' ? ['alpha'] : [];
    const weights = Object.fromEntries(roles.map((role) => [role, `layer/${role}`]));
    const network: Network = {
      name: 'one',
      inputs: [{ name: 'input', shape: [null, 4, 5, 6], dtype: 'float32' }],
      layers: [{ name: 'layer', type, options, weights, inputs: [{ from: 'input' }] }],
      outputs: outputs.map((from) => ({ from })),
      weights: new Map(),
    };
    return initializeWeights(network, 1);
  };

  it.each([
    [
      plan('PReLU', { shared_axes: [2] }),
      'layer "layer" (PReLU) has the option "shared_axes" [2], where TensorFlow.js knows null or',
    ],
    [
      plan('LayerNormalization', { axis: [-1, 1] }),
      'layer "layer" (LayerNormalization) has the option "axis" [-1,1], and TensorFlow.js keeps weights in another order',
    ],
    [plan('ReLU', {}, ['layer', 'layer']), 'output 1 is output 0 again'],
    [plan('ReLU', {}, ['layer', 'input']), 'output 1 is the input "input" itself'],
  ])('is what it would compute otherwise, or not at all: %#', async (network, message) => {
    expect(await refusal(() => writeLayersModel(network))).toContain(message);
  });

  it('is no length that the layer table knows', async () => {
    const network = plan('Reshape', { target_shape: [-1] });
    const model = await loadStock(writeLayersModel(network));
    expect(model.layers.at(-1)?.getConfig()['targetShape']).toEqual([120]);
    model.dispose();
    expect((await again(network)).layers[0]?.options).toEqual({ target_shape: [120] });
  });

  it('is a network without values', async () => {
    const { network } = await readKeras(readFixture('keras/plain.k3.keras'));
    expect(await refusal(() => writeLayersModel({ ...network, weights: new Map() }))).toContain(
      'missing-weight: plain has no values for 9 weights: conv/kernel (3 x 3 x 3 x 4), ',
    );
  });
});

describe('a folder', () => {
  let work = '';
  let network: Network;
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'tfjs-'));
    ({ network } = await readKeras(readFixture('keras/plain.k3.keras')));
  });
  afterAll(() => rm(work, { recursive: true }));

  it('is written whole, replaced when that is allowed, and leaves nothing beside it', async () => {
    const folder = join(work, 'model');
    await writeLayersModelFolder(network, folder);
    expect((await readdir(folder)).sort()).toEqual(['group1-shard1of1.bin', 'model.json']);
    expect((await readTfjsFile(folder)).network.weights).toEqual(network.weights);
    expect(await refusal(() => writeLayersModelFolder(network, folder))).toBe(
      `file-exists: "${folder}" exists already and was left as it is. Choose another name, or allow overwriting.`,
    );
    await writeFile(join(folder, 'group1-shard2of2.bin'), 'old');
    await writeLayersModelFolder({ ...network, name: 'next' }, folder, { overwrite: true });
    expect((await readTfjsFile(join(folder, 'model.json'))).network.name).toBe('next');
    expect(await readdir(work)).toEqual(['model']);
  });

  it('with other files is left as it is', async () => {
    const folder = join(work, 'site');
    await mkdir(folder);
    await writeFile(join(folder, 'index.html'), 'hello');
    expect(await refusal(() => writeLayersModelFolder(network, folder, { overwrite: true }))).toBe(
      `file-exists: "${folder}" exists already and holds index.html, which may not be replaced. Choose another name, or allow overwriting.`,
    );
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toBe('hello');
    await rm(folder, { recursive: true });
  });

  it('may be empty, or behind a link, which stays one', async () => {
    await mkdir(join(work, 'real'));
    await symlink(join(work, 'real'), join(work, 'link'));
    await writeLayersModelFolder(network, join(work, 'link'));
    expect((await readdir(join(work, 'real'))).length).toBe(2);
    expect((await readTfjsFile(join(work, 'real'))).network.weights).toEqual(network.weights);
  });

  it('that cannot be written is named with the reason', async () => {
    const file = join(work, 'file');
    await writeFile(file, 'x');
    expect(await refusal(() => writeLayersModelFolder(network, file))).toContain(
      `cannot-write-file: Cannot write the folder "${file}": ENOTDIR`,
    );
    expect(await refusal(() => writeLayersModelFolder(network, join(work, 'none', 'model')))).toContain(
      'cannot-write-file: Cannot write the folder',
    );
  });
});
