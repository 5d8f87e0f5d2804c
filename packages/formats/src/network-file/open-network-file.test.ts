import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { refusal } from '../fixtures/refusal.js';
import { loadKerasWeightsFile, readKerasFile } from '../keras/keras-files.js';
import { writeNetworkSafetensors } from '../safetensors/network-safetensors.js';
import { byteSource, readBytes } from '../source/byte-source.js';
import { openArchive } from '../zip/open-archive.js';
import { openNetworkFile } from './open-network-file.js';

let work = '';
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'network-file-'));
});
afterAll(() => rm(work, { recursive: true }));

const pathOf = (name: string): string => fileURLToPath(new URL(`../../fixtures/keras/${name}`, import.meta.url));

async function written(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(work, name);
  await writeFile(path, bytes);
  return path;
}

it.each([
  ['plain.k3.keras', 'keras', '3.15.1'],
  ['plain.k3.h5', 'keras-h5', '3.15.1'],
  ['plain.k2.h5', 'keras-h5', '2.21.0'],
  ['plain.k3.json', 'keras-json', undefined],
])('recognises %s by what lies in it, whatever its name', async (file, kind, version) => {
  const renamed = await written(`${file}.data`, readFixture(`keras/${file}`));
  const opened = await openNetworkFile(renamed);
  const { network, notes } = await readKerasFile(pathOf(file));
  expect(opened).toEqual({
    kind,
    network,
    notes,
    metadata: new Map(version === undefined ? [] : [['keras_version', version]]),
  });
});

it('opens a network in a safetensors file, and says of a bundle or of weights what they are', async () => {
  const { network } = await readKerasFile(pathOf('plain.k3.keras'));
  const path = await written('plain.data', writeNetworkSafetensors(network, new Map([['licence', 'MIT']])));
  expect(await openNetworkFile(path)).toEqual({
    kind: 'safetensors',
    network,
    metadata: new Map([['licence', 'MIT']]),
    notes: [],
  });
  const weights = pathOf('plain.safetensors');
  expect(await refusal(() => openNetworkFile(weights))).toMatch(
    /^no-architecture: ".*plain\.safetensors": This safetensors file holds weights alone/,
  );
});

it('opens the folder that a .keras file unpacks to', async () => {
  const folder = join(work, 'unpacked');
  await mkdir(folder);
  const archive = await openArchive(byteSource(readFixture('keras/plain.k3.keras')));
  for (const name of archive.names) {
    const source = (await archive.open(name))!;
    await written(join('unpacked', name), await readBytes(source, 0, source.size));
  }
  expect(await openNetworkFile(folder)).toMatchObject({
    kind: 'keras-folder',
    network: (await readKerasFile(pathOf('plain.k3.keras'))).network,
  });
});

it('opens a model of TensorFlow.js by its folder, or the description in it', async () => {
  const folder = fileURLToPath(new URL('../../fixtures/tfjs/plain/', import.meta.url));
  const { network } = await readKerasFile(pathOf('plain.k2.h5'));
  for (const path of [folder, `${folder}model.json`]) {
    const opened = await openNetworkFile(path);
    expect(opened).toEqual({ kind: 'tfjs', network, notes: [], metadata: new Map([['made_by', '2.21.0']]) });
  }
});

it('says of weights alone which layers they are for, and what to do', async () => {
  const advice =
    'Open the network that they belong to (by name, or from JSON) and give it this file: loadKerasWeights(network, file).';
  const old = pathOf('plain.k2.legacy-weights.h5');
  expect(await refusal(() => openNetworkFile(old))).toBe(
    `no-architecture: "${old}": This HDF5 file has no description of a model ("model_config"), only weights, of the layers rescaling, conv, norm, relu, depthwise, pool, flatten, dropout and 1 more. ${advice}`,
  );
  const next = pathOf('plain.k3.weights.h5');
  expect(await refusal(() => openNetworkFile(next))).toContain('only weights, of the layers ');
});

it('refuses what is no network, or one that cannot be opened, and says what can', async () => {
  const notes = await written('notes.keras', 'hello');
  expect(await refusal(() => openNetworkFile(notes))).toBe(
    `unknown-file: "${notes}": This is no network that Graft can open. It opens: a .keras file; an .h5 file of Keras with a whole model; the JSON of model.to_json(), which has no weights; the folder that a .keras file unpacks to; the model.json of TensorFlow.js with its shards beside it, or their folder; a network in a safetensors file.`,
  );
  expect(await refusal(() => openNetworkFile(work))).toContain(`unknown-file: "${work}": This is no network`);
  const list = await written('package.json', '{"name": "me"}');
  expect(await refusal(() => openNetworkFile(list))).toContain(`unknown-file: "${list}": This is no network`);
  const broken = await written('broken.json', '{"class_name": ');
  expect(await refusal(() => openNetworkFile(broken))).toContain(`keras-json: "${broken}": This file is not the JSON`);
  const lite = await written('model.tflite', Uint8Array.of(28, 0, 0, 0, ...new TextEncoder().encode('TFL3')));
  expect(await refusal(() => openNetworkFile(lite))).toBe(
    `unknown-file: "${lite}": This is a TensorFlow Lite file, which is made for predicting alone: open the Keras model that it was converted from.`,
  );
  await mkdir(join(work, 'modules'));
  await written('modules/model.min.js', '');
  expect(await refusal(() => openNetworkFile(join(work, 'modules')))).toBe(
    `unknown-file: "${join(work, 'modules')}": This folder holds a model of TensorFlow.js as modules of JavaScript, as the package nsfwjs has them, and no module is run to read one. Write what model.min.js exports as model.json, and beside it each shard under its name in that, decoded from base64.`,
  );
  const empty = await written('empty.h5', '');
  expect(await refusal(() => openNetworkFile(empty))).toBe(
    `empty-file: "${empty}": This file is empty. Save it again, or copy it again from where it is whole.`,
  );
  const missing = join(work, 'missing.h5');
  expect(await refusal(() => openNetworkFile(missing))).toContain(`cannot-read-file: Cannot read "${missing}": ENOENT`);
});

it('refuses a SavedModel by name, as a folder and as its file', async () => {
  const folder = join(work, 'saved');
  await mkdir(folder);
  const graph = await written('saved/saved_model.pb', Uint8Array.of(8, 1, 18));
  for (const path of [folder, graph]) {
    expect(await refusal(() => openNetworkFile(path))).toBe(
      `saved-model: "${path}": A TensorFlow SavedModel (a folder with saved_model.pb) is a program and not a list of layers: load it in Python with the Keras that made it, and save it with model.save("model.keras").`,
    );
  }
});

it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
  const pipe = join(work, 'pipe.h5');
  execFileSync('mkfifo', [pipe]);
  expect(await refusal(() => openNetworkFile(pipe))).toBe(`not-a-file: "${pipe}" is neither a file nor a folder.`);
  const refused = `cannot-read-file: Cannot read "${pipe}": it is a device, a pipe or a socket, and only regular files are read.`;
  const { network } = await readKerasFile(pathOf('plain.k3.keras'));
  expect(await refusal(() => readKerasFile(pipe))).toBe(refused);
  expect(await refusal(() => loadKerasWeightsFile(network, pipe))).toBe(refused);
});
