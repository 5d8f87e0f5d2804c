import type { Engine, HostTensor, Model, Network } from '@graftjs/core';
import { GraftError, sizeOf } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { activate, sliceNetwork } from '@graftjs/network';
import { memory } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeBundle } from './decode-bundle.js';
import { encodeBundle } from './encode-bundle.js';
import type { Numbers } from './fixtures/tiny-run.js';
import { numbers, numbersPlugin, tinyRun } from './fixtures/tiny-run.js';
import type { Outcome } from './load-model.js';
import { loadModel } from './load-model.js';

const saved = () => decodeBundle(encodeBundle(tinyRun()), { preprocessors: [numbersPlugin] });

/** The model as training leaves it, before it was ever written. */
function trained(): Model<Numbers> {
  const { recipe, network, cut, activation } = tinyRun();
  const { preprocess, license, id } = recipe.backbone;
  return { id, network, cut, activation, task: recipe.data.task, preprocess, license };
}

async function predict(model: Model<Numbers>, inputs: readonly Numbers[], engine: Engine, batchSize?: number) {
  const loaded = await loadModel(model, engine);
  const predictions = await loaded.predict(inputs, { ...(batchSize && { batchSize }) });
  loaded.dispose();
  return predictions;
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeEach(() => startBackend(backend));

  it.each([true, false])('predicts the same bits before saving and after loading, fold: %s', async (fold) => {
    const engine = tfjsEngine({ fold });
    const before = await predict(trained(), numbers(20), engine);
    expect(await predict(saved(), numbers(20), engine)).toEqual(before);
    expect(new Set(before.map(({ probabilities }) => probabilities[0])).size).toBeGreaterThan(15);
  });

  it('gives the scores of trunk then tail, bit for bit, since nothing is folded across the cut', async () => {
    const { network, cut, preprocess } = trained();
    const engine = tfjsEngine();
    const inputs = preprocess.batch(await Promise.all(numbers(4).map((input) => preprocess.prepare(input))));
    const [features] = await runOnce(engine, sliceNetwork(network, { upTo: cut }), inputs);
    const tail = sliceNetwork(network, { after: cut });
    const [scores] = await runOnce(engine, tail, new Map([[tail.inputs[0]!.name, features!]]));
    const expected = activate(scores!, 'softmax').data;
    const got = (await predict(saved(), numbers(4), engine)).flatMap(({ probabilities }) => [...probabilities]);
    expect(got).toEqual([...expected]);
  });

  it('does not depend on the size of batches', async () => {
    const engine = tfjsEngine();
    const all = await predict(saved(), numbers(7), engine);
    for (const size of [1, 2, 7]) expect(await predict(saved(), numbers(7), engine, size)).toEqual(all);
  });

  it('leaves no tensor behind, whatever happened', async () => {
    const { numTensors } = memory();
    const loaded = await loadModel(saved(), tfjsEngine());
    await loaded.predict(numbers(3));
    await expect(loaded.predict([[1, 2, 3]])).rejects.toThrow(GraftError);
    loaded.dispose();
    expect(memory().numTensors).toBe(numTensors);
  });
});

it('gives a probability for each label, and the label of the largest', async () => {
  const loaded = await loadModel(saved(), tfjsEngine());
  expect(loaded.labels).toEqual(['daisy', 'rose', 'tulip']);
  for (const { label, probability, probabilities } of await loaded.predict(numbers(5))) {
    expect(probabilities.length).toBe(3);
    expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect(probability).toBe(Math.max(...probabilities));
    expect(probabilities[loaded.labels.indexOf(label)]).toBe(probability);
  }
  expect(await loaded.predict([])).toEqual([]);
});

it('tells two labels apart by one sigmoid score, that of the second', async () => {
  const run = tinyRun();
  const narrow = sliceNetwork(run.network, { upTo: 'scale' });
  const scores = run.network.layers.find(({ name }) => name === 'scores');
  const kernel = [2, -1, 3, 1, -2];
  const endingIn = (units: number, kernelData: number[]): Network => ({
    ...narrow,
    layers: [...narrow.layers, { ...scores!, options: { units } }],
    outputs: [{ from: 'scores' }],
    weights: new Map<string, HostTensor>([
      ...narrow.weights,
      ['scores/kernel', { dtype: 'float32', shape: [5, units], data: Float32Array.from(kernelData) }],
      ['scores/bias', { dtype: 'float32', shape: [units], data: new Float32Array(units) }],
    ]),
  });
  const one = endingIn(1, kernel);
  const two = endingIn(2, kernel.flatMap((value) => [0, value])); // prettier-ignore
  const task = { kind: 'classification', labels: ['daisy', 'rose'] } as const;
  const recipe = { ...run.recipe, data: { ...run.recipe.data, task } };
  const answers = (network: Network, activation: 'sigmoid' | 'softmax') => {
    const bytes = encodeBundle({ ...run, network, recipe, activation });
    return predict(decodeBundle(bytes, { preprocessors: [numbersPlugin] }), numbers(8), tfjsEngine());
  };
  const bySoftmax = await answers(two, 'softmax');
  for (const [at, { label, probabilities }] of (await answers(one, 'sigmoid')).entries()) {
    expect(label).toBe(bySoftmax[at]!.label);
    expect(probabilities.length).toBe(2);
    probabilities.forEach((p, column) => expect(p).toBeCloseTo(bySoftmax[at]!.probabilities[column]!, 6));
  }
  expect(() => encodeBundle({ ...run, network: one, recipe })).toThrow('must end in one output [batch, 2]');
});

