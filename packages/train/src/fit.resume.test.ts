import type { HostTensor, Recipe, Run, Stage } from '@graftjs/core';
import { startBackend } from '@graftjs/engines/backends';
import { initializeWeights } from '@graftjs/network';
import { linear } from '@graftjs/heads/linear';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryCheckpoints } from '../test/memory-checkpoints.js';
import { inTurn, trainAll, tune } from '../test/strategies.js';
import { toyData, toyRecipe, type ToyPicture } from '../test/toy.js';
import { compose } from './compose.js';
import { fit, type FitOptions } from './fit.js';
import type { Progress } from './progress.js';

beforeAll(async () => {
  await startBackend('wasm');
});

const data = toyData({ sizes: { train: 11, validation: 5, test: 3 } });
const head = linear();
const statistics = { ...trainAll, batchNorm: 'train' } as const;

/** Whatever has a memory: a solution, momentum, statistics, averages, patience, views, sums of gradients. */
const stages: Parameters<typeof inTurn>[0] = (blocks): Stage[] => [
  { kind: 'solve', name: 'solve' },
  tune(blocks, { name: 'top', blocks: ['frozen', statistics], schedule: 'cosine', warmup: 0.3 }),
  tune(blocks, {
    name: 'all',
    blocks: [statistics, trainAll],
    start: 'best',
    epochs: 3,
    patience: 1,
    learningRate: 0.05,
  }),
  tune(blocks, { name: 'again', blocks: [trainAll, 'frozen'], measure: 'gradient-norms' }),
];
const augment = {
  kind: 'brighter',
  spec: {},
  views: 2,
  view: async ({ pixels }: ToyPicture, _: number, __: string, index: number) => ({
    pixels: pixels.map((value) => value + index / 10),
  }),
};
/** Drops some of what goes into the linear head. */
const droppingHead: typeof head = {
  ...head,
  id: 'dropping',
  bind(features, task, seed) {
    const { network, ...bound } = head.bind(features, task, seed);
    const [scores] = network.layers;
    const drop = { name: 'drop', type: 'Dropout', inputs: scores!.inputs, options: { rate: 0.3 }, weights: {} };
    const layers = [drop, { ...scores!, inputs: [{ from: 'drop' }] }];
    return { ...bound, network: initializeWeights({ ...network, layers }, seed) };
  },
};
const variants: Readonly<Record<string, Partial<Recipe<ToyPicture>>>> = {
  'AdamW, averaged': { optimizer: { averaging: 0.8, weightDecay: 0.1, labelSmoothing: 0.1 } },
  'SGD, summed gradients': {
    optimizer: { kind: 'sgd', accumulate: 2, clipNorm: 1, pullToPretrained: 0.1 },
    batchSize: 2,
  },
};
const recipe = (changes: Partial<Recipe<ToyPicture>> = {}, kept?: 'best' | 'last') =>
  compose(toyRecipe({ data, batchSize: 4, head: droppingHead, augment, freeze: inTurn(stages, kept), ...changes }));

function bytesOf({ network, beforeRefit, stages: results }: Run<ToyPicture>): string {
  const hex = ({ data: { buffer, byteOffset, byteLength } }: HostTensor) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('hex');
  return JSON.stringify([
    [...network.weights].map(([name, value]) => [name, hex(value)]),
    beforeRefit === undefined,
    results,
  ]);
}

/** Dies like a process: nothing is written any more, nothing is said. */
async function dieAt(step: number, parts: ReturnType<typeof recipe>, options: FitOptions): Promise<void> {
  const onProgress = (progress: Progress) => {
    if (progress.phase === 'step' && progress.step === step) throw new Error('killed');
  };
  await expect(fit(parts, { ...options, onProgress })).rejects.toThrow('killed');
}

