import { memoryStore } from '@graftjs/cache/memory-store';
import type { BatchNormMode, BlockMode, Head, HostTensor, Network, Recipe, Run, Stage, Engine } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { linear } from '@graftjs/heads/linear';
import { listWeights } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTurn, trainAll, tune } from '../test/strategies.js';
import { toyBackbone, toyData, toyRecipe, type ToyPicture } from '../test/toy.js';
import { compose } from './compose.js';
import { evaluate, evaluateModel } from './evaluate.js';
import { fit, type FitOptions } from './fit.js';
import type { Progress } from './progress.js';

const small = toyData({ sizes: { train: 22, validation: 9, test: 6 } });
const recipe = (
  stages: Parameters<typeof inTurn>[0],
  changes: Partial<Recipe<ToyPicture>> = {},
  kept?: 'best' | 'last',
) => toyRecipe({ data: small, batchSize: 8, freeze: inTurn(stages, kept), ...changes });
const solve: Stage = { kind: 'solve', name: 'solve' };

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

function hex(tensor: HostTensor): string {
  return Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength).toString('hex');
}

function bytesOf(network: Network): Record<string, string> {
  return Object.fromEntries([...network.weights].map(([name, tensor]) => [name, hex(tensor)]));
}

async function watch(parts: Recipe<ToyPicture>, options: FitOptions = {}): Promise<[Run<ToyPicture>, Progress[]]> {
  const told: Progress[] = [];
  return [await fit(compose(parts), { ...options, onProgress: (progress) => told.push(progress) }), told];
}

const lossesOf = (told: Progress[]) => told.flatMap((progress) => (progress.phase === 'step' ? progress.loss : []));

describe('frozen means frozen', () => {
  const modes = (['all', 'biases', 'batch-norm'] as const).flatMap((train) =>
    (['frozen', 'affine', 'train'] as const).map((batchNorm): [string, BlockMode] => [
      `${train}, BatchNorm ${batchNorm}`,
      { train, batchNorm, learningRateScale: 1 },
    ]),
  );
  const places = { first: [0], last: [1], both: [0, 1] };
  it.each(
    modes.flatMap(([name, mode]) => Object.entries(places).map(([place, at]) => [name, place, mode, at] as const)),
  )('%s, in the %s block(s): what trains moves, all else keeps every bit', async (_, __, mode, at) => {
    const backbone = toyBackbone();
    const stage = (blocks: Parameters<typeof tune>[0]) =>
      tune(blocks, { blocks: blocks.map((___, i) => (at.includes(i) ? mode : 'frozen')), epochs: 1 });
    const composition = compose(recipe((blocks) => [stage(blocks)], { backbone }));
    const before = { ...bytesOf(composition.trunk.network), ...bytesOf(headOf(composition.head.network)) };
    const run = await fit(composition);
    const after = bytesOf(run.network);
    for (const [name, { trainable }] of listWeights(run.network)) {
      const block = at.some((i) => composition.blocks[i]!.layers.includes(name.split('/')[0]!));
      const moves = name.startsWith('head/') || (block && shouldMove(name, trainable, mode));
      if (moves) expect(after[name], name).not.toBe(before[name]);
      else expect(after[name], name).toBe(before[name]);
    }
    expect(bytesOf(backbone.network)).toEqual(bytesOf(toyBackbone().network));
  });

  it('holds for a frozen head', async () => {
    const composition = compose(recipe((blocks) => [tune(blocks, { head: 'frozen', blocks: ['frozen', trainAll] })]));
    const { network } = await fit(composition);
    for (const [name, tensor] of headOf(composition.head.network).weights) {
      expect(hex(network.weights.get(name)!)).toBe(hex(tensor));
    }
  });
});

