import '@tensorflow/tfjs-backend-cpu';
import { memoryStore } from '@graftjs/cache';
import type {
  BlockMode,
  Engine,
  FreezeStrategy,
  Head,
  HostTensor,
  PreprocessPlugin,
  Solution,
  Stage,
  TrainStage,
} from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { lastBlocks } from '@graftjs/freeze/last-blocks';
import { linearProbeThenFineTune } from '@graftjs/freeze/linear-probe-then-fine-tune';
import { linear } from '@graftjs/heads/linear';
import { imagePlugin } from '@graftjs/images';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkBackbone,
  checkDataset,
  checkEngine,
  checkFeatureStore,
  checkFreezeStrategy,
  checkFrozenStaysFrozen,
  checkHead,
  checkPreprocess,
  tinyBackbone,
  toyImages,
} from '../src/index.js';

// A check that cannot fail proves nothing: each of these plugins breaks one rule.
const failing = (message: string | RegExp) =>
  expect.objectContaining({ code: 'check-failed', message: expect.stringMatching(message) as string });

await startBackend('cpu');

describe('checkHead', () => {
  const good = linear();
  const rebound = (change: (bound: ReturnType<Head['bind']>) => object): Head => ({
    ...good,
    bind: (...args) => {
      const bound = good.bind(...args);
      return { ...bound, ...change(bound) };
    },
  });
  const solvedAs = (change: (solution: Solution) => object) =>
    rebound(({ solve }) => ({
      solve: async (...args: Parameters<NonNullable<typeof solve>>) => {
        const solution = await solve?.(...args);
        return { ...solution, ...(solution && change(solution)) };
      },
    }));
  const two = { kind: 'classification', labels: ['a', 'b'] } as const;
  let draws = 0;

  it.each<[string, Head, string | RegExp]>([
    ['a spec that JSON drops', { ...good, spec: { l2: undefined } as never }, 'does not survive JSON'],
    [
      'weights that the seed does not decide',
      { ...good, bind: (f, t) => good.bind(f, t, draws++) },
      'one seed gave two results',
    ],
    [
      'a loss that is not finite',
      rebound(() => ({
        exampleLoss: (scores: tf.Tensor) => tf.tidy(() => tf.log(tf.sub(tf.sum(scores, 1), tf.sum(scores, 1)))),
      })),
      'gradient of .* is not finite',
    ],
    [
      'a loss that is averaged already',
      rebound(() => ({ exampleLoss: (scores: tf.Tensor) => tf.tidy(() => tf.expandDims(tf.mean(scores))) })),
      /exampleLoss gave the shape \[1\]/,
    ],
    [
      'one column where there is no sigmoid',
      { ...good, bind: (f) => ({ ...linear({ output: 'binary' }).bind(f, two, 7), activation: 'softmax' as const }) },
      /its scores have the shape \[batch, 1\], not \[batch, 2\]/,
    ],
    [
      'a solution that moves nothing',
      rebound(({ network }) => ({ solve: async () => ({ network, trainLoss: 1, validationLoss: 1, details: null }) })),
      'solving did not move',
    ],
    [
      'a solution with another topology',
      solvedAs(({ network }) => ({ network: { ...network, layers: [] } })),
      'other layers than its network',
    ],
    [
      'a solution that guesses wrong',
      solvedAs(({ network }) => ({
        network: {
          ...network,
          weights: new Map([...network.weights].map(([name, tensor]) => [name, negated(tensor)])),
        },
      })),
      'with all weights at zero it is',
    ],
    [
      'a solver that cannot be stopped',
      rebound(({ solve }) => ({ solve: (a: never, b: never) => solve?.(a, b, { seed: 7 }) })),
      'although its signal was aborted',
    ],
    ['a bind that leaks', rebound(() => (tf.scalar(1), {})), 'tensors were left behind'],
  ])('finds %s', async (_, head, message) => {
    await expect(checkHead(head)).rejects.toEqual(failing(message));
  });
});