describe.each(Object.entries(variants))('a run that goes on: %s', (_, changes) => {
  it('ends with the very same weights and record, wherever it was killed', async () => {
    const whole = await fit(recipe(changes));
    const steps = whole.stages.at(-1)!.history.at(-1)!.step;
    expect(steps).toBeGreaterThan(15);
    for (let step = 1; step <= steps; step++) {
      const checkpoints = memoryCheckpoints();
      const options = { checkpoints, checkpointEvery: { steps: 1 + (step % 3) } };
      const held = tf.memory().numTensors;
      await dieAt(step, recipe(changes), options);
      expect(tf.memory().numTensors).toBe(held);
      let redone = 0;
      const onProgress = (progress: Progress) => {
        if (progress.phase === 'step' && progress.step <= step) redone++;
      };
      const resumed = await fit(recipe(changes), { ...options, resume: true, onProgress });
      expect(redone).toBeLessThanOrEqual(1 + (step % 3));
      expect(bytesOf(resumed) === bytesOf(whole), `killed at step ${step}`).toBe(true);
    }
  });

  it('ends with them also when it is killed again and again', async () => {
    const whole = await fit(recipe(changes, 'best'));
    const options = { checkpoints: memoryCheckpoints(), checkpointEvery: { steps: 2 }, resume: true };
    for (const step of [2, 3, 9, 14]) await dieAt(step, recipe(changes, 'best'), options);
    expect(bytesOf(await fit(recipe(changes, 'best'), options))).toBe(bytesOf(whole));
  });
});