describe('a backbone with names like those that Graft gives', () => {
  const names: Readonly<Record<string, string>> = { conv2: 'head/hidden', bn2: 'head/bn', relu2: 'pool/relu' };
  const renamed = (name: string) => names[name] ?? name;

  function alike() {
    const { network, ...backbone } = toyBackbone();
    const layers = network.layers.map((layer) => ({
      ...layer,
      name: renamed(layer.name),
      inputs: layer.inputs.map(({ from }) => ({ from: renamed(from) })),
      weights: Object.fromEntries(
        Object.entries(layer.weights).map(([role, weight]) => [role, weight.replace(/^[^/]+/, renamed)]),
      ),
    }));
    const weights = new Map(
      [...network.weights].map(([name, value]) => [name.replace(/^[^/]+/, renamed), value] as const),
    );
    return { ...backbone, network: { ...network, layers, weights }, blockEnds: ['relu1', 'pool/relu'] };
  }

  it('keeps every bit while only the head trains, and is evaluated at the head of its own', async () => {
    const backbone = alike();
    const run = await fit(compose(recipe((blocks) => [tune(blocks)], { backbone, cut: 'pool/relu' })));
    const [before, after] = [bytesOf(backbone.network), bytesOf(run.network)];
    for (const name of Object.keys(before)) if (name in after) expect(after[name], name).toBe(before[name]);
    expect(run.network.layers.slice(-2).map(({ name }) => name)).toEqual(['pool-2/mean', 'head-2/scores']);
    const { network, cut, activation } = run;
    const { license, preprocess } = backbone;
    const model = { id: 'alike', network, cut, activation, task: small.task, preprocess, license };
    const { examples } = await evaluateModel(model, small, 'test');
    expect(examples).toEqual((await evaluate(run, 'test')).examples);
  });

  it('lets its head be solved too', async () => {
    const run = await fit(compose(recipe(() => [solve], { backbone: alike(), cut: 'pool/relu' })));
    const usual = await fit(compose(recipe(() => [solve], { cut: 'relu2' })));
    expect(run.stages[0]!.trainLoss).toBe(usual.stages[0]!.trainLoss);
  });
});

function headOf(head: Network): Network {
  return { ...head, weights: new Map([...head.weights].map(([name, value]) => [`head/${name}`, value])) };
}

/** Said apart from the code that decides it. */
function shouldMove(name: string, trainable: boolean, mode: BlockMode): boolean {
  if (mode === 'frozen') return false;
  const batchNorm: BatchNormMode = mode.batchNorm;
  if (!trainable) return batchNorm === 'train';
  const isBatchNorm = name.startsWith('bn');
  if (isBatchNorm && batchNorm === 'frozen') return false;
  if (mode.train === 'all') return true;
  return mode.train === 'batch-norm' ? isBatchNorm : name.endsWith('/beta');
}

describe('features at the boundary', () => {
  const lastBlock = (blocks: Parameters<typeof tune>[0]) => [tune(blocks, { blocks: ['frozen', trainAll] })];

  it('give the very same losses and weights from memory, from the store, and made anew', async () => {
    const store = memoryStore();
    const [first, told] = await watch(recipe(lastBlock), { store });
    for (const options of [{ store }, { store, featureMemory: 0 }, { featureMemory: 0 }]) {
      const [again, toldAgain] = await watch(recipe(lastBlock), options);
      expect(lossesOf(toldAgain)).toEqual(lossesOf(told));
      expect(bytesOf(again.network)).toEqual(bytesOf(first.network));
    }
    expect(lossesOf(told)).toHaveLength(6);
  });

  it('run through the backbone once, and not at all with a full store', async () => {
    const store = memoryStore();
    const callsOf = (told: Progress[]) =>
      told.reduce((most, progress) => (progress.phase === 'features' ? most + progress.backboneCalls : most), 0);
    const [, told] = await watch(recipe(lastBlock), { store });
    expect(callsOf(told)).toBeGreaterThan(0);
    expect(callsOf((await watch(recipe(lastBlock), { store }))[1])).toBe(0);
  });

  it('have their price told before it is paid', async () => {
    const [, told] = await watch(recipe(lastBlock), { featureMemory: 1000 });
    const phases = told.map(({ phase }) => phase);
    expect(phases.indexOf('price')).toBeLessThan(phases.indexOf('features'));
    expect(told.find(({ phase }) => phase === 'price')).toEqual({
      phase: 'price',
      stage: 'tune',
      boundary: 'relu1',
      examples: { train: 22, validation: 9 },
      views: 1,
      bytes: 31 * 8 * 8 * 6 * 4,
      kept: 'remade',
      seconds: expect.any(Number),
    });
  });

  it('have the price of training told too, before the first step, and what it would be with more frozen', async () => {
    const [, told] = await watch(recipe((blocks) => [tune(blocks, { blocks: [trainAll, trainAll] })]));
    const phases = told.map(({ phase }) => phase);
    expect(phases.indexOf('training-price')).toBeLessThan(phases.indexOf('step'));
    const price = told.find((progress) => progress.phase === 'training-price')!;
    expect(price).toMatchObject({ stage: 'tune', minutes: expect.any(Number), bytes: expect.any(Number) });
    expect(price.laterBoundaries.map(({ boundary }) => boundary)).toEqual(['relu1', 'relu2']);
    for (const { minutes, bytes } of price.laterBoundaries) {
      expect(minutes).toBeLessThan(price.minutes);
      expect(bytes).toBeLessThan(price.bytes);
    }
  });

  it('keep what cannot be used out, and say so', async () => {
    const data = toyData({ sizes: { train: 40, validation: 9, test: 6 }, broken: ['train-3'] });
    const [run, told] = await watch(recipe(lastBlock, { data }));
    expect(run.skipped.map(({ id }) => id)).toEqual(['train-3']);
    expect(lossesOf(told)).toHaveLength(10);
  });
});