describe('checkFreezeStrategy', () => {
  const train: Omit<TrainStage, 'blocks'> = {
    kind: 'train',
    name: 'train',
    start: 'current',
    head: 'train',
    learningRate: 0.1,
    epochs: 1,
    schedule: 'constant',
  };
  const trained: BlockMode = { train: 'all', learningRateScale: 1, batchNorm: 'frozen' };
  const solve = { kind: 'solve', name: 'solve' } as const;
  let calls = 0;

  const strategyOf = (stages: FreezeStrategy['stages']): FreezeStrategy => ({ id: 'broken', spec: null, stages });
  /** One stage in which every block has this mode. */
  const giving = (changes: Partial<TrainStage> = {}, mode: BlockMode = 'frozen'): FreezeStrategy =>
    strategyOf(function* (blocks) {
      yield { ...train, blocks: blocks.map(() => mode), ...changes };
      return 'last';
    });

  it('has nothing against one that trains, nor against one that refuses what it cannot serve', () => {
    checkFreezeStrategy(giving({}, trained));
    checkFreezeStrategy(
      strategyOf(function* (blocks, { headSolves }) {
        if (blocks.length < 8 || !headSolves) throw new GraftError('not-served', 'Not this one.');
        yield solve;
        return 'best';
      }),
    );
  });

  it.each<[string, FreezeStrategy, string]>([
    [
      'no stage',
      strategyOf(function* () {
        yield* [];
        return 'last';
      }),
      'no stage at all',
    ],
    ['a stage without a name', giving({ name: '' }), 'a stage has no name'],
    ['a block without a mode', giving({ blocks: ['frozen'] }), '1 modes for 3 blocks'],
    [
      'modes for three blocks whatever there are',
      giving({ blocks: [trained, trained, trained] }),
      '3 modes for 1 blocks',
    ],
    ['nothing to train', giving({ head: 'frozen' }), 'everything is frozen'],
    ['a learning rate of zero', giving({ learningRate: 0 }), 'its learning rate is 0'],
    ['half an epoch', giving({ epochs: 0.5 }), 'asks for 0.5 epochs'],
    ['a warm-up in steps', giving({ warmup: 100 }), 'its warm-up is 100'],
    ['no patience', giving({ patience: 0 }), 'its patience is 0'],
    ['a scale of zero', giving({}, { ...trained, learningRateScale: 0 }), 'the learning rate scale of "block 0" is 0'],
    [
      'BatchNorm alone where it is frozen',
      giving({}, { ...trained, train: 'batch-norm' }),
      'of "block 0" only BatchNorm trains, and there is none or it is frozen',
    ],
    [
      'BatchNorm alone where there is none',
      giving({}, { ...trained, train: 'batch-norm', batchNorm: 'affine' }),
      'of "block 2" only BatchNorm trains',
    ],
    [
      'solving what cannot be solved',
      strategyOf(function* () {
        yield solve;
        return 'last';
      }),
      'it solves a head that has no direct solution',
    ],
    [
      'a plain error',
      strategyOf(() => {
        throw new TypeError('no such block');
      }),
      'for 1 blocks, a direct solution, some validation it threw TypeError: no such block, not a GraftError',
    ],
    [
      'a refusal after work was done',
      strategyOf(function* (blocks, { hasValidation }) {
        yield { ...train, blocks: blocks.map(() => trained) };
        if (!hasValidation) throw new GraftError('no-validation', 'It needs some.');
        return 'last';
      }),
      'no validation it threw after the stage "train", not before the first',
    ],
    [
      'one that serves nothing',
      strategyOf(() => {
        throw new GraftError('not-served', 'Not this one.');
      }),
      'it refuses every backbone',
    ],
    [
      'a strategy that never ends',
      strategyOf(function* (blocks) {
        for (;;) yield { ...train, blocks: blocks.map(() => trained) };
      }),
      'did not end after 100',
    ],
    [
      'one that waits for a loss which is a number',
      strategyOf(function* (blocks) {
        let loss: number | null = null;
        while (loss === null || Number.isNaN(loss)) {
          loss = (yield { ...train, blocks: blocks.map(() => trained) }).validationLoss;
        }
        return 'best';
      }),
      'did not end after 100',
    ],
    [
      'a memory',
      strategyOf(function* (blocks) {
        yield { ...train, name: `stage ${calls++}`, blocks: blocks.map(() => trained) };
        return 'last';
      }),
      'other stages when its results were replayed',
    ],
    [
      'an unheard-of ending',
      strategyOf(function* (blocks) {
        yield { ...train, blocks: blocks.map(() => trained) };
        return 'first' as never;
      }),
      "must return 'best' or 'last'",
    ],
  ])('finds %s', (_, strategy, message) => {
    expect(() => checkFreezeStrategy(strategy)).toThrow(failing(message));
  });
});