describe('checkpoints', () => {
  it('are written when the run is aborted, and it goes on from the very step', async () => {
    const whole = await fit(recipe());
    const checkpoints = memoryCheckpoints();
    const controller = new AbortController();
    const abort = (progress: Progress) => {
      if (progress.phase === 'step' && progress.step === 5) controller.abort(new Error('Ctrl-C'));
    };
    const act = fit(recipe(), { checkpoints, signal: controller.signal, onProgress: abort });
    await expect(act).rejects.toThrow('Ctrl-C');
    let first = 0;
    const look = (progress: Progress) => {
      if (progress.phase === 'step') first ||= progress.step;
    };
    expect(bytesOf(await fit(recipe(), { checkpoints, resume: true, onProgress: look }))).toBe(bytesOf(whole));
    expect(first).toBe(6);
  });

  it('are written also when it is aborted while it validates', async () => {
    const whole = await fit(recipe());
    const checkpoints = memoryCheckpoints();
    const controller = new AbortController();
    let steps = 0;
    const abort = (progress: Progress) => {
      if (progress.phase !== 'step') return;
      steps = progress.step;
      if (progress.step === 4) setTimeout(() => controller.abort(new Error('Ctrl-C')));
    };
    const act = fit(recipe(), {
      checkpoints,
      signal: controller.signal,
      onProgress: abort,
      checkpointEvery: { steps: 1e6 },
    });
    await expect(act).rejects.toThrow('Ctrl-C');
    expect(steps).toBeLessThan(6);
    expect(bytesOf(await fit(recipe(), { checkpoints, resume: true }))).toBe(bytesOf(whole));
  });

  it('of a run that has ended give its result at once', async () => {
    const checkpoints = memoryCheckpoints();
    const whole = await fit(recipe(), { checkpoints });
    const told: string[] = [];
    const again = await fit(recipe(), { checkpoints, resume: true, onProgress: ({ phase }) => told.push(phase) });
    expect(bytesOf(again)).toBe(bytesOf(whole));
    expect(told).toEqual([]);
  });

  it('of a run that has ended know what was left out', async () => {
    const parts = compose(toyRecipe({ data: toyData({ broken: ['train-1', 'validation-2'] }) }));
    const checkpoints = memoryCheckpoints();
    const { skipped } = await fit(parts, { checkpoints });
    expect(skipped.map(({ id }) => id)).toEqual(['train-1', 'validation-2']);
    expect((await fit(parts, { checkpoints, resume: true })).skipped).toEqual(skipped);
  });

  it('of one run are not written over by another, unless that is asked for', async () => {
    const checkpoints = memoryCheckpoints();
    await dieAt(3, recipe(), { checkpoints, checkpointEvery: { steps: 1 } });
    const before = checkpoints.written.length;
    await expect(fit(recipe({ seed: 8 }), { checkpoints })).rejects.toMatchObject({
      code: 'checkpoint-exists',
      message:
        'There are checkpoints already, and this run would write over them. Go on with the run that wrote them (resume: true), ' +
        'keep those of this one elsewhere, or start anew and lose them (overwrite: true).',
    });
    expect(checkpoints.written).toHaveLength(before);
    const anew = await fit(recipe({ seed: 8 }), { checkpoints, overwrite: true });
    expect(bytesOf(anew)).toBe(bytesOf(await fit(recipe({ seed: 8 }))));
  });

  it('keep count of the time that has been spent', async () => {
    const clock = () => {
      let now = 0;
      return { now: () => now, onProgress: ({ phase }: Progress) => void (phase === 'step' && (now += 1000)) };
    };
    const checkpoints = memoryCheckpoints();
    const first = clock();
    const dying = (progress: Progress) => {
      first.onProgress(progress);
      if (progress.phase === 'step' && progress.step === 4) throw new Error('killed');
    };
    const options = { checkpoints, checkpointEvery: { steps: 1 } };
    await expect(fit(recipe(), { ...options, now: first.now, onProgress: dying })).rejects.toThrow('killed');
    const run = await fit(recipe(), { ...options, ...clock(), resume: true, budgetSeconds: 6.5 });
    expect(run.stoppedAt).toBe(7);
  });

  it.each([7, 8, 9])(
    'give what the whole run gave when all its time had been spent: left after step %i',
    async (last) => {
      const clock = (onStep: (step: number) => void = () => undefined) => {
        let now = 0;
        const onProgress = (progress: Progress) => {
          if (progress.phase !== 'step') return;
          now += 1000;
          onStep(progress.step);
        };
        return { now: () => now, onProgress, budgetSeconds: last };
      };
      const whole = await fit(recipe(), clock());
      expect(whole.stoppedAt).toBe(last);
      const checkpoints = memoryCheckpoints();
      const controller = new AbortController();
      const leaving = clock((step) => step === last && controller.abort(new Error('Ctrl-C')));
      const act = fit(recipe(), { ...leaving, checkpoints, signal: controller.signal });
      await expect(act).rejects.toThrow('Ctrl-C');
      const resumed = await fit(recipe(), { ...clock(), checkpoints, resume: true });
      expect(resumed.stoppedAt).toBe(last);
      expect(bytesOf(resumed)).toBe(bytesOf(whole));
    },
  );

  it('refuse to be gone on with up to a step before them', async () => {
    const checkpoints = memoryCheckpoints();
    await dieAt(6, recipe(), { checkpoints, checkpointEvery: { steps: 1 } });
    await expect(fit(recipe(), { checkpoints, resume: true, stopAt: 4 })).rejects.toMatchObject({
      code: 'bad-budget',
      message:
        'The checkpoint to go on from was written after step 5, so the run cannot be stopped after step 4 any more. ' +
        'Stop it later, or start anew, without resuming.',
    });
    expect((await fit(recipe(), { checkpoints, resume: true, stopAt: 5 })).stoppedAt).toBe(5);
  });

  it('begin at the start where there are none, and say so', async () => {
    const run = await fit(recipe(), { checkpoints: memoryCheckpoints(), resume: true });
    expect(run.notes).toEqual([
      { code: 'no-checkpoint', message: 'No checkpoint has been written yet, so the run begins at its start.' },
    ]);
    expect(bytesOf(run)).toBe(bytesOf(await fit(recipe())));
  });

  it('are missed where it is not said where they are', async () => {
    await expect(fit(recipe(), { resume: true })).rejects.toMatchObject({
      code: 'no-checkpoints',
      message: 'Resuming needs to know where checkpoints are: give `checkpoints` too.',
    });
  });
});