describe('from the probe to the tuning', () => {
  it('loses nothing: the first loss is the one that the solution had', async () => {
    const stages: Parameters<typeof inTurn>[0] = (blocks) => [
      solve,
      tune(blocks, { blocks: [trainAll, trainAll], learningRate: 1e-30, epochs: 1 }),
    ];
    for (const changes of [{}, { classWeights: [1, 2, 5] as const }]) {
      const { stages: results } = await fit(compose(recipe(stages, changes)));
      expect(results[1]!.trainLoss).toBeCloseTo(results[0]!.trainLoss, 5);
      expect(results[1]!.validationLoss).toBeCloseTo(results[0]!.validationLoss!, 5);
    }
  });

  it('begins with weights that have not seen validation, and ends with the refitted ones if those are best', async () => {
    const worse = { learningRate: 100, epochs: 1 };
    const run = await fit(compose(recipe((blocks) => [solve, tune(blocks, worse)], {}, 'best')));
    expect(run.stages[1]!.validationLoss).toBeGreaterThan(run.stages[0]!.validationLoss!);
    const solved = await fit(compose(recipe(() => [solve])));
    expect(bytesOf(run.network)).toEqual(bytesOf(solved.network));
    expect(bytesOf(run.beforeRefit!)).toEqual(bytesOf(solved.beforeRefit!));
  });

  it('solves again on features that training has changed', async () => {
    const run = await fit(compose(recipe((blocks) => [tune(blocks, { blocks: ['frozen', trainAll] }), solve])));
    const only = await fit(compose(recipe(() => [solve])));
    expect(bytesOf(run.network)['head/scores/kernel']).not.toBe(bytesOf(only.network)['head/scores/kernel']);
    const { metrics } = await evaluate(run, 'validation');
    expect(metrics.logLoss.value).toBeCloseTo(run.stages[1]!.validationLoss!, 3);
  });
});

