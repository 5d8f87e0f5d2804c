import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { modelBackbone } from '@graftjs/bundle';
import { encodeBundle, decodeBundle } from '@graftjs/bundle';
import { memoryStore } from '@graftjs/cache';
import { folderStore } from '@graftjs/cache/folder-store';
import { layeredStore } from '@graftjs/cache/layered-store';
import type { FreezeStrategy, Head, Task } from '@graftjs/core';
import { imageFolder } from '@graftjs/data/image-folder';
import { folder, groupBy } from '@graftjs/demo-chest-xray';
import { groupByPattern, parseDelimitedText } from '@graftjs/data';
import { tfjsEngine } from '@graftjs/engines';
import { listBackends, startBackend } from '@graftjs/engines/backends';
import { registerGradients } from '@graftjs/engines/gradient-kernels';
import { wasmWorkers } from '@graftjs/engines/wasm-workers';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { inSequence } from '@graftjs/freeze/in-sequence';
import { lastBlocks } from '@graftjs/freeze/last-blocks';
import { surgical } from '@graftjs/freeze/surgical';
import { linear } from '@graftjs/heads/linear';
import { mlp } from '@graftjs/heads/mlp';
import { imagePlugin } from '@graftjs/images';
import { textPlugin } from '@graftjs/text';
import { compose, fit } from '@graftjs/train';
import { checkpointFolder } from '@graftjs/train/checkpoint-folder';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkBackbone,
  checkDataset,
  checkEngine,
  checkCheckpointStore,
  checkFeatureStore,
  checkFreezeStrategy,
  checkFrozenStaysFrozen,
  checkHead,
  checkPreprocess,
  tinyBackbone,
  toyImages,
} from '../src/index.js';
import { loadPlugins } from './load-plugins.js';

const work = mkdtempSync(join(tmpdir(), 'graft-testkit-'));
const heads = await loadPlugins<Head>('heads');
const strategies = await loadPlugins<FreezeStrategy>('freeze', { 'in-sequence': [featureExtraction(), lastBlocks(1)] });
const solvable = heads.filter(({ create }) => {
  const task = { kind: 'classification', labels: ['red', 'green'] } as const;
  return create().bind([8], task, 1).solve !== undefined;
});
/** Those whose only stage solves the head. */
const solving = strategies.filter(({ name }) => name === 'feature-extraction');
/** Those that tune blocks, a second time each for every policy on BatchNorm that they know. */
const tuning = strategies
  .filter(({ name }) => !['feature-extraction', 'in-sequence'].includes(name))
  .flatMap(({ name, create }) =>
    (['frozen', 'affine', 'train'] as const)
      .filter((batchNorm) => !(name === 'batch-norm-only' && batchNorm === 'frozen'))
      .map((batchNorm) => ({ name, batchNorm, create: () => create({ epochs: 2, patience: null, batchNorm }) })),
  );
const twoLabels: Task = { kind: 'classification', labels: ['a', 'b'] };
const sideBySide: Task = { kind: 'multilabel', labels: ['a', 'b', 'c'] };
const numbers: Task = { kind: 'regression', names: ['age', 'size'] };
const backends = (await listBackends()).filter(({ available }) => available).map(({ name }) => name);
const pictures = [1, 2].map((seed) => noise(seed, 70, 50));

afterAll(() => rmSync(work, { recursive: true }));

it('finds the built-in plugins', () => {
  expect(heads.map(({ name }) => name)).toContain('linear');
  expect(strategies.map(({ name }) => name)).toContain('feature-extraction');
  expect(backends).toEqual(expect.arrayContaining(['wasm', 'cpu']));
});

it.each(strategies)('freeze: $name', ({ create }) => checkFreezeStrategy(create()));

