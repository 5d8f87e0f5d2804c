import type { StageResult } from '@graftjs/core';
import { expect, it } from 'vitest';
import { blocksOf, modesOf, play, solving, training } from '../test/play.js';
import { progressive } from './progressive.js';

const blocks = blocksOf('stem', 'middle', 'top');
const rates = (stages: ReturnType<typeof play>['stages']) =>
  stages.map((stage) => (stage.kind === 'train' ? stage.learningRate : null));

it('unfreezes block after block from the last on, at three quarters of the rate each time, while validation gets better', () => {
  const { stages, kept } = play(progressive(), blocks, { losses: [1, 0.9, 0.8, 0.7] });
  expect(stages.map(modesOf)).toEqual(['solve', '--a', '-aa', 'aaa']);
  expect(rates(stages)).toEqual([null, 1e-4, 1e-4 / (4 / 3), 1e-4 / (4 / 3) ** 2]);
  expect(stages.slice(1)).toMatchObject([{ start: 'best' }, { start: 'best' }, { start: 'best' }]);
  expect(kept).toBe('best');
});

it.each([
  ['the first run made it worse', [1, 1.1], ['solve', '--a']],
  ['the first run made it no better', [1, 1], ['solve', '--a']],
  ['the second run made it worse', [1, 0.5, 0.6], ['solve', '--a', '-aa']],
  ['a run came to no number', [1, NaN], ['solve', '--a']],
])('ends where %s, and goes back to the best', (_, losses, modes) => {
  const { stages, kept } = play(progressive(), blocks, { losses });
  expect(stages.map(modesOf)).toEqual(modes);
  expect(kept).toBe('best');
});

it('judges a run by its best epoch, not by its last', () => {
  const running = progressive().stages(blocks, solving);
  const stage = running.next().value as StageResult['stage'];
  const result = { stage, epochs: 1, trainLoss: 1, validationLoss: 1, stoppedBy: 'epochs', history: [] } as const;
  running.next(result);
  const accuracies = { trainAccuracy: null, validationAccuracy: null };
  const epoch = { epoch: 1, step: 1, learningRate: 1, trainLoss: 1, validationLoss: 0.5, ...accuracies };
  const next = running.next({ ...result, validationLoss: 2, history: [epoch, { ...epoch, validationLoss: 2 }] });
  expect(next.done).toBe(false);
});

it('does as its options say', () => {
  const strategy = progressive({ learningRate: 9, factor: 3, head: { epochs: 2 }, batchNorm: 'affine' });
  const { stages } = play(strategy, blocks, { facts: training, losses: [3, 2, 1] });
  expect(rates(stages)).toEqual([1e-3, 9, 3, 1]);
  expect(stages[0]).toMatchObject({ epochs: 2, blocks: ['frozen', 'frozen', 'frozen'] });
  expect(stages[1]).toMatchObject({ blocks: ['frozen', 'frozen', { batchNorm: 'affine' }] });
});

it('refuses data without validation, before anything runs', () => {
  expect(() => play(progressive(), blocks, { facts: { ...solving, hasValidation: false } })).toThrow(
    expect.objectContaining({
      code: 'no-validation',
      message:
        'progressive goes on only while the validation loss gets better, and there are no validation examples. Give the data a validation split, or use linearProbeThenFineTune().',
    }),
  );
});

it('refuses a factor that would raise the rate, and a backbone without blocks', () => {
  expect(() => progressive({ factor: 0.5 })).toThrow(
    'progressive option "factor" is 0.5; allowed: a number from 1 to 100.',
  );
  expect(() => play(progressive(), [])).toThrow(expect.objectContaining({ code: 'too-many-blocks' }));
});

it('leaves the first of the 9 blocks of EfficientNet-Lite0 a rate that rounding does not swallow', () => {
  const nine = blocksOf(...Array.from({ length: 9 }, (_, at) => `block${at}`));
  const { stages } = play(progressive(), nine, { losses: Array.from({ length: 10 }, (_, at) => 1 / (at + 1)) });
  // Adam moves a weight by about its rate; a float32 of 100 moves by nothing less than this.
  expect(stages).toHaveLength(10);
  expect(rates(stages).at(-1)).toBeGreaterThan(100 * 2 ** -24);
});