describe('a stage that trains', () => {
  it('learns, and tells what it did, step by step and epoch by epoch', async () => {
    const [run, told] = await watch(
      recipe((blocks) => [tune(blocks, { blocks: ['frozen', trainAll], epochs: 6, learningRate: 0.03 })]),
    );
    const [stage] = run.stages;
    expect(stage).toMatchObject({ epochs: 6, stoppedBy: 'epochs' });
    expect(stage!.history.map(({ epoch, step }) => [epoch, step])).toEqual(
      [1, 2, 3, 4, 5, 6].map((epoch) => [epoch, epoch * 3]),
    );
    expect(stage!.history.at(-1)!.trainLoss).toBeLessThan(stage!.history[0]!.trainLoss * 0.7);
    expect(stage!.validationLoss).toBe(stage!.history.at(-1)!.validationLoss);
    expect(told.filter(({ phase }) => phase === 'epoch')).toEqual(
      stage!.history.map((result) => ({ phase: 'epoch', stage: 'tune', ...result })),
    );
    expect(told.find(({ phase }) => phase === 'step')).toMatchObject({
      step: 1,
      done: 1,
      total: 18,
      learningRate: 0.03,
    });
    const { metrics } = await evaluate(run, 'validation');
    expect(metrics.accuracy.value).toBeCloseTo(stage!.history.at(-1)!.validationAccuracy!, 6);
  });

  it('ends when validation has not got better for so long, and goes back to the best epoch', async () => {
    const stage = { blocks: ['frozen', trainAll] as const, learningRate: 2, epochs: 30, patience: 2 };
    const run = await fit(compose(recipe((blocks) => [tune(blocks, stage)])));
    const [result] = run.stages;
    const losses = result!.history.map(({ validationLoss }) => validationLoss!);
    const best = losses.indexOf(Math.min(...losses));
    expect(result!.stoppedBy).toBe('patience');
    expect(losses).toHaveLength(best + 3);
    expect(result!.validationLoss).toBe(losses[best]);
    expect(result!.trainLoss).toBe(result!.history[best]!.trainLoss);
    const shorter = await fit(
      compose(recipe((blocks) => [tune(blocks, { ...stage, epochs: best + 1, patience: 99 })])),
    );
    expect(bytesOf(run.network)).toEqual(bytesOf(shorter.network));
  });

  it('starts from the best weights when asked, and from those at hand when not', async () => {
    const still = { learningRate: 1e-30, epochs: 1 };
    const after = async (start: 'best' | 'current') => {
      const stages = (blocks: Parameters<typeof tune>[0]) => [
        tune(blocks, { name: 'good', epochs: 1, learningRate: 0.05 }),
        tune(blocks, { name: 'bad', epochs: 1, learningRate: 100 }),
        tune(blocks, { ...still, name: 'look', start }),
      ];
      return (await fit(compose(recipe(stages)))).stages.map(({ validationLoss }) => validationLoss!);
    };
    const [good, , best] = await after('best');
    expect(best).toBe(good);
    const [, bad, current] = await after('current');
    expect(current).toBeCloseTo(bad!, 3);
  });

  it('keeps the average of the weights, and judges by it', async () => {
    const stage = (blocks: Parameters<typeof tune>[0]) => [tune(blocks, { learningRate: 0.05, epochs: 4 })];
    const plain = await fit(compose(recipe(stage)));
    const averaged = await fit(compose(recipe(stage, { optimizer: { averaging: 0.9 }, classWeights: 'none' })));
    expect(bytesOf(averaged.network)).not.toEqual(bytesOf(plain.network));
    const { metrics } = await evaluate(averaged, 'validation');
    expect(metrics.logLoss.value).toBeCloseTo(averaged.stages[0]!.validationLoss!, 3);
    // min(0, …): nothing is kept of what was
    const none = await fit(compose(recipe(stage, { optimizer: { averaging: 0 } })));
    expect(bytesOf(none.network)).toEqual(bytesOf(plain.network));
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const parts = (seed: number) => recipe((blocks) => [tune(blocks, { epochs: 1 })], { seed });
    const [first, again, other] = [
      await fit(compose(parts(7))),
      await fit(compose(parts(7))),
      await fit(compose(parts(8))),
    ];
    expect(bytesOf(again.network)).toEqual(bytesOf(first.network));
    expect(bytesOf(other.network)).not.toEqual(bytesOf(first.network));
  });

  it('widens float16 weights the moment they train, and leaves the others', async () => {
    const backbone = toyBackbone();
    const half = (shape: readonly number[]): HostTensor => {
      const data = Uint16Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0x2c00 + (i % 700));
      return { dtype: 'float16', shape, data };
    };
    const weights = new Map(backbone.network.weights);
    for (const name of ['conv1/kernel', 'conv2/kernel']) weights.set(name, half(weights.get(name)!.shape));
    const network = { ...backbone.network, weights };
    const parts = { backbone: { ...backbone, network, fingerprint: 'half' } };
    const run = await fit(compose(recipe((blocks) => [tune(blocks, { blocks: ['frozen', trainAll] })], parts)));
    expect(run.network.weights.get('conv1/kernel')).toBe(weights.get('conv1/kernel'));
    expect(run.network.weights.get('conv2/kernel')!.dtype).toBe('float32');
  });

  it('measures the gradients of each block when asked', async () => {
    const stages = (blocks: Parameters<typeof tune>[0]): Stage[] => [
      { ...solve, measure: 'gradient-norms' },
      tune(blocks, { epochs: 1, measure: 'gradient-norms' }),
    ];
    const run = await fit(compose(recipe(stages)));
    for (const { gradientNorms } of run.stages) {
      expect(gradientNorms).toHaveLength(2);
      for (const norm of gradientNorms!) expect(norm).toBeGreaterThan(0);
    }
    expect(run.stages[0]!.gradientNorms).not.toEqual(run.stages[1]!.gradientNorms);
  });
});

