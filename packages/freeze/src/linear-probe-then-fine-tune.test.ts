import { expect, it } from 'vitest';
import { blocksOf, modesOf, play, training } from '../test/play.js';
import { linearProbeThenFineTune } from './linear-probe-then-fine-tune.js';

const blocks = blocksOf('stem', 'middle', 'top');

it('fits the head on frozen blocks, then tunes blocks and head from the best of that', () => {
  const { stages, kept } = play(linearProbeThenFineTune({ blocks: 2 }), blocks);
  expect(stages.map(modesOf)).toEqual(['solve', '-aa']);
  expect(stages[1]).toMatchObject({ start: 'best', head: 'train' });
  expect(kept).toBe('best');
});

it('tunes every block by default', () => {
  expect(play(linearProbeThenFineTune(), blocks).stages.map(modesOf)).toEqual(['solve', 'aaa']);
});

it('trains a head that cannot be solved as told, and tunes as told', () => {
  const strategy = linearProbeThenFineTune({ head: { epochs: 50 }, epochs: 3, learningRate: 2e-5 });
  const { stages } = play(strategy, blocks, { facts: training });
  expect(stages.map(modesOf)).toEqual(['---', 'aaa']);
  expect(stages).toMatchObject([
    { epochs: 50, learningRate: 1e-3 },
    { epochs: 3, learningRate: 2e-5 },
  ]);
});

it('refuses what does not fit before the head is fitted', () => {
  const refused =
    (options: Parameters<typeof linearProbeThenFineTune>[0], given = blocks) =>
    () =>
      linearProbeThenFineTune(options).stages(given, { headSolves: true, hasValidation: true }).next();
  expect(refused({ blocks: 4 })).toThrow('linear-probe-then-fine-tune asks for 4 block(s)');
  expect(refused({}, [])).toThrow(expect.objectContaining({ code: 'too-many-blocks' }));
  expect(refused({ head: { epochs: 2 } })).toThrow(
    'The head is solved directly, so linear-probe-then-fine-tune, head has no use for: epochs.',
  );
  expect(refused({ head: { epochs: 0 } })).toThrow(
    'linear-probe-then-fine-tune, head option "epochs" is 0; allowed: a whole number from 1.',
  );
  expect(refused({ head: 3 as never })).toThrow(
    'linear-probe-then-fine-tune option "head" is 3; allowed: options of how the head trains, such as { "epochs": 50 }.',
  );
});
