import { specOf, type FreezeStrategy } from '@graftjs/core';
import { defineOptions, whole } from '@graftjs/network/options';
import { headOption, type HeadOptions } from './parts/head-stage.js';
import { optional } from './parts/schedule.js';
import { expectBlocks, lastModes, trainAll, tuneOptions, tuneStage, type TuneOptions } from './parts/tuning.js';

export type LinearProbeThenFineTuneOptions = TuneOptions & {
  /** How many blocks are tuned, counted from the head, from 1. Default: all. */
  readonly blocks?: number;
  /** How a head without a direct solution trains first. */
  readonly head?: HeadOptions;
};

/**
 * The head converges on frozen features first; then blocks and head are tuned from there. So no gradient of a random head
 * reaches the features, which keeps what they know about other data: in the paper 1 % better in distribution and 10 % out of it.
 *
 * @param options blocks, head; of the tuning: learningRate, epochs, schedule, warmup, patience, batchNorm
 * @throws GraftError 'unknown-option', 'bad-option'; from `stages`: 'too-many-blocks', 'head-solves'
 * @see Kumar et al., "Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution", ICLR 2022
 * @example
 * linearProbeThenFineTune({ blocks: 2 });
 */
export function linearProbeThenFineTune(options: LinearProbeThenFineTuneOptions = {}): FreezeStrategy {
  const settings = parse(options);
  return {
    id: 'linear-probe-then-fine-tune',
    spec: specOf(options),
    *stages(blocks, facts) {
      const count = settings.blocks ?? blocks.length;
      expectBlocks('linear-probe-then-fine-tune', blocks, Math.max(count, 1));
      yield settings.head(blocks, facts);
      const modes = lastModes(blocks, count, () => trainAll(settings.batchNorm));
      yield tuneStage(settings, { name: 'tune', start: 'best', blocks: modes });
      return 'best';
    },
  };
}

const parse = defineOptions('linear-probe-then-fine-tune', {
  ...tuneOptions,
  blocks: optional(whole(1)),
  head: headOption('linear-probe-then-fine-tune'),
});