describe('views', () => {
  const brighter = (views: number, seen: [string, number][] = []) => ({
    kind: 'brighter',
    spec: { by: 0.1 },
    views,
    async view({ pixels }: ToyPicture, seed: number, id: string, index: number) {
      seen.push([id, index]);
      return { pixels: pixels.map((value) => value + 0.1 * index * ((seed % 3) + 1)) };
    },
  });
  const stages = (blocks: Parameters<typeof tune>[0]) => [tune(blocks, { blocks: ['frozen', trainAll], epochs: 5 })];

  it('are made once each, of training pictures only, and epochs rotate through them', async () => {
    const seen: [string, number][] = [];
    const store = memoryStore();
    const [run, told] = await watch(recipe(stages, { augment: brighter(3, seen) }), { store });
    expect(seen.map(([id, index]) => `${id} ${index}`).sort()).toEqual(
      Array.from({ length: 22 }, (_, i) => [`train-${i} 1`, `train-${i} 2`])
        .flat()
        .sort(),
    );
    expect(told.find(({ phase }) => phase === 'price')).toMatchObject({ views: 3, bytes: (22 * 3 + 9) * 384 * 4 });
    const plain = await fit(compose(recipe(stages)));
    const losses = ({ stages: [stage] }: Run<ToyPicture>) => stage!.history.map(({ trainLoss }) => trainLoss);
    expect(losses(run)[0]).toBe(losses(plain)[0]);
    expect(losses(run)[1]).not.toBe(losses(plain)[1]);
    seen.length = 0;
    for (const options of [{ store }, { store, featureMemory: 0 }]) {
      const again = await fit(compose(recipe(stages, { augment: brighter(3, seen) })), options);
      expect(bytesOf(again.network)).toEqual(bytesOf(run.network));
    }
    expect(seen).toEqual([]);
    const anew = await fit(compose(recipe(stages, { augment: brighter(3) })), { featureMemory: 0 });
    expect(bytesOf(anew.network)).toEqual(bytesOf(run.network));
  });
});

