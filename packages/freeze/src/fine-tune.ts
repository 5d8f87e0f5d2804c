import { specOf, type FreezeStrategy } from '@graftjs/core';
import { defineOptions } from '@graftjs/network/options';
import { expectBlocks, lastModes, trainAll, tuneOptions, tuneStage, type TuneOptions } from './parts/tuning.js';

/**
 * Every block trains with the head, in one stage. A head drawn at random pulls good features out of shape at first:
 * `linearProbeThenFineTune` avoids that. To train from scratch, give a learning rate of about 0.001 and batchNorm 'train'.
 *
 * @param options learningRate, epochs, schedule, warmup, patience, batchNorm
 * @throws GraftError 'unknown-option', 'bad-option'; from `stages`: 'too-many-blocks' where there is none
 * @example
 * fineTune({ learningRate: 3e-5, epochs: 10 });
 */
export function fineTune(options: TuneOptions = {}): FreezeStrategy {
  const settings = defineOptions('fine-tune', tuneOptions)(options);
  return {
    id: 'fine-tune',
    spec: specOf(options),
    *stages(blocks) {
      expectBlocks('fine-tune', blocks);
      const modes = lastModes(blocks, blocks.length, () => trainAll(settings.batchNorm));
      yield tuneStage(settings, { name: 'tune everything', start: 'current', blocks: modes });
      return 'best';
    },
  };
}