describe('resuming with a damaged checkpoint', () => {
  async function killed() {
    const checkpoints = memoryCheckpoints();
    await dieAt(6, recipe(), { checkpoints, checkpointEvery: { steps: 1 } });
    return checkpoints;
  }

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['cut short', (bytes) => bytes.slice(0, bytes.length - 100)],
    ['empty', () => new Uint8Array()],
    ['changed by one bit in a weight', (bytes) => bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte))],
    ['changed by one digit in its record', (bytes) => edited(bytes, '"stepInEpoch":', '"stepInEpoch": ')],
  ])('%s: takes the one before, says so, and ends with the same weights', async (_, damage) => {
    const checkpoints = await killed();
    checkpoints.written.push(damage(checkpoints.written.pop()!));
    const run = await fit(recipe(), { checkpoints, resume: true });
    expect(run.notes![0]).toMatchObject({
      code: 'checkpoint-damaged',
      message: expect.stringContaining(
        'The newest checkpoint was damaged, so the one before was used. The checkpoint cannot be used: ',
      ),
    });
    expect(bytesOf(run)).toBe(bytesOf(await fit(recipe())));
  });

  it('gives up when none is whole', async () => {
    const checkpoints = memoryCheckpoints([new Uint8Array(3), new Uint8Array(5)]);
    await expect(fit(recipe(), { checkpoints, resume: true })).rejects.toMatchObject({
      code: 'checkpoint-damaged',
      message: expect.stringMatching(
        /^No checkpoint can be used, so there is nothing to go on from\. .* Start anew, without resuming\.$/,
      ),
    });
  });
});

function edited(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const escaped = (value: string) => value.replaceAll('"', '\\"');
  const at = text.indexOf(escaped(from));
  if (at === -1) throw new Error(`no ${from} in the record`);
  // One byte that says nothing is taken away for the one that is added, so that the file stays well formed.
  const next = text.slice(0, at) + escaped(to) + text.slice(at + escaped(from).length);
  const length = bytes[0]! + 256 * bytes[1]! + 65536 * bytes[2]!;
  const header = next.slice(8, 8 + length + 1);
  return Buffer.from(next.slice(0, 8) + header.trimEnd().padEnd(length) + next.slice(8 + length + 1), 'latin1');
}

it('goes on with a recipe that says in words what the other left to the defaults', async () => {
  const checkpoints = memoryCheckpoints();
  await dieAt(2, recipe(), { checkpoints, checkpointEvery: { steps: 1 } });
  const inWords = recipe({ pool: 'mean', classWeights: 'balanced', optimizer: { kind: 'adamw', accumulate: 1 } });
  expect(bytesOf(await fit(inWords, { checkpoints, resume: true }))).toBe(bytesOf(await fit(recipe())));
});

/** How an optimizer is named, with its keys in order. */
const optimizerText = ({ kind, ...own }: { kind: string; momentum?: number }) =>
  JSON.stringify({ accumulate: 1, kind, labelSmoothing: 0, ...own, pullToPretrained: 0, weightDecay: 0 });

describe('resuming is refused', () => {
  it.each<[string, Partial<Recipe<ToyPicture>>, string]>([
    [
      'data',
      { data: toyData({ sizes: { train: 14, validation: 6, test: 3 } }) },
      '\n  data: toys has other examples than it had, ',
    ],
    ['seed', { seed: 8 }, '\n  seed: 7 then, 8 now\n'],
    ['batch size', { batchSize: 5 }, '\n  batchSize: 4 then, 5 now\n'],
    [
      'optimizer',
      { optimizer: { kind: 'sgd' } },
      `\n  optimizer: ${optimizerText({ kind: 'adamw' })} then, ${optimizerText({ kind: 'sgd', momentum: 0.9 })} now\n`,
    ],
    ['head', { head }, '\n  head: ["dropping",{}] then, ["linear",{}] now\n'],
    [
      'augmentation',
      { augment: { ...augment, views: 3 } },
      '\n  augment: ["brighter",{},2] then, ["brighter",{},3] now\n',
    ],
    ['pool', { pool: 'max' }, '\n  pool: mean then, max now\n'],
    [
      'strategy',
      { freeze: { ...inTurn(stages), spec: { blocks: 2 } } },
      '\n  freeze: ["in-turn",{}] then, ["in-turn",{"blocks":2}] now\n',
    ],
  ])('with another %s, which it names', async (_, changes, text) => {
    const checkpoints = memoryCheckpoints();
    await dieAt(2, recipe(), { checkpoints, checkpointEvery: { steps: 1 } });
    const act = fit(recipe(changes), { checkpoints, resume: true });
    await expect(act).rejects.toMatchObject({
      code: 'resume-refused',
      message: expect.stringContaining('The checkpoint belongs to another run, so going on would mix the two:'),
    });
    await expect(act).rejects.toThrow(text);
  });

  it('when the strategy does other things under the same name', async () => {
    const checkpoints = memoryCheckpoints();
    await dieAt(2, recipe(), { checkpoints, checkpointEvery: { steps: 1 } });
    const other = inTurn((blocks) => [{ kind: 'solve', name: 'solve' }, tune(blocks, { name: 'something else' })]);
    await expect(fit(recipe({ freeze: other }), { checkpoints, resume: true })).rejects.toMatchObject({
      code: 'resume-refused',
      message: expect.stringMatching(
        /^The strategy "in-turn" asks for another stage than it did .*"something else".* instead of .*"top"/,
      ),
    });
  });
});

