import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { encodeBundle } from '@graftjs/bundle';
import { numbers, numbersPlugin, tinyRun, type Numbers } from '@graftjs/bundle/fixtures/tiny-run';
import type { ClosedBackbone, Run } from '@graftjs/core';
import { openAtFeatures } from '@graftjs/cut';
import { imagePreprocess } from '@graftjs/images';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as api from './index.js';
import { openModel } from './index.js';

vi.mock('@graftjs/backbones/universal-sentence-encoder', () => ({ universalSentenceEncoder: async () => lengths }));

/** A closed backbone whose one feature is a text's length. */
const lengths: ClosedBackbone<string> = {
  id: 'universal-sentence-encoder',
  modality: 'text',
  license: 'Apache-2.0',
  pretraining: { data: 'none', task: 'none' },
  fingerprint: 'f'.repeat(64),
  preprocess: {
    kind: 'text',
    spec: {},
    runtime: 'none',
    fingerprint: async (text) => text,
    prepare: async (text) => text,
    batch: (texts) => {
      const data = Float32Array.from(texts as string[], ({ length }) => length);
      return new Map([['length', { dtype: 'float32', shape: [data.length, 1], data }]]);
    },
  },
  features: { shape: [1], run: async (batch) => [...batch.values()], dispose: () => undefined },
};

const picture = { width: 4, height: 4, rgb: new Uint8ClampedArray(48).fill(100) };
let folder = '';
let server: Server;
const bytes = encodeBundle(onPictures());

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'graft-predict-'));
  writeFileSync(join(folder, 'tiny.safetensors'), bytes);
  server = createServer((_, answer) => answer.end(bytes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

it('exports one function', () => {
  expect(Object.keys(api)).toEqual(['openModel']);
});

describe('openModel', () => {
  it('opens bytes, a file and an address, each to the same answer, and leaves nothing behind', async () => {
    const path = join(folder, 'tiny.safetensors');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tiny.safetensors`;
    const first = await openModel(bytes, { backend: 'wasm' });
    expect(first).toMatchObject({ labels: ['daisy', 'rose', 'tulip'], modality: 'image', backend: 'wasm' });
    const [wanted] = await first.predict([picture]);
    first.dispose();
    const before = memory().numTensors;
    for (const source of [new Blob([bytes]), new File([bytes], 'a'), path, pathToFileURL(path), address]) {
      const model = await openModel(source);
      expect(await model.predict([picture])).toEqual([wanted]);
      model.dispose();
    }
    expect(memory().numTensors).toBe(before);
  });

  it('goes on with the backend that runs, and takes another where it is named', async () => {
    const backends = [];
    for (const options of [{ backend: 'cpu' }, {}, { backend: 'wasm' }, {}]) {
      const model = await openModel(bytes, options);
      backends.push(model.backend);
      model.dispose();
    }
    expect(backends).toEqual(['cpu', 'cpu', 'wasm', 'wasm']);
    await expect(openModel(bytes, { backend: 'wasn' })).rejects.toMatchObject({ code: 'unknown-backend' });
  });

  it('opens several at once, one backend after another', async () => {
    const models = await Promise.all([
      openModel(bytes, { backend: 'cpu' }),
      openModel(bytes),
      openModel(bytes, { backend: 'wasm' }),
    ]);
    expect(models.map(({ backend }) => backend)).toEqual(['cpu', 'cpu', 'wasm']);
    await expect(models[0].predict([picture])).rejects.toMatchObject({ code: 'backend-changed' });
    for (const model of models) model.dispose();
  });

  it('takes a plugin for what it does not know, and says which is missing', async () => {
    const own = encodeBundle(tinyRun());
    const model = await openModel<Numbers>(own, { backend: 'cpu', preprocessors: [numbersPlugin] });
    expect(model.modality).toBe('tabular');
    expect(await model.predict(numbers(2))).toHaveLength(2);
    model.dispose();
    await expect(openModel(new File([own], 'own.safetensors'))).rejects.toMatchObject({
      code: 'unknown-preprocess',
      message: expect.stringMatching(
        /^"own\.safetensors": This bundle prepares its inputs by "numbers", .* Pass one for "numbers" in preprocessors\.$/,
      ) as string,
    });
  });

  it('finds the encoder that a bundle for texts names', async () => {
    const model = await openModel<string>(encodeBundle(onTexts()), { backend: 'cpu' });
    expect(model.modality).toBe('text');
    const predictions = await model.predict(['ab', 'a longer one']);
    expect(predictions.map(({ label }) => label)).toEqual(['short', 'long']);
    model.dispose();
  });

  it.each([
    ['a path', join('no', 'such.safetensors'), 'unreadable-file', /^".*such\.safetensors" cannot be read: ENOENT/],
    ['a file', new File(['not one'], 'notes.txt'), 'not-a-bundle', /^"notes\.txt": This is not a bundle\./],
    ['half a bundle', bytes.subarray(0, -9), 'bundle-truncated', /^This bundle is cut short\./],
    ['nothing', undefined, 'bad-source', /^A model is opened from a file .* or its address; got Undefined\.$/],
    ['a buffer', new ArrayBuffer(8), 'bad-source', /its bytes \(a Uint8Array\) or its address; got ArrayBuffer\.$/],
    [
      'what was moved',
      new Unreadable(['x']),
      'unreadable-file',
      /^The file cannot be read: it is gone\. Was it moved or changed\?$/,
    ],
  ] as const)('refuses what is no model: %s', async (_, source, code, message) => {
    await expect(openModel(source as Blob)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses an option that there is not', async () => {
    await expect(openModel(bytes, { backends: 'cpu' } as object)).rejects.toMatchObject({
      code: 'unknown-option',
      message: expect.stringMatching(/^No option "backends" for opening a model\./) as string,
    });
  });
});

class Unreadable extends Blob {
  override arrayBuffer(): Promise<never> {
    return Promise.reject(new Error('it is gone'));
  }
}

function onPictures(): Run<unknown> {
  const run = tinyRun() as Run<unknown>;
  const preprocess = imagePreprocess({ input: 'input', width: 4, height: 4, mean: 127, std: 128 });
  return { ...run, recipe: { ...run.recipe, backbone: { ...run.recipe.backbone, preprocess } } } as Run<unknown>;
}

/** Long texts have more than six characters. */
function onTexts(): Run<unknown> {
  const run = tinyRun() as Run<unknown>;
  const backbone = openAtFeatures(lengths);
  const [input] = backbone.network.outputs;
  const weights = new Map([
    ['scores/kernel', { dtype: 'float32', shape: [1, 2], data: Float32Array.of(-1, 1) }],
    ['scores/bias', { dtype: 'float32', shape: [2], data: Float32Array.of(6, -6) }],
  ] as const);
  const scores = {
    name: 'scores',
    type: 'Dense',
    inputs: [input],
    options: { units: 2 },
    weights: { kernel: 'scores/kernel', bias: 'scores/bias' },
  };
  return {
    ...run,
    recipe: {
      ...run.recipe,
      data: { ...run.recipe.data, task: { kind: 'classification', labels: ['short', 'long'] } },
      backbone: { ...backbone, blockEnds: [] },
    },
    cut: 'features',
    network: {
      ...backbone.network,
      layers: [...backbone.network.layers, scores],
      outputs: [{ from: 'scores' }],
      weights,
    },
  } as unknown as Run<unknown>;
}
