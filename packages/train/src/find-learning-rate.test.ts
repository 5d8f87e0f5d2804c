import { memoryStore } from '@graftjs/cache/memory-store';
import type { FeatureStore, HostTensor, Network, Recipe, Stage } from '@graftjs/core';
import { startBackend } from '@graftjs/engines/backends';
import { linearProbeThenFineTune } from '@graftjs/freeze/linear-probe-then-fine-tune';
import { mlp } from '@graftjs/heads/mlp';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTurn, trainAll, tune } from '../test/strategies.js';
import { toyBackbone, toyData, toyRecipe, type ToyPicture } from '../test/toy.js';
import { compose } from './compose.js';
import { findLearningRate, type FindLearningRateOptions } from './find-learning-rate.js';
import { fit } from './fit.js';
import type { Progress } from './progress.js';

const small = toyData({ sizes: { train: 22, validation: 9, test: 6 } });
const solve: Stage = { kind: 'solve', name: 'solve' };
const lastBlock = inTurn((blocks) => [tune(blocks, { blocks: ['frozen', trainAll] })]);
const recipe = (changes: Partial<Recipe<ToyPicture>> = {}) =>
  toyRecipe({ data: small, batchSize: 8, freeze: lastBlock, ...changes });
const find = async (changes: Partial<Recipe<ToyPicture>> = {}, options: FindLearningRateOptions = {}) =>
  findLearningRate(compose(recipe(changes)), { steps: 20, ...options });

let held = 0;
beforeAll(async () => {
  await startBackend('wasm');
});
beforeEach(() => {
  held = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(held);
});

const hex = ({ data }: HostTensor): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
const bytesOf = (network: Network) =>
  Object.fromEntries([...network.weights].map(([name, tensor]) => [name, hex(tensor)]));

/** Losses of the steps of a fit. */
async function stepsOf(changes: Partial<Recipe<ToyPicture>>): Promise<number[]> {
  const losses: number[] = [];
  await fit(compose(recipe(changes)), {
    onProgress: (progress) => progress.phase === 'step' && losses.push(progress.loss),
  });
  return losses;
}

describe('the curve', () => {
  it('has rates that rise by the same factor, up to where the loss diverges', async () => {
    const found = await find({}, { from: 1e-4, to: 1e3, steps: 60 });
    const { rates, losses, smoothedLosses, stoppedBy } = found;
    expect(rates[0]).toBe(1e-4);
    for (const [step, rate] of rates.slice(1).entries()) expect(rate / rates[step]!).toBeCloseTo(1e7 ** (1 / 59), 9);
    expect(rates.length).toBeLessThan(60);
    expect([losses.length, smoothedLosses.length]).toEqual([rates.length, rates.length]);
    expect(stoppedBy).toBe('divergence');
    expect(smoothedLosses.at(-1)).toBeGreaterThan(4 * Math.min(...smoothedLosses));
    expect(found.suggestion).toBeGreaterThan(1e-3);
    expect(found.suggestion).toBeLessThan(1);
    expect(found.reason).toContain('The smoothed loss falls from');
  });

  it('takes the very steps of the stage: batches, views, modes, dropout, optimizer', async () => {
    const rate = 0.01;
    const changes: Partial<Recipe<ToyPicture>> = {
      head: mlp({ units: [6], dropout: 0.5 }),
      freeze: inTurn((blocks) => [
        tune(blocks, { blocks: ['frozen', { ...trainAll, batchNorm: 'train' }], learningRate: rate, epochs: 8 }),
      ]),
      optimizer: { kind: 'sgd', weightDecay: 0.01, pullToPretrained: 0.1, clipNorm: 1, labelSmoothing: 0.1 },
      augment: {
        kind: 'brighter',
        spec: {},
        views: 2,
        view: async ({ pixels }, _, __, index) => ({ pixels: pixels.map((value) => value + index) }),
      },
    };
    const { losses } = await find(changes, { from: rate, to: rate * (1 + 1e-12) });
    const trained = (await stepsOf(changes)).slice(0, 20);
    expect(losses).toHaveLength(20);
    losses.forEach((loss, step) => expect(loss, `step ${step + 1}`).toBeCloseTo(trained[step]!, 5));
  });

  it('comes from the needed examples alone where an epoch has more', async () => {
    const data = toyData({ sizes: { train: 60, validation: 9, test: 6 } });
    const phases: string[] = [];
    const options = { onProgress: ({ phase }: Progress) => phases.push(phase) };
    const all = await find({ data, batchSize: 3 }, options);
    expect(phases).toContain('features');
    phases.length = 0;
    const some = await find({ data, batchSize: 2 }, options);
    expect(phases).not.toContain('features');
    expect(phases).not.toContain('price');
    expect(some.losses).not.toEqual(all.losses);
    const trained = await stepsOf({ data, batchSize: 2 });
    expect(some.losses[0]).toBe(trained[0]);
  });

  it('ends where the loss is not finite any more', async () => {
    const found = await find({ optimizer: { kind: 'sgd' } }, { from: 1e37, to: 1e38 });
    expect(found).toMatchObject({ stoppedBy: 'not-finite', rates: [1e37], suggestion: null });
    expect(found.reason).toBe(
      'After step 1, at the rate 1e+37, the loss was not finite: too soon to read a rate from. Begin with a lower rate than 1e+37.',
    );
  });

  it('is told step by step, after what it takes', async () => {
    const told: Progress[] = [];
    const { losses } = await find({}, { onProgress: (progress) => told.push(progress) });
    const steps = told.flatMap((progress) => (progress.phase === 'step' ? progress : []));
    expect(steps.map(({ loss }) => loss)).toEqual(losses);
    expect(steps.at(-1)).toMatchObject({ stage: 'tune', done: losses.length, total: 20 });
    const phases = told.map(({ phase }) => phase);
    expect(phases[0]).toBe('stage');
    expect(phases.indexOf('training-price')).toBeLessThan(phases.indexOf('step'));
  });
});