it('says which inputs are bad and goes on with the others, in order', async () => {
  const loaded = await loadModel(saved(), tfjsEngine());
  const [first, second, third] = numbers(3) as [Numbers, Numbers, Numbers];
  const outcomes: Outcome[] = [];
  for await (const outcome of loaded.predictEach([first, [1], second, [], third], { batchSize: 2 })) {
    outcomes.push(outcome);
  }
  const [a, b, c] = await loaded.predict([first, second, third]);
  expect(outcomes).toEqual([
    { prediction: a },
    { error: new GraftError('bad-numbers', 'Wanted 48 numbers, got 1.') },
    { prediction: b },
    { error: new GraftError('bad-numbers', 'Wanted 48 numbers, got 0.') },
    { prediction: c },
  ]);
  await expect(loaded.predict([first, [1]])).rejects.toMatchObject({
    code: 'bad-numbers',
    message: 'Wanted 48 numbers, got 1.',
  });
});

it('says which inputs have no answer and goes on with the others', async () => {
  const engine = tfjsEngine();
  const scores = Float32Array.of(2, 1, 0, 2, NaN, 0, 0, 1, 2);
  const broken: Engine = {
    ...engine,
    load: async () => ({
      run: async () => [{ dtype: 'float32', shape: [3, 3], data: scores }],
      dispose: () => undefined,
    }),
  };
  const loaded = await loadModel(saved(), broken);
  const outcomes: Outcome[] = [];
  for await (const outcome of loaded.predictEach(numbers(3))) outcomes.push(outcome);
  expect(outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : outcome.prediction.label))).toEqual([
    'daisy',
    'scores-not-finite',
    'tulip',
  ]);
  await expect(loaded.predict(numbers(3))).rejects.toThrow('The model gives scores for this input that are no finite');
});

it('reads inputs as it goes, and stops when told to', async () => {
  const loaded = await loadModel(saved(), tfjsEngine());
  const controller = new AbortController();
  let read = 0;
  async function* endless() {
    for (;;) {
      read++;
      yield numbers(1)[0]!;
    }
  }
  const seen: Outcome[] = [];
  const work = async () => {
    for await (const outcome of loaded.predictEach(endless(), { batchSize: 4, signal: controller.signal })) {
      seen.push(outcome);
      if (seen.length === 6) controller.abort(new Error('enough'));
    }
  };
  await expect(work()).rejects.toThrow('enough');
  expect(seen.length).toBe(8);
  expect(read).toBe(12);
});

it('keeps as many batches going as its engine has workers', async () => {
  let running = 0;
  let most = 0;
  const engine = tfjsEngine();
  const pool: Engine = {
    ...engine,
    parallel: 3,
    load: async () => ({
      run: async (inputs) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        const rows = inputs.get('input')!.shape[0]!;
        return [{ dtype: 'float32', shape: [rows, 3], data: new Float32Array(sizeOf([rows, 3])) }];
      },
      dispose: () => undefined,
    }),
  };
  const loaded = await loadModel(saved(), pool);
  expect((await loaded.predict(numbers(14), { batchSize: 2 })).length).toBe(14);
  expect(most).toBe(3);
});

it.each([
  [new Blob(['a picture']), 'Blob'],
  ['a text', 'String'],
  [undefined, 'Undefined'],
])('refuses %o, which is no list', async (inputs, got) => {
  const loaded = await loadModel(saved(), tfjsEngine());
  await expect(loaded.predict(inputs as never)).rejects.toMatchObject({
    code: 'bad-inputs',
    message: `A model predicts a list of inputs; got ${got}. For a single one, write [input].`,
  });
});

it.each([0, 1.5, -1, NaN])('refuses batches of %d', async (batchSize) => {
  const loaded = await loadModel(saved(), tfjsEngine());
  await expect(loaded.predict(numbers(1), { batchSize })).rejects.toMatchObject({
    code: 'bad-batch-size',
    message: `A batch has a whole number of inputs, from 1 up; got ${batchSize}.`,
  });
});

it('refuses a task that it cannot predict, and a network that its engine cannot run', async () => {
  const task = { kind: 'regression', names: ['a', 'b', 'c'] } as const;
  await expect(loadModel({ ...saved(), task }, tfjsEngine())).rejects.toMatchObject({
    code: 'unsupported-task',
    message: 'tiny/random+flowers solves a regression task. Only classification can be predicted.',
  });
  const engine: Engine = { ...tfjsEngine(), name: 'toy', unsupported: () => [{ layer: 'relu', reason: 'no ReLU' }] };
  await expect(loadModel(saved(), engine)).rejects.toMatchObject({
    code: 'unsupported-layer',
    message: 'Engine toy cannot run the layer "relu" of tiny: no ReLU.',
  });
});

async function runOnce(
  engine: Engine,
  network: Network,
  inputs: Parameters<Awaited<ReturnType<Engine['load']>>['run']>[0],
) {
  const session = await engine.load(network);
  try {
    return await session.run(inputs);
  } finally {
    session.dispose();
  }
}