describe('a run that has to stop', () => {
  const stages = (blocks: Parameters<typeof tune>[0]) => [
    tune(blocks, { name: 'head', epochs: 2 }),
    tune(blocks, { name: 'tune', blocks: ['frozen', trainAll], epochs: 3 }),
  ];

  it('takes no batch after its time, keeps the best, says the step, and is repeated by it exactly', async () => {
    let now = 0;
    let steps = 0;
    const onProgress = ({ phase }: Progress) => {
      if (phase !== 'step') return;
      steps++;
      now += 1000;
    };
    const run = await fit(compose(recipe(stages)), { budgetSeconds: 10.5, now: () => now, onProgress });
    expect(steps).toBe(11);
    expect(run.stoppedAt).toBe(11);
    expect(run.stages.map(({ stoppedBy, epochs }) => [stoppedBy, epochs])).toEqual([
      ['epochs', 2],
      ['budget', 1],
    ]);
    expect(run.notes!.at(-1)).toEqual({
      code: 'stopped-early',
      message:
        'The run was stopped after step 11, and the best weights until then were kept. stopAt: 11 repeats it exactly.',
    });
    const again = await fit(compose(recipe(stages)), { stopAt: 11 });
    expect(bytesOf(again.network)).toEqual(bytesOf(run.network));

    const finish = new AbortController();
    const watched = ({ phase, ...step }: Progress) => {
      if (phase === 'step' && 'step' in step && step.step === 11) finish.abort();
    };
    const finished = await fit(compose(recipe(stages)), { finish: finish.signal, onProgress: watched });
    expect([finished.stoppedAt, bytesOf(finished.network)]).toEqual([11, bytesOf(run.network)]);
    expect(again.stages).toEqual(run.stages);
  });

  /** A clock on which a batch of features takes a second; two views of 22 pictures, in batches of 8. */
  const slowly = (parts: Parameters<typeof inTurn>[0]) => {
    let now = 0;
    const engine = tfjsEngine();
    const slow: Engine = {
      ...engine,
      async load(...args) {
        const session = await engine.load(...args);
        const run: typeof session.run = (inputs) => {
          now += 1000;
          return session.run(inputs);
        };
        return { ...session, run };
      },
    };
    const view = async (picture: ToyPicture) => picture;
    const augment = { kind: 'same', spec: {}, views: 2, view };
    const run = (budgetSeconds?: number) =>
      fit(compose(recipe(parts, { augment })), { engine: slow, budgetSeconds, now: () => now });
    return {
      run,
      stopped: (stopAt: number) => fit(compose(recipe(parts, { augment })), { stopAt }),
      spent: () => now / 1000,
    };
  };

  it('begins no batch of features after its time, and says so where nothing has been trained', async () => {
    for (const parts of [() => [solve], stages]) {
      const { run, spent } = slowly(parts);
      await expect(run(2)).rejects.toMatchObject({
        code: 'budget-spent',
        message:
          'The time for the run was spent before anything had been trained. Give it more; features that a store keeps are not made again.',
      });
      expect(spent()).toBeLessThanOrEqual(3);
    }
  });

  it.each([
    ['of the second view', 7, 3],
    ['of the second stage', 10, 6],
  ])('keeps what it has when its time ends among the features %s', async (_, budgetSeconds, stoppedAt) => {
    const { run, stopped, spent } = slowly(stages);
    const kept = await run(budgetSeconds);
    expect(spent()).toBeLessThanOrEqual(budgetSeconds + 1);
    expect(kept.stoppedAt).toBe(stoppedAt);
    expect(bytesOf((await stopped(stoppedAt)).network)).toEqual(bytesOf(kept.network));
  });

  it.each([0, 1, 3, 6, 7])('leaves no trace of a stage that took no step: stopped at %i', async (stopAt) => {
    const run = await fit(compose(recipe(stages)), { stopAt });
    expect(run.stoppedAt).toBe(stopAt);
    expect(run.stages.map(({ stage }) => stage.name)).toEqual(
      stopAt === 0 ? [] : stopAt <= 6 ? ['head'] : ['head', 'tune'],
    );
  });

  it('comes to its end where the limit is beyond it', async () => {
    const run = await fit(compose(recipe(stages)), { stopAt: 1000, budgetSeconds: 1000 });
    expect(run.stoppedAt).toBeUndefined();
    expect(run.stages.map(({ stoppedBy }) => stoppedBy)).toEqual(['epochs', 'epochs']);
  });

  it.each([
    [{ budgetSeconds: 0 }, 'A time budget is a number of seconds over 0; got 0.'],
    [{ stopAt: 1.5 }, 'A run stops at a whole number of steps from 0 on; got 1.5.'],
  ])('refuses %j', async (options, message) => {
    await expect(fit(compose(recipe(stages)), options)).rejects.toMatchObject({ code: 'bad-budget', message });
  });
});

