import { specOf, type FreezeStrategy } from '@graftjs/core';
import { defaultTo, defineOptions, whole } from '@graftjs/network/options';
import { expectBlocks, lastModes, trainAll, tuneOptions, tuneStage, type TuneOptions } from './parts/tuning.js';

export type LastBlocksOptions = TuneOptions & {
  /** How many blocks train, counted from the head, from 1. Default 1. */
  readonly blocks?: number;
};

/**
 * The head and the last blocks train from the start, in one stage; what lies before stays frozen and runs once for each view.
 *
 * @param options `lastBlocks(2)` is short for `lastBlocks({ blocks: 2 })`; further learningRate, epochs, schedule, warmup,
 * patience, batchNorm
 * @throws GraftError 'unknown-option', 'bad-option'; from `stages`: 'too-many-blocks'
 * @see Yosinski et al., "How transferable are features in deep neural networks?", NeurIPS 2014
 * @example
 * lastBlocks(2);
 */
export function lastBlocks(options: number | LastBlocksOptions = {}): FreezeStrategy {
  const given: LastBlocksOptions = typeof options === 'number' ? { blocks: options } : options;
  const settings = parse(given);
  return {
    id: 'last-blocks',
    spec: specOf(given),
    *stages(blocks) {
      expectBlocks('last-blocks', blocks, settings.blocks);
      const modes = lastModes(blocks, settings.blocks, () => trainAll(settings.batchNorm));
      yield tuneStage(settings, { name: `tune the last ${settings.blocks}`, start: 'current', blocks: modes });
      return 'best';
    },
  };
}

const parse = defineOptions('last-blocks', { ...tuneOptions, blocks: defaultTo(whole(1), 1) });
