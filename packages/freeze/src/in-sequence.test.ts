import { expect, it } from 'vitest';
import { blocksOf, modesOf, play, training } from '../test/play.js';
import { discriminative } from './discriminative.js';
import { featureExtraction } from './feature-extraction.js';
import { fineTune } from './fine-tune.js';
import { inSequence } from './in-sequence.js';
import { lastBlocks } from './last-blocks.js';
import { progressive } from './progressive.js';

const blocks = blocksOf('stem', 'top');

it('runs one strategy after the other, each from what the one before it keeps', () => {
  const { stages, kept } = play(inSequence(featureExtraction(), lastBlocks(1), fineTune()), blocks);
  expect(stages.map(modesOf)).toEqual(['solve', '-a', 'aa']);
  expect(stages.slice(1)).toMatchObject([{ start: 'current' }, { start: 'best' }]);
  expect(kept).toBe('best');
});

it('changes the start of the first stage alone, also where that one solves', () => {
  const { stages, kept } = play(inSequence(fineTune(), featureExtraction()), blocks);
  expect(stages).toEqual([
    ...play(fineTune(), blocks).stages,
    { kind: 'solve', name: 'solve the head', start: 'best' },
  ]);
  expect(kept).toBe('last');
});

it('tells each strategy its own results', () => {
  const improving = { losses: [5, 4, 3, 2, 1], facts: training };
  const { stages } = play(inSequence(discriminative(), progressive()), blocks, improving);
  expect(stages.map(modesOf)).toEqual(['aa', '--', '-a', 'aa']);
  expect(play(inSequence(progressive()), blocks, improving)).toEqual(play(progressive(), blocks, improving));
});

it('lists what it was made of', () => {
  expect(inSequence(featureExtraction(), inSequence(lastBlocks(2))).spec).toEqual({
    strategies: [
      { id: 'feature-extraction', spec: {} },
      { id: 'in-sequence', spec: { strategies: [{ id: 'last-blocks', spec: { blocks: 2 } }] } },
    ],
  });
});

it('refuses to join nothing', () => {
  expect(() => inSequence()).toThrow(
    expect.objectContaining({
      code: 'empty-sequence',
      message: 'inSequence joins strategies, and it was given none. Give at least one.',
    }),
  );
});
