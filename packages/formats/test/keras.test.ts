import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Network } from '@graftjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKerasWeightsFile, readKerasFile } from '../src/files.js';
import { readFixture } from '../src/fixtures/read-fixture.js';
import { refusal } from '../src/fixtures/refusal.js';
import { loadKerasWeights, parseKerasJson, readKeras } from '../src/keras.js';
import { byteSource, readBytes } from '../src/source/byte-source.js';
import { openArchive } from '../src/zip/open-archive.js';
import { difference, expectedOf, run } from './networks.js';

const TOLERANCE = 1e-5;

const pathOf = (name: string): string => fileURLToPath(new URL(`../fixtures/keras/${name}`, import.meta.url));
const textOf = (name: string): string => new TextDecoder().decode(readFixture(`keras/${name}`));

let work = '';
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'keras-'));
});
afterAll(() => rm(work, { recursive: true }));

describe.each(['plain', 'branches', 'deep', 'pictures', 'sequences', 'words', 'translate'])(
  'the model "%s"',
  (model) => {
    const { inputs, outputs } = expectedOf(model);

    it.each(['k3.keras', 'k3.h5', 'k2.keras', 'k2.h5'])('answers as in Keras, read whole: %s', async (layout) => {
      const { network, kerasVersion } = await readKeras(readFixture(`keras/${model}.${layout}`));
      expect(kerasVersion).toBe(layout.startsWith('k3') ? '3.15.1' : '2.21.0');
      expect(difference(await run(network, inputs), outputs)).toBeLessThanOrEqual(TOLERANCE);
    });

    it('is the same from a path, a Blob and bytes', async () => {
      const bytes = readFixture(`keras/${model}.k3.keras`);
      const whole = await readKeras(bytes);
      expect(await readKeras(new Blob([bytes]))).toEqual(whole);
      expect(await readKerasFile(pathOf(`${model}.k3.keras`))).toEqual(whole);
    });
  },
);

describe.each(['plain', 'branches', 'deep', 'words'])('the model "%s"', (model) => {
  it.each(['k3.weights.h5', 'k2.weights.h5', 'k3.keras', 'k2.keras', 'k3.h5', 'k2.h5'])(
    'answers as in Keras, with the weights alone: %s',
    async (layout) => {
      const { network: whole } = await readKeras(readFixture(`keras/${model}.k3.keras`));
      const bare = { ...whole, weights: new Map() };
      const { network, notes } = await loadKerasWeights(bare, readFixture(`keras/${model}.${layout}`));
      expect(notes).toEqual([]);
      expect(network.weights).toEqual(whole.weights);
    },
  );
});

describe.each(['plain', 'branches'])('the model "%s"', (model) => {
  it.each(['k3', 'k2'])('is the same from JSON and a legacy weight file of %s', async (generation) => {
    const { network: whole } = await readKeras(readFixture(`keras/${model}.${generation}.h5`));
    const { network: bare } = parseKerasJson(textOf(`${model}.${generation}.json`));
    expect(bare).toEqual({ ...whole, weights: new Map() });
    expect(await readKeras(readFixture(`keras/${model}.${generation}.json`))).toMatchObject({ network: bare });
    const { network } = await loadKerasWeightsFile(bare, pathOf(`${model}.${generation}.legacy-weights.h5`));
    expect(network).toEqual(whole);
  });
});

it('reads names that were cut into several attributes', async () => {
  const { network: whole } = await readKeras(readFixture('keras/plain.k3.h5'));
  const { network } = await loadKerasWeights(whole, readFixture('keras/plain.k3.chunked-weights.h5'));
  expect(network).toEqual(whole);
});

describe('weights without equal names', () => {
  const renamed = (network: Network): Network => ({
    ...network,
    layers: network.layers.map((layer, at) => ({
      ...layer,
      name: `layer${at}`,
      inputs: [{ from: at === 0 ? 'image' : `layer${at - 1}` }],
    })),
    outputs: [{ from: `layer${network.layers.length - 1}` }],
  });

  it.each(['k3.weights.h5', 'k2.weights.h5', 'k3.legacy-weights.h5', 'k2.legacy-weights.h5'])(
    'are matched by the order of layers, which is noted where the file has names: %s',
    async (layout) => {
      const { network: whole } = await readKeras(readFixture('keras/plain.k3.keras'));
      const { network, notes } = await loadKerasWeights(renamed(whole), readFixture(`keras/plain.${layout}`));
      expect(network.weights).toEqual(whole.weights);
      expect(notes.map(({ code }) => code)).toEqual(layout === 'k2.weights.h5' ? [] : ['weights-by-order']);
    },
  );
});

