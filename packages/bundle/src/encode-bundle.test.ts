import { canonicalJson } from '@graftjs/core';
import type { Run } from '@graftjs/core';
import { readSafetensors } from '@graftjs/safetensors';
import { expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { decodeBundle } from './decode-bundle.js';
import { encodeBundle } from './encode-bundle.js';
import type { Numbers } from './fixtures/tiny-run.js';
import { numbersPlugin, tinyRun } from './fixtures/tiny-run.js';

const decode = (bytes: Uint8Array) => decodeBundle(bytes, { preprocessors: [numbersPlugin] });

it('brings back all that is needed to predict, and where it came from', () => {
  const run = tinyRun();
  const trainedOn = { splits: ['train', 'validation'], contents: 'AAAA' };
  const bundle = decode(encodeBundle(run, { metrics: { test: { accuracy: 0.9 } }, trainedOn }));
  const { network, ...facts } = bundle;
  expect(facts).toEqual({
    id: 'tiny/random+flowers',
    cut: 'relu',
    activation: 'softmax',
    task: { kind: 'classification', labels: ['daisy', 'rose', 'tulip'] },
    modality: 'tabular',
    preprocess: expect.objectContaining({ kind: 'numbers', spec: { scale: 127.5 } }),
    license: 'Apache-2.0',
    backbone: {
      id: 'tiny/random',
      fingerprint: 'b'.repeat(64),
      pretraining: { data: 'noise', task: 'none' },
      blockEnds: ['relu'],
    },
    head: { id: 'linear', spec: { l2: [1, 0.1] } },
    freeze: { id: 'feature-extraction', spec: {} },
    recipe: {
      data: { name: 'flowers', fingerprint: 'd'.repeat(64) },
      backbone: 'tiny/random',
      head: { id: 'linear', spec: { l2: [1, 0.1] } },
      freeze: { id: 'feature-extraction', spec: {} },
      classWeights: 'balanced',
      seed: 7,
    },
    metrics: { test: { accuracy: 0.9 } },
    trainedOn,
    stages: run.stages,
    versions: { graft: packageJson.version },
  });
  const { weights, ...topology } = network;
  const { weights: given, ...expected } = run.network;
  expect(topology).toEqual(expected);
  expect([...given.keys()].filter((name) => !weights.has(name))).toEqual(['left behind by another head']);
  for (const [name, value] of weights) expect(value, name).toEqual(given.get(name));
});

it('says what else its numbers came from, where that is told', () => {
  const told = { engine: 'wasm-4.22.0/folded', decoder: 'sharp 0.35.5', graft: 'somebody else' };
  expect(decode(encodeBundle(tinyRun(), { versions: told })).versions).toEqual({ ...told, graft: packageJson.version });
});

it('keeps shared, float16 and integer weights as they are', () => {
  const { network } = decode(encodeBundle(tinyRun({ integers: true })));
  expect(network.weights.get('scores/bias')).toEqual({ dtype: 'int32', shape: [3], data: Int32Array.of(1, -2, 3) });
  expect(network.weights.get('conv/kernel')?.dtype).toBe('float16');
  const shared = network.layers.filter((layer) => layer.weights['kernel'] === 'shared/kernel');
  expect(shared.map(({ name }) => name)).toEqual(['left', 'right']);
});

it('gives the same bytes for the same run, whatever the order of things', () => {
  const run = tinyRun();
  const { head, backbone, ...rest } = run.recipe;
  const turned: Run<Numbers> = {
    ...run,
    recipe: { backbone, head, ...rest },
    network: { ...run.network, weights: new Map([...run.network.weights].reverse()) },
  };
  expect(encodeBundle(turned)).toEqual(encodeBundle(run));
});

it('gives the same bytes after it was read and written again', () => {
  const bytes = encodeBundle(tinyRun());
  const { network, recipe, metrics } = decode(bytes);
  expect(encodeBundle({ ...tinyRun(), network }, { recipe, metrics })).toEqual(bytes);
});

it('is a safetensors file whose metadata is canonical JSON and a checksum', () => {
  const { tensors, metadata } = readSafetensors(encodeBundle(tinyRun(), { recipe: { backbone: 'tiny' } }));
  expect([...metadata.keys()]).toEqual(['graft', 'sha256']);
  const record = JSON.parse(metadata.get('graft')!);
  expect(canonicalJson(record)).toBe(metadata.get('graft'));
  expect(record).toMatchObject({ format: 1, recipe: { backbone: 'tiny' }, metrics: null });
  expect(metadata.get('sha256')).toMatch(/^[0-9a-f]{64}$/);
  expect(tensors.has('shared/kernel')).toBe(true);
});

it('refuses a run that could not predict', () => {
  const run = tinyRun();
  const { network } = run;
  const without = new Map([...network.weights].filter(([name]) => name !== 'scores/bias'));
  const holed = { dtype: 'float32', shape: [3], data: Float32Array.of(0, Infinity, 0) } as const;
  const labels = ['daisy', 'rose'];
  const data = { ...run.recipe.data, task: { kind: 'classification', labels } as const };
  const twice = { ...run.recipe.data, task: { kind: 'classification', labels: ['a', 'a', 'b'] } as const };
  const bad: [Run<Numbers>, string, string][] = [
    [{ ...run, network: { ...network, weights: without } }, 'missing-weight', 'Weight "scores/bias" of tiny has no values.'],
    [
      { ...run, network: { ...network, weights: new Map([...without, ['scores/bias', holed]]) } },
      'bad-weight-values',
      'The weight "scores/bias" holds NaN or infinity, first at element 1.',
    ],
    [{ ...run, cut: 'bottleneck' }, 'unknown-cut', 'The backbone should end at "bottleneck", but tiny has no such layer.'],
    [{ ...run, recipe: { ...run.recipe, data } }, 'columns-mismatch', 'tiny must end in one output [batch, 2], a column for each of: daisy, rose. It ends in 1 of [batch, 3].'],
    [{ ...run, network: { ...network, outputs: [{ from: 'relu' }] } }, 'columns-mismatch', 'It ends in 1 of [batch, 4, 4, 5].'],
    [{ ...run, recipe: { ...run.recipe, data: twice } }, 'bundle-invalid', 'task.labels: must not name anything twice.'],
  ]; // prettier-ignore
  for (const [each, code, message] of bad) {
    expect(() => encodeBundle(each)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  }
});
