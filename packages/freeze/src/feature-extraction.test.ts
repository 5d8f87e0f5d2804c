import { expect, it } from 'vitest';
import { blocksOf, play, training } from '../test/play.js';
import { featureExtraction } from './feature-extraction.js';

const blocks = blocksOf('stem', 'middle', 'top');

it('solves the head in one stage, trains no block, and keeps the result', () => {
  for (const given of [[], blocks.slice(1), blocks]) {
    expect(play(featureExtraction(), given)).toEqual({
      stages: [{ kind: 'solve', name: 'solve the head' }],
      kept: 'last',
    });
  }
});

it('trains a head that cannot be solved, names every block frozen, and keeps the best', () => {
  expect(play(featureExtraction({ epochs: 7, patience: null }), blocks, { facts: training })).toEqual({
    stages: [
      {
        kind: 'train',
        name: 'train the head',
        start: 'current',
        blocks: ['frozen', 'frozen', 'frozen'],
        head: 'train',
        learningRate: 0.001,
        epochs: 7,
        schedule: 'constant',
        warmup: 0,
      },
    ],
    kept: 'best',
  });
});

it('refuses options that a head with a direct solution has no use for, before anything runs', () => {
  const strategy = featureExtraction({ epochs: 7, learningRate: 0.1 });
  expect(() => play(strategy, blocks)).toThrow(
    expect.objectContaining({
      code: 'head-solves',
      message:
        'The head is solved directly, so feature-extraction has no use for: epochs, learningRate. Leave them out, or choose a head that trains by gradient.',
    }),
  );
});

it('refuses options that it does not know', () => {
  expect(() => featureExtraction({ epoch: 7 } as never)).toThrow(
    expect.objectContaining({
      code: 'unknown-option',
      message: expect.stringMatching(/^feature-extraction has no option "epoch"\. It takes: epochs/),
    }),
  );
});