describe('checkEngine', () => {
  const good = tfjsEngine({ fold: false });
  const answering = (change: (output: HostTensor, batch: number) => HostTensor): Engine => ({
    ...good,
    load: async (...args) => {
      const session = await good.load(...args);
      return {
        ...session,
        run: async (inputs) => {
          const batch = [...inputs.values()][0]?.shape[0] ?? 0;
          return (await session.run(inputs)).map((output) => change(output, batch));
        },
      };
    },
  });
  const ignoresBoundaries: Engine = { ...tfjsEngine(), load: (network) => tfjsEngine().load(network) };

  it.each<[string, Engine, string]>([
    ['a name without a numeric path', { ...good, name: 'cpu' }, 'is not "engine/numeric path"'],
    ['silence about what it cannot run', { ...good, unsupported: () => [] }, 'does not say that it cannot run'],
    ['other numbers', answering((output) => shifted(output, 0.01)), 'differ from the reference'],
    [
      'numbers that depend on the batch',
      answering((output, batch) => shifted(output, batch * 1e-7)),
      'a batch of 1 gives other numbers',
    ],
    ['folding across a boundary', ignoresBoundaries, 'folding reached across the boundary'],
  ])('finds %s', async (_, engine, message) => {
    await expect(checkEngine(engine, good)).rejects.toEqual(failing(message));
  });
});

describe('checkBackbone', () => {
  const good = tinyBackbone();
  const inputs = [0, 1].map((value) => ({
    width: 8,
    height: 8,
    rgb: new Uint8ClampedArray(192).fill(90 + 60 * value),
  }));

  it.each([
    [
      'a classifier that is no layer',
      { ...good, classifier: { layer: 'top', labels: [] } },
      'is no layer of its network',
    ],
    ['no licence', { ...good, license: '' }, 'names no licence'],
  ])('finds %s', async (_, backbone, message) => {
    await expect(checkBackbone(backbone, inputs)).rejects.toEqual(failing(message));
  });

  it('finds a block end that is no cut', async () => {
    await expect(checkBackbone({ ...good, blockEnds: ['block_bn'] }, inputs)).rejects.toThrow('block_bn');
  });
});

describe('checkFrozenStaysFrozen', () => {
  it('finds a frozen weight that moves while training', async () => {
    const backbone = tinyBackbone();
    const statistics = backbone.network.weights.get('stem_bn/moving_mean');
    const head: Head = {
      ...linear(),
      bind: (...args) => {
        if (statistics) statistics.data[0] = 0.577;
        return linear().bind(...args);
      },
    };
    const check = checkFrozenStaysFrozen({ data: toyImages(), backbone, head, freeze: featureExtraction() });
    await expect(check).rejects.toEqual(failing('"stem_bn/moving_mean" changed'));
  });

  it('finds a weight that was to train and did not', async () => {
    const still: Head = {
      ...linear(),
      bind: (...args) => {
        const { solve: _, ...bound } = linear().bind(...args);
        // A loss that hangs on nothing has no gradient.
        return { ...bound, exampleLoss: (scores) => tf.sum(tf.mul(scores, 0), 1) };
      },
    };
    const check = checkFrozenStaysFrozen({
      data: toyImages(),
      backbone: tinyBackbone(),
      head: still,
      freeze: lastBlocks({ epochs: 1 }),
    });
    await expect(check).rejects.toEqual(failing('the weight "top_conv/kernel" did not move'));
  });

  it('finds a weight of a frozen block that is said to be none', async () => {
    const backbone = tinyBackbone();
    const tuned = lastBlocks({ epochs: 1 });
    const lying: FreezeStrategy = {
      ...tuned,
      *stages(blocks, facts) {
        const stage = tuned.stages(blocks, facts).next().value as TrainStage;
        const result = yield stage;
        // Once it ran, it says that the last block was frozen.
        Object.assign(result.stage, { blocks: blocks.map(() => 'frozen') });
        return 'last';
      },
    };
    const check = checkFrozenStaysFrozen({ data: toyImages(), backbone, head: linear(), freeze: lying });
    await expect(check).rejects.toEqual(failing('the frozen weight "top_conv/kernel" changed'));
  });
});

