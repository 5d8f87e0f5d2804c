import { expect, it } from 'vitest';
import { blocksOf, modesOf, play } from '../test/play.js';
import { batchNormOnly } from './batch-norm-only.js';

const [stem, middle, top] = blocksOf('stem', 'middle', 'top') as [never, never, never];
const plain = { name: 'plain', layers: ['dense'], parameters: 5, hasBatchNorm: false };

it('trains BatchNorm where a block has it, and the head; everything else stays frozen', () => {
  const { stages, kept } = play(batchNormOnly(), [stem, plain, top]);
  expect(stages.map(modesOf)).toEqual(['n-n']);
  expect(stages[0]).toMatchObject({
    head: 'train',
    learningRate: 1e-3,
    blocks: [{ batchNorm: 'affine' }, 'frozen', { batchNorm: 'affine' }],
  });
  expect(kept).toBe('best');
});

it('trains statistics too where it is told so', () => {
  const { stages } = play(batchNormOnly({ batchNorm: 'train', learningRate: 0.1 }), [middle]);
  expect(stages[0]).toMatchObject({ learningRate: 0.1, blocks: [{ train: 'batch-norm', batchNorm: 'train' }] });
});

it('refuses a backbone without BatchNorm, and BatchNorm that stays frozen', () => {
  expect(() => play(batchNormOnly(), [plain])).toThrow(
    expect.objectContaining({
      code: 'no-batch-norm',
      message:
        'batch-norm-only trains BatchNorm, and up to its cut the backbone has none (blocks plain). Use linearProbeThenFineTune().',
    }),
  );
  expect(() => play(batchNormOnly(), [])).toThrow('it has no blocks');
  expect(() => batchNormOnly({ batchNorm: 'frozen' as never })).toThrow(
    'batch-norm-only option "batchNorm" is "frozen"; allowed: "affine", "train".',
  );
});
