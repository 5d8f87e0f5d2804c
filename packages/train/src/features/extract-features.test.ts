import { memoryStore } from '@graftjs/cache/memory-store';
import type { Dataset, FeatureStore } from '@graftjs/core';
import { describe, expect, it, vi } from 'vitest';
import { sumEngine, sumsOf, toyData, toyPreprocess, type ToyPicture } from '../../test/toy.js';
import { extractFeatures, openExtractor, type ExtractOptions } from './extract-features.js';
import type { FeatureSource } from './feature-source.js';
import type { Progress } from '../progress.js';

/** Rows are what the engine gives: three sums. */
function sums(changes: Partial<FeatureSource<ToyPicture>> = {}): FeatureSource<ToyPicture> {
  const network = { name: 'sums', inputs: [], layers: [], outputs: [], weights: new Map() };
  return {
    preprocess: toyPreprocess,
    width: 3,
    fingerprint: () => 'sums',
    load: (engine) => engine.load(network),
    ...changes,
  };
}

const extract = (data: Dataset<ToyPicture>, options: ExtractOptions, source = sums()) =>
  extractFeatures(source, data, 'train', options);

async function expected(data: Dataset<ToyPicture>, without: readonly string[] = []) {
  const rows: { id: string; target: unknown; sums: number[] }[] = [];
  for await (const { id, target, input } of data.examples('train')) {
    if (!without.includes(id)) rows.push({ id, target, sums: sumsOf(input) });
  }
  return {
    ids: rows.map(({ id }) => id),
    targets: rows.map(({ target }) => target),
    groups: rows.map(({ id }) => id),
    features: { dtype: 'float32', shape: [rows.length, 3], data: Float32Array.from(rows.flatMap((row) => row.sums)) },
  };
}

describe('extractFeatures', () => {
  it.each([1, 3])('keeps the order with %i batches side by side', async (parallel) => {
    const { engine, seen } = sumEngine({ parallel, delay: 20 });
    const found = await extract(toyData(), { engine, batchSize: 7 });
    expect(found).toEqual({ ...(await expected(toyData())), skipped: [] });
    expect(seen.batches.reduce((a, b) => a + b, 0)).toBe(60);
    expect(Math.max(...seen.batches)).toBe(7);
    expect(seen.mostRunning).toBe(parallel);
    expect(seen).toMatchObject({ loads: 1, disposals: 1, running: 0 });
  });

  it('holds only a few batches of inputs, however many there are', async () => {
    let held = 0;
    let most = 0;
    const preprocess = {
      ...toyPreprocess,
      prepare: async (input: ToyPicture) => {
        most = Math.max(most, ++held);
        return toyPreprocess.prepare(input);
      },
      batch: (ready: readonly unknown[]) => {
        setTimeout(() => (held -= ready.length), 0);
        return toyPreprocess.batch(ready);
      },
    };
    const sizes = { train: 400, validation: 0, test: 0 };
    await extract(toyData({ sizes }), { engine: sumEngine({ delay: 1 }).engine, batchSize: 5 }, sums({ preprocess }));
    expect(most).toBeLessThanOrEqual(20);
  });

  it('tells how far it is', async () => {
    const told: Progress[] = [];
    const store = memoryStore();
    const options = { engine: sumEngine().engine, store, batchSize: 25, onProgress: (p: Progress) => told.push(p) };
    await extract(toyData(), options);
    expect(told[0]).toEqual({ phase: 'features', split: 'train', done: 0, total: 60, cached: 0, backboneCalls: 0 });
    expect(told.at(-1)).toMatchObject({ done: 60, total: 60, cached: 0, backboneCalls: 3 });
    await extract(toyData(), options);
    expect(told.at(-1)).toMatchObject({ done: 60, total: 60, cached: 60, backboneCalls: 0 });
  });

  it('stops when aborted, and has ended everything by then', async () => {
    const { engine, seen } = sumEngine({ parallel: 2, delay: 10 });
    const controller = new AbortController();
    const onProgress = (progress: Progress) =>
      progress.phase === 'features' && progress.done > 20 && controller.abort(new Error('enough'));
    const act = extract(toyData(), { engine, batchSize: 4, signal: controller.signal, onProgress });
    await expect(act).rejects.toThrow('enough');
    expect(seen).toMatchObject({ running: 0, disposals: 1 });
    expect(seen.batches.length).toBeLessThan(12);
  });

  it('passes on what the engine throws, and has ended everything by then', async () => {
    const { engine, seen } = sumEngine();
    const failing = { ...engine, load: async () => Promise.reject(new Error('no memory')) };
    await expect(extract(toyData(), { engine: failing })).rejects.toThrow('no memory');
    const source = sums({ width: 4 });
    await expect(extract(toyData(), { engine }, source)).rejects.toMatchObject({
      code: 'bad-feature-shape',
      message:
        'The backbone gave float32 [16, 3] for 16 inputs, and its features were said to be 4 numbers each. ' +
        'Correct the shape that it names, or what it runs.',
    });
    expect(seen.disposals).toBe(1);
  });

  it.each([
    [59, 'has 59 examples, and gives more.'],
    [61, 'has 61 examples, and gives only 60.'],
  ])('refuses a data set that says %i and has 60', async (size, text) => {
    const act = extract({ ...toyData(), size: () => size }, { engine: sumEngine().engine });
    await expect(act).rejects.toMatchObject({ code: 'data-set-size', message: expect.stringContaining(text) });
  });

  it('loads the network once for several splits', async () => {
    const { engine, seen } = sumEngine();
    const extractor = openExtractor(sums(), { engine });
    await extractor.extract(toyData(), 'train');
    await extractor.extract(toyData(), 'test');
    await extractor.dispose();
    expect(seen).toMatchObject({ loads: 1, disposals: 1 });
  });
});