describe('a stage that cannot be', () => {
  it('is not kept when its last step left what is no number, and no validation has seen it', async () => {
    const data = toyData({ sizes: { train: 8, validation: 0, test: 0 } });
    const stages = (blocks: Parameters<typeof tune>[0]) => [tune(blocks, { learningRate: 1e38, epochs: 1 })];
    const act = fit(
      compose(recipe(stages, { data, optimizer: { kind: 'sgd', momentum: 0, pullToPretrained: 0, weightDecay: 100 } })),
    );
    await expect(act).rejects.toMatchObject({
      code: 'loss-not-finite',
      message: expect.stringMatching(
        /^The weight "head\/scores\/kernel" is not finite any more after step 1, the last of the stage "tune", with a learning rate of 1e\+38\. Try /,
      ),
    });
  });

  it('refuses to be judged by validation that is not there', async () => {
    const data = toyData({ sizes: { train: 22, validation: 0, test: 0 } });
    const act = fit(compose(recipe((blocks) => [solve, tune(blocks, { patience: 2 })], { data })), {
      onProgress: (progress) => expect(progress.phase).toBe('nothing may run'),
    });
    await expect(act).rejects.toMatchObject({ code: 'no-validation' });
  });

  it('trains without validation when nothing has to be judged', async () => {
    const data = toyData({ sizes: { train: 22, validation: 0, test: 0 } });
    const run = await fit(compose(recipe((blocks) => [tune(blocks)], { data })));
    expect(run.stages[0]).toMatchObject({ validationLoss: null, history: [{ validationAccuracy: null }, {}] });
  });

  it('tells how many training examples were right in each step', async () => {
    const still = { blocks: [trainAll, trainAll] as const, learningRate: 1e-30, epochs: 2 };
    const run = await fit(compose(recipe((blocks) => [tune(blocks, still)])));
    const { metrics } = await evaluate(run, 'train');
    const { value } = metrics.accuracy;
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(1);
    expect(run.stages[0]!.history.map(({ trainAccuracy }) => trainAccuracy)).toEqual([value, value]);
  });

  it('stops with the step, the rate and what to try when the loss is not finite', async () => {
    const act = fit(
      compose(recipe((blocks) => [tune(blocks, { blocks: [trainAll, trainAll], learningRate: 1e38, epochs: 3 })])),
    );
    await expect(act).rejects.toMatchObject({
      code: 'loss-not-finite',
      message: expect.stringMatching(
        /not finite any more at step \d, with a learning rate of 1e\+38\. .*Try a learning rate of 1e\+37/,
      ),
    });
  });

  it('names the pictures that are not finite, where nothing has computed features of them', async () => {
    const data = toyData({ sizes: { train: 22, validation: 9, test: 6 }, notFinite: ['train-5'] });
    const stage = { blocks: [trainAll, trainAll] };
    const act = fit(compose(recipe((blocks) => [tune(blocks, stage)], { data })), { featureMemory: 0 });
    await expect(act).rejects.toMatchObject({
      code: 'input-not-finite',
      message:
        'What goes into the part that trains holds NaN or infinity for "train-5". Repair or remove it, or check the augmentation and the preprocessing. Weights are as before that step.',
    });
  });

  it('refuses a batch that is too large once what cannot be used is left out', async () => {
    const data = toyData({ sizes: { train: 40, validation: 9, test: 6 }, broken: ['train-3'] });
    const act = fit(compose(recipe((blocks) => [tune(blocks)], { data, batchSize: 40 })));
    await expect(act).rejects.toMatchObject({
      code: 'batch-too-large',
      message: expect.stringContaining('Each step takes 40 examples (a batch of 40), and there are 39 to train on.'),
    });
  });

  it('refuses targets out of range', async () => {
    const off = {
      ...small,
      async *examples(split: 'train' | 'validation' | 'test') {
        for await (const example of small.examples(split)) yield { ...example, target: 3 };
      },
    };
    const act = fit(compose(recipe((blocks) => [tune(blocks)], { data: off })));
    await expect(act).rejects.toMatchObject({
      code: 'bad-target',
      message: 'The target of "train-0" has to be a label\'s index, 0 to 2; got 3.',
    });
  });

  it('trains a head that has no solution', async () => {
    const { solve: _, ...rest } = linear().bind([10], small.task, 7);
    const head: Head = { ...linear(), id: 'plain', bind: () => rest };
    const run = await fit(compose(recipe((blocks) => [tune(blocks)], { head })));
    expect(run.beforeRefit).toBeUndefined();
    expect(run.stages).toHaveLength(1);
  });
});
