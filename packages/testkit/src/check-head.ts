import type { Batch, BoundHead, Head, Network, Task } from '@graftjs/core';
import { randomStream, splits, taskColumns } from '@graftjs/core';
import { checkNetwork, inferShapes, listWeights, loadWeights, runNetwork, sharesColumn } from '@graftjs/network';
import '@graftjs/network/gradients';
import { type Tensor, dispose, grads, mean, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { expectJson, expectNoLeak, expectThat } from './expect.js';
import { sameBytes, sameWeights } from './same-bytes.js';

const width = 6;
const tasks = [2, 3].map((count): Task => ({ kind: 'classification', labels: ['a', 'b', 'c'].slice(0, count) }));

/**
 * Checks that a head fits its features, that its loss has finite gradients for every trainable weight, that a seed
 * decides it, and that a direct solution moves every weight and does better than guessing.
 *
 * @param head what `linear()` and its like return
 * @param options.tasks those that it serves; default: two and three classes
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkHead(head: Head, options: { readonly tasks?: readonly Task[] } = {}): Promise<void> {
  expectThat(head.id !== '', 'head', 'the id is empty');
  expectJson(head.spec, head.id);
  for (const task of options.tasks ?? tasks) {
    const subject = `${head.id} for ${task.kind} of ${taskColumns(task).length}`;
    await expectNoLeak(subject, async () => {
      const bound = head.bind([width], task, 7);
      checkShape(bound, task, subject);
      expectThat(
        sameWeights(bound.network.weights, head.bind([width], task, 7).network.weights),
        subject,
        'one seed gave two results',
      );
      await checkGradients(bound, task, subject);
      if (bound.solve) await checkSolution(bound, bound.solve, task, subject);
    });
  }
}

function checkShape({ network, activation }: BoundHead, task: Task, subject: string): void {
  checkNetwork(network);
  expectThat(network.inputs.length === 1 && network.outputs.length === 1, subject, 'it needs one input and one output');
  const shapes = inferShapes(network);
  const output = network.outputs[0];
  const shape = output && shapes.get(output.from)?.[output.output ?? 0];
  const columns = taskColumns(task).length;
  const shared = task.kind === 'classification' && sharesColumn(1, activation, columns);
  const wanted = shared ? [`${columns}`, '1'] : [`${columns}`];
  expectThat(
    shape?.length === 2 && shape[0] === null && wanted.includes(String(shape[1])),
    subject,
    `its scores have the shape [${shape?.map((length) => length ?? 'batch').join(', ') ?? ''}], not [batch, ${wanted.join(' or ')}]`,
  );
}

async function checkGradients(bound: BoundHead, task: Task, subject: string): Promise<void> {
  const { features, targets } = makeBatch(task, 'gradients', 8);
  const weights = loadWeights(bound.network);
  const trainable = [...listWeights(bound.network)].filter(([, role]) => role.trainable).map(([name]) => name);
  expectThat(trainable.length > 0, subject, 'it has no trainable weight');
  const lossesOf = (...values: Tensor[]): Tensor => {
    const now = new Map(weights);
    for (const [index, name] of trainable.entries()) now.set(name, values[index] as Tensor);
    const input = new Map([[bound.network.inputs[0]?.name ?? '', toMatrix(features)]]);
    const [scores] = runNetwork(bound.network, now, input);
    return bound.exampleLoss(scores as Tensor, toMatrix(targets));
  };
  let gradients: Tensor[] = [];
  try {
    gradients = tidy(() => {
      const values = trainable.map((name) => weights.get(name) as Tensor);
      // Before any tape: tfjs keeps what a tape has saved when something throws under it.
      const { shape } = lossesOf(...values);
      expectThat(String(shape) === '8', subject, `exampleLoss gave the shape [${String(shape)}], not [8]`);
      return grads((...now) => mean(lossesOf(...now)))(values);
    });
    for (const [index, gradient] of gradients.entries()) {
      const finite = [...(await gradient.data())].every(Number.isFinite);
      expectThat(finite, subject, `the gradient of "${trainable[index] ?? ''}" is not finite`);
    }
  } finally {
    dispose([gradients, [...weights.values()]]);
  }
}

async function checkSolution(
  bound: BoundHead,
  solve: NonNullable<BoundHead['solve']>,
  task: Task,
  subject: string,
): Promise<void> {
  const train = makeBatch(task, 'train', 60);
  const validation = makeBatch(task, 'validation', 30);
  const solution = await solve(train, validation, { seed: 7 });
  expectJson(solution.details, subject);
  expectThat(sameTopology(solution.network, bound.network), subject, 'its solution has other layers than its network');
  const again = await solve(train, validation, { seed: 7 });
  expectThat(
    sameWeights(solution.network.weights, again.network.weights),
    subject,
    'solved twice with one seed, it gave two results',
  );
  for (const [name, role] of listWeights(bound.network)) {
    const [before, after] = [bound.network.weights.get(name), solution.network.weights.get(name)];
    expectThat(after !== undefined, subject, `its solution lacks the weight "${name}"`);
    expectThat(!role.trainable || !sameBytes(before, after), subject, `solving did not move "${name}"`);
  }
  const loss = await averageLoss(bound, solution.network, validation);
  const guessing = await averageLoss(bound, zeroed(bound.network), validation);
  expectThat(
    loss < guessing,
    subject,
    `solved, its loss on easy data is ${loss}; with all weights at zero it is ${guessing}`,
  );
  await solve(train, undefined, { seed: 7 });

  const aborted = AbortSignal.abort();
  const outcome = await solve(train, validation, { seed: 7, signal: aborted }).then(
    () => 'finished',
    () => 'stopped',
  );
  expectThat(outcome === 'stopped', subject, 'it went on although its signal was aborted');
}

async function averageLoss(bound: BoundHead, network: Network, { features, targets }: Batch): Promise<number> {
  const weights = loadWeights(network);
  const loss = tidy(() => {
    const [scores] = runNetwork(network, weights, new Map([[network.inputs[0]?.name ?? '', toMatrix(features)]]));
    return mean(bound.exampleLoss(scores as Tensor, toMatrix(targets)));
  });
  const [value = NaN] = await loss.data();
  dispose([loss, ...weights.values()]);
  return value;
}

/** Features that lean towards a direction of their own for each column, with noise. */
function makeBatch(task: Task, purpose: (typeof splits)[number] | 'gradients', count: number): Batch {
  const columns = taskColumns(task).length;
  const noise = randomStream(11, 'check-head', purpose);
  const features = new Float32Array(count * width);
  const targets = new Float32Array(count * columns);
  for (let row = 0; row < count; row++) {
    const column = row % columns;
    targets[row * columns + column] = 1;
    for (let i = 0; i < width; i++) features[row * width + i] = noise.normal() + (i === column ? 2 : 0);
  }
  return {
    features: { dtype: 'float32', shape: [count, width], data: features },
    targets: { dtype: 'float32', shape: [count, columns], data: targets },
    weights: new Float32Array(count).fill(1),
  };
}

function toMatrix({ shape, data }: Batch['features']): Tensor {
  return tensor2d(Float32Array.from(data), [shape[0] ?? 0, shape[1] ?? 0]);
}

function zeroed(network: Network): Network {
  const weights = new Map(network.weights);
  for (const [name, { shape }] of listWeights(network)) {
    weights.set(name, { dtype: 'float32', shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
  }
  return { ...network, weights };
}

function sameTopology(a: Network, b: Network): boolean {
  return JSON.stringify([a.inputs, a.layers, a.outputs]) === JSON.stringify([b.inputs, b.layers, b.outputs]);
}