const release = vi.hoisted(() => ({ version: '0.1.0' }));
vi.mock('../version.js', () => ({
  get version() {
    return release.version;
  },
}));

describe('the store', () => {
  it('has no use for the rows of another version, which may resize or fold otherwise', async () => {
    const store = memoryStore();
    await extract(toyData(), { engine: sumEngine().engine, store });
    release.version = '0.2.0';
    const { engine, seen } = sumEngine();
    await extract(toyData(), { engine, store });
    release.version = '0.1.0';
    expect(seen.batches.length).toBeGreaterThan(0);
  });

  it('spares the backbone, and even loading it', async () => {
    const store = memoryStore();
    const first = await extract(toyData(), { engine: sumEngine().engine, store });
    const { engine, seen } = sumEngine();
    expect(await extract(toyData(), { engine, store })).toEqual(first);
    expect(seen).toMatchObject({ loads: 0, batches: [] });
  });

  it('gives what it has, and the backbone the rest', async () => {
    const store = memoryStore();
    const few = toyData({ sizes: { train: 21, validation: 0, test: 0 } });
    await extract(few, { engine: sumEngine().engine, store });
    const { engine, seen } = sumEngine();
    const found = await extract(toyData(), { engine, store, batchSize: 10 });
    expect(found).toEqual({ ...(await expected(toyData())), skipped: [] });
    expect(seen.batches).toEqual([9, 10, 10, 10]);
  });

  it.each<[string, Partial<FeatureSource<ToyPicture>>, string?]>([
    ['the backbone', { fingerprint: () => 'other sums' }],
    ['the preprocessing', { preprocess: { ...toyPreprocess, spec: { side: 9 } } }],
    ['its kind', { preprocess: { ...toyPreprocess, kind: 'toys' } }],
    ['what runs it', { preprocess: { ...toyPreprocess, runtime: 'toy 2' } }],
    ['the picture', { preprocess: { ...toyPreprocess, fingerprint: async () => 'another' } }],
    ['the engine', {}, 'other sums'],
  ])('is not asked for the features of another: %s', async (_, changes, name = 'sums') => {
    const store = memoryStore();
    await extract(toyData(), { engine: sumEngine().engine, store });
    const { engine, seen } = sumEngine({ name });
    await extract(toyData(), { engine, store }, sums(changes));
    expect(seen.batches.length).toBeGreaterThan(0);
  });

  it.each(['get', 'set'] as const)('may fail to %s: the run goes on without it, and says so once', async (method) => {
    const told: Progress[] = [];
    let calls = 0;
    const store: FeatureStore = {
      get: async () => undefined,
      set: async () => undefined,
      [method]: async () => {
        calls++;
        throw new Error('no space left');
      },
    };
    const extractor = openExtractor(sums(), { engine: sumEngine().engine, store, onProgress: (p) => told.push(p) });
    const found = await extractor.extract(toyData(), 'train');
    expect(found).toEqual({ ...(await expected(toyData())), skipped: [] });
    expect(extractor.notes).toEqual([
      {
        code: 'feature-store-failed',
        message: expect.stringMatching(/computed without it from then on: no space left/),
      },
    ]);
    expect(told.filter(({ phase }) => phase === 'note')).toHaveLength(1);
    expect(calls).toBeLessThan(60);
  });

  it('may hold rows of another length: they are not used', async () => {
    const value = { dtype: 'float32' as const, shape: [2], data: new Float32Array(2) };
    const store: FeatureStore = { get: async () => value, set: async () => undefined };
    const found = await extract(toyData(), { engine: sumEngine().engine, store });
    expect(found).toEqual({ ...(await expected(toyData())), skipped: [] });
  });
});

