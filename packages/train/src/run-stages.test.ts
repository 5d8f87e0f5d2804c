import type { BoundHead, FreezeStrategy, Network, StageResult } from '@graftjs/core';
import { expect, it } from 'vitest';
import { toyRecipe } from '../test/toy.js';
import { runStages, type StagesSubject } from './run-stages.js';

const bound = toyRecipe().head.bind([2], { kind: 'classification', labels: ['a', 'b'] }, 1);
const named = (name: string): Network => ({ ...bound.network, name });
const batch = {
  features: { dtype: 'float32', shape: [1, 2], data: new Float32Array(2) },
  targets: { dtype: 'float32', shape: [1, 2], data: new Float32Array([1, 0]) },
  weights: new Float32Array([1]),
} as const;

/** A head whose solutions have these losses, one after the other. */
function subjectOf(losses: readonly number[], kept: 'best' | 'last', told: StageResult[] = []): StagesSubject {
  const left = [...losses];
  const solve: BoundHead['solve'] = async () => {
    const loss = left.shift()!;
    const solved = { network: named(`solved to ${loss}`), beforeRefit: named(`before ${loss}`) };
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
  const head: BoundHead = { ...bound, solve };
  return { strategy, blocks: [], headId: 'toy', head, train: batch, validation: undefined, seed: 1 };
}

it('keeps the solution with the lowest validation loss, or the last one', async () => {
  expect(await runStages(subjectOf([3, 1, 2], 'best'), {})).toMatchObject({
    network: { name: 'solved to 1' },
    beforeRefit: { name: 'before 1' },
  });
  expect((await runStages(subjectOf([3, 1, 2], 'last'), {})).network.name).toBe('solved to 2');
});

it('tells the strategy how each stage went, and keeps the record', async () => {
  const told: StageResult[] = [];
  const { stages } = await runStages(subjectOf([3, 1], 'last', told), {});
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
    signal: controller.signal,
    onProgress(progress) {
      if (progress.phase === 'stage') begun.push(progress.stage);
      if (begun.length === 2) controller.abort(new Error('enough'));
    },
  });
  await expect(act).rejects.toThrow('enough');
  expect(begun).toEqual(['solve 0', 'solve 1']);
});
