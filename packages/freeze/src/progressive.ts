import { specOf, type FreezeStrategy } from '@graftjs/core';
import { defaultTo, defineOptions, number } from '@graftjs/network/options';
import { headOption, type HeadOptions } from './parts/head-stage.js';
import { expectBlocks, lastModes, trainAll, tuneOptions, tuneStage, type TuneOptions } from './parts/tuning.js';
import { expectValidation, lowestLoss } from './parts/validation.js';

export type ProgressiveOptions = TuneOptions & {
  /** Each block that is unfrozen divides the learning rate by this, from 1. Default 4 / 3: halving would leave the first of nine blocks a rate that rounding swallows. */
  readonly factor?: number;
  /** How a head without a direct solution trains first. */
  readonly head?: HeadOptions;
};

/**
 * The head first; then, run after run, one block more from the last to the first, at a lower learning rate, each from the best
 * weights so far. It ends with the first run whose validation loss is no better, and goes back to the best.
 *
 * @param options factor, head; of each run: learningRate (of the first one), epochs, schedule, warmup, patience, batchNorm
 * @throws GraftError 'unknown-option', 'bad-option'; from `stages`: 'too-many-blocks' where there is none, 'head-solves',
 * 'no-validation'
 * @see Howard & Ruder, "Universal Language Model Fine-tuning for Text Classification" (gradual unfreezing), ACL 2018
 * @example
 * progressive({ learningRate: 1e-4 });
 */
export function progressive(options: ProgressiveOptions = {}): FreezeStrategy {
  const settings = parse(options);
  return {
    id: 'progressive',
    spec: specOf(options),
    *stages(blocks, facts) {
      expectBlocks('progressive', blocks);
      expectValidation('progressive', facts.hasValidation);
      let best = lowestLoss(yield settings.head(blocks, facts));
      for (let count = 1; count <= blocks.length; count++) {
        const modes = lastModes(blocks, count, () => trainAll(settings.batchNorm));
        const stage = tuneStage(settings, { name: `unfreeze ${count}`, start: 'best', blocks: modes });
        const learningRate = stage.learningRate / settings.factor ** (count - 1);
        const loss = lowestLoss(yield { ...stage, learningRate });
        if (!(loss < best)) break;
        best = loss;
      }
      return 'best';
    },
  };
}

const parse = defineOptions('progressive', {
  ...tuneOptions,
  factor: defaultTo(number({ min: 1, max: 100 }), 4 / 3),
  head: headOption('progressive'),
});
