import { memoryStore } from '@graftjs/cache/memory-store';
import type { Model, Run } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { activate } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toyData, toyPreprocess, toyRecipe, type ToyPicture } from '../test/toy.js';
import { compose } from './compose.js';
import { evaluate, evaluateModel } from './evaluate.js';
import { fit } from './fit.js';
import type { OnProgress } from './progress.js';

describe.each(['cpu', 'wasm'])('evaluate on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it.each(['relu1', 'conv2', 'bn2', 'relu2', 'pool'])(
    'gives from features what the whole model gives, bit for bit: cut at %s',
    async (cut) => {
      const store = memoryStore();
      const run = await fit(compose(toyRecipe({ cut })), { store });
      const { examples } = await evaluate(run, 'test', { store });
      const session = await tfjsEngine().load(run.network, { boundaries: [run.cut] });
      const expected: number[][] = [];
      for await (const { input } of toyData().examples('test')) {
        const [scores] = await session.run(toyPreprocess.batch([await toyPreprocess.prepare(input)]));
        expected.push([...activate(scores!, run.activation).data]);
      }
      session.dispose();
      expect(examples.map(({ probabilities }) => probabilities)).toEqual(expected);
      const whole = await evaluateModel(modelOf(run), toyData(), 'test', { seed: 7 });
      expect(await evaluate(run, 'test', { store })).toEqual(whole);
    },
  );
});

describe('evaluate', () => {
  let run: Run<ToyPicture>;
  beforeAll(async () => {
    await startBackend('cpu');
    run = await fit(compose(toyRecipe()));
  });

  it('gives metrics and every example, in order', async () => {
    const { count, metrics, examples, skipped } = await evaluate(run, 'test');
    expect(count).toBe(30);
    expect(metrics.accuracy.value).toBeGreaterThan(0.7);
    expect(metrics.classes.map(({ label, support }) => [label, support])).toEqual([
      ['cat', 10],
      ['dog', 10],
      ['eel', 10],
    ]);
    expect(examples.map(({ id, target }) => [id, target])).toEqual(
      Array.from({ length: 30 }, (_, i) => [`test-${i}`, i % 3]),
    );
    for (const { probabilities } of examples) expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    expect(skipped).toEqual([]);
  });

  it('tries on validation the head that has not seen it', async () => {
    const refitted = { ...run, beforeRefit: run.network };
    const honest = await evaluate(run, 'validation');
    expect(honest.metrics.logLoss.value).not.toBe((await evaluate(refitted, 'validation')).metrics.logLoss.value);
    const { validationLoss } = run.stages[0]!;
    expect(honest.metrics.logLoss.value).toBeCloseTo(validationLoss!, 5);
    expect(await evaluate(run, 'test')).toEqual(await evaluate(refitted, 'test'));
  });

  it('leaves bad inputs out and lists them', async () => {
    const sick = { ...run, recipe: { ...run.recipe, data: toyData({ broken: ['test-4'] }) } };
    const { count, examples, skipped } = await evaluate(sick, 'test');
    expect(count).toBe(29);
    expect(examples.some(({ id }) => id === 'test-4')).toBe(false);
    expect(skipped).toEqual([{ id: 'test-4', code: 'no-picture', reason: 'This is no picture.' }]);
  });

  it('names the first picture that the model has no answer for', async () => {
    const [name = '', bias] = [...run.network.weights].find(([weight]) => weight.endsWith('scores/bias'))!;
    const broken = { ...bias, data: Float32Array.of(0, NaN, 0) } as typeof bias;
    const network = { ...run.network, weights: new Map([...run.network.weights, [name, broken!]]) };
    await expect(evaluate({ ...run, network }, 'test')).rejects.toMatchObject({
      code: 'scores-not-finite',
      message: expect.stringContaining('The model gives scores for "test-0" that are no finite numbers') as string,
    });
  });

  it('keeps no tensor', async () => {
    const before = tf.memory().numTensors;
    await evaluate(run, 'test');
    await evaluateModel(modelOf(run), toyData(), 'test');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses an empty split', async () => {
    const data = toyData({ sizes: { train: 60, validation: 24, test: 0 } });
    await expect(evaluate({ ...run, recipe: { ...run.recipe, data } }, 'test')).rejects.toMatchObject({
      code: 'empty-split',
      message: 'The data set "toys" has no example in its test split. Splits with examples: train, validation.',
    });
  });
});

describe('evaluateModel', () => {
  let model: Model<ToyPicture>;
  beforeAll(async () => {
    await startBackend('cpu');
    model = modelOf(await fit(compose(toyRecipe())));
  });

  it('matches classes by name, whatever their order, and though some are missing', async () => {
    const straight = await evaluateModel(model, toyData(), 'test');
    const labels = ['eel', 'cat'];
    const some = await evaluateModel(model, { ...toyData({ labels }) }, 'test');
    expect(some.examples.map(({ target }) => target)).toEqual(Array.from({ length: 30 }, (_, i) => (i % 2 ? 0 : 2)));
    expect(some.metrics.classes.map(({ label, support }) => [label, support])).toEqual([
      ['cat', 15],
      ['dog', 0],
      ['eel', 15],
    ]);
    expect(some.metrics.auc).toBeNull();
    expect(straight.metrics.auc!.value).toBeGreaterThan(0.8);
  });

  it('does not compute again what its training computed', async () => {
    const store = memoryStore();
    const run = await fit(compose(toyRecipe()), { store });
    const first = await evaluate(run, 'test', { store });
    const calls: number[] = [];
    const onProgress: OnProgress = (event) => {
      if (event.phase === 'features') calls.push(event.backboneCalls);
    };
    expect(await evaluateModel(modelOf(run), toyData(), 'test', { store, seed: 7, onProgress })).toEqual(first);
    expect(Math.max(...calls)).toBe(0);
  });

  it('tries a network that ends at its cut', async () => {
    const { network } = model;
    const whole = await evaluateModel(model, toyData(), 'test');
    const cut = network.outputs[0]!.from;
    expect(await evaluateModel({ ...model, cut }, toyData(), 'test')).toEqual(whole);
  });

  it('refuses a class that the model does not know', async () => {
    const act = evaluateModel(model, toyData({ labels: ['cat', 'dgo'] }), 'test');
    await expect(act).rejects.toMatchObject({
      code: 'unknown-label',
      message: expect.stringContaining('does not know the class "dgo". Nearest: dog, '),
    });
  });

  it('refuses other tasks', async () => {
    const data = { ...toyData(), task: { kind: 'regression' as const, names: ['age'] } };
    await expect(evaluateModel(model, data, 'test')).rejects.toMatchObject({
      code: 'unsupported-task',
      message: 'Only classification can be evaluated. The data set "toys" has the task regression.',
    });
  });

  it('refuses targets that are no label', async () => {
    const data = toyData();
    const odd = {
      ...data,
      async *examples() {
        for await (const example of data.examples('test')) yield { ...example, target: 3 };
      },
    };
    await expect(evaluateModel(model, odd, 'test')).rejects.toMatchObject({
      code: 'bad-target',
      message: 'The target of "test-0" has to be a label\'s index, 0 to 2; got 3.',
    });
  });
});

function modelOf(run: Run<ToyPicture>): Model<ToyPicture> {
  const { network, cut, activation, recipe } = run;
  const { preprocess, license } = recipe.backbone;
  return { id: 'toy', network, cut, activation, task: recipe.data.task, preprocess, license };
}