describe('inputs that cannot be used', () => {
  const two = ['train-7', 'train-31'];
  const three = ['train-31', 'train-7', 'train-50'];

  it('are left out and listed while fewer than 5 %', async () => {
    const data = toyData({ broken: two });
    const found = await extract(data, { engine: sumEngine().engine, batchSize: 8, store: memoryStore() });
    expect(found).toEqual({
      ...(await expected(data, two)),
      skipped: two.map((id) => ({ id, code: 'no-picture', reason: 'This is no picture.' })),
    });
  });

  it('may be so only by their features, made or stored', async () => {
    const data = toyData({ notFinite: two });
    const store = memoryStore();
    for (let run = 0; run < 2; run++) {
      const found = await extract(data, { engine: sumEngine().engine, batchSize: 8, store });
      expect(found.ids).toHaveLength(58);
      expect(found.features.data.every(Number.isFinite)).toBe(true);
      expect(found.skipped).toEqual(
        two.map((id) => ({
          id,
          code: 'features-not-finite',
          reason:
            'Its features hold NaN or infinity: its values are far out of range, or, where many are so, the weights of the backbone are damaged.',
        })),
      );
    }
  });

  it('count as done', async () => {
    const told: Progress[] = [];
    await extract(toyData({ broken: two }), { engine: sumEngine().engine, onProgress: (p) => told.push(p) });
    expect(told.at(-1)).toMatchObject({ done: 60, total: 60 });
  });

  it('stop the run from 5 % on', async () => {
    const sizes = { train: 60, validation: 0, test: 0 };
    const act = extract(toyData({ sizes, broken: three }), { engine: sumEngine().engine });
    await expect(act).rejects.toMatchObject({
      code: 'too-many-bad-inputs',
      message:
        'At least 3 of the 60 inputs cannot be used, all of them in the train split; fewer than 5 % may be. Repair or remove them:' +
        '\n  train-7: This is no picture.\n  train-31: This is no picture.\n  train-50: This is no picture.',
    });
  });

  it('are judged by all splits together, so that one of a few test examples stops nothing', async () => {
    const sizes = { train: 40, validation: 15, test: 5 };
    const found = extract(toyData({ sizes, broken: ['train-7', 'train-31'] }), { engine: sumEngine().engine });
    expect((await found).skipped).toHaveLength(2);
  });

  it('stop it as soon as that is certain, and ten are listed', async () => {
    const { engine, seen } = sumEngine();
    const sizes = { train: 400, validation: 0, test: 0 };
    const broken = Array.from({ length: 400 }, (_, i) => `train-${i}`).slice(20);
    const act = extract(toyData({ sizes, broken }), { engine, batchSize: 16 });
    await expect(act).rejects.toThrow(/train-29: This is no picture\.\n {2}and \d+ more$/);
    expect(seen.batches.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(20);
  });

  it('stop it at the first one when strict', async () => {
    const act = extract(toyData({ broken: three }), { engine: sumEngine().engine, strict: true });
    await expect(act).rejects.toMatchObject({
      code: 'bad-input',
      message: 'train-7: This is no picture. Repair or remove it, or do without strict.',
    });
  });

  it('may throw anything', async () => {
    const preprocess = {
      ...toyPreprocess,
      fingerprint: async (input: ToyPicture) =>
        input.broken ? Promise.reject(new Error('EACCES: permission denied')) : toyPreprocess.fingerprint(input),
    };
    const options = { engine: sumEngine().engine, store: memoryStore() };
    const { skipped } = await extract(toyData({ broken: ['train-9'] }), options, sums({ preprocess }));
    expect(skipped).toEqual([{ id: 'train-9', code: 'unreadable-input', reason: 'EACCES: permission denied' }]);
  });
});