describe('checkFrozenStaysFrozen, of several stages', () => {
  const base = linearProbeThenFineTune({ epochs: 1, blocks: 1 });
  /** What the loop is asked for in the second stage, and what is said of it once it ran. */
  const saying = (asked: Partial<TrainStage>, said: Partial<TrainStage>): FreezeStrategy => ({
    ...base,
    *stages(blocks, facts) {
      const stages = base.stages(blocks, facts);
      const tune = stages.next(yield stages.next().value as Stage).value as TrainStage;
      const result = yield { ...tune, ...asked };
      Object.assign(result.stage, said);
      return 'last';
    },
  });
  const check = (freeze: FreezeStrategy) =>
    checkFrozenStaysFrozen({ data: toyImages(), backbone: tinyBackbone(), head: linear({ l2: 1 }), freeze });

  it('has nothing against the truth', () => check(saying({}, {})));

  it('finds a head that was solved before, and does not move while tuning', async () => {
    const freeze = saying({ head: 'frozen' }, { head: 'train' });
    await expect(check(freeze)).rejects.toEqual(failing('the weight "head/scores/kernel" did not move'));
  });

  it('finds a head that moves although the last stage freezes it', async () => {
    const freeze = saying({ head: 'train' }, { head: 'frozen' });
    await expect(check(freeze)).rejects.toEqual(
      failing('the weight "head/scores/kernel" moved in the last stage, which leaves it frozen'),
    );
  });
});

describe('checkFeatureStore', () => {
  it.each([
    ['one that forgets', { ...memoryStore(), get: async () => undefined }, 'nothing came back'],
    [
      'one that gives what is not there',
      { ...memoryStore(), get: async () => ({ dtype: 'float32', shape: [0], data: new Float32Array() }) as const },
      'an empty store gave something',
    ],
    ['one that shares its memory', sharingStore(), 'a value that its reader changed afterwards'],
  ])('finds %s', async (_, store, message) => {
    await expect(checkFeatureStore(store)).rejects.toEqual(failing(message));
  });
});

describe('checkDataset', () => {
  const good = toyImages();
  const changed = (change: (example: { id: string; target: number }, index: number) => object) => ({
    ...good,
    async *examples(split: 'train' | 'validation' | 'test') {
      let index = 0;
      for await (const example of good.examples(split)) yield { ...example, ...change(example as never, index++) };
    },
  });

  it.each([
    ['a wrong count', { ...good, size: () => 3 }, /size\('train'\) is 3, but there are 24/],
    ['one id twice', changed(() => ({ id: 'same' })), 'the id "same" occurs twice'],
    ['a target that is no label', changed(() => ({ target: 2 })), 'not the index of one of 2 labels'],
    ['a group that is torn apart', changed(() => ({ group: 'one' })), 'the group "one" is in train and in validation'],
  ])('finds %s', async (_, data, message) => {
    await expect(checkDataset(data)).rejects.toEqual(failing(message));
  });
});

describe('checkPreprocess', () => {
  const spec = { input: 'input', width: 4, height: 4, mean: 0, std: 1 };
  const inputs = {
    good: [1, 2].map((value) => ({ width: 4, height: 4, rgb: new Uint8ClampedArray(48).fill(value) })),
    bad: new Blob(['no picture']),
  };
  const restoring = (change: (made: ReturnType<typeof imagePlugin.restore>) => object): typeof imagePlugin => ({
    ...imagePlugin,
    restore: (given) => {
      const made = imagePlugin.restore(given);
      return { ...made, runtime: made.runtime, ...change(made) };
    },
  });

  it.each<[string, PreprocessPlugin<never>, string]>([
    ['another kind', restoring(() => ({ kind: 'text' })), 'calls itself "text"'],
    ['one fingerprint for all', restoring(() => ({ fingerprint: async () => 'same' })), 'have one fingerprint'],
    [
      'a bad input that is accepted',
      restoring(({ prepare }) => ({
        prepare: (input: never) => prepare(input === inputs.bad ? (inputs.good[0] as never) : input),
      })),
      'an input that cannot be prepared was accepted',
    ],
    [
      'an unknown member that is accepted',
      { ...imagePlugin, restore: () => imagePlugin.restore(spec) },
      'a spec with an unknown member was accepted',
    ],
  ])('finds %s', async (_, plugin, message) => {
    await expect(checkPreprocess(plugin, spec, inputs as never)).rejects.toEqual(failing(message));
  });
});

function shifted(tensor: HostTensor, by: number): HostTensor {
  return { dtype: 'float32', shape: tensor.shape, data: Float32Array.from(tensor.data, (value) => value + by) };
}

function negated(tensor: HostTensor): HostTensor {
  return { dtype: 'float32', shape: tensor.shape, data: Float32Array.from(tensor.data, (value) => -value) };
}

function sharingStore() {
  const values = new Map<string, HostTensor>();
  return {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: HostTensor) => void values.set(key, value),
  };
}