it('goes on with another engine only when told that it moved, and says so', async () => {
  const checkpoints = memoryCheckpoints();
  await startBackend('cpu');
  await dieAt(2, recipe(), { checkpoints, checkpointEvery: { steps: 1 } });
  await startBackend('wasm');
  await expect(fit(recipe(), { checkpoints, resume: true })).rejects.toThrow(/engine: \["cpu-.*then, \["wasm-.* now/);
  const { notes } = await fit(recipe(), { checkpoints, resume: true, moved: true });
  expect(notes).toContainEqual({
    code: 'engine-changed',
    message: expect.stringMatching(
      /^The run went on with another engine, so its weights are not to the bit those of a run on one: \["cpu-.*then, \["wasm-.* now\.$/,
    ) as string,
  });
});

describe('a store that fails', () => {
  it('stops nothing, is told of once, and leaves the older checkpoint', async () => {
    const checkpoints = memoryCheckpoints();
    let writes = 0;
    const failing = {
      read: checkpoints.read,
      write: async (bytes: Uint8Array) => {
        if (++writes > 3) throw new Error('ENOSPC: no space left on device');
        await checkpoints.write(bytes);
      },
    };
    const whole = await fit(recipe(), { checkpoints: failing, checkpointEvery: { steps: 1 } });
    expect(whole.notes).toEqual([
      {
        code: 'checkpoint-failed',
        message:
          'A checkpoint could not be written; training goes on, and an older one can still be gone on from: ENOSPC: no space left on device',
      },
    ]);
    expect(bytesOf(await fit(recipe(), { checkpoints, resume: true }))).toBe(bytesOf(whole));
  });

  it.each([
    [{ steps: 0 }, 'Checkpoints are written every so many steps, a whole number from 1 on; got 0.'],
    [{ seconds: -1 }, 'Checkpoints are written every so many seconds, a number over 0; got -1.'],
  ])('does not matter where the interval is %j, which is refused', async (checkpointEvery, message) => {
    const act = fit(recipe(), { checkpoints: memoryCheckpoints(), checkpointEvery });
    await expect(act).rejects.toMatchObject({ code: 'bad-checkpoint-interval', message });
  });

  it('is asked by the clock where no steps are given', async () => {
    let now = 0;
    const checkpoints = memoryCheckpoints();
    const onProgress = ({ phase }: Progress) => void (phase === 'step' && (now += 25_000));
    const { stages: results } = await fit(recipe(), { checkpoints, now: () => now, onProgress });
    const steps = results.at(-1)!.history.at(-1)!.step;
    // Every third step is past the minute; stages end with one, which starts the minute anew.
    expect(checkpoints.written.length).toBeGreaterThanOrEqual(Math.floor(steps / 3));
    expect(checkpoints.written.length).toBeLessThanOrEqual(Math.floor(steps / 3) + results.length);
  });
});
