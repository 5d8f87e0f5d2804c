import { expect, it } from 'vitest';
import { blocksOf, play } from '../test/play.js';
import { fineTune } from './fine-tune.js';

it('trains every block and the head in one stage, and keeps the best', () => {
  const all = { train: 'all', learningRateScale: 1, batchNorm: 'frozen' };
  expect(play(fineTune(), blocksOf('stem', 'top'))).toEqual({
    stages: [
      {
        kind: 'train',
        name: 'tune everything',
        start: 'current',
        blocks: [all, all],
        head: 'train',
        learningRate: 1e-4,
        epochs: 20,
        schedule: 'cosine',
        warmup: 0.1,
        patience: 5,
      },
    ],
    kept: 'best',
  });
});

it('does as its options say', () => {
  const strategy = fineTune({ learningRate: 0.01, schedule: 'one-cycle', patience: null, batchNorm: 'train' });
  const [stage] = play(strategy, blocksOf('stem')).stages;
  expect(stage).toMatchObject({ learningRate: 0.01, schedule: 'one-cycle', warmup: 0.3 });
  expect(stage).toMatchObject({ blocks: [{ train: 'all', batchNorm: 'train' }] });
  expect(stage).not.toHaveProperty('patience');
});

it('refuses a backbone that has no block to train', () => {
  expect(() => play(fineTune(), [])).toThrow(
    expect.objectContaining({
      code: 'too-many-blocks',
      message:
        'fine-tune asks for 1 block(s), and up to its cut the backbone has none. Choose a later cut, or featureExtraction().',
    }),
  );
});

it.each([
  [{ learningRate: 0 }, 'fine-tune option "learningRate" is 0; allowed: a number over 0.'],
  [{ learningRate: -0.1 }, 'fine-tune option "learningRate" is -0.1; allowed: a number over 0.'],
  [{ learningRate: NaN }, 'fine-tune option "learningRate" is NaN; allowed: a number over 0.'],
  [{ learningRate: '0.1' }, 'fine-tune option "learningRate" is "0.1"; allowed: a number over 0.'],
  [{ epochs: 0 }, 'fine-tune option "epochs" is 0; allowed: a whole number from 1.'],
  [{ epochs: 1.5 }, 'fine-tune option "epochs" is 1.5; allowed: a whole number from 1.'],
  [{ schedule: 'cosin' }, 'fine-tune option "schedule" is "cosin"; allowed: "constant", "cosine", "one-cycle".'],
  [{ warmup: 1 }, 'fine-tune option "warmup" is 1; allowed: a number from 0 to 1, without 1.'],
  [{ patience: 0 }, 'fine-tune option "patience" is 0; allowed: a whole number from 1, or null.'],
  [{ batchNorm: 'on' }, 'fine-tune option "batchNorm" is "on"; allowed: "frozen", "affine", "train".'],
])('refuses %j', (options, message) => {
  expect(() => fineTune(options as never)).toThrow(expect.objectContaining({ code: 'bad-option', message }));
});
