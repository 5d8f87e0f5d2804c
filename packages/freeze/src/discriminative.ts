import { specOf, type FreezeStrategy } from '@graftjs/core';
import { defaultTo, defineOptions, number, whole } from '@graftjs/network/options';
import { optional } from './parts/schedule.js';
import { expectBlocks, lastModes, trainAll, tuneOptions, tuneStage, type TuneOptions } from './parts/tuning.js';

export type DiscriminativeOptions = TuneOptions & {
  /** How many blocks train, counted from the head, from 1. Default: all. */
  readonly blocks?: number;
  /**
   * From the head down, each block divides the learning rate by this, from 1. Default 4 / 3, the layer decay of 0.75 of masked
   * autoencoders: the 2.6 of ULMFiT, which has four layers, would leave the first of nine blocks a rate that rounding swallows.
   */
  readonly factor?: number;
};

/**
 * Every block trains in one stage, the further from the head the more slowly: early blocks see what all pictures share.
 * The learning rate is the head's. For fastai's `fine_tune`, join it on:
 * `inSequence(featureExtraction(), discriminative({ schedule: 'one-cycle' }))`.
 *
 * @param options blocks, factor, learningRate (default 0.001: the head's), epochs, schedule, warmup, patience, batchNorm
 * @throws GraftError 'unknown-option', 'bad-option'; from `stages`: 'too-many-blocks'
 * @see Howard & Ruder, "Universal Language Model Fine-tuning for Text Classification" (discriminative fine-tuning), ACL 2018
 * @example
 * discriminative({ factor: 2.6 }); // as ULMFiT, for a few blocks
 */
export function discriminative(options: DiscriminativeOptions = {}): FreezeStrategy {
  const settings = parse(options);
  return {
    id: 'discriminative',
    spec: specOf(options),
    *stages(blocks) {
      const count = settings.blocks ?? blocks.length;
      expectBlocks('discriminative', blocks, Math.max(count, 1));
      const modes = lastModes(blocks, count, (depth) => trainAll(settings.batchNorm, settings.factor ** -(depth + 1)));
      const stage = { name: 'tune, early blocks more slowly', start: 'current', blocks: modes } as const;
      yield tuneStage(settings, stage, { learningRate: 1e-3 });
      return 'best';
    },
  };
}

const parse = defineOptions('discriminative', {
  ...tuneOptions,
  blocks: optional(whole(1)),
  factor: defaultTo(number({ min: 1, max: 100 }), 4 / 3),
});
