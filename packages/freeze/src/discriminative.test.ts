import type { Stage, TrainStage } from '@graftjs/core';
import { expect, it } from 'vitest';
import { blocksOf, play } from '../test/play.js';
import { discriminative } from './discriminative.js';

const blocks = blocksOf('stem', 'middle', 'top');
const scales = (stage: Stage | undefined) =>
  stage?.kind === 'train' ? stage.blocks.map((mode) => (mode === 'frozen' ? null : mode.learningRateScale)) : [];

it('divides the rate by 4 / 3 for each block down from the head', () => {
  const { stages, kept } = play(discriminative(), blocks);
  expect(stages).toHaveLength(1);
  expect(scales(stages[0])).toEqual([-3, -2, -1].map((power) => (4 / 3) ** power));
  expect(stages[0]).toMatchObject({ head: 'train', learningRate: 1e-3 });
  expect(kept).toBe('best');
});

it('leaves the first of the 9 blocks of EfficientNet-Lite0 a rate that rounding does not swallow', () => {
  const many = Array.from({ length: 9 }, (_, at) => ({ ...blocks[0]!, name: `block${at}` }));
  const [stage] = play(discriminative(), many).stages;
  const [first] = scales(stage);
  // Adam moves a weight by about its rate; a float32 of 100 moves by nothing less than this.
  expect(first! * (stage as TrainStage).learningRate).toBeGreaterThan(100 * 2 ** -24);
});

it('does as its options say: fewer blocks, another factor and rate', () => {
  const { stages } = play(discriminative({ blocks: 2, factor: 2, learningRate: 0.5 }), blocks);
  expect(scales(stages[0])).toEqual([null, 0.25, 0.5]);
  expect(stages[0]).toMatchObject({ learningRate: 0.5 });
});

it('refuses more blocks than there are, none, and a factor under 1', () => {
  expect(() => play(discriminative({ blocks: 4 }), blocks)).toThrow('discriminative asks for 4 block(s)');
  expect(() => play(discriminative(), [])).toThrow(expect.objectContaining({ code: 'too-many-blocks' }));
  expect(() => discriminative({ factor: 0.75 })).toThrow(
    expect.objectContaining({
      code: 'bad-option',
      message: 'discriminative option "factor" is 0.75; allowed: a number from 1 to 100.',
    }),
  );
});
