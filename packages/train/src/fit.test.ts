import { memoryStore } from '@graftjs/cache/memory-store';
import type { HostTensor, Network, Recipe } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { linear } from '@graftjs/heads/linear';
import { checkNetwork } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sumEngine, toyBackbone, toyData, toyRecipe, type ToyPicture } from '../test/toy.js';
import { compose } from './compose.js';
import { fit } from './fit.js';
import type { Progress } from './progress.js';

describe.each(['cpu', 'wasm'])('fit on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it('leaves every byte of the backbone as it was, statistics included, and moves every weight of the head', async () => {
    const backbone = toyBackbone();
    const before = new Map([...backbone.network.weights].map(([name, tensor]) => [name, bytes(tensor)]));
    const composition = compose(toyRecipe({ backbone }));
    const run = await fit(composition);
    const kept = [...run.network.weights.keys()].filter((name) => !name.startsWith('head/'));
    expect(kept).toEqual([...before.keys()].filter((name) => !name.startsWith('top/')));
    for (const network of [run.network, run.beforeRefit!]) {
      for (const name of kept) expect(bytes(network.weights.get(name)!), name).toEqual(before.get(name));
      for (const [name, start] of composition.head.network.weights) {
        const end = network.weights.get(`head/${name}`)!;
        start.data.forEach((value, i) => expect(end.data[i], `${name}[${i}]`).not.toBe(value));
      }
    }
    for (const [name, tensor] of backbone.network.weights) expect(bytes(tensor), name).toEqual(before.get(name));
  });

  it('gives one network from picture to scores', async () => {
    const run = await fit(compose(toyRecipe({ pool: 'mean+max' })));
    checkNetwork(run.network);
    expect(run.network.outputs).toEqual([{ from: 'head/scores' }]);
    expect(run).toMatchObject({ cut: 'relu2', activation: 'softmax', skipped: [], notes: [] });
    expect(run.recipe).toMatchObject({ cut: 'relu2', pool: 'mean+max', batchSize: 16, classWeights: 'balanced' });
  });

  it('keeps no tensor, also when something fails', async () => {
    const before = tf.memory().numTensors;
    await fit(compose(toyRecipe()));
    await expect(
      fit(compose(toyRecipe({ data: toyData({ broken: ['train-1'] }) })), { strict: true }),
    ).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the same bytes for the same seed, whatever the batch size and the store', async () => {
    const weights = async (changes: Partial<Recipe<ToyPicture>>, store?: ReturnType<typeof memoryStore>) => {
      const { network } = await fit(compose(toyRecipe(changes)), { store });
      return [...network.weights].map(([name, tensor]) => [name, bytes(tensor)]);
    };
    const store = memoryStore();
    const first = await weights({});
    expect(await weights({ batchSize: 5 }, store)).toEqual(first);
    expect(await weights({}, store)).toEqual(first);
  });
});