describe('the stage', () => {
  it('is the first that trains, after the head was solved', async () => {
    const freeze = linearProbeThenFineTune({ blocks: 1, batchNorm: 'affine' });
    const found = await find({ freeze });
    expect(found.stage).toMatchObject({ name: 'tune', learningRate: 1e-4, start: 'best' });
    expect(found.losses[0]).toBe((await stepsOf({ freeze }))[0]);
  });

  it('is the one in which the head trains, where it cannot be solved', async () => {
    const found = await find({ freeze: linearProbeThenFineTune({ blocks: 1 }), head: mlp({ units: [6] }) });
    expect(found.stage).toMatchObject({ name: 'train the head', blocks: ['frozen', 'frozen'] });
  });

  it('has to be there', async () => {
    await expect(find({ freeze: inTurn(() => [solve, solve]) })).rejects.toMatchObject({
      code: 'no-training-stage',
      message:
        'The strategy "in-turn" solves the head "linear" directly and trains nothing by gradient, so there is no learning rate to find. ' +
        'Choose a strategy that tunes blocks, such as last-blocks, or a head that trains by gradient, such as mlp.',
    });
  });

  it('needs no validation, whatever its patience', async () => {
    const data = toyData({ sizes: { train: 22, validation: 0, test: 0 } });
    const freeze = inTurn((blocks) => [tune(blocks, { patience: 3 })]);
    expect((await find({ data, freeze })).losses).toHaveLength(20);
  });
});

describe('nothing is changed by having looked', () => {
  const freeze = inTurn((blocks) => [solve, tune(blocks, { blocks: ['frozen', { ...trainAll, batchNorm: 'train' }] })]);

  function watched(store: FeatureStore) {
    const written: string[] = [];
    const set: FeatureStore['set'] = async (key, value) => {
      written.push(key);
      await store.set(key, value);
    };
    return { written, store: { get: (key: string) => store.get(key), set } };
  }

  it('a fit afterwards gives the same bits, from the same composition and the same store', async () => {
    const expected = await fit(compose(recipe({ freeze })));

    const backbone = toyBackbone();
    const composition = compose(recipe({ freeze, backbone }));
    const headBefore = bytesOf(composition.head.network);
    const { store, written } = watched(memoryStore());
    await findLearningRate(composition, { steps: 20, store });
    expect(written).toEqual([]);
    expect(bytesOf(backbone.network)).toEqual(bytesOf(toyBackbone().network));
    expect(bytesOf(composition.head.network)).toEqual(headBefore);

    const run = await fit(composition, { store });
    expect(bytesOf(run.network)).toEqual(bytesOf(expected.network));
    expect(run.stages).toEqual(expected.stages);
    expect(written.length).toBeGreaterThan(0);

    // Features that are there already are read, and give the same curve.
    const count = written.length;
    const looked = await findLearningRate(composition, { steps: 20, store });
    expect(written).toHaveLength(count);
    expect(looked).toEqual(await findLearningRate(composition, { steps: 20 }));
  });

  it('nor when it fails', async () => {
    const stop = new AbortController();
    const onProgress = (progress: Progress) => progress.phase === 'step' && progress.done === 3 && stop.abort('enough');
    await expect(find({ freeze }, { signal: stop.signal, onProgress })).rejects.toBe('enough');
    await expect(find({ freeze, batchSize: 30 })).rejects.toMatchObject({ code: 'batch-too-large' });
  });
});

it('leaves out what cannot be used, and says so', async () => {
  const data = toyData({ sizes: { train: 60, validation: 9, test: 6 }, broken: ['train-3'] });
  const skipped = [{ id: 'train-3', code: 'no-picture', reason: 'This is no picture.' }];
  expect(await find({ data })).toMatchObject({ skipped });
  expect(await find({ data, batchSize: 2 })).toMatchObject({ skipped });
  await expect(find({ data }, { strict: true })).rejects.toMatchObject({ code: 'bad-input' });
});

it.each<[FindLearningRateOptions, string]>([
  [{ from: 0 }, 'Learning rates are tried from a number over 0 to a larger one, such as 1e-7 to 10; got 0 to 10.'],
  [{ from: NaN }, 'got NaN to 10.'],
  [{ from: 1, to: 1 }, 'got 1 to 1.'],
  [{ to: Infinity }, 'got 1e-7 to Infinity.'],
  [{ steps: 19 }, 'A whole number of rates from 20 to 10000 is tried; got 19.'],
  [{ steps: 20.5 }, 'got 20.5.'],
])('refuses %j', async (options, text) => {
  await expect(find({}, options)).rejects.toMatchObject({
    code: 'bad-rate-range',
    message: expect.stringContaining(text),
  });
});
