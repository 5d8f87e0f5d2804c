import type { BoundHead, FreezeStrategy, Network, StageResult } from '@graftjs/core';
import { expect, it } from 'vitest';
import { toyRecipe } from '../../test/toy.js';
import { runStages, type StagesSubject } from './run-stages.js';
import { resolveOptimizer } from '../steps/resolve-optimizer.js';

const task = { kind: 'classification', labels: ['a', 'b'] } as const;
const bound = toyRecipe().head.bind([2], task, 1);
/** The head with this bias. */
const solvedTo = (bias: number) => {
  const data = new Float32Array([bias, bias]);
  return { ...bound.network, weights: new Map([['scores/bias', { dtype: 'float32' as const, shape: [2], data }]]) };
};
const batch = {
  features: { dtype: 'float32', shape: [1, 2], data: new Float32Array(2) },
  targets: { dtype: 'float32', shape: [1, 2], data: new Float32Array([1, 0]) },
  weights: new Float32Array([1]),
} as const;
const network = {
  ...bound.network,
  weights: new Map([...bound.network.weights].map(([name, value]) => [`head/${name}`, value])),
};
const unlimited = { isSpent: () => false };

/** A head whose solutions have these losses, one after the other. */
function subjectOf(losses: readonly number[], kept: 'best' | 'last', told: StageResult[] = []): StagesSubject {
  const left = [...losses];
  const solve: BoundHead['solve'] = async () => {
    const loss = left.shift()!;
    const solved = { network: solvedTo(loss), beforeRefit: solvedTo(-loss) };
    return { ...solved, trainLoss: 9, validationLoss: loss, details: { loss } };
  };
  const strategy: FreezeStrategy = {
    id: 'again',
    spec: {},
    *stages() {
      for (const i of losses.keys()) told.push(yield { kind: 'solve', name: `solve ${i}` });
      return kept;
    },
  };
  return {
    strategy,
    blocks: [],
    headId: 'toy',
    headPrefix: 'head/',
    headLayers: new Set(['head/scores']),
    head: { ...bound, solve },
    network,
    data: {
      solve: async () => ({ train: batch, validation: undefined, skipped: [] }),
      train: () => Promise.reject(new Error('no stage trains here')),
    },
    hasValidation: false,
    task,
    options: resolveOptimizer({}, task),
    batchSize: 1,
    views: 1,
    seed: 1,
    pretrained: new Map(),
  };
}

const biasOf = ({ weights }: Network) => weights.get('head/scores/bias')!.data[0];

it('keeps the solution with the lowest validation loss, or the last one', async () => {
  const best = await runStages(subjectOf([3, 1, 2], 'best'), unlimited);
  expect([biasOf(best.network), biasOf(best.beforeRefit!)]).toEqual([1, -1]);
  const last = await runStages(subjectOf([3, 1, 2], 'last'), unlimited);
  expect([biasOf(last.network), biasOf(last.beforeRefit!)]).toEqual([2, -2]);
});

it('tells the strategy how each stage went, and keeps the record', async () => {
  const told: StageResult[] = [];
  const { stages } = await runStages(subjectOf([3, 1], 'last', told), unlimited);
  expect(told).toEqual(stages);
  expect(stages[1]).toEqual({
    stage: { kind: 'solve', name: 'solve 1' },
    epochs: 0,
    trainLoss: 9,
    validationLoss: 1,
    stoppedBy: 'solved',
    history: [],
    details: { loss: 1 },
  });
});

it('reports each stage as it begins, and stops between stages when aborted', async () => {
  const controller = new AbortController();
  const begun: string[] = [];
  const act = runStages(subjectOf([3, 1, 2], 'last'), {
    ...unlimited,
    signal: controller.signal,
    onProgress(progress) {
      if (progress.phase === 'stage') begun.push(progress.stage);
      if (begun.length === 2) controller.abort(new Error('enough'));
    },
  });
  await expect(act).rejects.toThrow('enough');
  expect(begun).toEqual(['solve 0', 'solve 1']);
});

it('refuses a strategy that never ends', async () => {
  const act = runStages(subjectOf(new Array(1001).fill(1), 'last'), unlimited);
  await expect(act).rejects.toMatchObject({
    code: 'endless-strategy',
    message: expect.stringContaining('The strategy "again" asks for more than 1000 stages, so it would never end.'),
  });
});

it('refuses a solution that is not of the head', async () => {
  const subject = subjectOf([1], 'last');
  const solved = { ...bound.network, weights: new Map([['other/bias', bound.network.weights.get('scores/bias')!]]) };
  const solve: BoundHead['solve'] = async () => ({ network: solved, trainLoss: 1, validationLoss: 1, details: {} });
  await expect(runStages({ ...subject, head: { ...bound, solve } }, unlimited)).rejects.toMatchObject({
    code: 'bad-solution',
    message: expect.stringContaining('has a weight "other/bias" that its network does not have'),
  });
});

it('refuses a solution that holds NaN or infinity', async () => {
  for (const broken of [NaN, Infinity]) {
    await expect(runStages(subjectOf([broken], 'last'), unlimited)).rejects.toMatchObject({
      code: 'solution-not-finite',
      message: expect.stringContaining(
        'The stage "solve 0" solved the head, and its weight "head/scores/bias" holds NaN or infinity.',
      ),
    });
  }
});