describe('fit', () => {
  beforeAll(async () => {
    await startBackend('cpu');
  });

  it('says what the strategy did', async () => {
    const told: Progress[] = [];
    const { stages } = await fit(compose(toyRecipe()), { onProgress: (progress) => told.push(progress) });
    expect(stages).toHaveLength(1);
    expect(stages[0]).toMatchObject({ stage: { kind: 'solve' }, stoppedBy: 'solved', epochs: 0 });
    expect(stages[0]!.validationLoss).toBeLessThan(Math.log(3));
    const phases = told.map((progress) => (progress.phase === 'features' ? progress.split : progress.phase));
    expect([...new Set(phases)]).toEqual(['stage', 'train', 'validation']);
  });

  it('works without a validation split', async () => {
    const data = toyData({ sizes: { train: 60, validation: 0, test: 0 } });
    const run = await fit(compose(toyRecipe({ data })));
    expect(run.beforeRefit).toBeUndefined();
    expect(run.stages[0]).toMatchObject({ validationLoss: null });
  });

  it('hands the groups on, so that a head that holds examples out keeps them together', async () => {
    const seen: unknown[] = [];
    const { head, data } = toyRecipe();
    const watching: typeof head = {
      ...head,
      bind(...args) {
        const bound = head.bind(...args);
        const solve: typeof bound.solve = (train, validation, options) => {
          seen.push(train.groups?.slice(0, 4), validation?.groups?.[0]);
          return bound.solve!(train, validation, options);
        };
        return { ...bound, solve };
      },
    };
    const grouped: typeof data = {
      ...data,
      async *examples(split) {
        let at = 0;
        for await (const example of data.examples(split)) yield at++ < 3 ? { ...example, group: 'burst' } : example;
      },
    };
    await fit(compose(toyRecipe({ data: grouped, head: watching })));
    expect(seen).toEqual([['burst', 'burst', 'burst', 'train-3'], 'burst']);
  });

  it('weighs classes as the recipe says', async () => {
    const biasOf = async (classWeights: Recipe<ToyPicture>['classWeights']) => {
      const head = linear({ l2: 10 });
      const { network } = await fit(compose(toyRecipe({ classWeights, head })));
      return [...network.weights.get('head/scores/bias')!.data];
    };
    const even = await biasOf('none');
    const heavy = await biasOf([1, 1, 50]);
    expect(heavy[2]! - heavy[0]!).toBeGreaterThan(even[2]! - even[0]! + 1);
  });

  it('lists what was left out, of both splits, and what did not stop it', async () => {
    const data = toyData({ broken: ['train-1', 'validation-2'] });
    const store = { get: async () => undefined, set: async () => Promise.reject(new Error('disk full')) };
    const run = await fit(compose(toyRecipe({ data })), { store });
    expect(run.skipped.map(({ id }) => id)).toEqual(['train-1', 'validation-2']);
    expect(run.notes!.map(({ code }) => code)).toEqual(['feature-store-failed']);
  });

  it('asks neither engine nor pictures for what it has', async () => {
    const store = memoryStore();
    await fit(compose(toyRecipe()), { store });
    const told: Progress[] = [];
    await fit(compose(toyRecipe()), { store, onProgress: (progress) => told.push(progress) });
    const features = told.filter((progress) => progress.phase === 'features');
    expect(Math.max(...features.map(({ backboneCalls }) => backboneCalls))).toBe(0);
    expect(features.at(-1)).toMatchObject({ split: 'validation', done: 24, cached: 24 });
  });

  it('refuses an engine that lacks a layer, before anything runs', async () => {
    const { engine, seen } = sumEngine();
    const poor = {
      ...engine,
      unsupported: ({ layers }: Network) =>
        layers.slice(0, 1).map(({ name }) => ({ layer: name, reason: 'no Conv2D here' })),
    };
    await expect(fit(compose(toyRecipe()), { engine: poor })).rejects.toMatchObject({
      code: 'unsupported-layer',
      message: expect.stringContaining('The engine sums cannot run toy-net+mean+linear:\n  conv1: no Conv2D here'),
    });
    expect(seen.loads).toBe(0);
  });

  it('refuses a label all of whose pictures are bad', async () => {
    const sizes = { train: 60, validation: 0, test: 0 };
    const labels = Array.from({ length: 59 }, (_, i) => `label ${i}`);
    const data = toyData({ labels, sizes, broken: ['train-5'] });
    await expect(fit(compose(toyRecipe({ data })))).rejects.toMatchObject({
      code: 'label-without-examples',
      message: expect.stringContaining('has the label "label 5"'),
    });
  });

  it('does not end an engine that was lent to it', async () => {
    const engine = tfjsEngine();
    let ended = 0;
    const lent = { ...engine, dispose: async () => void ended++ };
    await fit(compose(toyRecipe()), { engine: lent });
    expect(ended).toBe(0);
  });

  it('stops when aborted while it solves', async () => {
    const controller = new AbortController();
    const onProgress = ({ phase }: Progress) => phase === 'stage' && controller.abort(new Error('enough'));
    const act = fit(compose(toyRecipe()), { signal: controller.signal, onProgress });
    await expect(act).rejects.toThrow('enough');
  });
});

function bytes({ data }: HostTensor): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
}