describe('weights that do not fit', () => {
  it('are listed all at once, with names and shapes', async () => {
    const { network } = await readKeras(readFixture('keras/plain.k3.keras'));
    const changed = {
      ...network,
      layers: network.layers.map((layer) =>
        layer.name === 'conv'
          ? {
              ...layer,
              options: { ...layer.options, use_bias: true },
              weights: { ...layer.weights, bias: 'conv/bias' },
            }
          : layer.name === 'scores'
            ? { ...layer, options: { ...layer.options, units: 2 } }
            : layer,
      ),
    };
    for (const layout of ['k3.weights.h5', 'k2.legacy-weights.h5']) {
      const refused = await refusal(() => loadKerasWeights(changed, readFixture(`keras/plain.${layout}`)));
      expect(refused).toContain(
        'weights-mismatch: The weights of this file do not fit plain. 1 missing: conv/bias (4). 2 misshapen: scores/kernel (4 x 3 in "',
      );
      expect(refused).toContain('instead of 4 x 2), scores/bias (3 in "');
    }
  });

  it('include those that nothing wants', async () => {
    const { network } = await readKeras(readFixture('keras/plain.k3.keras'));
    const shorter = { ...network, layers: network.layers.slice(0, -1), outputs: [{ from: 'dropout' }] };
    expect(await refusal(() => loadKerasWeights(shorter, readFixture('keras/plain.k3.weights.h5')))).toBe(
      'weights-mismatch: The weights of this file do not fit plain. 2 not part of it: layers/dense/vars/0 (4 x 3), layers/dense/vars/1 (3).',
    );
    expect(await refusal(() => loadKerasWeights(shorter, readFixture('keras/plain.k2.legacy-weights.h5')))).toBe(
      'weights-mismatch: The weights of this file do not fit plain. 2 not part of it: scores/scores/kernel:0 (4 x 3), scores/scores/bias:0 (3).',
    );
  });
});

describe('files on disk', () => {
  it('are named in every message', async () => {
    const missing = join(work, 'missing.keras');
    expect(await refusal(() => readKerasFile(missing))).toContain(`cannot-read-file: Cannot read "${missing}": ENOENT`);
    const text = join(work, 'notes.txt');
    await writeFile(text, 'hello');
    expect(await refusal(() => readKerasFile(text))).toContain(
      `unknown-file: "${text}": This is no file of Keras: it is neither a .keras file (zip), an .h5 file (HDF5) nor JSON.`,
    );
    expect(await refusal(() => readKerasFile(pathOf('plain.k3.weights.h5')))).toContain('no-architecture: ');
    const { network } = parseKerasJson(textOf('plain.k3.json'));
    expect(await refusal(() => loadKerasWeightsFile(network, pathOf('plain.k3.json')))).toContain('no-weights: ');
  });

  it('may be the folder that a .keras file unpacks to', async () => {
    const folder = join(work, 'unpacked');
    await mkdir(folder);
    const archive = await openArchive(byteSource(readFixture('keras/plain.k3.keras')));
    for (const name of archive.names) {
      const source = (await archive.open(name))!;
      await writeFile(join(folder, name), await readBytes(source, 0, source.size));
    }
    expect(await readKerasFile(folder)).toEqual(await readKeras(readFixture('keras/plain.k3.keras')));
    await rm(join(folder, 'config.json'));
    await symlink('/etc/hostname', join(folder, 'config.json'));
    expect(await refusal(() => readKerasFile(folder))).toBe(
      `not-a-file: "${folder}": Its config.json is no plain file; a link is not followed.`,
    );
  });

  it('may not be a SavedModel, and what to do is said', async () => {
    const folder = join(work, 'saved-model');
    await mkdir(folder);
    await writeFile(join(folder, 'saved_model.pb'), '');
    expect(await refusal(() => readKerasFile(folder))).toBe(
      `saved-model: "${folder}": This folder has saved_model.pb. A TensorFlow SavedModel (a folder with saved_model.pb) is a program and not a list of layers: load it in Python with the Keras that made it, and save it with model.save("model.keras").`,
    );
  });
});