describe.each(backends)('on %s', (backend) => {
  beforeEach(async () => {
    await startBackend(backend);
    registerGradients();
  });

  it.each(heads)('head: $name', ({ create }) => checkHead(create()));

  it.each([
    ['linear, one sigmoid unit', linear({ output: 'binary' }), twoLabels],
    ['linear, a sigmoid a label', linear({ output: 'sigmoid' }), twoLabels],
    ['linear, labels side by side', linear(), sideBySide],
    ['mlp, one sigmoid unit', mlp({ units: [32], output: 'binary' }), twoLabels],
    ['mlp, silu, dropout, labels side by side', mlp({ units: [8, 4], dropout: 0.5, activation: 'silu' }), sideBySide],
    ['mlp, tanh, numbers', mlp({ activation: 'tanh' }), numbers],
  ])('head: %s', (_, head, task) => checkHead(head, { tasks: [task] }));

  it.each(
    solvable.flatMap((head) => solving.map((strategy) => ({ head, strategy, name: `${head.name}, ${strategy.name}` }))),
  )('frozen stays frozen: $name', ({ head, strategy }) =>
    checkFrozenStaysFrozen({
      data: toyImages(),
      backbone: tinyBackbone(),
      head: head.create(),
      freeze: strategy.create(),
    }),
  );

  // A weakly penalised head is so sure of toy pictures that its loss, and every gradient with it, rounds to zero.
  it.each(tuning)('frozen stays frozen: $name, BatchNorm $batchNorm', ({ create }) =>
    checkFrozenStaysFrozen({ data: toyImages(), backbone: tinyBackbone(), head: linear({ l2: 1 }), freeze: create() }),
  );

  it('frozen stays frozen: blocks by gradient norms, a head that trains, strategies in sequence', () =>
    checkFrozenStaysFrozen({
      data: toyImages(),
      backbone: tinyBackbone(),
      head: mlp(),
      freeze: inSequence(
        featureExtraction({ epochs: 2 }),
        surgical({ blocks: 'gradient-norms', epochs: 2, head: { epochs: 1 } }),
      ),
    }));

  it('engine: tfjs, folded and not', async () => {
    await checkEngine(tfjsEngine({ fold: true }), tfjsEngine({ fold: false }));
    await checkEngine(tfjsEngine({ fold: false }), tfjsEngine({ fold: false }), { tolerance: 0 });
  });

  it('backbone: the tiny one', () => checkBackbone(tinyBackbone(), pictures));

  it('backbone: a bundle', async () => {
    const run = await fit(
      compose({ data: toyImages(), backbone: tinyBackbone(), head: linear(), freeze: featureExtraction(), seed: 1 }),
    );
    await checkBackbone(modelBackbone(decodeBundle(encodeBundle(run), { preprocessors: [imagePlugin] })), pictures);
  });
});

describe('on wasm', () => {
  beforeEach(async () => {
    await startBackend('wasm');
  });

  it.each([
    ['efficientnet-lite0, ImageNet weights', () => efficientNetLite0({ inputSize: 64 })],
    [
      'efficientnet-lite0, drawn weights, without top',
      () => efficientNetLite0({ inputSize: 64, weights: 'none', top: false }),
    ],
  ])('backbone: %s', async (_, create) => checkBackbone(await create(), pictures));

  it('engine: workers', async () => {
    const engine = await wasmWorkers({ workers: 2 });
    try {
      await checkEngine(engine, tfjsEngine());
    } finally {
      await engine.dispose();
    }
  });
});

it('preprocess: image', () =>
  checkPreprocess(
    imagePlugin,
    { input: 'input', width: 16, height: 12, resize: 'crop', filter: 'bicubic', mean: 127, std: 128 },
    { good: pictures, bad: new Blob(['no picture']) },
  ));

it('preprocess: text', () =>
  checkPreprocess(
    textPlugin,
    { input: 'ids', pieces: [['<unk>', 0], ['▁a', -2], ['▁b', -3]], reserved: 1, longest: 8 }, // prettier-ignore
    { good: ['a b', 'b a', 'c a'], bad: '' },
  ));

it('feature store: memory', () => checkFeatureStore(memoryStore()));
it('feature store: folder', () => checkFeatureStore(folderStore(join(work, 'store'))));
it('feature store: memory before a folder', () => checkFeatureStore(layeredStore(folderStore(join(work, 'layered')))));
it('checkpoint store: folder', () => checkCheckpointStore(() => checkpointFolder(join(work, 'checkpoints'))));

it('data set: toy images', () => checkDataset(toyImages({ labels: ['red', 'green', 'blue'] })));
it('data set: image folder', async () =>
  checkDataset(await imageFolder(fileURLToPath(folder), { group: groupByPattern(groupBy) })));
it('data set: delimited text', () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 3 ? 'ham' : 'spam'}\tmessage ${i % 50}`);
  return checkDataset(
    parseDelimitedText(new TextEncoder().encode(rows.join('\n')), 'messages.tsv', { text: 2, label: 1 }),
  );
});

function noise(seed: number, width: number, height: number) {
  const rgb = Uint8ClampedArray.from({ length: width * height * 3 }, (_, i) => ((i * 2654435761 * seed) >>> 8) % 256);
  return { width, height, rgb };
}
